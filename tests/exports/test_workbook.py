"""The workbook as a reader of cells sees it: sheets, values, pages; styles are looked at."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from exports import write_excel
from instances.timetable import Timetable


@pytest.fixture(scope="module")
def book(timetable: Timetable, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("out") / "emploi-du-temps.xlsx"
    assert write_excel(timetable, path, "fr") == (path,)
    return openpyxl.load_workbook(path)


def visible(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book if sheet.sheet_state == "visible"]


def test_every_resource_has_its_sheet(book: Workbook, timetable: Timetable) -> None:
    names = visible(book)
    assert names[0] == "Synthèse"
    assert [n for n in names if n in timetable.instance.group] == list(timetable.instance.group)
    assert {t.name for t in timetable.instance.teachers} <= set(names)
    assert set(timetable.instance.room) <= set(names)


def test_every_session_is_in_the_list(book: Workbook, timetable: Timetable) -> None:
    rows = list(book["Séances"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [session.id for session in timetable.sessions]
    first, session = rows[0], timetable.sessions[0]
    assert first[1].date() == session.date
    assert first[2] == "mardi"
    assert (first[3].hour, first[4].hour, first[5]) == (8, 12, 4)
    assert first[12] == "oui"


def test_a_week_shows_each_session_once(book: Workbook, timetable: Timetable) -> None:
    texts = [
        str(cell.value)
        for row in book["SIO1"].iter_rows()
        for cell in row
        if cell.value and "Mme Orvault" in str(cell.value) and "date" not in str(cell.value)
    ]
    own = [s for s in timetable.of_group("SIO1") if "ORV" in s.teachers]
    assert len(texts) == len(own)
    assert "Bloc 1 · TP\nMme Orvault\nLabo 2\nSIO1-B" in texts


def test_pages_are_a4_landscape_one_week_each(book: Workbook) -> None:
    for name in visible(book):
        sheet = book[name]
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
    sheet = book["SIO1"]
    weeks = [c.row for c in sheet["A"] if str(c.value).startswith("SIO1 · Semaine")]
    assert [row - 1 for row in weeks] == [b.id for b in sheet.row_breaks.brk]
    assert sheet.print_title_rows == "$1:$2"


def test_nothing_is_written_where_a_file_cannot_be(timetable: Timetable, tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_excel(timetable, tmp_path / "absent" / "edt.xlsx", "fr")
    assert not list(tmp_path.iterdir())
