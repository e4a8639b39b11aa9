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


def side_by_side(
    items: Sequence[T],
    stretch_of: Callable[[T], Stretch],
    key: Callable[[T], tuple[int, ...]],
    lanes: int,
) -> list[tuple[T, Place]]:
    """Place the entries of one day in its `lanes`, those that overlap beside each other.

    Entries that nothing overlaps take the whole width. Where the keys of the others (the rank
    of their groups) fit in the lanes, the same key keeps the same side.
    """
    placed: list[tuple[T, Place]] = []
    for cluster in _clusters(items, stretch_of):
        columns = _by_key(cluster, key, lanes, stretch_of) or _greedy(cluster, stretch_of, key)
        count = max(columns) + 1
        for item, column in zip(cluster, columns, strict=True):
            first, last = column * lanes // count, (column + 1) * lanes // count - 1
            placed.append((item, Place(stretch_of(item), first, max(first, last))))
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


def _by_key(
    cluster: Sequence[T],
    key: Callable[[T], tuple[int, ...]],
    lanes: int,
    stretch_of: Callable[[T], Stretch],
) -> list[int] | None:
    keys = sorted({key(item) for item in cluster})
    if len(keys) > lanes:
        return None
    columns = [keys.index(key(item)) for item in cluster]
    ends: dict[int, int] = {}
    for item, column in zip(cluster, columns, strict=True):
        if stretch_of(item).top <= ends.get(column, -1):
            return None
        ends[column] = stretch_of(item).bottom
    return columns


def _greedy(
    cluster: list[T], stretch_of: Callable[[T], Stretch], key: Callable[[T], tuple[int, ...]]
) -> list[int]:
    cluster.sort(key=lambda item: (stretch_of(item).top, key(item)))
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
