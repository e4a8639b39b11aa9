"""The trame on the page: one grid per week of the rhythm's cycle, exceptions listed below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from exports.dates import week_ranges
from exports.frame import Content, Drawn, Frame
from exports.grids import TIME_WIDTH, GridSheet
from exports.layout import clock_range, lanes_needed, side_by_side
from exports.measure import UNIT, lines_needed
from exports.slots import RARE, Slot, slot_lines
from exports.styles import LINE, MUTED, Look
from exports.traces import Block
from instances.text import COLON, SEMICOLON, WEEKDAYS, Text

GAP, HIGHEST = 5.0, 400.0  # points
ALSO = Text("Aussi, certaines semaines :", "Also, in some weeks:")
MOST_BELOW = 0.4  # of a page for the list below; a longer one goes on over the next

_NOTE = Look(size=8, wrap=True, down="top")
_HEADING = Look(size=8.5, bold=True)
_FAINT = Look(size=8, colour=MUTED, italic=True)


class Note(NamedTuple):
    """A paragraph below the grid, and its height in points."""

    text: str
    look: Look
    height: float


def write_trame(grid: GridSheet, row: int, turn: int) -> int:
    """Write the trame of one week of the cycle; returns the row below it."""
    view = grid.view
    content, left = trame_content(grid, turn)
    notes = _notes(grid, left)
    if turn == view.cycle - 1:
        notes += _idle(grid)
    below = min(GAP + sum(note.height for note in notes), MOST_BELOW * grid.room())
    top = grid.block(row, content, below)
    block = Block(grid.sheet.title, view.kind, view.code, None, row, top, content.title)
    grid.context.traces.blocks.append(block)
    return _write_notes(grid, top + len(grid.rows), notes)


def trame_content(frame: Frame, turn: int) -> tuple[Content, list[Slot]]:
    """What the grid of one week of the cycle shows, and the slots it has no room for."""
    view = frame.view
    own = [slot for slot in frame.slots if slot.turn == turn]
    drawn: list[Drawn] = []
    left: list[Slot] = []
    for weekday in view.weekdays:
        shown, over = _fitting(frame, [slot for slot in own if slot.weekday == weekday], weekday)
        drawn += _drawn(frame, shown, weekday)
        left += over
    title = Text("trame (semaine type)", "trame (typical week)")
    if view.cycle > 1:
        title = Text("trame, semaine {turn} sur {cycle}", "trame, week {turn} of {cycle}")
    content = Content(
        title=f"{view.short} · {title.say(frame.lang, turn=turn + 1, cycle=view.cycle)}",
        aside="",
        days={weekday: WEEKDAYS[weekday].say(frame.lang) for weekday in view.weekdays},
        entries=drawn,
        shades=(),
    )
    return content, left


def _fitting(frame: Frame, slots: Sequence[Slot], weekday: int) -> tuple[list[Slot], list[Slot]]:
    """The slots that have room beside each other, those that hold most often first; the rest."""
    shown: list[Slot] = []
    over: list[Slot] = []
    for slot in slots:
        places = [frame.stretch(other) for other in (*shown, slot)]
        lanes = lanes_needed(places)
        most = frame.week_lanes[weekday] if slot.share < RARE else frame.lanes[weekday]
        (shown if lanes <= most else over).append(slot)
    return shown, sorted(over, key=lambda slot: (slot.weekday, slot.start, slot.dates))


def _drawn(frame: Frame, slots: Sequence[Slot], weekday: int) -> Iterator[Drawn]:
    def side(slot: Slot) -> tuple[int, int]:
        return frame.view.side(slot.example)

    for slot, place in side_by_side(slots, frame.stretch, side, frame.lanes[weekday]):
        lines = slot_lines(frame.view, slot, frame.lang)
        unit, clock = frame.view.unit(slot.example), clock_range(slot.start, slot.end)
        yield Drawn(weekday, place, lines, unit, "trame", "", clock)


def _notes(grid: GridSheet, slots: Sequence[Slot]) -> list[Note]:
    """A paragraph for each weekday that has more than its column shows."""
    if not slots:
        return []
    notes = [_note(grid, ALSO.say(grid.lang), _HEADING)]
    return notes + [_note(grid, text, _NOTE) for text in told_below(grid, slots)]


def told_below(frame: Frame, slots: Sequence[Slot]) -> Iterator[str]:
    """The slots that a grid has no room for, a sentence for each weekday."""
    for weekday, own in groupby(slots, key=lambda slot: slot.weekday):
        told = SEMICOLON.say(frame.lang).join(_told(frame, slot) for slot in own)
        yield f"{WEEKDAYS[weekday].say(frame.lang)}{COLON.say(frame.lang)}{told}."


def _told(frame: Frame, slot: Slot) -> str:
    what = ", ".join(frame.view.lines(slot.example, slot.rooms))
    weeks = week_ranges(slot.dates, frame.lang)
    return f"{clock_range(slot.start, slot.end)} {what} ({weeks})"


def _note(grid: GridSheet, text: str, look: Look) -> Note:
    wide = (TIME_WIDTH + grid.day_width * len(grid.view.weekdays)) * UNIT - 6
    lines = lines_needed(text, wide / look.size, look.bold)
    return Note(text, look, lines * look.size * LINE + 3)


def _idle(grid: GridSheet) -> list[Note]:
    if not grid.view.idle_weeks:
        return []
    text = Text("Semaines sans séance : {weeks}.", "Weeks without a session: {weeks}.")
    weeks = week_ranges(grid.view.idle_weeks, grid.context.lang)
    return [_note(grid, grid.context.say(text, weeks=weeks), _FAINT)]


def _write_notes(grid: GridSheet, row: int, notes: Sequence[Note]) -> int:
    if not notes:
        return row
    grid.sheet.row_dimensions[row].height = GAP
    for note in notes:
        row += 1
        grid.context.paint.block(grid.sheet, (row, 1, row, grid.columns), note.text, note.look)
        grid.sheet.row_dimensions[row].height = min(note.height, HIGHEST)
    return row + 1
