"""Colours: one per unit, one per kind of day, each with a letter or a hatch beside it.

Pastels dark text reads well on (contrast over 10:1), ordered so that neighbours differ in
brightness as well as in hue; past their number the same ones come back hatched.
"""

from __future__ import annotations

from typing import NamedTuple

from exports.styles import Hatch, Look
from instances.calendar import Shown
from instances.instance import Instance
from instances.text import Text

_PASTELS = (
    "CFE3F7",
    "FCE3B5",
    "D3EDCB",
    "F6CFCB",
    "E3D6F2",
    "F9F3B0",
    "BFE6E1",
    "F4D3E6",
    "DDE1E6",
    "E2DBC2",
    "B9D2EE",
    "F3C9A2",
)
_HATCHES: tuple[Hatch | None, ...] = (None, "lightUp", "lightDown", "lightTrellis")


class Palette:
    """The colour of each unit, in the order the maquette names them."""

    def __init__(self, instance: Instance) -> None:
        units = [quota.unit for quota in instance.quotas]
        units += [course.unit for course in instance.courses]
        self.units = tuple(dict.fromkeys(units))
        self._index = {unit: index for index, unit in enumerate(self.units)}

    def tint(self, unit: str, look: Look) -> Look:
        """A look on the unit's colour."""
        index = self._index.get(unit, len(self._index))
        turn, colour = divmod(index, len(_PASTELS))
        hatch = _HATCHES[turn % len(_HATCHES)]
        return look._replace(fill=_PASTELS[colour], hatch=hatch, ink="FFFFFF")


class Kind(NamedTuple):
    """How a kind of day is shown: its name, its letter, its colour and hatch."""

    name: Text
    letter: Text
    fill: str
    hatch: Hatch | None = None

    def tint(self, look: Look) -> Look:
        """A look on the kind's colour."""
        return look._replace(fill=self.fill, hatch=self.hatch, ink="B4BCC6")


KINDS: dict[Shown, Kind] = {
    "cfa": Kind(Text("CFA", "Training centre"), Text("C", "T"), "9CC5EE"),
    "company": Kind(Text("entreprise", "company"), Text("E", "C"), "F5EFE0"),
    "holidays": Kind(
        Text("vacances scolaires", "school holidays"), Text("V", "V"), "FDF3C4", "lightUp"
    ),
    "public": Kind(Text("jour férié", "public holiday"), Text("F", "P"), "F0B9B4", "lightTrellis"),
    "closed": Kind(Text("fermé", "closed"), Text("X", "X"), "D5D9DE", "lightTrellis"),
    "exam": Kind(Text("examen", "exam"), Text("Ex", "Ex"), "E6D3F0", "lightDown"),
    "stage": Kind(Text("stage", "placement"), Text("S", "S"), "CDE8C9", "lightDown"),
    "weekend": Kind(Text("week-end", "weekend"), Text("", ""), "E9ECEF"),
}
