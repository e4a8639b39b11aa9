"""The pen that writes constraints of FET, and what every one of them needs to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from xml.etree import ElementTree as ET

from exports.fet_sets import Sets
from instances.fet.numbering import Piece, dates_of, hours_of, unit_of
from instances.instance import Instance

Slots = list[tuple[str, str]]  # names of a day and of an hour
Value = object

_DAY = {"Preferred_Starting_Time": "Preferred_Starting_Day", "Preferred_Time_Slot": "Preferred_Day"}
_HOUR = {
    "Preferred_Starting_Time": "Preferred_Starting_Hour",
    "Preferred_Time_Slot": "Preferred_Hour",
}


class Pen:
    """Writes constraint after constraint into both lists; `left` holds what has none.

    ids
        The activities of each course.
    """

    def __init__(
        self, root: ET.Element, instance: Instance, numbered: Sequence[Piece], sets: Sets
    ) -> None:
        self.instance, self.numbered, self.sets = instance, numbered, sets
        self.unit = unit_of(instance)
        self.dates = dates_of(instance)
        self.hours = hours_of(instance)
        self.left: dict[str, list[str]] = defaultdict(list)
        self.ids: dict[str, list[int]] = defaultdict(list)
        for piece in numbered:
            self.ids[piece.course].append(piece.id)
        self._times = ET.SubElement(root, "Time_Constraints_List")
        self._spaces = ET.SubElement(root, "Space_Constraints_List")

    def time(self, name: str, *fields: tuple[str, Value], weight: float = 100) -> None:
        """Write a time constraint; a field that is a list names slots."""
        _write(self._times, name, fields, weight)

    def space(self, name: str, *fields: tuple[str, Value]) -> None:
        """Write a space constraint."""
        _write(self._spaces, name, fields, 100)

    def slots(self, day: date, mask: int) -> Slots:
        """The names of the periods in a mask."""
        return [
            (day.isoformat(), name)
            for name, rank in self.hours.items()
            if rank is not None and mask >> rank & 1
        ]

    def hour_at(self, start: int) -> str:
        """The name of the period that begins at a clock time."""
        periods = self.instance.grid.periods
        return next(
            name
            for name, rank in self.hours.items()
            if rank is not None and periods[rank].start == start
        )

    def about(self, ids: Iterable[int]) -> list[tuple[str, Value]]:
        """The fields that name activities."""
        ids = list(ids)
        return [("Number_of_Activities", len(ids)), *(("Activity_Id", each) for each in ids)]

    @cached_property
    def shut(self) -> dict[date, int]:
        """Periods at which nobody can be taught, by date."""
        calendars = {id(c): c for c in self.instance.calendars.values()}.values()
        found = dict.fromkeys(self.dates, self.instance.grid.full if calendars else 0)
        for day in self.dates:
            for calendar in calendars:
                found[day] &= ~calendar.days[day].open
        return found

    @cached_property
    def by_the_clock(self) -> bool:
        """Whether periods follow each other without a pause and last what they are credited."""
        periods = self.instance.grid.periods
        return all(period.end - period.start == self.unit for period in periods) and all(
            one.end == other.start and not one.break_after for one, other in pairwise(periods)
        )


def _write(
    outer: ET.Element, name: str, fields: Sequence[tuple[str, Value]], weight: float
) -> None:
    element = ET.SubElement(outer, f"Constraint{name}")
    ET.SubElement(element, "Weight_Percentage").text = f"{weight:g}"
    for tag, value in fields:
        if isinstance(value, list):
            for day, hour in value:
                slot = ET.SubElement(element, tag)
                ET.SubElement(slot, _DAY.get(tag, "Day")).text = day
                ET.SubElement(slot, _HOUR.get(tag, "Hour")).text = hour
        else:
            ET.SubElement(element, tag).text = str(value)
    ET.SubElement(element, "Active").text = "true"
    ET.SubElement(element, "Comments").text = ""
