"""`modifications.xlsx`: every change before and after, marked; a page for each who is concerned."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from exports import modifications, write_modifications
from instances.text import Lang
from instances.timetable import Timetable


@pytest.fixture
def after(timetable: Timetable) -> Timetable:
    """A session moved, one in another room, one of another teacher, one removed, one added."""
    sessions = list(timetable.sessions)
    day = timedelta(days=7)
    sessions[5] = sessions[5].model_copy(update={"date": sessions[5].date + day})
    sessions[20] = sessions[20].model_copy(update={"rooms": ("Labo 2",)})
    sessions[33] = sessions[33].model_copy(update={"teachers": ("HUB",)})
    new = sessions[70].model_copy(update={"id": "new", "date": sessions[70].date + day})
    del sessions[60]
    return Timetable(
        instance=timetable.instance, sessions=(*sessions, new), solution=timetable.solution
    )


def texts(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_changes_is_listed_and_marked(
    timetable: Timetable, after: Timetable, tmp_path: Path, lang: str
) -> None:
    path = write_modifications(timetable, after, tmp_path / "m.xlsx", lang)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(path)
    listed = book[modifications.LIST.say(lang)]  # type: ignore[arg-type]
    rows = [row for row in listed.iter_rows(min_row=5) if row[0].value]
    assert len(rows) == 5
    for row in rows:
        before, now = row[3:7], row[7:11]
        for old, new in zip(before, now, strict=True):
            differs = old.value != new.value
            assert bool(new.font.b) == (differs and any(cell.value != "—" for cell in now))
            assert bool(old.font.strike) == (differs and any(cell.value != "—" for cell in before))
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToWidth == 1


def test_whom_to_tell_each_with_a_page(
    timetable: Timetable, after: Timetable, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(write_modifications(timetable, after, tmp_path / "m.xlsx"))
    summary = book["Modifications"]
    links = {cell.value: cell.hyperlink.location for cell in summary["A"] if cell.hyperlink}
    assert {f"'{sheet}'!A1" for sheet in book.sheetnames[2:]} == {
        where if where.startswith("'") else f"'{where[:-3]}'!A1" for where in links.values()
    }
    old, new = timetable.sessions[33].teachers[0], "Mme Hubertin"
    assert any("nouvelle pour vous" in row for row in texts(book[new]))
    gone = timetable.instance.teacher[old].name
    assert any("n'est plus à vous" in row for row in texts(book[gone]))


def test_nothing_changed_is_said(timetable: Timetable, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_modifications(timetable, timetable, tmp_path / "m.xlsx"))
    assert book.sheetnames == ["Modifications"]
    assert any("Rien ne change" in str(cell) for row in texts(book.active) for cell in row)


def test_many_people_share_a_sheet_a_page_each(
    timetable: Timetable, after: Timetable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modifications, "MOST_SHEETS", 2)
    book = openpyxl.load_workbook(write_modifications(timetable, after, tmp_path / "m.xlsx"))
    assert book.sheetnames == ["Modifications", "Toutes", "Classes", "Enseignants"]
    told = [cell.value for cell in book["Enseignants"]["A"]]
    assert "Mme Hubertin" in told
    assert len(book["Enseignants"].row_breaks.brk) >= 2


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_dates_have_their_year_and_rows_one_height(
    timetable: Timetable, after: Timetable, tmp_path: Path, lang: Lang
) -> None:
    """A term crosses January; `28 janvier` alone may be the past one."""
    book = openpyxl.load_workbook(write_modifications(timetable, after, tmp_path / "m.xlsx", lang))
    listed = book[modifications.LIST.say(lang)]
    rows = [row for row in listed.iter_rows(min_row=5) if row[0].value]
    dates = [str(row[at].value) for row in rows for at in (3, 7) if row[at].value != "—"]
    assert all(text.endswith((" 2026", " 2027")) for text in dates)
    assert len({listed.row_dimensions[row[0].row].height for row in rows}) == 1
    summary = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(str(value) in dates for value in summary)
