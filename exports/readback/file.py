"""The file of an export: its cells and merged areas, or why it cannot be read."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Collection
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from instances.system_words import system_reason
from instances.text import Text
from instances.workbook.cells import EXCEL_ERRORS
from instances.workbook.problems import NOWHERE, Place, Problem, WorkbookError
from instances.workbook.source import Broken, RawSheet

MOST_BYTES, MOST_UNPACKED = 50_000_000, 250_000_000  # a year of 30 classes takes a tenth
_SAVE_AS = Text(
    "Enregistrez-le dans Excel ou LibreOffice au format « Classeur Excel (.xlsx) ».",
    "Save it from Excel or LibreOffice as “Excel Workbook (.xlsx)”.",
)


def read_cells(path: Path, without: Collection[str] = ()) -> dict[str, RawSheet]:
    """The cells of every sheet but those named in `without`, by title.

    Raises
    ------
    WorkbookError
        When the file cannot be read, is no xlsx, or is far too large to be an export.
    """
    try:
        _look(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions: no value is lost
            return _load(path, without)
    except WorkbookError:
        raise
    except FileNotFoundError:
        raise _refused(path, Text("ce fichier n’existe pas.", "there is no such file.")) from None
    except OSError as error:
        reason = system_reason(error)
        what = Text(
            f"le fichier ne s’ouvre pas ({reason.fr}).", f"it cannot be opened ({reason.en})."
        )
        advice = Text("S’il est ouvert dans Excel, fermez-le.", "If open in Excel, close it.")
        raise _refused(path, what, advice) from None
    except Exception as error:
        # A damaged part raises KeyError, ValueError, ParseError…: to people it is all one.
        name = type(error).__name__
        what = Text(f"le fichier est abîmé ({name}).", f"the file is damaged ({name}).")
        raise _refused(path, what, _SAVE_AS) from error


def _refused(path: Path, what: Text, advice: Text = NOWHERE) -> WorkbookError:
    return WorkbookError(path.name, [Problem(Place(), "", what, advice)])


def _look(path: Path) -> None:
    """Refuse what is no xlsx or too large before anything is unpacked."""
    size = path.stat().st_size
    if size <= MOST_BYTES and path.is_file() and not zipfile.is_zipfile(path):
        what = Text("ce n’est pas un classeur Excel (.xlsx).", "it is no Excel workbook (.xlsx).")
        raise _refused(path, what, _SAVE_AS)
    if size <= MOST_BYTES and path.is_file():
        with zipfile.ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist()) - MOST_UNPACKED + MOST_BYTES
    if size > MOST_BYTES:
        what = Text(
            "le classeur est bien trop gros pour un emploi du temps exporté.",
            "the workbook is far too large for an exported timetable.",
        )
        raise _refused(path, what)


def _load(path: Path, without: Collection[str]) -> dict[str, RawSheet]:
    book = openpyxl.load_workbook(path)
    computed: Workbook | None = None
    found = {}
    for sheet in book.worksheets:
        if sheet.title in without:
            continue
        raw = RawSheet(sheet.title)
        for row, cells in enumerate(sheet.iter_rows(min_row=1, min_col=1), start=1):
            for column, cell in enumerate(cells, start=1):
                value: object = cell.value
                if value is None:
                    continue
                if cell.data_type == "f":
                    computed = computed or openpyxl.load_workbook(path, data_only=True)
                    value = _computed(computed[sheet.title], row, column, value)
                elif isinstance(value, str) and value in EXCEL_ERRORS:
                    value = _broken(value)
                raw.rows.setdefault(row, {})[column] = value
        raw.merged = [
            (area.min_row, area.min_col, area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        ]
        found[sheet.title] = raw
    return found


def _computed(sheet: Worksheet, row: int, column: int, formula: object) -> object:
    """The value a spreadsheet stored with a formula."""
    value = sheet.cell(row, column).value
    if value is None or (isinstance(value, str) and value in EXCEL_ERRORS):
        return _broken(value or str(getattr(formula, "text", formula)))
    return value


def _broken(shown: str) -> Broken:
    what = Text(f"« {shown} » n’a pas de valeur.", f"“{shown}” has no value.")
    advice = Text("Tapez la valeur elle-même.", "Type the value itself.")
    return Broken(shown, what, advice)
