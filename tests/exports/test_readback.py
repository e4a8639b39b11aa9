"""An export edited by hand says what was edited; what it cannot say is an error, with its place.

Each test edits a copy of one small export: two weeks of the semester.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import read_excel, write_excel
from instances.timetable import Session, Timetable
from instances.workbook import WorkbookError

Edit = Callable[[Workbook], None]
Read = Callable[[Edit], Timetable]


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("builder", Path(__file__).parent / "conftest.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def month() -> Timetable:
    conftest = builder()
    timetable: Timetable = conftest.make_timetable(
        conftest.make_instance(date(2026, 9, 11), 0.1, ("S2", "S1-B", "S1-AP", "S1-CEJM"))
    )
    return timetable


@pytest.fixture(scope="module")
def exported(month: Timetable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "edt.xlsx"
    write_excel(month, path, "fr")
    return path


@pytest.fixture
def read(month: Timetable, exported: Path, tmp_path: Path) -> Read:
    def edited(edit: Edit) -> Timetable:
        book = openpyxl.load_workbook(exported)
        edit(book)
        path = tmp_path / "edited.xlsx"
        book.save(path)
        return read_excel(path, month.instance, month)

    return edited


def errors(read: Read, edit: Edit) -> str:
    with pytest.raises(WorkbookError) as caught:
        read(edit)
    return caught.value.say("fr")


# --- finding one's way in the export -----------------------------------------------------------


def first(timetable: Timetable, course: str) -> Session:
    return timetable.by_course[course][0]


def row_of(sheet: Worksheet, identity: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == identity)


def entry(sheet: Worksheet, week: str, text: str) -> Cell:
    """The entry that begins with a text, in the week whose title says so."""
    inside = False
    for row in sheet.iter_rows():
        if isinstance(row[0].value, str) and " · " in row[0].value:
            inside = week in row[0].value
        for cell in row[1:]:
            if inside and isinstance(cell.value, str) and cell.value.startswith(text):
                assert isinstance(cell, Cell)
                return cell
    raise LookupError(text)


def below(sheet: Worksheet, week: str, clock: str) -> int:
    """The row of a time in a week."""
    inside = False
    for cell in sheet["A"]:
        if isinstance(cell.value, str) and " · " in cell.value:
            inside = week in cell.value
        elif inside and str(cell.value).startswith(clock):
            return cell.row
    raise LookupError(clock)


def move(sheet: Worksheet, cell: Cell, row: int, column: int) -> None:
    """Cut a cell and paste it elsewhere, with the rows it is merged over, as Excel does."""
    area = next((a for a in sheet.merged_cells.ranges if cell.coordinate in a), None)
    text, rows = cell.value, 0
    if area is not None:
        rows = area.max_row - area.min_row
        sheet.unmerge_cells(str(area))
    cell.value = None
    sheet.cell(row, column).value = text
    if rows:
        sheet.merge_cells(start_row=row, end_row=row + rows, start_column=column, end_column=column)


def changed(before: Timetable, after: Timetable) -> dict[str, Session | None]:
    old = {session.id: session for session in before.sessions}
    new = {session.id: session for session in after.sessions}
    ids = old.keys() | new.keys()
    return {i: new.get(i) for i in ids if old.get(i) != new.get(i)}


# --- nothing edited ----------------------------------------------------------------------------


def test_an_untouched_export_is_the_timetable(month: Timetable, exported: Path) -> None:
    assert read_excel(exported, month.instance, month) is month
    alone = read_excel(exported, month.instance)
    assert alone.sessions == month.sessions


def test_a_save_by_another_programme_changes_nothing(month: Timetable, read: Read) -> None:
    assert read(lambda book: None).sessions == month.sessions


def test_a_list_without_the_hidden_sheets_is_taken_as_it_stands(
    month: Timetable, exported: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(exported)
    for name in book.sheetnames:
        if name != "Séances":
            del book[name]
    book.save(tmp_path / "list.xlsx")
    assert read_excel(tmp_path / "list.xlsx", month.instance).sessions == tuple(
        sorted(month.sessions, key=lambda s: (s.date, s.start, s.end, s.course, s.id))
    )
    assert read_excel(tmp_path / "list.xlsx", month.instance, month) is month


# --- the session list --------------------------------------------------------------------------


def test_a_date_and_a_start_changed_in_the_list(month: Timetable, read: Read) -> None:
    session = first(month, "S2-CEJM")

    def edit(book: Workbook) -> None:
        row = row_of(book["Séances"], session.id)
        book["Séances"].cell(row, 2).value = datetime(2026, 9, 9)
        book["Séances"].cell(row, 4).value = time(15)

    after = changed(month, read(edit))[session.id]
    assert after is not None
    assert (after.date, after.start, after.end) == (date(2026, 9, 9), 900, 1020)
    assert after.minutes == 120
    assert len(changed(month, read(edit))) == 1


def test_rooms_and_teachers_changed_in_the_list(month: Timetable, read: Read) -> None:
    session = first(month, "S2-CEJM")

    def edit(book: Workbook) -> None:
        row = row_of(book["Séances"], session.id)
        book["Séances"].cell(row, 11).value = "Mme Orvault; gri"
        book["Séances"].cell(row, 12).value = "A03"

    after = read(edit).by_course["S2-CEJM"][0]
    assert (after.teachers, after.rooms) == (("ORV", "GRI"), ("A03",))


def test_a_row_deleted_is_a_session_removed(month: Timetable, read: Read) -> None:
    session = first(month, "S1-CEJM")
    after = read(lambda book: book["Séances"].delete_rows(row_of(book["Séances"], session.id)))
    assert changed(month, after) == {session.id: None}
    assert after.solution is None


def test_a_row_added_is_a_session_with_an_id_of_its_own(month: Timetable, read: Read) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Séances"]
        row = sheet.max_row + 1
        values = [None, "10/09/2026", None, "15h", None, 2, None, "S2-MAT"]
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value

    (found,) = changed(month, read(edit)).values()
    assert found is not None and found.id not in {s.id for s in month.sessions}
    assert (found.date, found.start, found.end) == (date(2026, 9, 10), 900, 1020)
    assert (found.groups, found.teachers, found.rooms) == (("SIO2",), ("FAU",), ())


BAD_CELLS = (
    ("B", "demain", "(Date) : « demain » n'est pas une date"),
    ("C", "dimanche", "(Jour) : « dimanche » n’est pas le jour du"),
    ("D", "tôt", "(Début) : « tôt » n'est pas une heure"),
    ("E", time(7), "(Fin) : la fin n’est pas après le début"),
    ("F", 9, "(Durée (h)) :"),
    ("G", "Histoire", "(Unité) : le cours"),
    ("H", "S2-CEJN", "(Cours) : aucun cours n’a le code « S2-CEJN ». Vouliez-vous dire"),
    ("J", "", "(Groupes) : la cellule est vide"),
    ("K", "Mme Quesnle", "(Enseignants) : « Mme Quesnle » n’est pas connu. Vouliez-vous dire"),
    ("L", "B13", "(Salles) : « B13 » n’est pas connu. Vouliez-vous dire"),
    ("L", "Mme Quesnel", "(Salles) : « Mme Quesnel »"),
    ("M", "peut-être", "(Verrouillée) : « peut-être »"),
    ("A", "nouvelle", "(Id) : l’Id « nouvelle » est inconnu"),
    ("A", "=1+1", "(Id) : « =1+1 » n’a pas de valeur"),
    ("A", "S2-CEJM#1", "(Id) : la ligne"),
)


def test_every_cell_that_cannot_be_read_is_told_with_its_place(read: Read) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Séances"]
        for row, (letter, value, _) in enumerate(BAD_CELLS, start=7):
            sheet[f"{letter}{row}"].value = value
        sheet["E11"].value = time(23)

    told = errors(read, edit).split("\n")
    for row, (letter, _, said) in enumerate(BAD_CELLS, start=7):
        assert any(f"Séances, ligne {row}, colonne {letter} {said}" in line for line in told), (
            row,
            said,
            told,
        )


# --- the grids ---------------------------------------------------------------------------------


def test_a_session_moved_in_a_class_grid(month: Timetable, read: Read) -> None:
    session = first(month, "S2-CEJM")
    assert (session.date, session.start) == (date(2026, 9, 1), 480)

    def edit(book: Workbook) -> None:
        sheet = book["SIO2"]
        cell = entry(sheet, "Semaine 36", "CEJM · CM")
        thursday = next(
            c.column for c in sheet[below(sheet, "Semaine 36", "08") - 1] if "jeudi" in str(c.value)
        )
        move(sheet, cell, below(sheet, "Semaine 36", "16"), thursday)

    after = changed(month, read(edit))
    assert list(after) == [session.id]
    found = after[session.id]
    assert found is not None
    assert (found.date, found.start, found.end) == (date(2026, 9, 3), 960, 1080)
    assert found.rooms == session.rooms


def test_a_room_and_a_teacher_changed_in_a_teacher_grid(month: Timetable, read: Read) -> None:
    session = first(month, "S2-AP-SISR")

    def edit(book: Workbook) -> None:
        cell = entry(book["Mme Orvault"], "Semaine 36", "AP · AP")
        cell.value = str(cell.value).replace("B12", "B14").replace("M. Grisolle", "HUB")

    found = changed(month, read(edit))[session.id]
    assert found is not None
    assert set(found.teachers) == {"ORV", "HUB"}
    assert set(found.rooms) == {"B14", "Labo 1"}


def test_an_entry_emptied_in_a_room_grid_is_a_session_removed(month: Timetable, read: Read) -> None:
    def edit(book: Workbook) -> None:
        entry(book["Labo 2"], "Semaine 36", "Bloc 2 · TP").value = None

    assert list(changed(month, read(edit)).values()) == [None]


def test_a_text_typed_in_a_free_cell_is_a_new_session(month: Timetable, read: Read) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["SIO1"]
        row = below(sheet, "Semaine 37", "17")
        sheet.cell(row, 2).value = "Bloc 3 · CM\nA03"

    (found,) = changed(month, read(edit)).values()
    assert found is not None
    assert (found.course, found.date, found.start) == ("S1-B3-CM", date(2026, 9, 7), 1020)
    assert (found.rooms, found.groups, found.teachers) == (("A03",), ("SIO1",), ("ORV",))


def test_a_merge_made_shorter_is_a_shorter_session(month: Timetable, read: Read) -> None:
    session = first(month, "S1-AP")

    def edit(book: Workbook) -> None:
        sheet = book["SIO1"]
        cell = entry(sheet, "Semaine 37", "AP · AP")
        area = next(a for a in sheet.merged_cells.ranges if cell.coordinate in a)
        sheet.unmerge_cells(str(area))
        bounds = {"start_row": area.min_row, "end_row": area.max_row - 1}
        sheet.merge_cells(**bounds, start_column=area.min_col, end_column=area.max_col)

    found = changed(month, read(edit))[session.id]
    assert found is not None
    assert (found.end, found.minutes) == (session.end - 60, session.minutes - 60)


def test_the_same_edit_in_the_list_and_in_a_grid_is_one(month: Timetable, read: Read) -> None:
    session = first(month, "S2-AP-SISR")

    def edit(book: Workbook) -> None:
        cell = entry(book["SISR"], "Semaine 36", "AP · AP")
        cell.value = str(cell.value).replace("B12", "B14")
        book["Séances"].cell(row_of(book["Séances"], session.id), 12).value = "Labo 1; B14"

    # One order of the rooms or the other: it is the same set.
    found = changed(month, read(edit))[session.id]
    assert found is not None and set(found.rooms) == {"B14", "Labo 1"}


def test_edits_that_contradict_are_told_with_both_places(month: Timetable, read: Read) -> None:
    session = first(month, "S2-CEJM")

    def edit(book: Workbook) -> None:
        cell = entry(book["SIO2"], "Semaine 36", "CEJM · CM")
        cell.value = str(cell.value).replace("B12", "B14")
        row = row_of(book["Séances"], session.id)
        book["Séances"].cell(row, 12).value = "A03"

    text = errors(read, edit)
    assert "SIO2, ligne" in text
    assert "« B14 » ici, « A03 » ailleurs (Séances, ligne" in text


def test_a_session_removed_here_and_changed_there_contradicts(month: Timetable, read: Read) -> None:
    session = first(month, "S2-CEJM")

    def edit(book: Workbook) -> None:
        entry(book["SIO2"], "Semaine 36", "CEJM · CM").value = None
        book["Séances"].cell(row_of(book["Séances"], session.id), 12).value = "A03"

    assert "supprimée ailleurs" in errors(read, edit)


def test_what_a_grid_cannot_say_is_told(month: Timetable, read: Read) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["SIO1"]
        row = below(sheet, "Semaine 37", "17")
        sheet.cell(row, 2).value = "Bloc 1 · TP"
        sheet.cell(row, sheet.max_column - 1).value = "réunion"
        cell = entry(book["SIO2"], "Semaine 36", "CEJM · CM")
        cell.value = str(cell.value).replace("B12", "B122")

    text = errors(read, edit)
    assert "peut être plusieurs cours : S1-B1-TP/A, S1-B1-TP/B" in text or "n’est aucun" in text
    assert "« réunion » n’est aucun cours de SIO1" in text
    assert "Vouliez-vous dire « B12 »" in text


def test_an_edit_of_the_trame_is_told(read: Read) -> None:
    def edit(book: Workbook) -> None:
        entry(book["SIO2"], "trame", "CEJM · CM").value = None

    assert "la trame résume les semaines" in errors(read, edit)


def test_rows_inserted_in_a_grid_are_told(read: Read) -> None:
    assert "devrait se trouver ici" in errors(read, lambda book: book["SIO2"].insert_rows(20))


def test_a_session_pasted_outside_the_grids_is_told(read: Read) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["SIO2"]
        move(sheet, entry(sheet, "Semaine 36", "CEJM · CM"), 8, sheet.max_column + 3)

    assert "hors des grilles" in errors(read, edit)


def test_a_sheet_deleted_says_nothing_and_one_renamed_still_speaks(
    month: Timetable, read: Read
) -> None:
    def edit(book: Workbook) -> None:
        del book["B12"]
        entry(book["SIO2"], "Semaine 36", "CEJM · CM").value = None
        book["SIO2"].title = "Deuxième année"

    assert changed(month, read(edit)) == {first(month, "S2-CEJM").id: None}
