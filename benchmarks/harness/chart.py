"""A chart of curves on logarithmic axes, as SVG, without a library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 560, 340, 56
COLOURS = ("#0b5394", "#b45f06", "#38761d", "#741b47")


@dataclass(frozen=True)
class Curve:
    """A name and its points (x, y), all above 0."""

    name: str
    points: Sequence[tuple[float, float]]


def chart(curves: Sequence[Curve], x_label: str, y_label: str) -> str:
    """The picture of some curves.

    Raises
    ------
    ValueError
        When there is no point, or one that has no logarithm.
    """
    points = [point for curve in curves for point in curve.points]
    if not points or any(value <= 0 for point in points for value in point):
        raise ValueError("a logarithmic chart needs points above 0")
    across = _Axis([x for x, _ in points], MARGIN, WIDTH - 16)
    up = _Axis([y for _, y in points], HEIGHT - MARGIN, 16)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *_grid(across, up),
        f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">'
        f"{escape(x_label)}</text>",
        f'<text transform="translate(16 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_label)}</text>",
    ]
    for rank, curve in enumerate(curves):
        colour = COLOURS[rank % len(COLOURS)]
        placed = [(across.place(x), up.place(y)) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
        y = 32 + 18 * rank
        lines.append(f'<text x="{MARGIN + 12}" y="{y}" fill="{colour}">{escape(curve.name)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


class _Axis:
    """Whole powers of ten around some values, over a stretch of the picture."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self.low = floor(log10(min(values)))
        self.high = max(ceil(log10(max(values))), self.low + 1)
        self._begin, self._end = begin, end

    def place(self, value: float) -> float:
        """Where a value stands."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return self._begin + share * (self._end - self._begin)

    @property
    def ticks(self) -> Iterator[float]:
        """The powers of ten."""
        yield from (10.0**power for power in range(self.low, self.high + 1))


def _grid(across: _Axis, up: _Axis) -> Iterator[str]:
    top, bottom = up.place(10.0**up.high), up.place(10.0**up.low)
    left, right = across.place(10.0**across.low), across.place(10.0**across.high)
    for value in across.ticks:
        x = across.place(value)
        yield f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{value:g}</text>'
    for value in up.ticks:
        y = up.place(value)
        yield f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="#ddd"/>'
        yield f'<text x="{left - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
