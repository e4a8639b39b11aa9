"""`explain --why`: why a course is not at a time, what it would cost there."""

from __future__ import annotations

import json

import pytest


def test_where_it_stands_already(run, planned):
    session = json.loads((planned / "timetable.json").read_bytes())["sessions"][0]
    asked = f"{session['course']} {session['date']} {session['start']}"
    words = ("--in", planned / "timetable.json", "-q")
    said = run("explain", planned / "petit.xlsx", "--why", asked, *words)
    assert said.code == 0 and "déjà là" in said.out


def test_what_it_would_cost(run, planned):
    session = json.loads((planned / "timetable.json").read_bytes())["sessions"][0]
    asked = f"{session['course']} {session['date']} 15:00"
    words = ("--in", planned / "timetable.json", "-q", "--json")
    data = run("explain", planned / "petit.xlsx", "--why", asked, *words).data
    assert data["status"] == "possible" and data["changes"] >= 1
    free = run("explain", planned / "petit.xlsx", "--why", asked, "-q", "--json").data
    assert free["status"] == "possible" and free["objective"] is not None


def test_why_it_cannot_be_there(run, tables, write):
    tables["times_off"] = [{"who": "ABA", "day": "lun", "start": "10:00", "level": "impossible"}]
    file = write(tables)
    said = run("explain", file, "--why", "G1-U1 2026-09-07 10:00", "-q")
    assert said.code == 0 and "impossible" in said.out and "Mme Aba" in said.out
    data = run("explain", file, "--why", "G1-U1 2026-09-07 10:00", "-q", "--json").data
    assert data["status"] == "impossible"
    assert {reason["rule"] for reason in data["reasons"]} == {"respect_availability"}


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("G1-U1", 2, "COURS JOUR HEURE"),
        ("G1-U1 jamais 10:00", 2, "COURS JOUR HEURE"),
        ("Poterie mar 10:00", 1, "pas un cours"),
        ("G1-U11 mar 10:00", 1, "le plus proche est G1-U1"),
        ("G1-U1 mar 11:00", 1, "sur la grille"),
    ],
)
def test_bad_words(run, planned, asked, code, said):
    found = run("explain", planned / "petit.xlsx", "--why", asked)
    assert found.code == code and said in found.err


def test_in_alone(run, planned):
    words = ("--in", planned / "timetable.json")
    assert run("explain", planned / "petit.xlsx", *words).code == 2


@pytest.mark.parametrize(("day", "rule"), [("lun", "respect_availability"), ("dim", None)])
def test_why_it_can_be_there_in_no_week(run, tables, write, day, rule):
    tables["times_off"] = [{"who": "ABA", "day": "lun", "start": "10:00", "level": "impossible"}]
    data = run("explain", write(tables), "--why", f"G1-U1 {day} 10:00", "-q", "--json").data
    assert data["status"] == "impossible"
    assert rule is None or rule in {reason["rule"] for reason in data["reasons"]}


def test_a_date_as_people_write_it(run, tables, write):
    tables["times_off"] = [{"who": "ABA", "day": "lun", "start": "10:00", "level": "impossible"}]
    said = run("explain", write(tables), "--why", "G1-U1 07/09/2026 10:00", "-q")
    assert said.code == 0 and "7 septembre 2026" in said.out
