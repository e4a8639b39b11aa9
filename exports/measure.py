"""How much room a text takes in a cell, well enough to choose a font size that cuts nothing.

Widths are Arial's, by classes of characters, in font sizes; rounded up on purpose.
"""

from __future__ import annotations

from functools import lru_cache

from exports.styles import LINE

UNIT = 5.25  # points in one unit of a column's width, for a 10-point Arial
_PADDING = 4.0
_WIDTHS = {
    **dict.fromkeys("ijl'|’", 0.24),
    **dict.fromkeys("ft.,:;!I ()[]/-·", 0.31),
    **dict.fromkeys('rs*"°', 0.45),
    **dict.fromkeys("mM—", 0.87),
    **dict.fromkeys("wW%@", 0.92),
    **dict.fromkeys("ABCDEGHKNOPQRSUVXYZ&ÉÈÀÇ", 0.72),
}
_EASY, _LEAST_APART, _LEAST_TOGETHER = 8.0, 7.0, 6.5  # points
SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5)


@lru_cache(maxsize=16384)
def width(text: str, bold: bool = False) -> float:
    """Width of a text on one line, in font sizes."""
    plain = sum(_WIDTHS.get(letter, 0.57) for letter in text)
    return plain * 1.08 if bold else plain


def lines_needed(text: str, room: float, bold: bool = False) -> int:
    """Lines a text wraps into within `room` font sizes; 99 where a word alone is too wide."""
    count, used = 1, 0.0
    for word in text.split(" "):
        long = width(word, bold)
        if long > room:
            return 99
        if used and used + 0.31 + long > room:
            count, used = count + 1, long
        else:
            used += long + (0.31 if used else 0.0)
    return count


@lru_cache(maxsize=4096)
def fit(lines: tuple[str, ...], wide: float, high: float) -> tuple[tuple[str, ...], float]:
    """Arrange lines in a cell of `wide` × `high` points: the lines to write and their size.

    The first line is bold. Where the lines do not fit one below the other at a size read with
    ease, all but the first are joined if that gives larger letters; at last, all of them.
    """
    first, *rest = lines
    apart = _largest(lines, wide, high)
    if apart >= _EASY:
        return lines, apart
    together = (first, " · ".join(rest)) if rest else lines
    size = _largest(together, wide, high)
    if apart >= max(size, _LEAST_APART):
        return lines, apart
    if size >= _LEAST_TOGETHER:
        return together, size
    joined = (" · ".join(lines),)
    return joined, _largest(joined, wide, high) or SIZES[-1]


def _largest(lines: tuple[str, ...], wide: float, high: float) -> float:
    """The largest size at which lines fit; 0 where none does."""
    return next((size for size in SIZES if _fits(lines, wide, high, size)), 0.0)


def _fits(lines: tuple[str, ...], wide: float, high: float, size: float) -> bool:
    room = (wide - _PADDING) / size
    count = sum(lines_needed(line, room, bold=index == 0) for index, line in enumerate(lines))
    return count * size * LINE + 1 <= high
