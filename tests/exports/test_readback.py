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


def test_each_kind_of_edit_in_the_list(month: Timetable, read: Read) -> None:
    moved, other, gone = (first(month, code) for code in ("S2-CEJM", "S2-ANG", "S1-CEJM"))

    def edit(book: Workbook) -> None:
        sheet = book["Séances"]
        row = row_of(sheet, moved.id)
        sheet.cell(row, 2).value = datetime(2026, 9, 9)
        sheet.cell(row, 4).value = time(15)
        row = row_of(sheet, other.id)
        sheet.cell(row, 11).value = "Mme Orvault; gri"
        sheet.cell(row, 12).value = "A03"
        sheet.delete_rows(row_of(sheet, gone.id))
        row = sheet.max_row + 1
        for column, value in {2: "10/09/2026", 4: "15h", 6: 2, 8: "S2-MAT"}.items():
            sheet.cell(row, column).value = value

    after = read(edit)
    found = changed(month, after)
    assert after.solution is None
    now = found.pop(moved.id)
    assert now is not None
    assert (now.date, now.start, now.end, now.minutes) == (date(2026, 9, 9), 900, 1020, 120)
    now = found.pop(other.id)
    assert now is not None
    assert (now.teachers, now.rooms) == (("ORV", "GRI"), ("A03",))
    assert found.pop(gone.id) is None
    ((identity, new),) = found.items()
    assert new is not None and identity not in {s.id for s in month.sessions}
    assert (new.date, new.start, new.end) == (date(2026, 9, 10), 900, 1020)
    assert (new.groups, new.teachers, new.rooms) == (("SIO2",), ("FAU",), ())


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


def test_each_kind_of_edit_in_the_grids(month: Timetable, read: Read) -> None:
    moved, other, gone, shorter = (
        first(month, code) for code in ("S2-CEJM", "S2-AP-SISR", "S2-B2-SLAM", "S1-AP")
    )
    assert (moved.date, moved.start) == (date(2026, 9, 1), 480)

    def edit(book: Workbook) -> None:
        sheet = book["SIO2"]
        heads = sheet[below(sheet, "Semaine 36", "08") - 1]
        thursday = next(cell.column for cell in heads if "jeudi" in str(cell.value))
        cell = entry(sheet, "Semaine 36", "CEJM · CM")
        move(sheet, cell, below(sheet, "Semaine 36", "16"), thursday)

        cell = entry(book["Mme Orvault"], "Semaine 36", "AP\n")
        cell.value = str(cell.value).replace("B12", "B14").replace("M. Grisolle", "HUB")

        entry(book["Labo 2"], "Semaine 36", "Bloc 2 · TP").value = None

        sheet = book["SIO1"]
        sheet.cell(below(sheet, "Semaine 37", "17"), 2).value = "Bloc 3 · CM\nA03"
        cell = entry(sheet, "Semaine 37", "AP\n")
        area = next(a for a in sheet.merged_cells.ranges if cell.coordinate in a)
        sheet.unmerge_cells(str(area))
        bounds = {"start_row": area.min_row, "end_row": area.max_row - 1}
        sheet.merge_cells(**bounds, start_column=area.min_col, end_column=area.max_col)

    found = changed(month, read(edit))
    now = found.pop(moved.id)
    assert now is not None
    assert (now.date, now.start, now.end) == (date(2026, 9, 3), 960, 1080)
    assert now.rooms == moved.rooms
    now = found.pop(other.id)
    assert now is not None
    assert set(now.teachers) == {"ORV", "HUB"}
    assert set(now.rooms) == {"B14", "Labo 1"}
    assert found.pop(gone.id) is None
    now = found.pop(shorter.id)
    assert now is not None
    assert (now.end, now.minutes) == (shorter.end - 60, shorter.minutes - 60)
    ((_, new),) = found.items()
    assert new is not None
    assert (new.course, new.date, new.start) == ("S1-B3-CM", date(2026, 9, 7), 1020)
    assert (new.rooms, new.groups, new.teachers) == (("A03",), ("SIO1",), ("ORV",))


def test_a_room_called_as_a_class_is_a_room_where_rooms_are_written(
    month: Timetable, tmp_path: Path
) -> None:
    # Rooms B12 and B14 are called as the classes are: 101 and 102 are both in many schools.
    text = month.model_dump_json().replace('"B12"', '"SIO1"').replace('"B14"', '"SIO2"')
    month = Timetable.model_validate_json(text)
    listed, _, drawn = month.by_course["S2-CEJM"]
    assert listed.rooms == drawn.rooms == ("SIO1",)
    write_excel(month, tmp_path / "edt.xlsx", "fr")
    book = openpyxl.load_workbook(tmp_path / "edt.xlsx")
    book["Séances"].cell(row_of(book["Séances"], listed.id), 12).value = "SIO2"
    for name in ("SIO2", "Mme Quesnel"):
        cell = entry(book[name], "Semaine 37", "CEJM · CM")
        # The grid of a teacher says the class before the room, that of the class not at all.
        lines = str(cell.value).split("\n")
        assert lines.pop() == "SIO1"
        cell.value = "\n".join([*lines, "SIO2"])
    book.save(tmp_path / "edt.xlsx")
    found = changed(month, read_excel(tmp_path / "edt.xlsx", month.instance, month))
    assert found.keys() == {listed.id, drawn.id}
    for now in found.values():
        assert now is not None
        assert (now.groups, now.rooms) == (("SIO2",), ("SIO2",))


def test_a_class_where_rooms_are_meant_is_no_room(month: Timetable, read: Read) -> None:
    session = first(month, "S2-CEJM")

    def edit(book: Workbook) -> None:
        book["Séances"].cell(row_of(book["Séances"], session.id), 12).value = "SIO1"

    assert "« SIO1 » n’est pas une salle" in errors(read, edit)


def test_the_same_edit_in_the_list_and_in_a_grid_is_one(month: Timetable, read: Read) -> None:
    session = first(month, "S2-AP-SISR")

    def edit(book: Workbook) -> None:
        cell = entry(book["SISR"], "Semaine 36", "AP\n")
        cell.value = str(cell.value).replace("B12", "B14")
        book["Séances"].cell(row_of(book["Séances"], session.id), 12).value = "Labo 1; B14"

    # One order of the rooms or the other: it is the same set.
    found = changed(month, read(edit))[session.id]
    assert found is not None and set(found.rooms) == {"B14", "Labo 1"}


def test_edits_that_contradict_are_told_with_both_places(month: Timetable, read: Read) -> None:
    session, removed = first(month, "S2-CEJM"), first(month, "S2-CGE")

    def edit(book: Workbook) -> None:
        cell = entry(book["SIO2"], "Semaine 36", "CEJM · CM")
        cell.value = str(cell.value).replace("B12", "B14")
        entry(book["SIO2"], "Semaine 36", "CGE · CM").value = None
        for each in (session, removed):
            book["Séances"].cell(row_of(book["Séances"], each.id), 12).value = "A03"

    text = errors(read, edit)
    assert "SIO2, ligne" in text
    assert "« B14 » ici, « A03 » ailleurs (Séances, ligne" in text
    assert f"la séance {removed.id} est modifiée ici mais supprimée ailleurs (" in text


def test_what_a_grid_cannot_say_is_told(month: Timetable, read: Read) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["SIO1"]
        row = below(sheet, "Semaine 37", "17")
        sheet.cell(row, 2).value = "Bloc 1 · TP\nLabo 1"
        sheet.cell(row, sheet.max_column - 1).value = "réunion"
        sheet = book["SIO2"]
        cell = entry(sheet, "Semaine 36", "CEJM · CM")
        cell.value = str(cell.value).replace("B12", "B122")
        move(sheet, entry(sheet, "Semaine 36", "Maths · CM"), 8, sheet.max_column + 3)
        entry(sheet, "trame", "CGE · CM").value = None

    text = errors(read, edit)
    assert "« Bloc 1 · TP » n’est aucun cours de SIO1" in text
    assert "« réunion » n’est aucun cours de SIO1" in text
    assert "Vouliez-vous dire « B12 »" in text
    assert "hors des grilles" in text
    assert "la trame résume les semaines" in text


def test_rows_inserted_in_a_grid_are_told(read: Read) -> None:
    assert "devrait se trouver ici" in errors(read, lambda book: book["SIO2"].insert_rows(20))


def test_a_sheet_deleted_says_nothing_and_one_renamed_still_speaks(
    month: Timetable, read: Read
) -> None:
    def edit(book: Workbook) -> None:
        del book["B12"]
        entry(book["SIO2"], "Semaine 36", "CEJM · CM").value = None
        book["SIO2"].title = "Deuxième année"

    assert changed(month, read(edit)) == {first(month, "S2-CEJM").id: None}
