"""How cells look: one immutable description, turned into a workbook's style once.

openpyxl hashes a font, a fill and a border at each assignment; a timetable has tens of
thousands of cells and some hundred looks, so every look is made once and then shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol, cast

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Arial"  # the same widths as Liberation Sans: both worlds print alike
LINE = 1.2  # height of a line of text, in font sizes
INK, MUTED, RED, LINK = "1F2933", "5F6B7A", "B42318", "1F4E9E"
BAND, HEAD, RULE, HAIR = "22384F", "E6EBF1", "7A8694", "CBD2DA"

CellValue = str | int | float | bool | date | time | CellRichText | None
Hatch = Literal["lightUp", "lightDown", "gray125", "lightGray", "darkUp", "lightTrellis"]
Across = Literal["left", "center", "right"]
Pen = Literal["", "hair", "thin", "medium", "thick"]


class Box(NamedTuple):
    """The lines around a cell; an empty one draws none."""

    left: Pen = ""
    right: Pen = ""
    top: Pen = ""
    bottom: Pen = ""


THIN = Box("thin", "thin", "thin", "thin")


UNDER = Box("", "", "", "thin")  # a light line under each row of a table


class Look(NamedTuple):
    """Everything visible of a cell but its value. Sizes in points, colours as RRGGBB.

    `hatch` draws `ink` lines over `fill`, so that a day's kind shows without colour too.
    """

    size: float = 9
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    colour: str = INK
    fill: str | None = None
    hatch: Hatch | None = None
    ink: str = RULE
    across: Across = "left"
    down: Literal["top", "center"] = "center"
    wrap: bool = False
    indent: int = 0
    turn: int = 0
    box: Box = Box()
    edge: str = RULE
    number: str = "General"


ROW = Look(box=UNDER, edge=HAIR)
COLUMN_HEAD = Look(
    size=8.5, bold=True, fill=HEAD, wrap=True, across="center", box=Box("", "", "thin", "thin")
)
SECTION = Look(size=11, bold=True, colour=BAND, box=Box("", "", "", "medium"), edge=BAND)
LIVE = ROW._replace(italic=True, fill="F6F8FA", across="right")
SIGNED = "+General;-General;0"
FEW = 'General;-General;"·"'  # nothing is a dot: the others stand out


class _Styled(Protocol):
    """What openpyxl's cells have and its type stubs do not say."""

    _style: StyleArray


class Painter:
    """Writes values with their looks into the sheets of one workbook."""

    def __init__(self, book: Workbook) -> None:
        normal = Font(name=FONT, size=10, color=INK)
        book._named_styles["Normal"].font = normal  # type: ignore[attr-defined]
        self._scratch = Cell(book.create_sheet("scratch"), row=1, column=1)
        book.remove(book["scratch"])
        self._styles: dict[Look, StyleArray] = {}

    def put(self, sheet: Worksheet, row: int, column: int, value: CellValue, look: Look) -> None:
        """Write a value as it is: text that begins with `=` stays text."""
        cell = cast(Cell, sheet.cell(row, column))
        cast(_Styled, cell)._style = self._style(look)
        if isinstance(value, str):
            cell.value = clean(value)
            cell.data_type = "s"
        elif value is not None:
            cell.value = value

    def formula(self, sheet: Worksheet, row: int, column: int, text: str, look: Look) -> None:
        """Write a live formula, `=` included."""
        cell = sheet.cell(row, column, text)
        cast(_Styled, cell)._style = self._style(look)

    def row(
        self,
        sheet: Worksheet,
        row: int,
        values: Iterable[CellValue],
        look: Look,
        first: int = 1,
    ) -> None:
        """Write neighbouring cells in one look."""
        for column, value in enumerate(values, start=first):
            self.put(sheet, row, column, value, look)

    def section(
        self,
        sheet: Worksheet,
        row: int,
        title: str,
        columns: int,
        *,
        height: float | None = 20.0,
        colour: str = BAND,
    ) -> None:
        """A heading with its line across so many columns; `height` in points, None: as it is."""
        look = SECTION._replace(colour=colour, edge=colour)
        self.row(sheet, row, [title, *[None] * (columns - 1)], look)
        if height is not None:
            sheet.row_dimensions[row].height = height

    def block(
        self,
        sheet: Worksheet,
        area: tuple[int, int, int, int],
        value: CellValue,
        look: Look,
    ) -> None:
        """Merge an area (first row, first column, last row, last column) and write in it.

        The outer lines of the look go around the whole area.
        """
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                box = Box(
                    look.box.left if column == left else "",
                    look.box.right if column == right else "",
                    look.box.top if row == top else "",
                    look.box.bottom if row == bottom else "",
                )
                here = value if (row, column) == (top, left) else None
                self.put(sheet, row, column, here, look._replace(box=box))
        if (top, left) != (bottom, right):
            # Not merge_cells, which would build every cell and border a second time; nor `add`,
            # which asks all areas before whether this one is in them.
            sheet.merged_cells.ranges.add(
                CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right)
            )

    def _style(self, look: Look) -> StyleArray:
        if look not in self._styles:
            cell = self._scratch
            cell.font = Font(
                name=FONT,
                size=look.size,
                bold=look.bold,
                italic=look.italic,
                underline="single" if look.underline else None,
                strike=look.strike,
                color=look.colour,
            )
            cell.fill = _fill(look)
            cell.border = _border(look.box, look.edge)
            cell.alignment = Alignment(
                horizontal=look.across,
                vertical=look.down,
                wrap_text=look.wrap,
                indent=look.indent,
                text_rotation=look.turn,
            )
            cell.number_format = look.number
            styled = cast(_Styled, cell)
            self._styles[look], styled._style = styled._style, StyleArray()
        return self._styles[look]


def _fill(look: Look) -> PatternFill:
    if look.hatch is not None:
        return PatternFill(look.hatch, fgColor=look.ink, bgColor=look.fill or "FFFFFF")
    if look.fill is not None:
        return PatternFill("solid", fgColor=look.fill)
    return PatternFill()


def _border(box: Box, colour: str) -> Border:
    left, right, top, bottom = (Side(style=pen, color=colour) if pen else Side() for pen in box)
    return Border(left=left, right=right, top=top, bottom=bottom)


def clean(text: str) -> str:
    """Text without the control characters that no workbook may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def rich(lines: tuple[str, ...], size: float, colour: str = INK) -> CellRichText | str:
    """Lines of which the first is bold, as one cell's text."""
    first, *rest = (clean(line) for line in lines)
    if not rest:
        return first
    bold, plain = inline_font(size, colour, bold=True), inline_font(size, colour)
    return CellRichText(TextBlock(bold, first + "\n"), TextBlock(plain, "\n".join(rest)))


@lru_cache(maxsize=64)
def inline_font(size: float, colour: str = INK, *, bold: bool = False) -> InlineFont:
    """A font for a part of a cell's text."""
    return InlineFont(rFont=FONT, sz=size, b=bold or None, color=Color(colour))
