"""Ten broken workbooks, as they come: each a clear message, exit code 1, no traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from semainier.cli import main


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exemple") / "exemple.xlsx"
    assert main(["-q", "new", str(path), "--example"]) == 0
    return path


def cell(book: Workbook, sheet: str, header: str, code: str):
    """The cell of a column, in the row whose first cell is `code`."""
    page = book[sheet]
    column = next(c.column for c in page[1] if str(c.value).startswith(header))
    row = next(r[0].row for r in page.iter_rows() if r[0].value == code)
    return page.cell(row, column)


def wrong_header(book: Workbook) -> None:
    page = book["Cours"]
    next(c for c in page[1] if c.value.startswith("Enseignants")).value = "Ensegnants"


def text_for_a_number(book: Workbook) -> None:
    cell(book, "Cours", "Heures", "SIO1-CEJM").value = "trente"


def unknown_teacher(book: Workbook) -> None:
    cell(book, "Cours", "Enseignants", "SIO1-CEJM").value = "DATT"


def two_teachers_missing_for_an_ap(book: Workbook) -> None:
    cell(book, "Cours", "Enseignants", "SIO1-AP").value = None


def impossible_date(book: Workbook) -> None:
    page = book["Calendrier"]
    column = next(c.column for c in page[1] if str(c.value).startswith("Du"))
    row = next(r[0].row for r in page.iter_rows(min_row=2) if r[0].value)
    page.cell(row, column).value = "31/02/2027"


def duplicate_code(book: Workbook) -> None:
    cell(book, "Enseignants", "Code", "BAS").value = "ABR"


def cycle_of_groups(book: Workbook) -> None:
    cell(book, "Groupes", "Parent", "SIO1").value = "SIO1-A"


def empty_sheet(book: Workbook) -> None:
    book["Groupes"].delete_rows(1, 100)


BROKEN: dict[Callable[[Workbook], None], tuple[str, ...]] = {
    wrong_header: ("Cours", "Ensegnants", "Enseignants"),
    text_for_a_number: ("Cours, ligne", "Heures", "trente"),
    unknown_teacher: ("Cours, ligne", "Enseignants", "DATT", "Vouliez-vous dire « DAT »"),
    two_teachers_missing_for_an_ap: ("Cours, ligne", "Enseignants"),
    impossible_date: ("Calendrier, ligne", "31/02/2027"),
    duplicate_code: ("Enseignants, ligne", "ABR"),
    cycle_of_groups: ("Groupes", "SIO1"),
    empty_sheet: ("Groupes",),
}


@pytest.mark.parametrize("spoil", BROKEN, ids=lambda spoil: spoil.__name__)
def test_spoiled_workbook(run, example, tmp_path, spoil):
    book = openpyxl.load_workbook(example)
    spoil(book)
    path = tmp_path / "faux.xlsx"
    book.save(path)
    said = run("check", path)
    assert said.code == 1, said.out
    for words in BROKEN[spoil]:
        assert words in said.out
    solved = run("solve", path)
    assert (solved.code, solved.out) == (1, "")
    assert "Traceback" not in said.out + said.err + solved.err
    assert not path.with_suffix("").exists()


@pytest.mark.parametrize("kind", ["not an xlsx", "50 MB"])
def test_file_that_is_no_workbook(run, example, tmp_path, kind):
    path = tmp_path / "faux.xlsx"
    if kind == "50 MB":
        path.write_bytes(example.read_bytes())
        with path.open("r+b") as file:
            file.truncate(50_000_000)
    else:
        path.write_text("Code;Nom\nSIO1;x\n")
    said = run("check", path)
    assert said.code == 1 and "faux.xlsx" in said.out
    assert {"not an xlsx": "Excel", "50 MB": "trop gros"}[kind] in said.out
