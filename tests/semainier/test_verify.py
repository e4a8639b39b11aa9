"""`verify`: a timetable as it is, edited in Excel, of another workbook, or no timetable."""

from __future__ import annotations

import json

import openpyxl
import pytest


def test_json_and_workbook_agree(run, planned):
    problem = planned / "petit.xlsx"
    for name in ("timetable.json", "emploi-du-temps.xlsx"):
        said = run("verify", problem, planned / name)
        assert (said.code, said.err) == (0, "")
        assert "Aucune entorse" in said.out and "(6 séances, 12 h)" in said.out


def move(path, changes):
    """Change a session of a timetable.json."""
    data = json.loads(path.read_bytes())
    data["sessions"][0].update(changes)
    path.write_text(json.dumps(data))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"date": "2026-09-10"}, "follow_rhythm"),
        ({"duration": 1.0, "end": "09:00"}, "plan_hours"),
    ],
)
def test_violations_are_found(run, planned, changes, rule):
    move(planned / "timetable.json", changes)
    arguments = ["verify", planned / "petit.xlsx", planned / "timetable.json"]
    said = run(*arguments)
    assert said.code == 1 and "aux règles obligatoires" in said.out
    data = run(*arguments, "--json").data
    assert data["complete"] is False
    assert rule in {violation["rule"] for violation in data["violations"]}
    assert all(violation["text"] for violation in data["violations"])


def test_cost_that_was_changed_by_hand_is_said(run, planned):
    path = planned / "timetable.json"
    data = json.loads(path.read_bytes())
    data["solution"]["objective"] += 10
    path.write_text(json.dumps(data))
    said = run("verify", planned / "petit.xlsx", path)
    assert said.code == 0 and "annonce" in said.err


def test_edit_in_excel(run, planned):
    path = planned / "emploi-du-temps.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book if s.title == "Séances")
    header = next(row for row in sheet.iter_rows() if "Date" in [cell.value for cell in row])
    column = next(cell.column for cell in header if cell.value == "Date")
    cell = sheet.cell(header[0].row + 1, column)
    cell.value = cell.value.replace(day=10)
    book.save(path)
    said = run("verify", planned / "petit.xlsx", path)
    assert said.code == 1
    assert "10 septembre" in said.out


@pytest.mark.parametrize("name", ["timetable.json", "emploi-du-temps.xlsx"])
def test_workbook_that_changed(run, planned, tables, write, name):
    tables["courses"][0]["per_day"] = 2
    other = write(tables, "autre.xlsx")
    said = run("verify", other, planned / name)
    assert said.code == 0
    assert "autre état du problème" in said.err
    data = run("verify", other, planned / name, "--json").data
    assert data["same_workbook"] is False


def test_deviations_when_asked(run, planned):
    problem, plan = planned / "petit.xlsx", planned / "timetable.json"
    assert "Chaque écart" not in run("verify", problem, plan).out
    assert "Chaque écart" in run("verify", problem, plan, "-v").out


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"sessions": [], "format": 9}', "\x00"])
def test_no_timetable(run, planned, content):
    path = planned / "autre.json"
    if content is not None:
        path.write_text(content)
    said = run("verify", planned / "petit.xlsx", path)
    assert (said.code, said.out) == (1, "")
    assert "autre.json ne se lit pas" in said.err


def test_workbook_without_sessions(run, planned):
    said = run("verify", planned / "petit.xlsx", planned / "petit.xlsx")
    assert said.code == 1 and "petit.xlsx" in said.err
