"""The first sheet of the workbook: what each sheet is for and how cells are written."""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from instances.text import Lang, Text
from instances.workbook import look
from instances.workbook.sheets import SHEETS

_TITLE = Text("Emploi du temps : les données à remplir", "Timetable: the data to fill in")
_INTRO = Text(
    "Une feuille par sujet, une ligne par chose. Remplissez dans l'ordre ci-dessous, puis lancez "
    "« semainier check » : tout ce qui ne va pas est dit d'un coup, avec la feuille, la ligne et "
    "la colonne.",
    "One sheet a subject, one row a thing. Fill in in the order below, then run “semainier "
    "check”: everything wrong is said at once, with its sheet, row and column.",
)
_HEADS = (
    Text("Feuille", "Sheet"),
    Text("Une ligne est", "A row is"),
    Text("Colonnes à remplir", "Columns to fill in"),
)
_HOW_TITLE = Text("Comment écrire", "How to write")
_HOW = (
    (Text("Titres foncés", "Dark headers"), Text("À remplir sur chaque ligne.", "Always filled.")),
    (
        Text("Titres clairs", "Pale headers"),
        Text(
            "Facultatif ; le commentaire du titre dit ce que vaut une cellule vide.",
            "Optional; the header's comment says what an empty cell means.",
        ),
    ),
    (
        Text("Plusieurs valeurs", "Several values"),
        Text("Séparées par ; : SIO1; SIO2", "Separated by ; : SIO1; SIO2"),
    ),
    (Text("Heures", "Hours"), Text("2, 2,5 ou 2h30", "2, 2.5 or 2h30")),
    (Text("Heure du jour", "Time of day"), Text("8:30 ou 8h30", "8:30")),
    (
        Text("Dates", "Dates"),
        Text("07/09/2026 (le jour d'abord) ou 7 sept. 2026", "07/09/2026 (day first)"),
    ),
    (
        Text("Lignes et colonnes", "Rows and columns"),
        Text(
            "Leur ordre et les lignes vides ne comptent pas. Vous pouvez ajouter des feuilles et "
            "des colonnes à vous : elles sont ignorées, et c'est dit.",
            "Their order and empty rows do not matter. You may add sheets and columns of your "
            "own: they are ignored, and that is said.",
        ),
    ),
)
_REQUIRED = Text(" (obligatoire)", " (required)")


def write_read_me(page: Worksheet, lang: Lang) -> None:
    """Fill the sheet; the reader ignores it."""
    for letter, width in (("A", 30), ("B", 40), ("C", 62)):
        page.column_dimensions[letter].width = width
    _put(page, 1, 1, _TITLE.say(lang), size=16, bold=True, colour=look.DARK)
    page.row_dimensions[1].height = 30
    _put(page, 2, 1, _INTRO.say(lang))
    page.merge_cells("A2:C2")
    page.row_dimensions[2].height = 44
    for index, head in enumerate(_HEADS, 1):
        _put(page, 4, index, head.say(lang), bold=True, colour="FFFFFF")
        page.cell(4, index).fill = look.fill(look.DARK)
    row = 4
    for row, sheet in enumerate(SHEETS, 5):
        title = sheet.title.say(lang)
        link = _put(page, row, 1, title, bold=sheet.required, colour=look.LINK)
        link.hyperlink = Hyperlink(
            ref=f"A{row}", location=f"{quote_sheetname(title)}!A1", display=title
        )
        needed = _REQUIRED.say(lang) if sheet.required else ""
        _put(page, row, 2, sheet.row.say(lang) + needed)
        columns = (column.header.say(lang) for column in sheet.columns if column.required)
        _put(page, row, 3, ", ".join(columns), colour=look.MUTED)
        for index in (1, 2, 3):
            page.cell(row, index).border = look.EDGE
    row += 2
    _put(page, row, 1, _HOW_TITLE.say(lang), size=12, bold=True, colour=look.DARK)
    for number, (what, how) in enumerate(_HOW, row + 1):
        _put(page, number, 1, what.say(lang), bold=True)
        _put(page, number, 2, how.say(lang))
        page.merge_cells(start_row=number, end_row=number, start_column=2, end_column=3)
        for index in (1, 2, 3):
            page.cell(number, index).border = look.EDGE
    page.row_dimensions[row + len(_HOW)].height = 30
    for number in (*range(4, row - 1), *range(row, row + len(_HOW))):
        page.row_dimensions[number].height = look.ROW_HEIGHT
    _swatch(page, row + 1, dark=True)
    _swatch(page, row + 2, dark=False)
    look.print_on_a4(page)
    page.sheet_properties.tabColor = look.LINK


def _put(
    page: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    size: float = 10,
    bold: bool = False,
    colour: str = look.INK,
) -> Cell:
    cell = page.cell(row, column, text)
    assert isinstance(cell, Cell)
    cell.font = look.font(bold=bold, size=size, colour=colour)
    cell.alignment = Alignment(
        horizontal="left", vertical="center", wrap_text=size < 12, indent=int(size < 12)
    )
    return cell


def _swatch(page: Worksheet, row: int, *, dark: bool) -> None:
    cell = page.cell(row, 1)
    cell.fill = look.fill(look.DARK if dark else look.PALE)
    cell.font = look.font(bold=True, colour="FFFFFF" if dark else look.INK)
