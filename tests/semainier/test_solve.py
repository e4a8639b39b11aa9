"""`solve`: complete and partial plans, their files, and every exit code."""

from __future__ import annotations

import json

import pytest

from instances.timetable_file import read_timetable
from semainier.planfiles import digest

# Any complete plan with a bound will do.
LIMITS = ["--time-limit", "5", "--workers", "1", "--gap", "1"]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_complete_plan(run, planned):
    assert names(planned) == ["emploi-du-temps.xlsx", "petit.xlsx", "timetable.json"]
    data = json.loads((planned / "timetable.json").read_bytes())
    assert data["workbook_digest"] == digest([planned / "emploi-du-temps.xlsx"])
    verified = run("verify", planned / "petit.xlsx", planned / "timetable.json", "--json")
    assert verified.code == 0
    assert verified.data["objective"] == data["objective"]


def test_what_is_said(run, tables, write, tmp_path):
    said = run("solve", write(tables), *LIMITS)
    assert said.code == 0
    assert "Optimal, prouvé" in said.out or "Complet :" in said.out
    assert "Ce que coûtent les souhaits" in said.out and "Total" in said.out
    assert str(tmp_path / "petit" / "emploi-du-temps.xlsx") in said.out
    assert "[   0 s]" in said.err
    assert names(tmp_path / "petit") == ["emploi-du-temps.xlsx", "historique", "timetable.json"]


def test_quiet_and_json(run, tables, write, tmp_path):
    said = run("-q", "solve", write(tables), *LIMITS, "--json", "-o", tmp_path / "ici" / "là")
    assert (said.code, said.err) == (0, "")
    assert said.data["status"] in ("optimal", "feasible")
    assert said.data["unplaced"] == {} and said.data["sessions"] == 6
    assert names(tmp_path / "ici" / "là") == [
        "emploi-du-temps.xlsx",
        "historique",
        "timetable.json",
    ]
    total = sum(cost["points"] for cost in said.data["costs"])
    assert total == pytest.approx(said.data["objective"], abs=0.05)


def test_bad_workbook(run, broken):
    said = run("solve", broken)
    assert (said.code, said.out) == (1, "")
    assert "2 problèmes" in said.err
    assert not broken.with_suffix("").exists()


def test_contradictions_are_not_planned(run, tables, write):
    tables["quotas"][0]["hours"] = 6
    path = write(tables)
    said = run("solve", path)
    assert said.code == 1 and "semainier check" in said.err
    assert not path.with_suffix("").exists()


def test_impossible(run, impossible, tmp_path):
    said = run("solve", impossible, *LIMITS)
    assert said.code == 3
    assert "Impossible, prouvé" in said.out and "Heures non placées" in said.out
    assert "chacune est nécessaire" in said.out and "semainier explain" in said.out
    folder = tmp_path / "impossible"
    assert names(folder) == ["emploi-du-temps.partial.xlsx", "historique", "timetable.partial.json"]
    assert read_timetable(folder / "timetable.partial.json").solution.status == "partial"


def test_impossible_as_json(run, impossible):
    data = run("solve", impossible, *LIMITS, "--json").data
    assert (data["exit_code"], data["status"]) == (3, "infeasible")
    assert sum(data["unplaced"].values()) > 0
    assert data["conflict"]["minimal"]
    rules = {reason["rule"] for reason in data["conflict"]["reasons"]}
    assert "plan_hours" in rules


def test_seed_gives_the_same_sessions(run, tables, write, tmp_path):
    path = write(tables)
    for folder in ("a", "b"):
        assert run("solve", path, *LIMITS, "--seed", "7", "-o", tmp_path / folder).code == 0
    plans = [read_timetable(tmp_path / folder / "timetable.json") for folder in ("a", "b")]
    assert plans[0].sessions == plans[1].sessions
