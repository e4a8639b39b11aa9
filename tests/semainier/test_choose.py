"""`semainier whatif --choose`: what it chooses, says, writes and exits with."""

from __future__ import annotations

import json

import pytest
from places import Here

from constraints.verify import verify
from instances.rhythm import format_rhythm, parse_rhythm
from instances.scenario import rhythm_of
from instances.timetable_file import read_timetable

QUICK = ["--choose", "--time-limit", "2"]
RHYTHMS = ["--rhythm", "lun mar", "--rhythm", "lun mer", "--rhythm", "lun mar mer"]


@pytest.fixture(autouse=True)
def place(monkeypatch):
    """Plan in this process."""
    here = Here()
    monkeypatch.setattr("semainier.planning.local_farm", here.opened)
    return here


@pytest.fixture
def problem(tables, write):
    return write(tables)


def test_the_choice_is_as_good_as_the_best_of_the_comparison(run, problem, tmp_path):
    both = {
        name: run("whatif", problem, *more, *RHYTHMS, "-o", tmp_path / name, "--json")
        for name, more in (("all", ["--time-limit", "2"]), ("chosen", QUICK))
    }
    assert [said.code for said in both.values()] == [0, 0]
    best = min(row["cost"] for row in both["all"].data["scenarios"] if row["cost"] is not None)
    choice = both["chosen"].data["choose"]
    assert choice["cost"] <= best
    assert choice["bound"] <= choice["cost"]
    assert choice["combinations"] == 3
    assert choice["allowed"] == {"G1": ["Mon Tue", "Mon Wed", "Mon Tue Wed"]}
    plan = read_timetable(tmp_path / "chosen" / "timetable.json")
    report = verify(plan)
    assert report.complete
    assert report.points == choice["cost"]
    assert rhythm_of(plan.instance, "G1", "en") == choice["rhythms"]["G1"]
    names = {path.name for path in (tmp_path / "chosen").iterdir()}
    assert {"timetable.json", "emploi-du-temps.xlsx", "comparaison.xlsx"} <= names
    kept = json.loads((tmp_path / "chosen" / "comparaison.json").read_text(encoding="utf-8"))
    assert kept["choose"] == choice


def test_the_workbook_says_what_a_class_may_take(run, tables, write, tmp_path):
    tables["rhythms"] += [{"name": "Mercredi", "spec": "lun mer"}, {"name": "Jeudi", "spec": "jeu"}]
    tables["groups"][0]["possible_rhythms"] = "mercredi; R"
    tables["groups"].append({"code": "G2", "size": 10, "rhythm": "Jeudi", "minors": "non"})
    problem = write(tables)
    said = run("whatif", problem, *QUICK, "-o", tmp_path / "a", "--json")
    assert said.code == 0
    assert said.data["choose"]["allowed"] == {"G1": ["Mon Wed", rhythm_of_r(tables)]}
    named = run("whatif", problem, *QUICK, "--groups", "G1", "-o", tmp_path / "a", "--json")
    assert named.data["choose"] == said.data["choose"]
    typed = ["--groups", "G1", "--rhythm", "lun mar mer"]
    other = run("whatif", problem, *QUICK, *typed, "-o", tmp_path / "b", "--json")
    assert other.data["choose"]["allowed"] == {"G1": ["Mon Tue Wed"]}
    refused = run("whatif", problem, *QUICK, "--groups", "G2")
    assert refused.code == 1 and "« G2 » n'a pas de « Rythmes possibles »" in refused.err


def test_nothing_to_choose_from(run, problem):
    said = run("whatif", problem, *QUICK)
    assert said.code == 2 and "Rythmes possibles" in said.err


def rhythm_of_r(tables) -> str:
    (row,) = (row for row in tables["rhythms"] if row["name"] == "R")
    return format_rhythm(parse_rhythm(row["spec"]))


def test_it_says_which_rhythm_and_what_is_proved(run, problem):
    said = run("whatif", problem, *QUICK, "--rhythm", "lun mar", "--rhythm", "jeu")
    assert said.code == 0
    assert "- G1 : lun mar" in said.out
    assert "1 combinaison impossible par le calcul." in said.out


def test_no_combination_at_all_is_proved_and_has_its_code(run, problem, tmp_path):
    said = run("whatif", problem, *QUICK, "--rhythm", "jeu", "-o", tmp_path / "o", "--json")
    assert said.code == 3
    assert said.data["choose"]["proved"]
    assert said.data["choose"]["rhythms"] is None
    assert not (tmp_path / "o" / "timetable.json").exists()


@pytest.mark.parametrize("other", [["--audit-only"], ["--from", "x.toml"]])
def test_it_does_not_go_with_other_ways(run, problem, other):
    said = run("whatif", problem, *QUICK, "--rhythm", "jeu", *other)
    assert said.code == 2
    assert other[0] in said.err


def test_several_classes_need_no_groups(run, tables, write):
    """Each class may take any of the rhythms."""
    tables["groups"].append({"code": "G2", "size": 10, "rhythm": "R", "minors": "non"})
    said = run(
        "whatif", write(tables), *QUICK, "--rhythm", "lun mar", "--rhythm", "lun mer", "--json"
    )
    assert said.data["choose"]["combinations"] == 4
