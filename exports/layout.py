"""Where sessions stand in a grid: the rows of a day, and sessions side by side in a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from instances.calendar import lunch_split
from instances.grid import Grid
from instances.instance import Instance
from instances.text import Lang, Text
from instances.timetable import Session
from instances.units import format_clock

T = TypeVar("T")


class Row(NamedTuple):
    """A row of a day: clock times, and the period it shows (None: a break, or off the grid)."""

    start: int
    end: int
    period: int | None
    label: str


def day_rows(instance: Instance, sessions: Sequence[Session], lang: Lang) -> tuple[Row, ...]:
    """The periods of the grid with the breaks between them, and more if a session needs it."""
    grid = instance.grid
    lunch = lunch_split(instance.settings, grid)
    rows: list[Row] = []
    for index, period in enumerate(grid.periods):
        if rows and rows[-1].end < period.start:
            text = Text("déjeuner", "lunch") if index == lunch else Text("pause", "break")
            rows.append(Row(rows[-1].end, period.start, None, text.say(lang)))
        rows.append(Row(period.start, period.end, index, ""))
    earliest = min((session.start for session in sessions), default=rows[0].start)
    latest = max((session.end for session in sessions), default=rows[-1].end)
    if earliest < rows[0].start:
        rows.insert(0, Row(earliest, rows[0].start, None, ""))
    if latest > rows[-1].end:
        rows.append(Row(rows[-1].end, latest, None, ""))
    return tuple(rows)


def clock_range(start: int, end: int) -> str:
    """`08:00–10:00`."""
    return f"{format_clock(start)}–{format_clock(end)}"


class Stretch(NamedTuple):
    """The rows a session covers: `top` to `bottom`, both included, from 0."""

    top: int
    bottom: int


def stretch(rows: Sequence[Row], start: int, end: int) -> Stretch:
    """The rows that overlap two clock times; every session has at least one."""
    covered = [i for i, row in enumerate(rows) if row.start < end and start < row.end]
    if not covered:  # a session that lasts no time at all
        covered = [max(i for i, row in enumerate(rows) if row.start <= start)]
    return Stretch(covered[0], covered[-1])


class Place(NamedTuple):
    """Where an entry stands in a day: its rows, and `first` to `last` of the day's lanes."""

    stretch: Stretch
    first: int
    last: int


def lanes_needed(items: Sequence[Stretch]) -> int:
    """The most stretches that share one row."""
    return max((sum(s.top <= item.top <= s.bottom for s in items) for item in items), default=1)


WHOLE = (0, 1)


def side_by_side(
    items: Sequence[T],
    stretch_of: Callable[[T], Stretch],
    side_of: Callable[[T], tuple[int, int]],
    lanes: int,
) -> list[tuple[T, Place]]:
    """Place the entries of one day in its `lanes`, those that overlap beside each other.

    A side is a part of the width and of how many: the first of two half-groups is (0, 2), all
    of a class (0, 1). Sides are kept where nothing then overlaps; else entries take turns.
    """
    placed: list[tuple[T, Place]] = []
    for cluster in _clusters(items, stretch_of):
        found = _by_side(cluster, stretch_of, side_of, lanes)
        placed += found or _in_turn(cluster, stretch_of, side_of, lanes)
    return placed


def _clusters(items: Sequence[T], stretch_of: Callable[[T], Stretch]) -> list[list[T]]:
    found: list[list[T]] = []
    reach = -1
    for item in sorted(items, key=stretch_of):
        place = stretch_of(item)
        if place.top > reach:
            found.append([])
        found[-1].append(item)
        reach = max(reach, place.bottom)
    return found


def _by_side(
    cluster: Sequence[T],
    stretch_of: Callable[[T], Stretch],
    side_of: Callable[[T], tuple[int, int]],
    lanes: int,
) -> list[tuple[T, Place]] | None:
    taken: set[tuple[int, int]] = set()
    found = []
    for item in cluster:
        (index, count), rows = side_of(item), stretch_of(item)
        if lanes % count:
            return None
        place = Place(rows, index * lanes // count, (index + 1) * lanes // count - 1)
        cells = {
            (row, lane)
            for row in range(rows.top, rows.bottom + 1)
            for lane in range(place.first, place.last + 1)
        }
        if cells & taken:
            return None
        taken |= cells
        found.append((item, place))
    return found


def _in_turn(
    cluster: list[T],
    stretch_of: Callable[[T], Stretch],
    side_of: Callable[[T], tuple[int, int]],
    lanes: int,
) -> list[tuple[T, Place]]:
    columns = _greedy(cluster, stretch_of, side_of)
    count = max(columns) + 1
    return [
        (item, Place(stretch_of(item), column * lanes // count, (column + 1) * lanes // count - 1))
        for item, column in zip(cluster, columns, strict=True)
    ]


def _greedy(
    cluster: list[T], stretch_of: Callable[[T], Stretch], side_of: Callable[[T], tuple[int, int]]
) -> list[int]:
    cluster.sort(key=lambda item: (stretch_of(item).top, side_of(item)))
    ends: list[int] = []
    columns = []
    for item in cluster:
        place = stretch_of(item)
        free = [column for column, end in enumerate(ends) if end < place.top]
        column = free[0] if free else len(ends)
        if not free:
            ends.append(-1)
        ends[column] = place.bottom
        columns.append(column)
    return columns


def credited(grid: Grid, start: int, end: int) -> int:
    """Credited minutes of a session between two clock times; plain minutes off the grid."""
    for span in grid.spans:
        if (span.start, span.end) == (start, end):
            return span.minutes
    return end - start
