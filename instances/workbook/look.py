"""How the problem workbook looks: colours, fonts, formats, print set-up."""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.text import Lang, Text
from instances.workbook.layout import CellKind, Column, Sheet

INK, MUTED, LINK = "1F2933", "5F6B7A", "1F4E9E"
DARK, PALE, BAND, TO_FILL = "22384F", "DCE4EC", "F4F7FA", "FFF6D6"
FACE = "Arial"
LAST_ROW = 1000  # drop-downs and bands reach that far, so that rows can be added

_LINE = Side(style="hair", color="B5BFCA")
EDGE = Border(bottom=_LINE, right=_LINE)
FORMATS: dict[CellKind, str] = {
    "date": "dd/mm/yyyy",
    "clock": "hh:mm",
    "text": "@",
    "code": "@",
    "names": "@",
    "team": "@",
    "rooms": "@",
    "durations": "@",
    "rhythm": "@",
    "choice": "@",
    "weekdays": "@",
    "shown": "@",
}
_CENTRED: frozenset[CellKind] = frozenset(
    ("date", "clock", "hours", "integer", "number", "flag", "durations")
)
REQUIRED = Text("À remplir.", "To fill in.")


def font(*, bold: bool = False, italic: bool = False, size: float = 10, colour: str = INK) -> Font:
    """The one face of the workbook."""
    return Font(name=FACE, size=size, bold=bold, italic=italic, color=colour)


def fill(colour: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def header(cell: Cell, column: Column, lang: Lang) -> None:
    """A column's header: dark where it must be filled in, pale where it may."""
    dark = column.required
    cell.font = font(bold=True, colour="FFFFFF" if dark else INK)
    cell.fill = fill(DARK if dark else PALE)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side(style="medium", color=DARK), right=_LINE)
    words = column.comment.say(lang)
    if dark:
        words = f"{REQUIRED.say(lang)} {words}"
    note = Comment(words, "semainier")
    note.width, note.height = 300, 40 + 18 * (len(words) // 38 + 1)
    cell.comment = note


def body(cell: Cell, kind: CellKind) -> None:
    """A cell of a row."""
    cell.font = font(colour=MUTED if kind == "shown" else INK)
    cell.border = EDGE
    cell.number_format = FORMATS.get(kind, "General")
    cell.alignment = Alignment(
        horizontal="center" if kind in _CENTRED else "left", vertical="center", wrap_text=True
    )


def lay_out(page: Worksheet, sheet: Sheet, rows: int) -> None:
    """Widths, frozen header, filter, bands and print set-up of a sheet of rows."""
    for index, column in enumerate(sheet.columns, 1):
        dimension = page.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        # Rows that people add take the column's format: what they type stays what it is.
        dimension.number_format = FORMATS.get(column.kind, "General")
        dimension.font = font()
    last = get_column_letter(len(sheet.columns))
    page.row_dimensions[1].height = 32
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{last}{max(rows + 1, 2)}"
    banded = f"AND(MOD(ROW(),2)=1,COUNTA($A2:${last}2)>0)"
    page.conditional_formatting.add(
        f"A2:{last}{LAST_ROW}",
        Rule(
            type="expression",
            formula=[banded],
            dxf=DifferentialStyle(fill=PatternFill("solid", bgColor=BAND)),
        ),
    )
    page.print_title_rows = "1:1"
    print_on_a4(page)


def print_on_a4(page: Worksheet) -> None:
    """A4 landscape, as wide as the page, with the sheet's name and the page's number."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.5, 0.6
    footer = page.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = "&A", "&P / &N"
    page.sheet_view.showGridLines = False
