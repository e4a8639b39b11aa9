"""The trame on the page: one grid per week of the rhythm's cycle, exceptions listed below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.dates import week_ranges
from exports.grids import Content, Drawn, GridSheet
from exports.layout import clock_range, lanes_needed, side_by_side
from exports.slots import Slot, slot_lines
from exports.styles import MUTED, Look
from exports.traces import Block
from instances.text import WEEKDAYS, Text

LIST_HEIGHT, GAP = 12.5, 5.0  # points
MOST_BELOW = 0.4  # of a page for the list below; a longer one goes on over the next

_NOTE = Look(size=8)
_HEADING = Look(size=8.5, bold=True)
_FAINT = Look(size=8, colour=MUTED, italic=True)


def write_trame(grid: GridSheet, row: int, turn: int) -> int:
    """Write the trame of one week of the cycle; returns the row below it."""
    view, context = grid.view, grid.context
    own = [slot for slot in grid.slots if slot.turn == turn]
    drawn: list[Drawn] = []
    left: list[Slot] = []
    for weekday in view.weekdays:
        shown, over = _fitting(grid, [slot for slot in own if slot.weekday == weekday], weekday)
        drawn += _drawn(grid, shown, weekday)
        left += over
    title = Text("trame (semaine type)", "trame (typical week)")
    if view.cycle > 1:
        title = Text("trame, semaine {turn} sur {cycle}", "trame, week {turn} of {cycle}")
    content = Content(
        title=f"{view.short} · {context.say(title, turn=turn + 1, cycle=view.cycle)}",
        aside="",
        days={weekday: WEEKDAYS[weekday].say(context.lang) for weekday in view.weekdays},
        entries=drawn,
        shades=(),
    )
    notes = _notes(grid, left)
    if turn == view.cycle - 1:
        notes += _idle(grid)
    below = min(GAP + len(notes) * LIST_HEIGHT, MOST_BELOW * grid.room()) if notes else 0.0
    top = grid.block(row, content, below)
    block = Block(grid.sheet.title, view.kind, view.code, None, row, top, content.title)
    context.traces.blocks.append(block)
    return _write_notes(grid, top + len(grid.rows), notes)


def _fitting(grid: GridSheet, slots: Sequence[Slot], weekday: int) -> tuple[list[Slot], list[Slot]]:
    """The slots that have room beside each other, those that hold most often first; the rest."""
    shown: list[Slot] = []
    over: list[Slot] = []
    for slot in slots:
        places = [grid.stretch(other) for other in (*shown, slot)]
        (shown if lanes_needed(places) <= grid.lanes[weekday] else over).append(slot)
    return shown, sorted(over, key=lambda slot: (slot.weekday, slot.start, slot.dates))


def _drawn(grid: GridSheet, slots: Sequence[Slot], weekday: int) -> Iterator[Drawn]:
    def rank(slot: Slot) -> tuple[int, ...]:
        return grid.view.rank(slot.example)

    for slot, place in side_by_side(slots, grid.stretch, rank, grid.lanes[weekday]):
        lines = slot_lines(grid.view, slot, grid.context.lang)
        yield Drawn(weekday, place, lines, grid.view.unit(slot.example), "trame", "")


def _notes(grid: GridSheet, slots: Sequence[Slot]) -> list[tuple[str, Look]]:
    if not slots:
        return []
    lang = grid.context.lang
    also = Text("Aussi, certaines semaines :", "Also, in some weeks:")
    notes = [(grid.context.say(also), _HEADING)]
    for slot in slots:
        when = f"{WEEKDAYS[slot.weekday].say(lang)} {clock_range(slot.start, slot.end)}"
        what = " · ".join(grid.view.lines(slot.example, slot.rooms))
        notes.append((f"{when} : {what} ({week_ranges(slot.dates, lang)})", _NOTE))
    return notes


def _idle(grid: GridSheet) -> list[tuple[str, Look]]:
    if not grid.view.idle_weeks:
        return []
    text = Text("Semaines sans séance : {weeks}.", "Weeks without a session: {weeks}.")
    weeks = week_ranges(grid.view.idle_weeks, grid.context.lang)
    return [(grid.context.say(text, weeks=weeks), _FAINT)]


def _write_notes(grid: GridSheet, row: int, notes: Sequence[tuple[str, Look]]) -> int:
    if not notes:
        return row
    grid.sheet.row_dimensions[row].height = GAP
    for text, look in notes:
        row += 1
        grid.context.paint.put(grid.sheet, row, 1, text, look)
        grid.sheet.row_dimensions[row].height = LIST_HEIGHT
    return row + 1
