"""How the problem workbook looks: colours, fonts, formats, print set-up."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.text import Lang, Text
from instances.workbook.layout import CellKind, Column, Sheet

INK, MUTED, LINK = "1F2933", "5F6B7A", "1F4E9E"
DARK, PALE, BAND, TO_FILL = "22384F", "DCE4EC", "F4F7FA", "FFF6D6"
FACE = "Arial"
ROW_HEIGHT = 18
MOST_ACROSS = 200  # characters of width that still read well on one A4 page
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
    ("date", "clock", "hours", "minutes", "integer", "number", "flag", "durations")
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
    centred = kind in _CENTRED
    cell.alignment = Alignment(
        horizontal="center" if centred else "left",
        vertical="center",
        wrap_text=True,
        indent=0 if centred else 1,
    )


def stretch(page: Worksheet, row: int, sheet: Sheet, texts: Sequence[object]) -> None:
    """Make a row high enough for its longest wrapped text, by the widths of its columns."""
    lines = max(
        -(-len(text) // column.width) if isinstance(text, str) else 1
        for text, column in zip(texts, sheet.columns, strict=True)
    )
    if lines > 1:
        page.row_dimensions[row].height = 5 + 13 * lines


def lay_out(page: Worksheet, sheet: Sheet, rows: int) -> None:
    """Widths, frozen header, filter, bands and print set-up of a sheet of rows."""
    for index, column in enumerate(sheet.columns, 1):
        dimension = page.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        # Rows that people add take the column's format: what they type stays what it is.
        dimension.number_format = FORMATS.get(column.kind, "General")
        dimension.font = font()
    last = get_column_letter(len(sheet.columns))
    page.row_dimensions[1].height = 34
    page.sheet_format.defaultRowHeight = ROW_HEIGHT
    page.sheet_format.customHeight = True
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{last}{max(rows + 1, 2)}"
    filled = f"COUNTA($A2:${last}2)>0"
    for index, column in enumerate(sheet.columns, 1):
        if column.required:
            letter = get_column_letter(index)
            _shade(
                page, f"{letter}2:{letter}{LAST_ROW}", f"AND({filled},ISBLANK({letter}2))", TO_FILL
            )
    _shade(page, f"A2:{last}{LAST_ROW}", f"AND({filled},MOD(ROW(),2)=1)", BAND)
    page.print_title_rows = "1:1"
    print_on_a4(page)
    widths = [column.width for column in sheet.columns]
    if sum(widths) > MOST_ACROSS:
        _print_on_two(page, widths)


def _print_on_two(page: Worksheet, widths: Sequence[float]) -> None:
    """Two pages beside each other, the first column on both: on one, nobody could read it."""
    half = (sum(widths) + widths[0]) / 2
    last = next(count for count in range(1, len(widths)) if sum(widths[: count + 1]) > half)
    page.print_title_cols = "A:A"
    page.page_setup.fitToWidth = 2
    page.page_setup.pageOrder = "overThenDown"
    page.col_breaks.append(Break(id=last))


def _shade(page: Worksheet, area: str, condition: str, colour: str) -> None:
    style = DifferentialStyle(fill=PatternFill("solid", bgColor=colour))
    page.conditional_formatting.add(
        area, Rule(type="expression", formula=[condition], dxf=style, stopIfTrue=True)
    )


def must_fill(page: Worksheet, address: str) -> None:
    """Shade one cell while it is empty."""
    _shade(page, address, f"ISBLANK({address})", TO_FILL)


def print_on_a4(page: Worksheet) -> None:
    """A4 landscape, as wide as the page, with the sheet's name and the page's number."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.5, 0.7, 0.3
    footer = page.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = "&A", "&P / &N"
    page.sheet_view.showGridLines = False
