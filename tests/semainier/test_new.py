"""`new`: a workbook from each référentiel and each example, which `check` reads."""

from __future__ import annotations

from datetime import date

import pytest

from semainier.new import running_school_year


@pytest.mark.parametrize("example", ["s1", "s2", "year"])
def test_examples_are_read_back(run, tmp_path, example):
    path = tmp_path / "p.xlsx"
    said = run("new", path, "--example", example)
    assert said.code == 0 and str(path) in said.out
    checked = run("check", path)
    assert (checked.code, checked.err) == (0, "")


def test_a_new_workbook_says_whose_hours_it_has(run, tmp_path):
    said = run("new", tmp_path / "p.xlsx", "--semester", "1", "--school-year", "2026-27")
    assert "Heures du référentiel bts-sio-pstm : BTS SIO en alternance à PSTM" in said.err
    assert "--referential" in said.err
    checked = run("check", tmp_path / "p.xlsx").out
    assert checked.startswith("BTS SIO (SIO1, SIO2), semestre 1 de 2026-27 :")
    assert "référentiel" not in run("new", tmp_path / "e.xlsx", "--example").err


@pytest.mark.parametrize("order", ["before", "after"])
def test_bare_example_is_semester_1(run, tmp_path, order):
    path = tmp_path / "p.xlsx"
    arguments = ["--example", path] if order == "before" else [path, "--example"]
    assert run("new", *arguments).code == 0
    assert "semestre 1" in run("check", path).out


@pytest.mark.parametrize("name", ["bts-sio", "bts-sio-pstm", "bts-sio-1350"])
@pytest.mark.parametrize("term", [["--semester", "1"], ["--semester", "2"], ["--whole-year"]])
def test_referentials_make_workbooks_that_check_reads(run, tmp_path, name, term):
    path = tmp_path / "p.xlsx"
    assert run("new", path, "--referential", name, *term, "--school-year", "2026-27").code == 0
    checked = run("check", path, "--json")
    assert checked.data["problems"] == []
    assert checked.code == (3 if checked.data["impossible"] else 0)


def test_choices_reach_the_workbook(run, tmp_path):
    path = tmp_path / "p.xlsx"
    arguments = ["--year", "1", "--zone", "A", "--school-year", "2027-28"]
    assert run("new", path, *arguments, "--rhythm", "SIO1=mer jeu", "--lang", "en").code == 0
    said = run("check", path)
    assert "2027" in said.out and "SIO1" in said.out and "SIO2" not in said.out
    assert "Groups: hours due" in said.out


@pytest.mark.parametrize(
    ("year", "zone", "guessed"),
    [("2027-28", "C", False), ("2030-31", "C", True), ("2030-31", "", False)],
)
def test_holidays_that_are_a_guess_are_said_to_be(run, tmp_path, year, zone, guessed):
    said = run("new", tmp_path / "p.xlsx", "--school-year", year, "--zone", zone)
    assert said.code == 0
    assert ("ATTENTION" in said.err) is guessed


def test_nothing_is_overwritten_unasked(run, tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_text("à moi")
    said = run("new", path, "--example")
    assert said.code == 1 and "--force" in said.err
    assert path.read_text() == "à moi"
    assert run("new", path, "--example", "--force").code == 0
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["p.ods"], ".xlsx"),
        (["nulle/part/p.xlsx"], "n'existe pas"),
        (["p.xlsx", "--referential", "bts-soi"], "bts-sio"),
        (["p.xlsx", "--referential", "rien.toml"], "illisible (ce fichier n'existe pas)"),
        (["p.xlsx", "--zone", "Z"], "A, B, C"),
        (["p.xlsx", "--school-year", "26"], "2026-27"),
        (["p.xlsx", "--year", "3"], "3"),
        (["p.xlsx", "--rhythm", "SIO1=lundredi"], "lundredi"),
        (["p.xlsx", "--rhythm", "SIO9=lun"], "SIO9"),
    ],
)
def test_bad_choices(run, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    said = run("new", *arguments)
    assert said.code == 1 and words in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 9, 1), "2026-27"),
        (date(2027, 6, 30), "2026-27"),
        (date(2027, 7, 1), "2027-28"),
        (date(2099, 12, 1), "2099-00"),
    ],
)
def test_running_school_year(day, year):
    assert running_school_year(day) == year


def test_workbook_speaks_the_language_asked_for(run, tmp_path):
    for name, arguments in (("e.xlsx", ["--example"]), ("n.xlsx", ["--school-year", "2026-27"])):
        path = tmp_path / name
        assert run("new", path, *arguments, "--lang", "en").code == 0
        assert "Groups: hours due" in run("check", path).out


def test_workbook_open_in_excel(run, tmp_path, monkeypatch):
    def refuse(tables, path, lang):
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr("semainier.new.write_workbook", refuse)
    said = run("new", tmp_path / "p.xlsx", "--example")
    assert said.code == 1 and "fermez-le" in said.err
