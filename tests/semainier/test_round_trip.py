"""An export edited as a coordinator does, and verified: each edit kept, or each break named."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from constraints.verify import verify
from instances.timetable_file import read_timetable
from instances.workbook import write_workbook
from semainier.cli import main
from tests.semainier.conftest import small_tables

DATE, START, END, HOURS, COURSE, TEACHERS, ROOMS = 2, 4, 5, 6, 8, 11, 12
WEEK = "Semaine 37"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small school with a second teacher and room, planned; not to be written to."""
    folder = tmp_path_factory.mktemp("school")
    tables = small_tables()
    tables["teachers"].append({"code": "BEB", "name": "M. Beb"})
    tables["rooms"].append({"code": "Labo", "kinds": "labo", "seats": 30})
    write_workbook(tables, folder / "p.xlsx", "fr")
    arguments = ["-q", "solve", str(folder / "p.xlsx"), "-o", str(folder)]
    assert main([*arguments, "--time-limit", "5", "--workers", "1", "--gap", "1"]) == 0
    assert verify(read_timetable(folder / "timetable.json")).complete
    return folder


def at(sheet, week: str) -> list:
    """The entries of a week's grid in a class's sheet."""
    inside, found = False, []
    for row in sheet.iter_rows():
        title = row[0].value
        if isinstance(title, str) and " · " in title:
            inside = week in title
        found += [c for c in row[1:] if inside and isinstance(c.value, str) and "\n" in c.value]
    return found


def move_in_list(book: Workbook) -> None:
    cell = book["Séances"].cell(2, DATE)
    cell.value += timedelta(days=3)  # a day in company


def move_in_grid(book: Workbook) -> None:
    """Cut the first entry, with the rows it is merged over, and paste it an hour later."""
    sheet = book["G1"]
    cell = at(sheet, WEEK)[0]
    area = next(a for a in sheet.merged_cells.ranges if cell.coordinate in a)
    rows, text = area.max_row - area.min_row, cell.value
    sheet.unmerge_cells(str(area))
    cell.value = None
    down = next(
        row
        for row in range(area.max_row + 1, area.max_row + 12)
        if all(
            sheet.cell(row + i, cell.column).value is None
            and sheet.cell(row + i, cell.column).coordinate not in sheet.merged_cells
            for i in range(rows + 1)
        )
    )
    sheet.cell(down, cell.column).value = text
    column = cell.column
    sheet.merge_cells(start_row=down, end_row=down + rows, start_column=column, end_column=column)


def swap(book: Workbook) -> None:
    sheet = book["Séances"]
    rows = [row for row in range(2, 8) if sheet.cell(row, COURSE).value == "G1-U1"]
    other = next(row for row in range(2, 8) if sheet.cell(row, COURSE).value == "G1-U2")
    for column in (DATE, START, END):
        one, two = sheet.cell(rows[0], column), sheet.cell(other, column)
        one.value, two.value = two.value, one.value
    for row in (rows[0], other):
        sheet.cell(row, 3).value = None


def put(column: int, value: object, row: int = 2) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book["Séances"].cell(row, column).value = value

    return edit


def delete(book: Workbook) -> None:
    book["Séances"].delete_rows(2)


def add(book: Workbook) -> None:
    sheet = book["Séances"]
    for column, value in {DATE: "11/09/2026", START: "8h", HOURS: 2, COURSE: "G1-U1"}.items():
        sheet.cell(8, column).value = value


def shorten(book: Workbook) -> None:
    sheet = book["Séances"]
    start = sheet.cell(2, START).value
    sheet.cell(2, END).value = time(start.hour + 1)
    sheet.cell(2, HOURS).value = None


def contradict(book: Workbook) -> None:
    entry = at(book["G1"], WEEK)[0]
    entry.value = entry.value.replace("S1", "Labo")
    book["Séances"].cell(2, DATE).value += timedelta(days=1)
    book["Séances"].cell(2, ROOMS).value = ""


def room_in_grid(book: Workbook) -> None:
    entry = at(book["G1"], WEEK)[0]
    entry.value = entry.value.replace("S1", "Labo")


# edit, the rule that breaks (empty: none does), where its message points
BREAKS = {
    "move_in_list": (move_in_list, "follow_rhythm", "Séances, ligne 2, colonne B (Date)"),
    "swap": (swap, "", "Séances, ligne 2, colonne"),
    "move_in_grid": (move_in_grid, "", "G1, ligne"),
    "other_room": (put(ROOMS, "Labo"), "seat_courses", "Séances, ligne 2, colonne L (Salles)"),
    "room_in_grid": (room_in_grid, "seat_courses", "G1, ligne"),
    "other_teacher": (
        put(TEACHERS, "M. Beb"),
        "staff_courses",
        "Séances, ligne 2, colonne K (Enseignants)",
    ),
    "delete": (delete, "plan_hours", "Séances"),
    "add": (add, "follow_rhythm", "Séances, ligne 8, colonne B (Date)"),
    "shorten": (shorten, "plan_hours", "Séances, ligne 2, colonne E (Fin)"),
    "off_grid": (put(START, time(8, 17)), "use_allowed_durations", "ligne 2, colonne D (Début)"),
    "closed_day": (put(DATE, datetime(2026, 9, 13)), "follow_rhythm", "colonne B (Date)"),
}
REFUSED = {
    "unknown_teacher": (put(TEACHERS, "Mme Abo"), "colonne K (Enseignants) : « Mme Abo »"),
    "contradict": (contradict, "ailleurs (Séances, ligne 2, colonne L (Salles))"),
    "no_date": (put(DATE, "demain"), "Séances, ligne 2, colonne B (Date)"),
}


def edited(school: Path, edit: Callable[[Workbook], None], path: Path) -> Path:
    book = openpyxl.load_workbook(school / "emploi-du-temps.xlsx")
    edit(book)
    book.save(path)
    return path


@pytest.mark.parametrize("name", BREAKS)
def test_each_edit_is_kept_and_each_break_named(run, school, tmp_path, name):
    edit, rule, where = BREAKS[name]
    check(run, school, edited(school, edit, tmp_path / "edited.xlsx"), rule, where)


def check(run, school: Path, path: Path, rule: str, where: str) -> None:
    said = run("verify", school / "p.xlsx", path)
    data = run("verify", school / "p.xlsx", path, "--json").data
    assert data["edits"] and all(edit["cells"] for edit in data["edits"])
    assert "Retouches lues" in said.out and where in said.out
    assert said.code == (1 if data["violations"] else 0)
    if rule:
        assert rule in {violation["rule"] for violation in data["violations"]}
    touched = {edit["session"] for edit in data["edits"]}
    for violation in data["violations"]:
        # The plan broke nothing: each violation is an edit's, and says of which cell.
        assert {cell["session"] for cell in violation["cells"]} & touched, violation["text"]
        assert all(cell["sheet"] for cell in violation["cells"])
    if rule:
        blamed = [line for line in said.out.splitlines() if "[retouche : " in line]
        assert any(where in line.partition("[retouche : ")[2] for line in blamed)


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_by_cell(run, school, tmp_path, name):
    edit, where = REFUSED[name]
    said = run("verify", school / "p.xlsx", edited(school, edit, tmp_path / "edited.xlsx"))
    assert said.code == 1 and where in said.err


def test_a_violation_that_was_there_is_told_apart(run, school, tmp_path):
    tables = small_tables()
    tables["settings"].append({"setting": "group_day_max", "value": 1})
    problem = tmp_path / "strict.xlsx"
    write_workbook(tables, problem, "fr")
    path = edited(school, put(ROOMS, ""), tmp_path / "edited.xlsx")
    said = run("verify", problem, path)
    assert said.code == 1 and "[déjà là avant les retouches]" in said.out


def test_an_edit_in_english(run, school, tmp_path):
    path = edited(school, put(ROOMS, "Labo"), tmp_path / "edited.xlsx")
    said = run("verify", school / "p.xlsx", path, "--lang", "en")
    assert "Edits read" in said.out and "[edit: Séances, row 2, column L (Salles)]" in said.out


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_edits_survive_a_save_by_libreoffice(run, school, tmp_path):
    names = ("move_in_list", "room_in_grid", "shorten")
    paths = [edited(school, BREAKS[name][0], tmp_path / f"{name}.xlsx") for name in names]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [*command, tmp_path / "saved", *paths], check=True, capture_output=True, timeout=240
    )
    for name in names:
        check(run, school, tmp_path / "saved" / f"{name}.xlsx", *BREAKS[name][1:])


def test_diff_reads_the_same_edits(run, school, tmp_path):
    path = edited(school, put(ROOMS, "Labo"), tmp_path / "edited.xlsx")
    data = json.loads(run("diff", school / "timetable.json", path, "--json").out)
    assert [change["kinds"] for change in data["changes"]] == [["rooms"]]
