"""One week of a view: its sessions, and why nothing stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from exports.dates import day_name, week_title
from exports.frame import Content, Drawn, Frame, Shade
from exports.grids import GridSheet
from exports.layout import Stretch, clock_range, side_by_side, stretch
from exports.palette import KINDS
from exports.styles import THIN, Look
from exports.traces import Block
from instances.text import Text
from instances.timetable import Session

_SHADE = Look(size=10, italic=True, across="center", wrap=True, box=THIN)


def write_week(grid: GridSheet, row: int, week: date) -> int:
    """Write the week that begins on a Monday; returns the row below it."""
    view, content = grid.view, week_content(grid, week)
    top = grid.block(row, content)
    block = Block(grid.sheet.title, view.kind, view.code, week, row, top, content.title)
    grid.context.traces.blocks.append(block)
    return top + len(grid.rows)


def week_content(frame: Frame, week: date) -> Content:
    """What the grid of the week that begins on a Monday shows."""
    view, lang = frame.view, frame.lang
    days = {weekday: week + timedelta(days=weekday) for weekday in view.weekdays}
    title = week_title(week, lang)
    if view.cycle > 1:
        turn = Text("semaine {turn}/{cycle} du rythme", "week {turn}/{cycle} of the rhythm")
        start = view.timetable.instance.settings.start
        at = next((day for day in days.values() if day >= start), week)
        title += f" · {turn.say(lang, turn=view.turn(at) + 1, cycle=view.cycle)}"
    return Content(
        title=f"{view.short} · {title}",
        aside=view.hours(set(days.values())),
        days={weekday: day_name(day, lang) for weekday, day in days.items()},
        entries=[entry for weekday, day in days.items() for entry in _drawn(frame, weekday, day)],
        shades=[shade for weekday, day in days.items() for shade in _shades(frame, weekday, day)],
    )


def _drawn(frame: Frame, weekday: int, day: date) -> Iterator[Drawn]:
    def rows_of(session: Session) -> Stretch:
        return stretch(frame.rows, session.start, session.end)

    sessions = frame.view.by_day.get(day, ())
    placed = side_by_side(sessions, rows_of, frame.view.side, frame.lanes[weekday])
    for session, place in placed:
        lines = frame.view.lines(session)
        top, bottom = frame.rows[place.stretch.top], frame.rows[place.stretch.bottom]
        aligned = (session.start, session.end) == (top.start, bottom.end)
        unit, clock = frame.view.unit(session), clock_range(session.start, session.end)
        yield Drawn(weekday, place, lines, unit, "session", session.id, clock, aligned)


def _shades(frame: Frame, weekday: int, day: date) -> Iterator[Shade]:
    """The free stretches of a day on which nothing can stand, the label once on each."""
    mask, kind, text = frame.view.shade(day, frame.lang)
    if not mask:
        return
    taken = {
        row
        for session in frame.view.by_day.get(day, ())
        for place in [stretch(frame.rows, session.start, session.end)]
        for row in range(place.top, place.bottom + 1)
    }
    shut = [
        row.period is not None and bool(mask >> row.period & 1) and index not in taken
        for index, row in enumerate(frame.rows)
    ]
    for index, row in enumerate(frame.rows):
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
