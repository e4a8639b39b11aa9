"""The grid of a week, whatever draws it: rows of the day, lanes of weekdays, entries, shades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exports.layout import Place, Stretch, day_rows, lanes_needed, stretch
from exports.slots import RARE, Slot, slots
from exports.styles import Look
from exports.traces import EntryKind
from exports.views import View
from instances.text import Lang


class Drawn(NamedTuple):
    """An entry ready to be drawn in the column of a weekday.

    `aligned`: whether the rows it covers tell its clock times.
    """

    weekday: int
    place: Place
    lines: tuple[str, ...]
    unit: str
    kind: EntryKind
    id: str
    clock: str
    aligned: bool = True

    @property
    def told(self) -> tuple[str, ...]:
        """Its lines, and the clock times where its rows do not tell them."""
        return self.lines if self.aligned else (*self.lines, self.clock)


class Shade(NamedTuple):
    """Rows of a weekday on which nothing can stand, and why."""

    weekday: int
    rows: Stretch
    text: str
    look: Look


class Content(NamedTuple):
    """What the grid of one week shows, its parts in the order of the weekdays."""

    title: str
    aside: str
    days: dict[int, str]
    entries: Sequence[Drawn]
    shades: Sequence[Shade]

    def busy(self, lanes: Mapping[int, int]) -> set[tuple[int, int, int]]:
        """Weekday, row and lane of every cell that an entry or a shade covers."""
        covered = [(entry.weekday, *entry.place) for entry in self.entries]
        covered += [(s.weekday, s.rows, 0, lanes[s.weekday] - 1) for s in self.shades]
        return {
            (weekday, row, lane)
            for weekday, rows, first, last in covered
            for row in range(rows.top, rows.bottom + 1)
            for lane in range(first, last + 1)
        }


class Frame:
    """One geometry for a view's trame and all its weeks.

    A weekday has as many lanes as it has sessions side by side, `lanes`; `week_lanes` are those
    that its dated weeks need.
    """

    def __init__(self, view: View, lang: Lang) -> None:
        self.view, self.lang = view, lang
        self.rows = day_rows(view.timetable.instance, view.sessions, lang)
        self.slots = slots(view)
        self.week_lanes: dict[int, int] = {}
        self.lanes = {weekday: self._lanes(weekday) for weekday in view.weekdays}

    def stretch(self, item: Slot) -> Stretch:
        """The rows a slot covers."""
        return stretch(self.rows, item.start, item.end)

    def _lanes(self, weekday: int) -> int:
        """Lanes of a weekday: for sessions side by side; twice that if the trame needs more."""
        weeks = max(
            (
                lanes_needed([stretch(self.rows, s.start, s.end) for s in sessions])
                for day, sessions in self.view.by_day.items()
                if day.weekday() == weekday
            ),
            default=1,
        )
        sides = [self.view.side(s)[1] for s in self.view.sessions if s.date.weekday() == weekday]
        weeks = max([weeks, *sides])
        turns: dict[int, list[Stretch]] = defaultdict(list)
        for slot in self.slots:
            if slot.weekday == weekday and slot.share >= RARE:
                turns[slot.turn].append(self.stretch(slot))
        trame = max((lanes_needed(items) for items in turns.values()), default=1)
        self.week_lanes[weekday] = weeks
        return weeks if trame <= weeks or weeks > 2 else 2 * weeks
