"""What the page shows, ready for its template: views, their weeks, and each entry with its place.

A week is a table: a row a weekday, its cells what stands on it, in time order. The style sheet
lays it out as a timetable where there is room, days side by side; a phone shows it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from exports.context import Subject
from exports.frame import Content, Frame
from exports.layout import Row, Stretch
from exports.trame import trame_content
from exports.trame_list import Told, told
from exports.views import View
from exports.viewsheets import subtitle
from exports.web.paint import Paint
from exports.weeks import week_content
from instances.text import Text
from instances.units import HOUR, format_clock

_PAUSE = 0.38  # height of a break, in hours of the grid
_TRAME = Text("Semaine type", "Typical week")
_TRAME_OF = Text("Semaine type {turn}", "Typical week {turn}")


class Cell(NamedTuple):
    """A session, or a stretch on which nothing can stand. `area`: its place in the grid."""

    kind: str
    colour: str
    area: str
    clock: str
    lines: tuple[str, ...]


class Day(NamedTuple):
    """A weekday: its name, its lanes, what stands on it; `iso` empty in a typical week."""

    name: str
    iso: str
    first: int
    end: int
    cells: list[Cell]


class Line(NamedTuple):
    """A row of the time axis: where it begins, or the break it is."""

    clock: str
    pause: str


class Week(NamedTuple):
    """A week: `key` its Monday, or `trame`; `notes`: what its grid has no room for, by weekday."""

    key: str
    title: str
    aside: str
    days: list[Day]
    notes: list[tuple[str, list[Told]]]


@dataclass(frozen=True)
class Shown:
    """A view as the page shows it.

    `columns`, `rows`, `hours`: the geometry its weeks share, as the style sheet takes it; `lanes`
    of all weekdays.
    `calendar`: address of its iCalendar file; empty where none was written.
    """

    id: str
    title: str
    short: str
    subtitle: str
    columns: str
    rows: str
    hours: str
    lanes: int
    axis: list[Line]
    weeks: list[Week]
    legend: list[tuple[str, str]]
    calendar: str


def shown(subject: Subject, view: View, paint: Paint, identity: str, calendar: str = "") -> Shown:
    """Everything the page says of a view."""
    frame = Frame(view, subject.lang)
    build = _Builder(subject, frame, paint)
    weekly = view.timetable.instance.origin != "workbook"
    weeks = []
    if view.sessions and not view.chosen and not weekly:
        weeks += [build.trame(turn) for turn in range(view.cycle)]
    weeks += [build.week(week) for week in view.weeks]
    units = dict.fromkeys(view.unit(session) for session in view.sessions)
    return Shown(
        id=identity,
        title=view.title,
        short=view.short,
        subtitle=subtitle(subject, view),
        columns=build.columns(),
        rows=" ".join(_track(row) for row in frame.rows),
        hours=f"{sum(_hours(row) for row in frame.rows):g}",
        lanes=sum(frame.lanes.values()),
        axis=list(build.axis()),
        weeks=weeks,
        legend=[(paint.unit(unit), subject.names.unit_title(unit)) for unit in units],
        calendar=calendar,
    )


def _hours(row: Row) -> float:
    return _PAUSE if row.period is None and row.label else (row.end - row.start) / HOUR


def _track(row: Row) -> str:
    """A row of the grid: as high as it is long, higher where a text needs it."""
    return f"minmax(calc({_hours(row):g}*var(--u)),auto)"


class _Builder:
    """Puts the weeks of one view into cells."""

    def __init__(self, subject: Subject, frame: Frame, paint: Paint) -> None:
        self.subject, self.frame, self.paint = subject, frame, paint
        self.first: dict[int, int] = {}
        column = 2  # the first one is the time axis
        for weekday, lanes in frame.lanes.items():
            self.first[weekday] = column
            column += lanes

    def columns(self) -> str:
        """The lanes of each weekday; all weekdays have one width."""
        return " ".join(
            f"repeat({lanes},minmax(0,{1 / lanes:.4g}fr))" for lanes in self.frame.lanes.values()
        )

    def axis(self) -> Iterator[Line]:
        """The times at the left, and the breaks."""
        for row in self.frame.rows:
            pause = row.label if row.period is None else ""
            yield Line("" if pause else format_clock(row.start), pause)

    def week(self, week: date) -> Week:
        """A dated week."""
        content = week_content(self.frame, week)
        title = content.title.removeprefix(f"{self.frame.view.short} · ")
        days = {weekday: (week + timedelta(days=weekday)).isoformat() for weekday in content.days}
        return Week(week.isoformat(), title, content.aside, self._days(content, days), [])

    def trame(self, turn: int) -> Week:
        """A week of the cycle."""
        content, _, left = trame_content(self.frame, turn)
        alone = self.frame.view.cycle == 1
        title = self.subject.say(_TRAME if alone else _TRAME_OF, turn=turn + 1)
        key = "trame" if alone else f"trame{turn + 1}"
        return Week(key, title, "", self._days(content, {}), list(told(self.frame, left)))

    def _days(self, content: Content, dates: dict[int, str]) -> list[Day]:
        return [
            Day(
                name,
                dates.get(weekday, ""),
                self.first[weekday],
                self.first[weekday] + self.frame.lanes[weekday],
                self._cells(content, weekday),
            )
            for weekday, name in content.days.items()
        ]

    def _cells(self, content: Content, weekday: int) -> list[Cell]:
        """What stands on a weekday, in time order; of things at one time, from the left."""
        first, lanes = self.first[weekday], self.frame.lanes[weekday]
        cells: list[tuple[tuple[int, int], Cell]] = []
        for entry in content.entries:
            if entry.weekday == weekday:
                rows, left, right = entry.place
                area = _area(rows, first + left, first + right + 1)
                colour = self.paint.unit(entry.unit)
                at = rows.top, left
                cells.append((at, Cell("s", colour, area, entry.clock, entry.lines)))
        for shade in content.shades:
            if shade.weekday == weekday:
                area = _area(shade.rows, first, first + lanes)
                colour = self.paint.shade(shade.look)
                cells.append(((shade.rows.top, 0), Cell("x", colour, area, "", (shade.text,))))
        return [cell for _, cell in sorted(cells, key=lambda pair: pair[0])]


def _area(rows: Stretch, first: int, end: int) -> str:
    """Rows and columns of the grid; its first row is the weekdays' names."""
    return f"{rows.top + 2}/{first}/{rows.bottom + 3}/{end}"
