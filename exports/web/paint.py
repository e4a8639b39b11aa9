"""Colours of the page: the workbook's, as classes of a style sheet, one for each look used."""

from __future__ import annotations

from exports.palette import Palette
from exports.styles import Hatch, Look

_PLAIN = Look()
# Angles of the lines that stand for the hatches of a spreadsheet; a trellis has two.
_ANGLES: dict[Hatch | None, tuple[int, ...]] = {"lightUp": (135,), "lightDown": (45,)}
_TRELLIS = (45, 135)
_EDGE = 0.62  # of the brightness of a colour, for the line at its left


class Paint:
    """Gives each look a class, and writes the rules of those given."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self._classes: dict[tuple[str, str, Hatch | None], str] = {}

    def unit(self, unit: str) -> str:
        """The class of a unit's colour."""
        return self._class("u", self._palette.tint(unit, _PLAIN))

    def shade(self, look: Look) -> str:
        """The class of a kind of day."""
        return self._class("k", look)

    def _class(self, first: str, look: Look) -> str:
        key = (first, look.fill or "FFFFFF", look.hatch)
        return self._classes.setdefault(key, f"{first}{len(self._classes)}")

    def rules(self) -> str:
        """The rules of every class given."""
        return "\n".join(
            f".{name}{{{_colours(fill, hatch, white=first == 'u')}}}"
            for (first, fill, hatch), name in self._classes.items()
        )


def _colours(fill: str, hatch: Hatch | None, *, white: bool) -> str:
    rule = f"background-color:#{fill};border-color:#{_darker(fill)}"
    if hatch is None:
        return rule
    line = "rgba(255,255,255,.75)" if white else "rgba(90,100,112,.12)"
    stripes = (
        f"repeating-linear-gradient({angle}deg,{line} 0 2px,transparent 2px 8px)"
        for angle in _ANGLES.get(hatch, _TRELLIS)
    )
    return f"{rule};background-image:{','.join(stripes)}"


def _darker(colour: str) -> str:
    parts = (int(colour[index : index + 2], 16) for index in (0, 2, 4))
    return "".join(f"{round(part * _EDGE):02X}" for part in parts)
