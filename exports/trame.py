"""The trame on the page: one grid per week of the rhythm's cycle, exceptions listed below it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from exports.frame import Content, Drawn, Frame
from exports.grids import GridSheet
from exports.layout import clock_range, lanes_needed, side_by_side
from exports.slots import RARE, Slot, slot_lines
from exports.traces import Block
from exports.trame_list import TrameList
from instances.text import WEEKDAYS, Text

MOST_BELOW = 0.56  # of a page for the list below the grid
BEGUN_BELOW = 0.4  # of a page for one that is longer, and goes on over the next
# Points of letters; an entry that needs smaller ones leaves its weeks to the list.
READABLE = (7.5, 7.0, 6.5)
_TRIES = 4  # a longer list makes the grid lower, and further entries too small


class Turn(NamedTuple):
    """A week of the cycle: its grid, the slots drawn in it in the same order, those left over."""

    content: Content
    drawn: list[Slot]
    left: list[Slot]


def write_trame(grid: GridSheet, row: int, turn: int) -> int:
    """Write the trame of one week of the cycle; returns the row below it."""
    found, told, below = _arranged(grid, turn)
    top = grid.block(row, found.content, below)
    view = grid.view
    block = Block(grid.sheet.title, view.kind, view.code, None, row, top, found.content.title)
    grid.context.traces.blocks.append(block)
    return told.write(top + len(grid.rows))


def _arranged(grid: GridSheet, turn: int) -> tuple[Turn, TrameList, float]:
    """A grid whose letters can be read, its list, and the height kept for that.

    Letters are the largest that leave the list on the page of the grid; a list that goes on
    over the next whatever they are costs them nothing.
    """
    for readable in READABLE:
        found, told = _with_letters(grid, turn, readable)
        if told.height <= MOST_BELOW * grid.room():
            return found, told, told.height
    found, told = _with_letters(grid, turn, READABLE[0])
    return found, told, BEGUN_BELOW * grid.room()


def _with_letters(grid: GridSheet, turn: int, readable: float) -> tuple[Turn, TrameList]:
    """A grid with letters of so many points at the least where the list can take the weeks."""
    idle = grid.view.idle_weeks if turn == grid.view.cycle - 1 else ()
    brief: set[Slot] = set()
    for _ in range(_TRIES):
        found = trame_content(grid, turn, brief)
        told = TrameList(grid, [*found.left, *(s for s in found.drawn if s in brief)], idle)
        room = grid.room()
        below = told.height if told.height <= MOST_BELOW * room else BEGUN_BELOW * room
        sizes = grid.sizes(found.content.entries, below)
        small = {s for s, size in zip(found.drawn, sizes, strict=True) if size < readable}
        if small <= brief:
            break
        brief |= small
    return found, told


def trame_content(frame: Frame, turn: int, brief: Container[Slot] = ()) -> Turn:
    """What the grid of one week of the cycle shows; `brief`: slots drawn without their weeks."""
    view = frame.view
    own = [slot for slot in frame.slots if slot.turn == turn]
    drawn: list[tuple[Slot, Drawn]] = []
    left: list[Slot] = []
    for weekday in view.weekdays:
        shown, over = _fitting(frame, [slot for slot in own if slot.weekday == weekday], weekday)
        drawn += _drawn(frame, shown, weekday, brief)
        left += over
    title = Text("trame (semaine type)", "trame (typical week)")
    if view.cycle > 1:
        title = Text("trame, semaine {turn} sur {cycle}", "trame, week {turn} of {cycle}")
    content = Content(
        title=f"{view.short} · {title.say(frame.lang, turn=turn + 1, cycle=view.cycle)}",
        aside="",
        days={weekday: WEEKDAYS[weekday].say(frame.lang) for weekday in view.weekdays},
        entries=[entry for _, entry in drawn],
        shades=(),
    )
    return Turn(content, [slot for slot, _ in drawn], left)


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


def _drawn(
    frame: Frame, slots: Sequence[Slot], weekday: int, brief: Container[Slot]
) -> Iterator[tuple[Slot, Drawn]]:
    def side(slot: Slot) -> tuple[int, int]:
        return frame.view.side(slot.example)

    for slot, place in side_by_side(slots, frame.stretch, side, frame.lanes[weekday]):
        lines = slot_lines(frame.view, slot, frame.lang, weeks=slot not in brief)
        unit, clock = frame.view.unit(slot.example), clock_range(slot.start, slot.end)
        yield slot, Drawn(weekday, place, lines, unit, "trame", "", clock)
