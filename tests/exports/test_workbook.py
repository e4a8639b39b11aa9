"""The workbook as a reader of cells sees it: sheets, values, pages; styles are looked at."""

from __future__ import annotations

from collections import Counter

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from exports import write_excel
from exports.palette import KINDS
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


def test_no_two_merged_areas_overlap(book: Workbook) -> None:
    """Excel offers to repair a workbook in which they do."""
    for sheet in book:
        covered = [cell for area in sheet.merged_cells.ranges for cell in area.cells]
        assert len(covered) == len(set(covered)), sheet.title


def test_links_lead_to_sheets_that_are_there(book: Workbook) -> None:
    cells = [cell for row in book["Synthèse"].iter_rows() for cell in row if cell.hyperlink]
    targets = [str(cell.hyperlink.location).rpartition("!")[0].strip("'") for cell in cells]
    assert sorted(targets) == sorted(visible(book)[1:])


def test_the_calendar_counts_days_and_hours(book: Workbook, timetable: Timetable) -> None:
    sheet = book["Calendrier SIO2"]
    values = {str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
    assert {"F  Armistice 1918", "Ex  Examen blanc", "V  Vacances de Noël", "E"} <= values
    (atom, *_) = timetable.instance.atoms_of["SIO2"]
    hours = sum(session.minutes for session in timetable.by_atom[atom]) // 60
    # `check` counts the 50 on which a course can stand.
    assert f"53 jours au CFA dont 3 d’examen, {hours} h" in str(sheet["A2"].value)
    assert "examen" not in str(book["Calendrier SIO1"]["A2"].value)


def test_no_kind_of_day_stands_alone_on_a_line_of_the_legend(book: Workbook) -> None:
    names = {kind.name.fr for kind in KINDS.values()}
    for sheet in (book["Calendrier SIO1"], book["Calendrier SIO2"]):
        cells = [c for row in sheet.iter_rows(min_row=35) for c in row if c.value in names]
        lines = Counter(cell.row for cell in cells)
        assert max(lines.values()) - min(lines.values()) <= 1


def test_occupation_adds_up(book: Workbook, timetable: Timetable) -> None:
    rows = list(book["Occupation des salles"].iter_rows(values_only=True))
    lab = next(row for row in rows if str(row[0]).startswith("Labo 1"))
    hours = sum(session.minutes for session in timetable.by_room["Labo 1"]) / 60
    weeks = sum(str(name)[0] == "S" and str(name)[1:].isdigit() for name in rows[2] if name)
    assert weeks == 18
    assert sum(float(value) for value in lab[1 : weeks + 1]) == lab[weeks + 1] == hours
