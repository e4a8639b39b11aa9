"""The file itself: is it a workbook, is it of a sane size, what stands in its cells.

Everything that can be wrong with a file as a file ends here in one `WorkbookError`, quickly:
sizes are looked at before anything is unpacked, so that neither a huge file nor a small one
that unpacks to a huge one keeps anybody waiting.
"""

from __future__ import annotations

import posixpath
import warnings
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from instances.system_words import system_reason
from instances.text import Text
from instances.workbook.cells import EXCEL_ERRORS
from instances.workbook.problems import NOWHERE, Place, Problem, WorkbookError

EXPORTED = "_semainier"  # the hidden sheet that every exported timetable has
MOST_BYTES = 10_000_000
MOST_XML_BYTES = 8_000_000
MOST_ROWS = 5_000
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = Text(
    "Enregistrez-le dans Excel ou LibreOffice au format « Classeur Excel (.xlsx) ».",
    "Save it from Excel or LibreOffice as “Excel Workbook (.xlsx)”.",
)
_A_FILE = Text("Donnez le classeur (.xlsx) lui-même.", "Give the workbook (.xlsx) itself.")
_NO_WORKBOOK = Text("ce n'est pas un classeur Excel (.xlsx).", "it is no Excel workbook (.xlsx).")
_OPEN_DOCUMENT = Text(
    "c'est un classeur OpenDocument (.ods).", "it is an OpenDocument workbook (.ods)."
)
_DAMAGED = Text("le fichier est abîmé.", "the file is damaged.")
_EMPTY_ROWS = Text(
    "Supprimez les lignes vides mises en forme sous les données, ou copiez les données dans un "
    "classeur neuf.",
    "Delete the empty formatted rows under the data, or copy the data into a new workbook.",
)


@dataclass(frozen=True)
class Broken:
    """A cell whose value cannot be had: an Excel error, a formula never computed."""

    shown: str
    what: Text
    advice: Text


@dataclass
class RawSheet:
    """The cells of a sheet, by row, then column (from 1); `merged` areas by their corner."""

    title: str
    rows: dict[int, dict[int, object]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_sheets(path: Path) -> list[RawSheet]:
    """The visible content of every worksheet, in the order of the file.

    Raises
    ------
    WorkbookError
        When the file cannot be read, is no xlsx, or is too large to be a problem workbook.
    """
    try:
        content = _content(path)
        with warnings.catch_warnings():
            # What openpyxl warns of (styles, extensions it drops) does not touch values; a
            # date it cannot read becomes an Excel error, which the reader reports.
            warnings.simplefilter("ignore")
            return _load(path, content)
    except WorkbookError:
        raise
    except OSError as error:
        raise refused(path, *os_words(error)) from None
    except MemoryError:
        raise _too_large(path) from None
    except Exception as error:
        # openpyxl raises KeyError, ValueError, TypeError, ParseError… on damaged parts: to the
        # person who holds the file they all mean the same thing.
        raise refused(
            path,
            Text(
                f"le fichier est abîmé, il ne se lit pas ({type(error).__name__}).",
                f"the file is damaged, it cannot be read ({type(error).__name__}).",
            ),
            _SAVE_AS,
        ) from error


def refused(path: Path, what: Text, advice: Text = NOWHERE) -> WorkbookError:
    """The error of a file that cannot be read at all."""
    return WorkbookError(path.name, [Problem(Place(), "", what, advice)])


def os_words(error: OSError) -> tuple[Text, Text]:
    """What the system says of a file that does not open, and what to do."""
    if isinstance(error, FileNotFoundError):
        return (
            Text("ce fichier n'existe pas.", "there is no such file."),
            Text("Vérifiez son nom et son dossier.", "Check its name and folder."),
        )
    if isinstance(error, IsADirectoryError):
        return Text("c'est un dossier.", "it is a folder."), _A_FILE
    reason = system_reason(error)
    return (
        Text("le fichier ne s'ouvre pas ({reason}).", "the file cannot be opened ({reason}).").fill(
            reason=reason
        ),
        Text("S'il est ouvert dans Excel, fermez-le.", "If it is open in Excel, close it."),
    )


def _too_large(path: Path) -> WorkbookError:
    return refused(
        path,
        Text(
            "le classeur est bien trop gros pour être un problème d'emploi du temps.",
            "the workbook is far too large for a timetabling problem.",
        ),
        _EMPTY_ROWS,
    )


def _content(path: Path) -> bytes:
    """The bytes of a file that is an xlsx of a sane size, by all that shows from outside.

    The rest works on these bytes: openpyxl leaves a file it fails on open.
    """
    if path.stat().st_size > MOST_BYTES and path.is_file():
        raise _too_large(path)
    content = path.read_bytes()
    if not content:
        raise refused(path, Text("le fichier est vide.", "the file is empty."), _SAVE_AS)
    if content.startswith(_OLE):
        raise refused(path, *_ole_words(content))
    if content.lstrip()[:1] == b"{" and path.suffix.lower() == ".json":
        raise refused(path, *_json_words(path))
    if not zipfile.is_zipfile(BytesIO(content)):
        raise refused(path, _NO_WORKBOOK, _SAVE_AS)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        _look_inside(path, archive)
    return content


def _ole_words(content: bytes) -> tuple[Text, Text]:
    """An OLE file is an old .xls, or any Office file under a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return (
            Text("le classeur est protégé par un mot de passe.", "the workbook has a password."),
            Text(
                "Enregistrez-en une copie sans mot de passe.", "Save a copy without the password."
            ),
        )
    return Text("c'est un ancien classeur .xls.", "it is an old .xls workbook."), _SAVE_AS


def _look_inside(path: Path, archive: zipfile.ZipFile) -> None:
    parts = {info.filename: info for info in archive.infolist()}
    if "xl/workbook.xml" not in parts:
        is_ods = b"opendocument" in _head(archive, "mimetype")
        raise refused(path, _OPEN_DOCUMENT if is_ods else _NO_WORKBOOK, _SAVE_AS)
    if b"purl.oclc.org/ooxml" in _head(archive, "xl/workbook.xml"):
        raise refused(
            path,
            Text("c'est un classeur « Open XML strict ».", "it is a “Strict Open XML” workbook."),
            _SAVE_AS,
        )
    # By its name alone, and before its size: a year's timetable may be a large file.
    if f'name="{EXPORTED}"'.encode() in _head(archive, "xl/workbook.xml", 200_000):
        raise refused(path, *_timetable_words(path))
    texts = [info for info in parts.values() if info.filename.endswith((".xml", ".rels"))]
    if sum(info.file_size for info in texts) > MOST_XML_BYTES:
        raise _too_large(path)
    if any(b"<!DOCTYPE" in _head(archive, info.filename) for info in texts):
        # No spreadsheet program writes one; entities declared there can unpack without end.
        raise refused(path, _DAMAGED, _SAVE_AS)
    if not _worksheets(archive) <= parts.keys():
        # openpyxl passes over a sheet whose part is lost: its rows would go in silence.
        raise refused(path, _DAMAGED, _SAVE_AS)


def _timetable_words(path: Path) -> tuple[Text, Text]:
    return (
        Text(
            "c'est un emploi du temps exporté, pas un classeur de problème.",
            "it is an exported timetable, not a problem workbook.",
        ),
        _instead(path),
    )


def _json_words(path: Path) -> tuple[Text, Text]:
    return (
        Text(
            "c'est un fichier .json, pas un classeur de problème.",
            "it is a .json file, not a problem workbook.",
        ),
        _instead(path),
    )


def _instead(path: Path) -> Text:
    """What to give in place of a plan: its problem, by name where it stands in its usual place.

    Every command that reads a problem says this, so a command is named only as an example.
    """
    folder = path.absolute().parent
    usual = folder.with_name(f"{folder.name}.xlsx") if folder.name else folder
    french, english = (
        (usual.name, usual.name) if usual.is_file() else ("PROBLEME.xlsx", "PROBLEM.xlsx")
    )
    return Text(
        f"Donnez à sa place le classeur du problème, {french}. Un emploi du temps vient après "
        f"lui : semainier verify {french} {path.name}, par exemple.",
        f"Give the problem's workbook in its place, {english}. A timetable comes after it: "
        f"semainier verify {english} {path.name}, for example.",
    )


def _worksheets(archive: zipfile.ZipFile) -> set[str]:
    """The parts that the workbook says its worksheets are."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    return {
        posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
        if relation.get("Type", "").endswith("/worksheet")
    }


def _head(archive: zipfile.ZipFile, name: str, length: int = 2000) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(length)


def _too_many_rows(path: Path, raw: RawSheet) -> WorkbookError:
    count = len(raw.rows)
    what = Text(
        f"{count} lignes : c'est bien trop pour un problème d'emploi du temps.",
        f"{count} rows: far too many for a timetabling problem.",
    )
    return WorkbookError(path.name, [Problem(Place(raw.title), "", what, _EMPTY_ROWS)])


def _load(path: Path, content: bytes) -> list[RawSheet]:
    book = openpyxl.load_workbook(BytesIO(content))
    computed: Workbook | None = None
    sheets = []
    for sheet in book.worksheets:
        raw = RawSheet(sheet.title)
        # Not iter_rows(): it would make every cell between the used ones and a stray one in
        # the last row, and only the used ones exist here.
        for (row, column), cell in sorted(_cells(sheet).items()):
            value: object = cell.value
            if cell.data_type == "f":
                if computed is None:
                    computed = openpyxl.load_workbook(BytesIO(content), data_only=True)
                value = _computed(_cells(computed[sheet.title]).get((row, column)), value)
            elif isinstance(value, str) and value in EXCEL_ERRORS:
                value = _error(value)
            if value is not None:
                raw.rows.setdefault(row, {})[column] = value
        if len(raw.rows) > MOST_ROWS:
            raise _too_many_rows(path, raw)
        raw.merged = [
            (area.min_row, area.min_col, area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        ]
        sheets.append(raw)
    return sheets


def _cells(sheet: Worksheet) -> dict[tuple[int, int], ExcelCell]:
    found: dict[tuple[int, int], ExcelCell] = sheet._cells  # type: ignore[assignment]
    return found


def _computed(cell: ExcelCell | None, formula: object) -> object:
    """The value Excel stored with a formula. A text formula that gives "" stores nothing."""
    value = None if cell is None else cell.value
    if isinstance(value, str) and value in EXCEL_ERRORS:
        return _error(value)
    if value is None and (cell is None or cell.data_type != "str"):
        shown = str(getattr(formula, "text", formula))
        return Broken(
            shown,
            Text(
                f"la formule « {shown} » n'a jamais été calculée.",
                f"the formula “{shown}” was never computed.",
            ),
            Text(
                "Ouvrez le classeur dans Excel ou LibreOffice et enregistrez-le, ou tapez la "
                "valeur.",
                "Open the workbook in Excel or LibreOffice and save it, or type the value.",
            ),
        )
    return value


def _error(value: str) -> Broken:
    return Broken(
        value,
        Text(f"Excel affiche l'erreur « {value} ».", f"Excel shows the error “{value}”."),
        Text("Corrigez la formule ou tapez la valeur.", "Mend the formula or type the value."),
    )
