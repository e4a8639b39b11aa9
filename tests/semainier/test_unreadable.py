"""A file of the wrong sort: why, in the language of the run, never in a library's words."""

from __future__ import annotations

import json

import pytest


def spoil(folder, **fields):
    """Change fields of the second session of a plan."""
    path = folder / "timetable.json"
    data = json.loads(path.read_text())
    data["sessions"][1] |= fields
    path.write_text(json.dumps(data))
    return path, data["sessions"][1]["id"]


@pytest.mark.parametrize(
    ("field", "value", "french", "english"),
    [
        ("start", "8h", "une heure HH:MM", "a time HH:MM"),
        ("end", "99:99", "une heure HH:MM", "a time HH:MM"),
        ("date", "7 sept.", "une date AAAA-MM-JJ", "a date such as"),
        ("duration", float("inf"), "un nombre d'heures", "a number of hours"),
        ("duration", 0, "un nombre d'heures", "a number of hours"),
        ("groups", "G1", "une liste de codes", "a list of codes"),
    ],
)
def test_value_of_a_session(run, planned, field, value, french, english):
    path, name = spoil(planned, **{field: value})
    shown = json.dumps(value)
    said = run("export", path)
    assert said.code == 1
    assert f"séance 2 ({name}) : {field} = {shown}, attendu : {french}" in said.err
    said = run("--lang", "en", "export", path)
    assert said.code == 1
    assert f"session 2 ({name}): {field} = {shown}, expected: {english}" in said.err
    assert "validation" not in said.err


def test_fields_unknown_and_missing(run, planned):
    path, name = spoil(planned, salle="S1")
    assert f"séance 2 ({name}) : le champ « salle » est inconnu." in run("export", path).err
    data = json.loads(path.read_text())
    del data["sessions"][1]["salle"], data["sessions"][1]["date"], data["sessions"][0]["course"]
    path.write_text(json.dumps(data))
    said = run("export", path)
    assert "le champ « course » manque (et 1 autre erreur)." in said.err


def test_value_outside_the_sessions(run, planned):
    path = planned / "timetable.json"
    data = json.loads(path.read_text())
    data["instance"]["teachers"][0]["service"] = "beaucoup"
    path.write_text(json.dumps(data))
    said = run("export", path)
    assert said.code == 1
    assert 'instance → teachers → n° 1 → service = "beaucoup", attendu' in said.err


@pytest.mark.parametrize(
    ("content", "french", "english"),
    [
        (b'{"format": 1,\n', "pas du JSON (ligne 2, colonne 1)", "no JSON (line 2, column 1)"),
        (b"\xff\xfe\xff", "pas du texte JSON", "no JSON text"),
        (b"[" * 100_000, "pas du texte JSON", "no JSON text"),
        (b"[]", "pas de séances", "no sessions"),
        (b'{"format": 1}', "pas de séances", "no sessions"),
        (b'{"format": 2, "sessions": []}', "mettez semainier à jour", "update semainier"),
        (b'{"sessions": []}', "son format (format) est null", "its format (format) is null"),
    ],
)
def test_whole_file(run, tmp_path, content, french, english):
    path = tmp_path / "timetable.json"
    path.write_bytes(content)
    said = run("export", path)
    assert said.code == 1 and french in said.err
    said = run("--lang", "en", "export", path)
    assert said.code == 1 and english in said.err


def test_exported_workbook_for_a_timetable(run, planned):
    said = run("export", planned / "emploi-du-temps.xlsx")
    assert said.code == 1
    assert "donnez le timetable.json qui l'accompagne" in said.err


@pytest.mark.parametrize("command", ["check", "solve"])
def test_exported_workbook_for_a_problem(run, planned, command):
    said = run(command, planned / "emploi-du-temps.xlsx")
    text = said.out + said.err
    assert said.code == 1
    assert "c'est un emploi du temps exporté, pas un classeur de problème." in text
    assert "semainier verify PROBLEME.xlsx emploi-du-temps.xlsx" in text
    assert len(text.splitlines()) == 2  # one head, one problem
    said = run("--lang", "en", command, planned / "emploi-du-temps.xlsx")
    assert said.code == 1
    assert "an exported timetable, not a problem workbook" in said.out + said.err


def test_a_folder_where_a_plan_is_asked_for(run, planned):
    said = run("export", planned)
    assert said.code == 1
    assert "c'est un dossier ; donnez le timetable.json qui s'y trouve" in said.err


def test_a_problem_where_a_plan_is_asked_for(run, planned):
    path = next(planned.glob("p*.xlsx"))
    said = run("--lang", "en", "verify", path, path)
    assert said.code == 1
    assert "Give the timetable.json" in said.out + said.err
    assert said.err.count(path.name) + said.out.count(path.name) == 1


def test_a_file_where_a_folder_is_asked_for(run, planned, tmp_path):
    (tmp_path / "plans").write_text("")
    path = next(planned.glob("p*.xlsx"))
    for folder in (tmp_path / "plans", tmp_path / "plans" / "ici"):
        said = run("solve", path, "-o", folder)
        assert said.code == 1
        assert "plans : un fichier porte déjà ce nom. Choisissez un autre dossier" in said.err
