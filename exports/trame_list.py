"""The slots that a trame's grid has no room for: a list below it, by weekday, in two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, zip_longest
from typing import NamedTuple

from openpyxl.cell.rich_text import CellRichText, TextBlock

from exports.dates import week_ranges
from exports.frame import Frame
from exports.grids import TIME_WIDTH, GridSheet
from exports.layout import clock_range
from exports.measure import UNIT, lines_needed
from exports.slots import Slot
from exports.styles import HAIR, HEAD, LINE, MUTED, UNDER, Look, clean, inline_font
from instances.text import WEEKDAYS, Text

ALSO = Text("Aussi, certaines semaines :", "Also, in some weeks:")
NARROWEST = 0.38  # of the page's width: a column of the list; without such a cut it has one
_IDLE = Text("Semaines sans séance : {weeks}.", "Weeks without a session: {weeks}.")
_GAP, _HIGHEST = 5.0, 400.0  # points
_SIZE = 8.0
_HEADING = Look(size=8.5, bold=True)
_DAY = Look(size=_SIZE, bold=True, fill=HEAD)
_ITEM = Look(size=_SIZE, wrap=True, down="top", box=UNDER, edge=HAIR)
_FAINT = Look(size=_SIZE, colour=MUTED, italic=True, wrap=True, down="top")


class Told(NamedTuple):
    """A slot in words: its clock times, what it is, the weeks it is held in."""

    clock: str
    what: str
    weeks: str

    @property
    def text(self) -> str:
        """All of it on a line."""
        return f"{self.clock}  {self.what}  ({self.weeks})"


def told(frame: Frame, slots: Sequence[Slot]) -> Iterator[tuple[str, list[Told]]]:
    """The slots in words under the name of their weekday, in time order."""
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.start, slot.end, slot.dates))
    for weekday, own in groupby(ordered, key=lambda slot: slot.weekday):
        yield WEEKDAYS[weekday].say(frame.lang), [_told(frame, slot) for slot in own]


def _told(frame: Frame, slot: Slot) -> Told:
    what = ", ".join(frame.view.lines(slot.example, slot.rooms))
    weeks = week_ranges(slot.dates, frame.lang)
    return Told(clock_range(slot.start, slot.end), what, weeks)


class _Line(NamedTuple):
    """A row of the list: `cells` beside each other, its look, its height in points."""

    cells: tuple[Told | str | None, ...]
    look: Look
    height: float


class TrameList:
    """The list under one grid: measured first, so that the grid leaves it room, then written."""

    def __init__(self, grid: GridSheet, slots: Sequence[Slot], idle: Sequence[date]) -> None:
        self._grid = grid
        self._areas = _areas(grid)
        self._lines = list(self._items(slots))
        if idle:
            text = _IDLE.say(grid.lang, weeks=week_ranges(idle, grid.lang))
            self._lines.append(self._whole(text, _FAINT))

    @property
    def height(self) -> float:
        """Of all its rows and the gap above them, in points; 0 of an empty list."""
        return _GAP + sum(line.height for line in self._lines) if self._lines else 0.0

    def _items(self, slots: Sequence[Slot]) -> Iterator[_Line]:
        if not slots:
            return
        yield self._whole(ALSO.say(self._grid.lang), _HEADING)
        for weekday, items in told(self._grid, slots):
            yield self._whole(weekday, _DAY)
            half = -(-len(items) // len(self._areas))
            columns = [items[at : at + half] for at in range(0, len(items), half)]
            for cells in zip_longest(*columns):
                yield _Line(cells, _ITEM, max(map(self._height, cells, self._areas)))

    def _height(self, item: Told | None, area: tuple[int, int, float]) -> float:
        text = item.text if item is not None else ""
        return lines_needed(text, (area[2] * UNIT - 6) / _SIZE) * _SIZE * LINE + 2

    def _whole(self, text: str, look: Look) -> _Line:
        wide = sum(area[2] for area in self._areas) * UNIT - 6
        lines = lines_needed(text, wide / look.size, look.bold)
        return _Line((text,), look, lines * look.size * LINE + 3)

    def write(self, row: int) -> int:
        """Write it from a row on; returns the row below it."""
        if not self._lines:
            return row
        sheet, paint = self._grid.sheet, self._grid.context.paint
        sheet.row_dimensions[row].height = _GAP
        for line in self._lines:
            row += 1
            sheet.row_dimensions[row].height = min(line.height, _HIGHEST)
            if isinstance(line.cells[0], str):
                paint.block(sheet, (row, 1, row, self._grid.columns), line.cells[0], line.look)
                continue
            for item, (first, last, _) in zip(line.cells, self._areas, strict=False):
                value = _rich(item) if isinstance(item, Told) else None
                paint.block(sheet, (row, first, row, last), value, line.look)
        return row + 1


def _areas(grid: GridSheet) -> tuple[tuple[int, int, float], ...]:
    """First and last column and width of the list's columns: two where the grid can be cut."""
    widths = [TIME_WIDTH]
    for weekday in grid.view.weekdays:
        lanes = grid.lanes[weekday]
        widths += [grid.day_width / lanes] * lanes
    total = sum(widths)
    cuts = [sum(widths[:count]) for count in range(1, len(widths))]
    cut = min(cuts, key=lambda wide: abs(wide - total / 2))
    if min(cut, total - cut) < NARROWEST * total:
        return ((1, grid.columns, total),)
    last = cuts.index(cut) + 1
    return ((1, last, cut), (last + 1, grid.columns, total - cut))


def _rich(item: Told) -> CellRichText:
    """The item's line: clock times bold, weeks muted."""
    return CellRichText(
        TextBlock(inline_font(_SIZE, bold=True), item.clock),
        TextBlock(inline_font(_SIZE), f"  {clean(item.what)}"),
        TextBlock(inline_font(_SIZE, MUTED), f"  ({item.weeks})"),
    )
