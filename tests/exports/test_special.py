"""Partial plans, English, long names, large schools, CSV: small timetables, odd in one way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from exports import FileInUseError, read_excel, write_csv, write_excel
from exports.names import sheet_name
from instances.entities import CalendarRow, Course, Group, Quota, Room, Settings, Teacher
from instances.grid import Grid, Period
from instances.instance import Instance
from instances.timetable import Session, Solution, Timetable
from instances.workbook import WorkbookError

GRID = Grid(
    periods=(
        Period(start=480, end=535, credited=60),
        Period(start=535, end=590, credited=60, break_after=True),
        Period(start=605, end=660, credited=60),
    )
)


def school(classes: int, solution: Solution | None = None, name: str = "C{}") -> Timetable:
    """A class, a teacher and a room of each number, and one session of each on one Monday."""
    numbers = range(1, classes + 1)
    codes = [name.format(number) for number in numbers]
    instance = Instance(
        settings=Settings(school="Lycée", start=date(2026, 9, 7), end=date(2026, 9, 8)),
        grid=GRID,
        groups=tuple(Group(code=code) for code in codes),
        teachers=tuple(
            Teacher(code=f"T{n}", name=f"Mme N{n}", service=240, hour_weight=1.5) for n in numbers
        ),
        rooms=tuple(Room(code=f"R{n}") for n in numbers),
        quotas=(Quota(group=codes[0], unit="CGE", type="CM", minutes=180, tolerance=30),),
        courses=tuple(
            Course(
                code=f"CGE{n}",
                unit="CGE",
                type="CM",
                groups=(code,),
                posts=((f"T{n}",),),
                minutes=120,
                durations=(120,),
                rooms=((f"R{n}",),),
            )
            for n, code in zip(numbers, codes, strict=True)
        ),
    )
    sessions = tuple(
        Session(
            id=f"s{n}",
            course=f"CGE{n}",
            date=date(2026, 9, 7),
            start=480,
            end=590,
            minutes=120,
            groups=(code,),
            teachers=(f"T{n}",),
            rooms=(f"R{n}",),
        )
        for n, code in zip(numbers, codes, strict=True)
    )
    return Timetable(instance=instance, sessions=sessions, solution=solution)


def texts(book: Workbook, name: str) -> list[str]:
    return [str(c.value) for row in book[name].iter_rows() for c in row if c.value is not None]


def test_a_partial_plan_is_red_on_every_sheet(tmp_path: Path) -> None:
    solution = Solution(status="partial", unplaced={"CGE1": 60})
    path = tmp_path / "partial.xlsx"
    partial = school(1, solution)
    write_excel(partial, path, "fr")
    book = openpyxl.load_workbook(path)
    for sheet in book:
        if sheet.sheet_state == "visible":
            warned = [
                cell
                for row in sheet.iter_rows(max_row=4)
                for cell in row
                if str(cell.value).startswith("PLAN PARTIEL : 1 h non placées")
            ]
            assert warned, sheet.title
            assert warned[0].fill.fgColor.rgb.endswith("B42318")
            assert "PLAN PARTIEL" in sheet.oddHeader.center.text
    assert "Heures non placées" in texts(book, "Synthèse")
    assert read_excel(path, partial.instance, partial) is partial


def test_a_plan_of_a_term_without_dates_is_written(tmp_path: Path) -> None:
    instance = school(1).instance
    closed = CalendarRow(first=instance.settings.start, last=instance.settings.end, kind="closed")
    solution = Solution(status="partial", unplaced={"CGE1": 120})
    plan = Timetable(instance=instance.changed(calendar=(closed,)), sessions=(), solution=solution)
    path = tmp_path / "partial.xlsx"
    write_excel(plan, path, "fr")
    assert "R1" in texts(openpyxl.load_workbook(path), "Occupation des salles")
    assert read_excel(path, plan.instance, plan) is plan


def test_english(tmp_path: Path) -> None:
    path = tmp_path / "timetable.xlsx"
    plan = school(1, Solution(status="optimal", objective=3, bound=3, costs={"x": 3}))
    write_excel(plan, path, "en", alerts=["Room R1 is small."])
    book = openpyxl.load_workbook(path)
    names = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert names == [
        "Summary",
        "C1",
        "Mme N1",
        "R1",
        "Calendar C1",
        "Quotas",
        "Services",
        "Room occupation",
        "Sessions",
    ]
    summary = texts(book, "Summary")
    assert "Complete and optimal: no other timetable is better, proved." in summary
    assert "⚠ Room R1 is small." in summary
    assert "⚠ C1, CGE CM: 2 h planned, 3 h due (to be mended)." in summary
    assert [c.value for c in book["Sessions"][1]][:4] == ["Id", "Date", "Weekday", "Start"]
    week = texts(book, "C1")
    assert "C1 · Week 37: 7 to 13 September 2026" in week
    assert "Monday 7 September" in week
    assert "CGE · CM\nMme N1\nR1" in week
    assert read_excel(path, plan.instance, plan) is plan


def test_hours_of_teachers_and_learners_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "edt.xlsx"
    write_excel(school(1), path, "fr")
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(path)["Services"].iter_rows()]
    total = next(row for row in rows if row[0] == "Mme N1")
    # September, hours taught, learners', weight, service, due, difference.
    assert total[2:9] == [2, 2, 2, 1.5, 3, 4, -1]
    assert str(total[9]).startswith("=SUMPRODUCT(")
    assert next(row for row in rows if row[0] == "C1")[2] == 2


def test_quotas_show_what_is_off_beside_a_live_formula(tmp_path: Path) -> None:
    path = tmp_path / "edt.xlsx"
    write_excel(school(1), path, "fr")
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(path)["Maquette"].iter_rows()]
    line = next(row for row in rows if row[0] == "CGE")
    assert line[2:8] == ["CM", 3, 0.5, 2, -1, "à corriger"]
    assert '="CGE")' in line[8] and "'Séances'!$F$2" in line[8]


def test_over_sixty_resources_one_file_a_view(tmp_path: Path) -> None:
    plan = school(24)
    path = tmp_path / "edt.xlsx"
    files = write_excel(plan, path, "fr")
    names = ["edt.xlsx", "edt-classes.xlsx", "edt-enseignants.xlsx", "edt-salles.xlsx"]
    assert [file.name for file in files] == names
    assert "edt-classes.xlsx" in texts(openpyxl.load_workbook(path), "Synthèse")
    assert "C24" in openpyxl.load_workbook(files[1]).sheetnames
    assert read_excel(path, plan.instance, plan) is plan

    book = openpyxl.load_workbook(files[3])
    cell = next(
        c for row in book["R3"].iter_rows() for c in row if str(c.value).startswith("CGE · CM\nC3")
    )
    week = next(
        c
        for row in book["R3"].iter_rows(min_row=cell.row + 1)
        for c in row
        if str(c.value).startswith("CGE · CM\nC3")
    )
    week.value = "CGE · CM\nC3\nT4"
    book.save(files[3])
    assert read_excel(path, plan.instance, plan).by_course["CGE3"][0].teachers == ("T4",)
    assert read_excel(files[3], plan.instance, plan).by_course["CGE3"][0].teachers == ("T4",)


def test_long_and_odd_names_make_legal_unique_sheets(tmp_path: Path) -> None:
    taken: set[str] = set()
    long = "Promotion [2026] : première année / alternance"
    names = [sheet_name(long, taken), sheet_name(long.upper(), taken), sheet_name("'''", taken)]
    assert names[0] == "Promotion 2026 première année a"
    assert names[1].endswith("(2)")
    assert all(0 < len(name) <= 31 for name in names)

    plan = school(2, name="=Promotion [2026] & Cie : première année d’alternance {}")
    path = tmp_path / "edt.xlsx"
    write_excel(plan, path, "fr")
    book = openpyxl.load_workbook(path)
    first = "=Promotion 2026 & Cie première"
    assert next(n for n in book.sheetnames if n.startswith("=Promotion")) == first
    cell = book[first]["A1"]
    assert (cell.data_type, cell.value) == ("s", plan.instance.groups[0].code)
    assert read_excel(path, plan.instance, plan) is plan


def test_a_session_off_the_grid_is_shown_with_its_times(tmp_path: Path) -> None:
    plan = school(1)
    late = plan.sessions[0].model_copy(
        update={"id": "late", "start": 700, "end": 745, "minutes": 45}
    )
    odd = Timetable(instance=plan.instance, sessions=(*plan.sessions, late))
    path = tmp_path / "edt.xlsx"
    write_excel(odd, path, "fr")
    shown = texts(openpyxl.load_workbook(path), "C1")
    assert "11:00–12:25" in shown
    assert any("11:40–12:25" in text and "CGE" in text for text in shown)
    assert read_excel(path, odd.instance, odd) is odd


def test_csv(tmp_path: Path) -> None:
    content = write_csv(school(1), tmp_path, "fr").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = content.decode("utf-8-sig").splitlines()
    assert head == ("date;début;fin;durée (h);unité;cours;type;groupes;enseignants;salles;id")
    assert row == "2026-09-07;08:00;09:50;2;CGE;CGE1;CM;C1;T1;R1;s1"
    english = write_csv(school(1), tmp_path, "en").read_text("utf-8-sig")
    assert english.startswith("date,start,end,hours,unit,course,type,groups")


def test_no_name_is_a_formula_in_a_csv(tmp_path: Path) -> None:
    text = write_csv(school(1, name="=1+{}"), tmp_path, "fr").read_text("utf-8-sig")
    assert ";'=1+1;" in text and ";=1+1;" not in text


def test_a_file_that_cannot_be_replaced_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "edt.xlsx"
    path.write_bytes(b"before")

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileInUseError) as caught:
        write_excel(school(1), path, "fr")
    monkeypatch.undo()
    assert caught.value.path == path
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_written_where_nothing_can_be(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_excel(school(1), tmp_path / "absent" / "edt.xlsx", "fr")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "edt.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=r"edt\.xlsx"):
        read_excel(path, school(1).instance)
    with pytest.raises(WorkbookError, match="n’existe pas"):
        read_excel(tmp_path / "absent.xlsx", school(1).instance)
