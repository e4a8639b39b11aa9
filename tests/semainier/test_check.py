"""`check`: every problem at once, then the audit; exit codes 0, 1 and 3."""

from __future__ import annotations

from datetime import date, time

import openpyxl
import pytest


def test_a_sound_workbook(run, tables, write):
    said = run("check", write(tables))
    assert (said.code, said.err) == (0, "")
    for words in ("Essai : 2 cours, 12 h à placer", "lundi 7 septembre 2026", "Mme Aba", "S1"):
        assert words in said.out
    assert said.out.rstrip().endswith("par le calcul seul.")


def test_every_problem_at_once(run, broken):
    said = run("check", broken)
    assert said.code == 1
    assert "faux.xlsx : 2 problèmes." in said.out
    assert "ABE" in said.out and "« ABA »" in said.out
    assert "beaucoup" in said.out and "Cours, ligne" in said.out


def test_problems_as_json(run, broken):
    said = run("check", broken, "--json")
    assert (said.code, said.data["exit_code"]) == (1, 1)
    places = [(p["sheet"], p["header"], p["value"]) for p in said.data["problems"]]
    assert places == [("Cours", "Enseignants", "ABE"), ("Cours", "Heures", "beaucoup")]
    assert all(p["row"] and p["column"] and p["message"] for p in said.data["problems"])


def test_impossible_by_arithmetic(run, impossible):
    said = run("check", impossible)
    assert said.code == 3
    assert "Impossible, prouvé par le calcul" in said.out
    assert run("check", impossible, "--json").data["impossible"] is True


def test_data_that_contradict_each_other(run, tables, write):
    tables["quotas"][0]["hours"] = 6
    path = write(tables)
    said = run("check", path)
    assert said.code == 1
    assert "Contradictions à corriger" in said.out and "U1" in said.out
    assert "ou la maquette (Cours, ligne 2)." in said.out
    assert run("check", path, "--json").data["exit_code"] == 1


def test_audit_as_json(run, tables, write):
    data = run("check", write(tables), "--json").data
    assert data["exit_code"] == 0 and data["problems"] == []
    (group,) = data["groups"]
    assert (group["label"], group["demand"], group["days"]) == ("G1", 12, 4)
    assert data["teachers"][0]["certain"] == 12
    assert data["rooms"][0]["demand"] == 12


def test_weeks_when_asked(run, tables, write):
    path = write(tables)
    assert "2026-W37" not in run("check", path).out
    assert "2026-W37" in run("check", path, "-v").out


def test_teachers_of_one_name_are_told_apart(run, tables, write):
    tables["teachers"] = [
        {"code": code, "name": name}
        for code, name in (("ABA", "À remplacer"), ("BEB", "À remplacer"), ("CEC", "Mme Cec"))
    ]
    said = run("check", write(tables)).out
    assert "ABA : À remplacer" in said and "BEB : À remplacer" in said
    assert "Mme Cec" in said and "CEC : Mme Cec" not in said


def test_findings_to_mend_name_their_rows(run, tables, write):
    tables["pins"] = [{"course": "g1-u2", "date": date(2026, 9, 8), "start": time(8)}]
    tables["times_off"] = [{"who": "mme aba", "day": "mardi"}]
    path = write(tables)
    said = run("check", path)
    assert said.code == 3
    assert (
        "G1-U2 : séance imposée le mardi 8 septembre 2026 à 08:00, quand Mme Aba (ABA) n'est pas "
        "libre (Séances imposées, ligne 2)."
    ) in said.out
    places = {f["code"]: f["places"] for f in run("--json", "check", path).data["findings"]}
    assert places["pin_teachers"] == ["Séances imposées, ligne 2"]
    assert places["group_full_weeks"] == []  # a figure worth knowing is not to be mended


def test_notices_are_said(run, tables, write, tmp_path):
    path = write(tables)
    book = openpyxl.load_workbook(path)
    book["Salles"]["H1"] = "Couleur"
    book["Salles"]["H2"] = "bleu"
    book.save(path)
    said = run("check", path)
    assert said.code in (0, 1) and "Couleur" in said.out


@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_refused_workbook_still_says_what_was_passed_over(run, tables, write, command):
    """A misspelt header among the notices may be the cause of a problem."""
    path = write(tables)
    book = openpyxl.load_workbook(path)
    book["Salles"]["H1"], book["Salles"]["H2"] = "Couleur", "bleu"
    headers = [cell.value for cell in book["Cours"][1]]
    book["Cours"].cell(2, headers.index("Heures") + 1).value = "quinze"
    book.save(path)
    data = run("--json", command, path).data
    assert [problem["value"] for problem in data["problems"]] == ["quinze"]
    assert [notice["value"] for notice in data["notices"]] == ["Couleur"]
    if command == "check":
        said = run("check", path).out
        assert said.index("quinze") < said.index("À savoir sur le fichier") < said.index("Couleur")


@pytest.mark.parametrize("name", ["absent.xlsx", "dossier.xlsx", "texte.xlsx"])
def test_files_that_are_no_workbooks(run, tmp_path, name):
    (tmp_path / "dossier.xlsx").mkdir()
    (tmp_path / "texte.xlsx").write_text("bonjour")
    said = run("check", tmp_path / name)
    assert said.code == 1 and name in said.out
    assert "Traceback" not in said.out + said.err
