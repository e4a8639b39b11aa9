"""A problem of FET at the command line: checked, planned, exported, verified."""

from __future__ import annotations

import json

import openpyxl
import pytest
from fetfile import apart, constraint, text_of, written

from semainier.cli import main

PIN = constraint("ActivityPreferredStartingTime", Activity_Id=4, Preferred_Day="D0").replace(
    "<Active>", "<Preferred_Hour>H1</Preferred_Hour><Active>"
)
TEXT = text_of(
    ("T", "Y1", 1, 1),
    ("T", "Y1", 1, 1),
    ("U", "Y2", 2),
    ("T", "Zb", 1),
    ("", "Za", 1),
    times=apart(1, 2, weight="95", joined=True)
    + PIN
    + constraint("StudentsMaxGapsPerWeek", Max_Gaps=0)
    + constraint("TeacherMaxBuildingChangesPerDay", Teacher="T", Max=1),
    spaces=constraint("SubjectPreferredRooms", Subject="Maths", Preferred_Room=["R", "S", "L"]),
)
LEFT = "TeacherMaxBuildingChangesPerDay : 1 contrainte obligatoire du fichier FET"


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A folder with the tiny problem and its plan; not to be written to."""
    folder = tmp_path_factory.mktemp("fet")
    path = written(folder, TEXT)
    assert main(["-q", "solve", str(path), "--time-limit", "10", "--workers", "1"]) == 0
    return folder


def test_what_is_left_out_is_told_and_kept(run, solved, tmp_path):
    path = solved / "petit.fet"
    assert LEFT in run("check", path).out
    (left,) = run("check", path, "--json").data["left_out"]
    assert left.startswith(LEFT)
    said = run("solve", path, "-o", tmp_path, "--time-limit", "5", "--workers", "1", "--json")
    assert LEFT in said.err
    assert said.data["left_out"] == [left]
    kept = json.loads((tmp_path / "timetable.json").read_text(encoding="utf-8"))
    assert [words[0] for words in kept["instance"]["left_out"]] == [left]


def test_the_plan_keeps_every_rule(run, solved):
    for name in ("timetable.json", "emploi-du-temps.xlsx"):
        said = run("verify", solved / "petit.fet", solved / "petit" / name, "--json")
        assert (said.code, said.data["objective"]) == (0, 0)
    book = openpyxl.load_workbook(solved / "petit" / "emploi-du-temps.xlsx")
    assert {"Y", "Za", "z2", "T", "R"} <= set(book.sheetnames)


def test_exported_for_fet_and_read_again(run, solved, tmp_path):
    said = run("export", solved / "petit" / "timetable.json", "--to", "fet", "-o", tmp_path)
    assert said.code == 0
    again = run("check", tmp_path / "timetable.fet", "--json", "--lang", "en")
    assert (again.code, again.data["left_out"]) == (0, [])


def test_what_fet_planned_is_verified(run, solved, tmp_path):
    plan = json.loads((solved / "petit" / "timetable.json").read_text(encoding="utf-8"))
    ids = iter("12345")
    rows = ""
    for session in sorted(plan["sessions"], key=lambda s: (s["course"], s["date"], s["start"])):
        day = f"D{int(session['date'][-2:]) - 7}"
        hour = f"H{int(session['start'][:2]) - 8}"
        (room,) = session["rooms"]
        rows += f"<Activity><Id>{next(ids)}</Id><Day>{day}</Day><Hour>{hour}</Hour>"
        rows += f"<Room>{room}</Room></Activity>"
    result = written(tmp_path, f"<Activities_Timetable>{rows}</Activities_Timetable>", "a.xml")
    assert run("verify", solved / "petit.fet", result).code == 0
    result = written(tmp_path, result.read_text().replace("<Id>5<", "<Id>6<"), "a.xml")
    said = run("verify", solved / "petit.fet", result, "--lang", "en")
    assert said.code == 1 and "activity “6” is none of the problem's" in said.err


def test_a_workbook_of_more_than_a_week_is_refused(run, planned):
    said = run("export", planned / "timetable.json", "--to", "fet")
    assert said.code == 1 and "FET planifie une semaine" in said.err
