"""`semainier solve --keep`, `--only` and `--weeks` as they are typed."""

from __future__ import annotations

import json

import openpyxl
import pytest

from instances.timetable_file import read_timetable

LIMIT = ("--time-limit", "4", "--workers", "1", "--gap", "1")


def shortened(folder, count: int):
    """The plan of a folder without its first sessions, as another file."""
    data = json.loads((folder / "timetable.json").read_text())
    data["sessions"] = data["sessions"][count:]
    path = folder / "old.json"
    path.write_text(json.dumps(data))
    return path


def test_what_is_missing_is_planned(planned, run) -> None:
    old = shortened(planned, 2)
    out = planned / "neuf"
    said = run("--json", "solve", planned / "petit.xlsx", "--keep", old, "-o", out, *LIMIT)
    assert said.code == 0
    before, after = read_timetable(old), read_timetable(out / "timetable.json")
    kept = said.data["keep"]
    assert (kept["kept"], kept["freed"], kept["lost"]) == (len(before.sessions), 0, [])
    assert len(after.sessions) == len(before.sessions) + 2
    stood = {session.id for session in before.sessions}
    assert {s.id for s in after.sessions if s.locked} == stood
    assert run("verify", planned / "petit.xlsx", out / "timetable.json").code == 0
    assert run("verify", planned / "petit.xlsx", out / "emploi-du-temps.xlsx").code == 0


def test_locked_sessions_show_in_the_list(planned, run) -> None:
    out = planned / "neuf"
    old = shortened(planned, 2)
    run("solve", planned / "petit.xlsx", "--keep", old, "-o", out, *LIMIT)
    book = openpyxl.load_workbook(out / "emploi-du-temps.xlsx")
    rows = [[str(cell) for cell in row] for row in book["Séances"].iter_rows(values_only=True)]
    header = next(row for row in rows if any("errouill" in cell for cell in row))
    column = next(index for index, cell in enumerate(header) if "errouill" in cell)
    marks = [row[column] for row in rows[rows.index(header) + 1 :] if row[column] != "None"]
    assert sum(mark.lower().startswith(("oui", "x", "🔒")) for mark in marks) == 4


def test_a_week_is_planned_anew_and_what_it_says_is_french(planned, run) -> None:
    out = planned / "neuf"
    arguments = ("--keep", planned / "timetable.json", "--weeks", "2026-w38", "-o", out)
    said = run("solve", planned / "petit.xlsx", *arguments, *LIMIT)
    assert said.code == 0
    assert "séances gardées de timetable.json, verrouillées" in said.out
    assert "de la partie à refaire" in said.out


def test_a_group_by_its_code_in_english(planned, run) -> None:
    out = planned / "neuf"
    arguments = ("--keep", planned / "timetable.json", "--only", "g1", "-o", out)
    said = run("--lang", "en", "solve", planned / "petit.xlsx", *arguments, *LIMIT)
    assert said.code == 0
    assert "0 sessions of timetable.json kept" in said.out
    assert "planned anew" in said.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--only", "G1"), 2, "--keep"),
        (("--weeks", "2026-W38"), 2, "--keep"),
        (("--keep", "PLAN", "--only", "G9"), 1, "G1"),
        (("--keep", "PLAN", "--weeks", "38..39"), 2, "2026-W40..2026-W42"),
        (("--keep", "PLAN", "--weeks", "2027-W02"), 1, "2026-W37"),
        (("--keep", "absent.json"), 1, "absent.json"),
    ],
)
def test_what_is_not_there_is_said(planned, run, arguments, code, words) -> None:
    given = [planned / "timetable.json" if a == "PLAN" else a for a in arguments]
    out = planned / "neuf"
    said = run("solve", planned / "petit.xlsx", *given, "-o", out, *LIMIT)
    assert said.code == code
    assert words in said.err
    assert not out.exists()
