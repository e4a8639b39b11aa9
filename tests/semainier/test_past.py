"""`diff` and `history`: what differs, which runs there were; what cannot be read is said."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from instances.timetable_file import read_timetable
from semainier.console import Console
from semainier.history_records import FOLDER, leave_record, read_history
from semainier.language import Manner


@pytest.fixture
def other(planned: Path) -> Path:
    """The plan with a session moved and one removed."""
    data = json.loads((planned / "timetable.json").read_bytes())
    data["sessions"][0]["date"] = "2026-09-10"
    del data["sessions"][1]
    path = planned / "timetable.2026-09-01-14h05.json"
    path.write_text(json.dumps(data))
    return path


# --- diff ---------------------------------------------------------------------------------------


def test_same_plans(run, planned):
    for name in ("timetable.json", "emploi-du-temps.xlsx"):
        said = run("diff", planned / "timetable.json", planned / name)
        assert said.code == 0 and "Rien ne change" in said.out


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_differences_are_no_failure(run, planned, other, lang):
    said = run("diff", planned / "timetable.json", other, "--lang", lang)
    assert said.code == 0
    words = (
        ("1 déplacée, 1 supprimée", "Mme Aba") if lang == "fr" else ("1 moved, 1 removed", "Aba")
    )
    assert all(word in said.out for word in words)
    data = run("diff", planned / "timetable.json", other, "--json").data
    assert [change["kinds"] for change in data["changes"]] in (
        [["moved"], ["removed"]],
        [["removed"], ["moved"]],
    )
    assert data["same"] == 4 and data["same_data"]
    assert {(h["kind"], h["after"] - h["before"]) for h in data["hours"]} >= {("teacher", -2)}
    assert {one["code"] for one in data["concerned"]} == {"G1", "ABA"}


def test_modifications_are_written_and_nothing_else_is_replaced(run, planned, other):
    target = planned / "m.xlsx"
    for _ in range(2):  # its own file may be written again
        said = run("diff", planned / "timetable.json", other, "-o", target)
        assert said.code == 0 and target.exists()
    assert "Toutes" in openpyxl.load_workbook(target).sheetnames
    assert run("diff", planned / "timetable.json", other, "-o", planned).code == 0
    assert (planned / "modifications.xlsx").exists()
    before = (planned / "petit.xlsx").read_bytes()
    said = run("diff", planned / "timetable.json", other, "-o", planned / "petit.xlsx")
    assert said.code == 1 and "n'est pas remplacé" in said.err
    assert (planned / "petit.xlsx").read_bytes() == before
    assert run("diff", planned / "timetable.json", other, "-o", planned / "m.txt").code == 2


def test_modifications_that_were_filled_in_are_kept(run, planned, other):
    target = planned / "modifications.xlsx"
    compare = ("diff", planned / "timetable.json", other, "-o", target)
    assert run(*compare).code == 0
    book = openpyxl.load_workbook(target)
    book.worksheets[0]["F5"] = "prévenue lundi"
    book.save(target)
    said = run(*compare)
    assert said.code == 1 and "a changé depuis" in said.err
    repaired = ("repair", planned / "petit.xlsx", planned / "timetable.json", "-o", planned)
    said = run(*repaired)
    assert said.code == 1 and "a changé depuis" in said.err
    assert openpyxl.load_workbook(target).worksheets[0]["F5"].value == "prévenue lundi"
    assert run(*compare, "--force").code == 0
    assert run(*repaired).code == 0


def test_an_exported_workbook_needs_its_data(run, planned):
    edited = planned / "retouche.xlsx"
    edited.write_bytes((planned / "emploi-du-temps.xlsx").read_bytes())
    assert run("diff", planned / "timetable.json", edited).code == 0
    assert run("diff", planned / "emploi-du-temps.xlsx", edited).code == 0
    other = planned / "autre.xlsx"
    other.write_bytes(edited.read_bytes())
    said = run("diff", other, edited)
    assert said.code == 1 and "timetable.json" in said.err
    assert run("diff", planned / "rien.json", edited).code == 1


# --- history ------------------------------------------------------------------------------------


@pytest.fixture
def solved(planned, planned_once) -> Path:
    """The plan's folder with its record."""
    (planned / FOLDER).mkdir()
    for path in (planned_once / FOLDER).iterdir():
        (planned / FOLDER / path.name).write_bytes(path.read_bytes())
    return planned


def test_solve_leaves_a_record(run, solved):
    ((_, record),) = read_history(solved).records
    plan = read_timetable(solved / "timetable.json")
    assert record.data == plan.instance.digest
    assert record.objective == plan.solution.objective and record.sessions == 6
    assert record.options["time_limit"] == 5 and "ortools" in record.versions
    assert record.files[-1] == "timetable.json"
    said = run("history", solved)
    assert said.code == 0 and "timetable.json" in said.out and "meilleur" in said.out


def test_runs_on_the_same_data_are_compared(run, solved):
    plan = read_timetable(solved / "timetable.json")
    worse = plan.solution.model_copy(update={"objective": plan.solution.objective + 7, "seed": 3})
    later = plan.model_copy(update={"sessions": plan.sessions[1:], "solution": worse})
    leave_record(Console(Manner()), solved, "solve", solved / "petit.xlsx", later)
    data = run("history", solved, "--json").data
    assert [one["to_best"] for one in data["runs"]] == [0, 7]
    assert [one["plans"] for one in data["runs"]] == [["timetable.json"], []]
    assert data["same_data"][0]["best"] == 1 and data["same_data"][0]["runs"] == [1, 2]
    said = run("history", solved)
    assert "remplacé" in said.out and "+7" in said.out


def test_plans_set_aside_are_named_and_bad_records_said(run, solved, other):
    (solved / "timetable.json").rename(solved / "timetable.2026-08-31-10h00.json")
    said = run("history", solved)
    assert said.code == 0 and "timetable.2026-08-31-10h00.json" in said.out
    assert f"{other.name} : aucune fiche" in said.out
    (solved / FOLDER / "a.json").write_text("{")
    (solved / FOLDER / "b.json").write_text('{"format": 1}')
    (solved / "timetable.partial.json").write_text("[]")
    said = run("history", solved)
    assert said.code == 1 and "Illisibles" in said.out
    for name in ("a.json", "b.json", "timetable.partial.json", "2026-08-31"):
        assert name in said.out
    assert len(run("history", solved, "--json").data["damaged"]) == 3


def test_a_folder_without_records(run, planned, tmp_path_factory):
    said = run("history", planned)
    assert said.code == 0 and "Aucune fiche" in said.out
    assert run("history", planned / "rien").code == 1
    empty = run("history", tmp_path_factory.mktemp("vide"))
    assert empty.code == 1 and "ni plan ni historique" in empty.err


def test_runs_at_the_same_time_leave_each_a_record(planned):
    plan, console = read_timetable(planned / "timetable.json"), Console(Manner())

    def leave(_: int) -> Path | None:
        return leave_record(console, planned, "solve", planned / "petit.xlsx", plan)

    with ThreadPoolExecutor(8) as pool:
        files = set(pool.map(leave, range(24)))
    assert len(files) == 24 and None not in files
    history = read_history(planned)
    assert len(history.records) == 24 and history.damaged == ()


def test_a_record_that_cannot_be_written_is_said(planned, capsys):
    (planned / FOLDER).write_text("")  # a file where the folder should be
    plan = read_timetable(planned / "timetable.json")
    assert leave_record(Console(Manner()), planned, "solve", planned / "p.xlsx", plan) is None
    assert "fiche d'historique" in capsys.readouterr().err
