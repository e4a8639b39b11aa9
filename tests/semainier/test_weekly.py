"""A problem of the competition at the command line: checked, planned, verified, exported."""

from __future__ import annotations

import json

import openpyxl
import pytest
from weekly import EXTENDED, TINY, written

from semainier.cli import main

BEST = 44  # 3 x 10 + 2 x 5 + 2 x 2 seats missing whatever the plan


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A folder with the tiny problem and its plan; not to be written to."""
    folder = tmp_path_factory.mktemp("weekly")
    path = written(folder)
    assert main(["-q", "solve", str(path), "--time-limit", "10", "--workers", "1"]) == 0
    return folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_solve_leaves_the_solution_beside_the_timetable(solved):
    plan = solved / "petite"
    assert names(plan) == ["emploi-du-temps.xlsx", "historique", "petite.sol", "timetable.json"]
    assert len((plan / "petite.sol").read_text(encoding="utf-8").splitlines()) == 8
    data = json.loads((plan / "timetable.json").read_text(encoding="utf-8"))
    assert (data["status"], data["objective"]) == ("optimal", BEST)
    assert data["instance"]["origin"] == "ctt"


@pytest.mark.parametrize("name", ["timetable.json", "petite.sol", "emploi-du-temps.xlsx"])
def test_verify_reads_every_form(run, solved, name):
    said = run("verify", solved / "petite.ctt", solved / "petite" / name, "--json")
    assert said.code == 0
    assert (said.data["objective"], said.data["same_workbook"]) == (BEST, True)
    priced = {cost["rule"]: (cost["level"], cost["price"]) for cost in said.data["costs"]}
    assert priced["spread_over_days"] == (None, 5)
    assert priced["limit_group_gaps"] == (None, 0)


def test_costs_show_their_prices_and_only_those_that_count(run, solved):
    said = run("verify", solved / "petite.ctt", solved / "petite" / "petite.sol")
    assert "× 5" in said.out and "Une place pour chacun" in said.out
    assert "Peu de trous" not in said.out


def test_export_writes_it_again(run, solved, tmp_path):
    timetable = solved / "petite" / "timetable.json"
    assert run("export", timetable, "--to", "sol,csv", "-o", tmp_path).code == 0
    assert names(tmp_path) == ["sessions.csv", "timetable.sol"]
    again = (tmp_path / "timetable.sol").read_bytes()
    assert again == (solved / "petite" / "petite.sol").read_bytes()


def test_a_workbook_has_no_such_form(run, planned):
    said = run("export", planned / "timetable.json", "--to", "sol")
    assert said.code == 1 and ".ctt" in said.err
    (planned / "x.sol").write_text("A B 0 0\n", encoding="utf-8")
    said = run("verify", planned / "petit.xlsx", planned / "x.sol")
    assert said.code == 1 and ".ctt" in said.err


def test_the_excel_of_a_week_has_no_calendar_and_no_law(solved):
    book = openpyxl.load_workbook(solved / "petite" / "emploi-du-temps.xlsx")
    shown = [name for name in book.sheetnames if not name.startswith("_")]
    assert shown == [
        "Synthèse",
        *("c1", "c2", "ana", "bob", "cleo", "big", "small"),
        *("Services", "Occupation des salles", "Séances"),
    ]
    texts = [str(cell.value) for row in book["Synthèse"] for cell in row if cell.value is not None]
    assert "Aucune alerte." in texts
    titles = [str(cell.value) for row in book["c1"] for cell in row if cell.value is not None]
    assert sum("trame" in title or "Semaine" in title for title in titles) == 1


def test_check_says_what_is_left_out(run, tmp_path):
    said = run("check", written(tmp_path, EXTENDED, "etendue.ectt"), "--lang", "en")
    assert said.code == 0
    assert "unsuitable rooms: 2 entries" in said.out
    assert "law" not in said.out


def test_check_lists_problems_by_line(run, tmp_path):
    path = written(tmp_path, TINY.replace("Alg 0 1", "Alg 7 1").replace("big 20", "big vingt"))
    said = run("check", path)
    assert said.code == 1
    assert "ROOMS, ligne 16, colonne capacity : « vingt »" in said.out
    assert "CONSTRAINTS, ligne 25, colonne day : « 7 »" in said.out
    problem = run("check", path, "--json").data["problems"][0]
    assert (problem["sheet"], problem["row"], problem["header"]) == ("ROOMS", 16, "capacity")


def test_the_language_is_the_run_s(run, tmp_path, monkeypatch):
    path = written(tmp_path)
    assert "cours" in run("check", path).out
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "courses" in run("check", path).out


def test_without_any_curriculum(run, tmp_path):
    text = TINY.replace("Curricula: 2", "Curricula: 0").replace("c1 2 Alg Geo\nc2 2 Alg Bio\n", "")
    said = run("solve", written(tmp_path, text), "--time-limit", "5", "--workers", "1")
    assert said.code == 0
    book = openpyxl.load_workbook(tmp_path / "petite" / "emploi-du-temps.xlsx")
    texts = [str(cell.value) for row in book["ana"] for cell in row if cell.value is not None]
    assert any("Alg" in text for text in texts)
    assert not any("hors période" in text for text in texts)


def test_a_partial_plan_has_its_own_names(run, tmp_path, solved):
    """Three lectures in one period: what can be placed stands under partial names."""
    path = written(tmp_path)
    folder = tmp_path / "petite"
    folder.mkdir()
    for old in (solved / "petite").glob("*.*"):
        (folder / old.name).write_bytes(old.read_bytes())
    barred = [f"Alg {day} {period}" for day in range(3) for period in range(3)][2:-1]
    text = TINY.replace("Gym 2 2\n", "\n".join(barred) + "\n")
    path.write_text(text.replace("Constraints: 4", f"Constraints: {3 + len(barred)}"))
    said = run("solve", path, "--time-limit", "5", "--workers", "1")
    assert said.code == 3
    found = names(folder)
    assert {"petite.partial.sol", "timetable.partial.json"} <= set(found)
    assert "petite.sol" not in found
    assert sum(name.startswith("petite.2") for name in found) == 1
