"""`repair`: files, what is said, exit codes; bad words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from solver.repair import repair


def mend(run, planned, *words):
    return run("repair", planned / "petit.xlsx", planned / "timetable.json", *words)


def test_a_timetable_that_holds(run, planned):
    said = mend(run, planned)
    assert said.code == 0 and "Rien à réparer" in said.out


def test_a_teacher_away_for_a_morning(run, planned, tmp_path):
    data = json.loads((planned / "timetable.json").read_bytes())
    day = data["sessions"][0]["date"]
    away = f"ABA {day} 08:00..12:00"
    said = mend(run, planned, "--absent", away, "-o", tmp_path / "o", "--json", "-q")
    assert said.code == 0
    answer = said.data
    assert answer["status"] == "minimal" and answer["disturbance"] == answer["bound"]
    assert answer["since"] == day and answer["hit"] and answer["tell"]
    for name in ("timetable.json", "emploi-du-temps.xlsx", "modifications.xlsx"):
        assert (tmp_path / "o" / name).exists()
    kept = json.loads((tmp_path / "o" / "timetable.json").read_bytes())
    assert kept["changes"][0]["who"] == "ABA"
    assert {s["id"] for s in kept["sessions"]} == {s["id"] for s in data["sessions"]}
    assert all(s["start"] >= "12:00" for s in kept["sessions"] if s["date"] == day)
    checked = run("verify", planned / "petit.xlsx", tmp_path / "o" / "timetable.json")
    assert checked.code == 0
    history = run("history", tmp_path / "o", "--json").data
    assert "repair" in json.dumps(history)
    again = run("repair", planned / "petit.xlsx", tmp_path / "o" / "timetable.json")
    assert again.code == 0 and "Rien à réparer" in again.out


def test_points_of_disturbance_are_explained(run, planned, tmp_path, monkeypatch):
    """Where fewest is not proved, the figures would mean nothing without their unit."""

    def unproved(*arguments, **options):
        found = repair(*arguments, **options)
        return replace(found, status="repaired", bound=found.disturbance - 10)

    monkeypatch.setattr("semainier.repair.repair", unproved)
    day = json.loads((planned / "timetable.json").read_bytes())["sessions"][0]["date"]
    said = mend(run, planned, "--absent", f"ABA {day} 08:00..12:00", "-o", tmp_path / "o")
    assert said.code == 0
    assert "points de dérangement ; aucune réparation n'en a moins de" in said.out
    assert "Points : 100 pour une séance à un autre horaire, 30 pour un autre" in said.err


def test_hours_that_cannot_be_caught_up(run, planned, tmp_path):
    words = ("--absent", "Mme Aba 2026-09-07..2026-09-18", "-o", tmp_path / "o", "-q")
    said = mend(run, planned, *words)
    assert said.code == 3 and "prouvé" in said.out
    assert (tmp_path / "o" / "timetable.partial.json").exists()
    assert not (tmp_path / "o" / "timetable.json").exists()


def test_an_excel_edited_by_hand_keeps_its_edits(run, planned, tmp_path):
    path = planned / "emploi-du-temps.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Séances"]
    head = next(
        row for row in range(1, 12) if sheet.cell(row, 1).value == "Date" or _dated(sheet, row)
    )
    columns = {str(cell.value): cell.column for cell in sheet[head]}
    start = next(column for name, column in columns.items() if name.startswith("Début"))
    end = next((column for name, column in columns.items() if name == "Fin"), None)
    before = sheet.cell(head + 1, start).value
    sheet.cell(head + 1, start).value = before.replace(hour=15)
    if end:
        length = sheet.cell(head + 1, end).value.hour - before.hour
        sheet.cell(head + 1, end).value = before.replace(hour=15 + length)
    book.save(path)
    said = run("repair", planned / "petit.xlsx", path, "-o", tmp_path / "o", "-q", "--json")
    assert said.code == 0, said.out
    moved = [change for change in said.data["changes"] if "moved" in change["kinds"]]
    edits = {change["id"] for change in moved if change["after"]["start"] == "15:00"}
    assert edits and not said.data["undone"]
    kept = json.loads((tmp_path / "o" / "timetable.json").read_bytes())
    assert edits & {session["id"] for session in kept["sessions"] if session["locked"]}
    # The same file to `solve --keep`: the edit stays there too, locked.
    words = (
        "--keep",
        path,
        "-o",
        tmp_path / "k",
        "-q",
        "--json",
        "--time-limit",
        "4",
        "--gap",
        "1",
    )
    said = run("solve", planned / "petit.xlsx", *words, "--time-limit", "4")
    assert said.code == 0, said.out
    kept = json.loads((tmp_path / "k" / "timetable.json").read_bytes())
    there = {s["id"]: s for s in kept["sessions"]}
    assert any(there[i]["start"] == "15:00" and there[i]["locked"] for i in edits)


def test_an_edit_that_no_rule_allows_is_named(run, planned, tmp_path):
    path = planned / "emploi-du-temps.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Séances"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    identity = sheet.cell(2, 1).value
    sheet.cell(2, columns["Date"]).value = datetime(2026, 9, 13)
    sheet.cell(2, columns["Jour"]).value = None
    book.save(path)
    said = run("repair", planned / "petit.xlsx", path, "-o", tmp_path / "o", "-q", "--json")
    assert said.data["undone"] == [identity]
    again = run("repair", planned / "petit.xlsx", path, "-o", tmp_path / "p", "-q")
    assert "ne peuvent pas rester" in again.out and identity in again.out


def _dated(sheet, row):
    return any(str(cell.value) == "Date" for cell in sheet[row])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--absent", "ABA"), 2, "QUI DU..AU"),
        (("--absent", "Personne 2026-09-07"), 1, "pas un enseignant"),
        (("--closed", "Nulle part 2026-09-07"), 1, "pas une salle"),
        (("--absent", "ABA 2026-09-08..2026-09-07"), 2, "avant de commencer"),
        (("--absent", "ABA 2036-09-07"), 1, "hors de la période"),
        (("--gap", "0,x"), 2, "pas un nombre"),
        (("--since", "demain"), 2, "pas une date"),
    ],
)
def test_bad_words(run, planned, words, code, said):
    found = mend(run, planned, *words)
    assert found.code == code and said in found.err
