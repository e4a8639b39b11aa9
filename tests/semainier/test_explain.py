"""`explain`: a conflict in the workbook's own names and rows, and what was tried."""

from __future__ import annotations


def test_a_teacher_who_is_never_there(run, tables, write):
    tables["times_off"] = [
        {"who": "ABA", "day": day, "level": "impossible"} for day in ("lun", "mar")
    ]
    file = write(tables)
    said = run("explain", file, "-q")
    assert said.code == 0
    assert "Impossible, prouvé par le calcul" in said.out
    assert "chacune est nécessaire" in said.out
    assert "Mme Aba" in said.out and "Indisponibilités, ligne 2" in said.out
    data = run("explain", file, "-q", "--json").data
    assert data["status"] == "infeasible" and data["conflict"]["minimal"]
    rules = {reason["rule"] for reason in data["conflict"]["reasons"]}
    assert "respect_availability" in rules
    assert data["relaxations"] and all(one["changes"] for one in data["relaxations"])
    assert run("--lang", "en", "explain", file, "-q").out.count("rules cannot hold together") == 1


def test_nothing_to_explain(run, tables, write):
    said = run("explain", write(tables), "-q")
    assert said.code == 0 and "Rien à expliquer" in said.out


def test_a_file_that_is_missing(run, tmp_path):
    assert run("explain", tmp_path / "none.xlsx").code == 1
