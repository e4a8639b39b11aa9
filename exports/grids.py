"""The grid of a week on a sheet: its columns and rows on the page, the entries drawn in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.frame import Content, Drawn, Frame
from exports.layout import clock_range
from exports.measure import UNIT, fit
from exports.styles import HEAD, MUTED, THIN, Box, Look, Pen, rich
from exports.traces import Column, Entry, EntryKind, TimeRow
from exports.views import View

TIME_WIDTH = 11.5  # units of width
NARROWEST = 8.5  # units of a lane; more lanes than fit so make the page wider than A4
BREAK_HEIGHT, WEEK_HEIGHT, DAY_HEIGHT = 13.0, 19.0, 17.0  # points
EVEN, APART, MOST_SIZE = 8.5, 1.2, 10.5  # points, and how many times the smallest of a grid
LEAST_PERIOD, MOST_PERIOD = 10.0, 400.0  # Excel has no row over 409

_WEEK = Look(size=11, bold=True)
_ASIDE = Look(size=9, colour=MUTED, across="right")
_DAY = Look(size=9, bold=True, fill=HEAD, across="center", box=THIN)
_TIME = Look(size=8, colour=MUTED, across="center", box=Box("thin", "thin", "hair", "hair"))
_PAUSE = Look(size=7, italic=True, colour=MUTED, fill="F2F4F7", across="center", box=THIN)
_EMPTY = Look(size=8, wrap=True, across="center")
_ENTRY = Look(wrap=True, across="center", box=THIN, edge="4B5563")


class GridSheet(Frame):
    """The sheet of a view: one geometry for its trame and all its weeks.

    Every weekday has the same width, cut into as many lanes as it has sessions side by side.
    At 100 % the columns fill an A4 page, and a block of rows its height.
    """

    def __init__(self, context: Context, sheet: Worksheet, view: View) -> None:
        super().__init__(view, context.lang)
        self.context, self.sheet = context, sheet
        self.first: dict[int, int] = {}
        column = 2
        for weekday in view.weekdays:
            self.first[weekday] = column
            column += self.lanes[weekday]
        self.columns = column - 1
        wide = (page.COLUMNS - TIME_WIDTH) / len(view.weekdays)
        self.day_width = max(wide, NARROWEST * max(self.lanes.values()))
        self.heights: list[float] = []
        self.head = 1

    # --- columns and rows ------------------------------------------------------------------

    def lay_columns(self) -> None:
        """Set the widths of the columns."""
        widths = [TIME_WIDTH]
        for weekday in self.view.weekdays:
            lanes = self.lanes[weekday]
            widths += [self.day_width / lanes] * lanes
            for lane in range(lanes):
                self._trace_column(self.first[weekday] + lane, weekday)
        page.set_widths(self.sheet, widths)
        for offset, row in enumerate(self.rows):
            pause = row.label if row.period is None else ""
            title, clock = self.sheet.title, self._clock(offset)
            trace = TimeRow(title, offset, row.start, row.end, clock, pause)
            self.context.traces.rows.append(trace)

    def _trace_column(self, column: int, weekday: int) -> None:
        self.context.traces.columns.append(Column(self.sheet.title, column, weekday))

    def room(self) -> float:
        """Height left for a block of rows under the titles that every page repeats, in points."""
        above = page.titles_height(self.sheet, self.head)
        scale = min(1.0, page.COLUMNS / (TIME_WIDTH + self.day_width * len(self.view.weekdays)))
        return page.HEIGHT * 0.985 / scale - above

    def _heights(self, below: float) -> list[float]:
        """Of the rows of a day, in points, `below` points being kept free under the grid."""
        body = self.room() - WEEK_HEIGHT - DAY_HEIGHT - below
        pauses = sum(row.period is None for row in self.rows)
        total = sum(row.end - row.start for row in self.rows if row.period is not None)
        share = max(body - pauses * BREAK_HEIGHT, 0) / total
        return [
            BREAK_HEIGHT
            if row.period is None
            else min(MOST_PERIOD, max(LEAST_PERIOD, share * (row.end - row.start)))
            for row in self.rows
        ]

    def _clock(self, offset: int) -> str:
        return clock_range(self.rows[offset].start, self.rows[offset].end)

    # --- a block ---------------------------------------------------------------------------

    def block(self, row: int, content: Content, below: float = 0.0) -> int:
        """Write one week: its title, its day headers, its times, its entries and shades.

        `below`: height to keep free under the grid, in points. Returns the row of the first
        time; the block takes as many rows as the day has.
        """
        paint, sheet = self.context.paint, self.sheet
        paint.put(sheet, row, 1, content.title, _WEEK)
        paint.put(sheet, row, self.columns, content.aside, _ASIDE)
        sheet.row_dimensions[row].height = WEEK_HEIGHT
        paint.put(sheet, row + 1, 1, None, _DAY)
        for weekday, name in content.days.items():
            paint.block(sheet, self._area(row + 1, row + 1, weekday), name, _DAY)
        sheet.row_dimensions[row + 1].height = DAY_HEIGHT
        top = row + 2
        self.heights = self._heights(below)
        for offset, height in enumerate(self.heights):
            sheet.row_dimensions[top + offset].height = round(height, 2)
        busy = content.busy(self.lanes)
        for offset in range(len(self.rows)):
            paint.put(sheet, top + offset, 1, self._clock(offset), _TIME)
            for weekday in self.view.weekdays:
                lanes = range(self.lanes[weekday])
                free = [lane for lane in lanes if (weekday, offset, lane) not in busy]
                self._empty(top, offset, weekday, free)
        for shade in content.shades:
            area = self._area(top + shade.rows.top, top + shade.rows.bottom, shade.weekday)
            paint.block(sheet, area, shade.text, shade.look)
            self._trace(area, "label", "", shade.text)
        most = evened(self._fitted(entry, self.heights)[1] for entry in content.entries)
        for entry in content.entries:
            self._draw(top, entry, most)
        return top

    def _area(self, top: int, bottom: int, weekday: int) -> tuple[int, int, int, int]:
        first = self.first[weekday]
        return top, first, bottom, first + self.lanes[weekday] - 1

    def _empty(self, top: int, offset: int, weekday: int, free: Sequence[int]) -> None:
        """Draw the lanes of a row of a weekday on which nothing stands."""
        row, line = top + offset, self.rows[offset]
        first, lanes = self.first[weekday], self.lanes[weekday]
        if line.period is None and len(free) == lanes:
            self.context.paint.block(self.sheet, self._area(row, row, weekday), line.label, _PAUSE)
            return
        bottom: Pen = "thin" if offset == len(self.rows) - 1 else "hair"
        for lane in free:
            left: Pen = "thin" if lane == 0 else ""
            right: Pen = "thin" if lane == lanes - 1 else ""
            look = _EMPTY if line.period is not None else _PAUSE
            look = look._replace(box=Box(left, right, "hair", bottom))
            self.context.paint.put(self.sheet, row, first + lane, None, look)

    def _draw(self, top: int, entry: Drawn, most: float) -> None:
        rows, first, last = entry.place
        left = self.first[entry.weekday]
        area = (top + rows.top, left + first, top + rows.bottom, left + last)
        lines, size = self._fitted(entry, self.heights)
        size = min(size, most)
        look = self.context.subject.palette.tint(entry.unit, _ENTRY._replace(size=size))
        self.context.paint.block(self.sheet, area, rich(lines, size), look)
        self._trace(area, entry.kind, entry.id, "\n".join(lines))

    def _fitted(self, entry: Drawn, heights: Sequence[float]) -> tuple[tuple[str, ...], float]:
        rows, first, last = entry.place
        wide = self.day_width * UNIT / self.lanes[entry.weekday] * (last - first + 1)
        return fit(entry.told, wide, sum(heights[rows.top : rows.bottom + 1]))

    def sizes(self, entries: Iterable[Drawn], below: float) -> list[float]:
        """Points of the letters of entries, `below` points being kept free under the grid."""
        heights = self._heights(below)
        return [self._fitted(entry, heights)[1] for entry in entries]

    def _trace(
        self, area: tuple[int, int, int, int], kind: EntryKind, identity: str, text: str
    ) -> None:
        self.context.traces.entries.append(Entry(self.sheet.title, kind, *area, identity, text))


def evened(sizes: Iterable[float]) -> float:
    """The largest letters of a grid, in points: not much larger than its smallest ones."""
    return max(EVEN, APART * min(sizes, default=MOST_SIZE))
