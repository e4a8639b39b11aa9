"""One week of a view, on one page: its sessions, and why nothing stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from exports.dates import day_name, week_title
from exports.grids import Content, Drawn, GridSheet, Shade
from exports.layout import Stretch, clock_range, side_by_side, stretch
from exports.palette import KINDS
from exports.styles import THIN, Look
from exports.traces import Block
from instances.text import Text
from instances.timetable import Session

_SHADE = Look(size=10, italic=True, across="center", wrap=True, box=THIN)


def write_week(grid: GridSheet, row: int, week: date) -> int:
    """Write the week that begins on a Monday; returns the row below it."""
    view, context = grid.view, grid.context
    days = {weekday: week + timedelta(days=weekday) for weekday in view.weekdays}
    entries = [entry for weekday, day in days.items() for entry in _drawn(grid, weekday, day)]
    title = week_title(week, context.lang)
    if view.cycle > 1:
        turn = Text("semaine {turn}/{cycle} du rythme", "week {turn}/{cycle} of the rhythm")
        at = next((day for day in days.values() if day >= _start(grid)), week)
        title += f" · {context.say(turn, turn=view.turn(at) + 1, cycle=view.cycle)}"
    content = Content(
        title=f"{view.short} · {title}",
        aside=view.hours(set(days.values())),
        days={weekday: day_name(day, context.lang) for weekday, day in days.items()},
        entries=entries,
        shades=[shade for weekday, day in days.items() for shade in _shades(grid, weekday, day)],
    )
    top = grid.block(row, content)
    block = Block(grid.sheet.title, view.kind, view.code, week, row, top, content.title)
    context.traces.blocks.append(block)
    return top + len(grid.rows)


def _start(grid: GridSheet) -> date:
    return grid.view.timetable.instance.settings.start


def _drawn(grid: GridSheet, weekday: int, day: date) -> Iterator[Drawn]:
    def rows_of(session: Session) -> Stretch:
        return stretch(grid.rows, session.start, session.end)

    sessions = grid.view.by_day.get(day, ())
    placed = side_by_side(sessions, rows_of, grid.view.side, grid.lanes[weekday])
    for session, place in placed:
        lines = grid.view.lines(session)
        top, bottom = grid.rows[place.stretch.top], grid.rows[place.stretch.bottom]
        if (session.start, session.end) != (top.start, bottom.end):
            lines = (*lines, clock_range(session.start, session.end))
        unit = grid.view.unit(session)
        yield Drawn(weekday, place, lines, unit, "session", session.id)


def _shades(grid: GridSheet, weekday: int, day: date) -> Iterator[Shade]:
    """The free stretches of a day on which nothing can stand, the label once on each."""
    mask, kind, text = grid.view.shade(day, grid.context.lang)
    if not mask:
        return
    taken = {
        row
        for session in grid.view.by_day.get(day, ())
        for place in [stretch(grid.rows, session.start, session.end)]
        for row in range(place.top, place.bottom + 1)
    }
    shut = [
        row.period is not None and bool(mask >> row.period & 1) and index not in taken
        for index, row in enumerate(grid.rows)
    ]
    for index, row in enumerate(grid.rows):
        if row.period is None and index not in taken:
            around = shut[max(index - 1, 0)], shut[min(index + 1, len(shut) - 1)]
            shut[index] = all(around)
    look = KINDS[kind].tint(_SHADE)
    first: int | None = None
    for index, closed in enumerate([*shut, False]):
        if closed and first is None:
            first = index
        elif not closed and first is not None:
            yield Shade(weekday, Stretch(first, index - 1), text, look)
            first = None
