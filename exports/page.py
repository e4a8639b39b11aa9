"""The printed page: A4 landscape, margins, headers and footers, titles on every page."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.context import Context
from exports.measure import UNIT
from exports.styles import BAND, LINK, RED, Look

A4 = 9
SIDE, TOP, BOTTOM, EDGE = 0.4, 0.6, 0.55, 0.25  # inches
WIDTH = 841.9 - 2 * SIDE * 72  # points between the margins, landscape
HEIGHT = 595.3 - (TOP + BOTTOM) * 72
PORTRAIT_WIDTH = 595.3 - 2 * SIDE * 72
PORTRAIT_HEIGHT = 841.9 - (TOP + BOTTOM) * 72
LONGEST_MARGIN = 62  # characters of a third of a header
COLUMNS = WIDTH / UNIT * 0.985  # units of width that fill a page, less a printer's whim

_TITLE = Look(size=15, bold=True, colour=BAND)
_SUBTITLE = Look(size=9, colour="5F6B7A", down="top")
_WARNING = Look(size=11, bold=True, colour="FFFFFF", fill=RED, indent=1)
_BACK = Look(size=8, colour=LINK, underline=True, across="right")
TITLE_HEIGHT, SUBTITLE_HEIGHT, WARNING_HEIGHT = 22.0, 17.0, 18.0


def set_up(context: Context, sheet: Worksheet, *, portrait: bool = False, tall: int = 0) -> None:
    """A4, one page wide, with the school, the sheet, the plan's date and page n/N.

    `tall`: pages the whole sheet is fitted on; 0 as many as it takes.
    """
    setup = sheet.page_setup
    setup.orientation = "portrait" if portrait else "landscape"
    setup.paperSize = A4
    setup.fitToWidth, setup.fitToHeight = 1, tall
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(SIDE, SIDE, TOP, BOTTOM, EDGE, EDGE)
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    settings = context.timetable.instance.settings
    _margin_texts(sheet.oddHeader, settings.school, "", settings.title)
    planned_on = context.subject.planned_on()
    _margin_texts(sheet.oddFooter, sheet.title, planned_on, "Page &P / &N")
    if context.subject.partial and sheet.oddHeader is not None:
        centre = sheet.oddHeader.center
        centre.text, centre.size, centre.color = _plain(context.subject.warning()), 9, RED


def _margin_texts(margin: HeaderFooterItem | None, left: str, centre: str, right: str) -> None:
    if margin is None:
        return
    for part, text in ((margin.left, left), (margin.center, centre), (margin.right, right)):
        part.text, part.size = (text if "&P" in text else _plain(text)), 8


def _plain(text: str) -> str:
    """Text for a header: `&` begins a code there, and all of it has room for 255 characters."""
    short = text if len(text) <= LONGEST_MARGIN else f"{text[: LONGEST_MARGIN - 1]}…"
    return short.replace("&", "&&")


def title(context: Context, sheet: Worksheet, text: str, columns: int, subtitle: str = "") -> int:
    """Write a sheet's title, the way back and the red line of a partial plan.

    Returns the first free row. The rows written are repeated on every page.
    """
    paint = context.paint
    paint.put(sheet, 1, 1, text, _TITLE)
    sheet.row_dimensions[1].height = TITLE_HEIGHT
    if context.home and context.home != sheet.title:
        context.link(sheet, (1, columns), context.home, f"← {context.home}", _BACK)
    row = 2
    if subtitle:
        paint.put(sheet, row, 1, subtitle, _SUBTITLE)
        sheet.row_dimensions[row].height = SUBTITLE_HEIGHT
        row += 1
    if context.subject.partial:
        warn(context, sheet, row, columns)
        row += 1
    sheet.print_title_rows = f"1:{row - 1}"
    return row


def warn(context: Context, sheet: Worksheet, row: int, columns: int) -> None:
    """Write the red line of a partial plan across a row."""
    context.paint.block(sheet, (row, 1, row, columns), context.subject.warning(), _WARNING)
    sheet.row_dimensions[row].height = WARNING_HEIGHT
    sheet.sheet_properties.tabColor = RED


def set_widths(sheet: Worksheet, widths: list[float]) -> None:
    """Column widths from the first column on, in characters."""
    for column, wide in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = wide


def break_after(sheet: Worksheet, row: int) -> None:
    """Begin a new page after a row."""
    sheet.row_breaks.append(Break(id=row))


def titles_height(sheet: Worksheet, last: int) -> float:
    """Height of the first rows of a sheet, those every page repeats, in points."""
    return sum(sheet.row_dimensions[row].height or 13.5 for row in range(1, last + 1))
