"""`export`: other files from a timetable.json, whole or a part, and nobody's work destroyed."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest

from semainier.planfiles import COMPLETE


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_beside_the_file(run, planned):
    (planned / "emploi-du-temps.xlsx").unlink()
    said = run("export", planned / "timetable.json")
    assert said.code == 0 and "emploi-du-temps.xlsx" in said.out
    assert COMPLETE.edited(planned) is None
    assert run("verify", planned / "petit.xlsx", planned / "emploi-du-temps.xlsx").code == 0


def test_elsewhere_in_both_formats(run, planned, tmp_path):
    folder = tmp_path / "ailleurs"
    said = run("export", planned / "timetable.json", "--to", "csv, xlsx", "-o", folder, "--json")
    assert said.code == 0
    assert names(folder) == ["emploi-du-temps.xlsx", "sessions.csv", "timetable.json"]
    assert sorted(said.data["files"]) == [str(folder / name) for name in names(folder)]


def test_csv_alone(run, planned, tmp_path):
    folder = tmp_path / "ailleurs"
    assert run("export", planned / "timetable.json", "--to", "csv", "-o", folder).code == 0
    assert names(folder) == ["sessions.csv"]
    text = (folder / "sessions.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 7


@pytest.mark.parametrize("force", [False, True])
def test_edits_are_kept_unless_forced(run, planned, force):
    path = planned / "emploi-du-temps.xlsx"
    path.write_bytes(path.read_bytes() + b" ")
    edited = path.read_bytes()
    said = run("export", planned / "timetable.json", *(["--force"] if force else []))
    assert said.code == (0 if force else 1)
    assert (path.read_bytes() == edited) is not force


def test_plan_set_aside_does_not_replace_the_current_one(run, planned):
    old = (planned / "timetable.json").rename(planned / "timetable.2026-09-01-08h00.json")
    before = (planned / "emploi-du-temps.xlsx").read_bytes()
    assert run("export", old).code == 0
    assert (planned / "emploi-du-temps.xlsx").read_bytes() == before
    assert (planned / "emploi-du-temps.2026-09-01-08h00.xlsx").exists()


def summary(folder):
    sheet = openpyxl.load_workbook(folder / "emploi-du-temps.xlsx")["Synthèse"]
    return [str(cell.value) for row in sheet for cell in row if cell.value is not None]


def test_the_summary_warns_of_broken_rules_and_of_the_audit(run, planned, tmp_path):
    assert "Aucune alerte." in summary(planned)
    data = json.loads((planned / "timetable.json").read_text(encoding="utf-8"))
    data["sessions"][0]["rooms"] = []
    data["instance"]["teachers"][0]["service"] = 60 * 40
    (planned / "timetable.json").write_text(json.dumps(data), encoding="utf-8")
    assert run("export", planned / "timetable.json", "-o", tmp_path / "x").code == 0
    alerts = [text for text in summary(tmp_path / "x") if text.startswith("⚠")]
    assert any("aucune salle" in text for text in alerts)
    assert any("service dû de 40 h" in text for text in alerts)


def test_weeks_without_a_session_are_written_and_told(run, planned, tmp_path):
    data = json.loads((planned / "timetable.json").read_text(encoding="utf-8"))
    held = {date.fromisoformat(one["date"]).isocalendar().week for one in data["sessions"]}
    data["sessions"] = [
        one
        for one in data["sessions"]
        if date.fromisoformat(one["date"]).isocalendar().week == min(held)
    ]
    (planned / "timetable.json").write_text(json.dumps(data), encoding="utf-8")
    first, empty = min(held), max(held)
    assert first < empty
    words = ("export", planned / "timetable.json", "-o", tmp_path / "x")
    said = run(*words, "--week", f"2026-W{first:02d}..2026-W{empty:02d}", "--json")
    assert said.code == 0 and said.data["files"]
    assert f"S{empty:02d} : les pages" in said.err and f"S{first:02d}" not in said.err
    assert "sont vides" not in run(*words, "--week", f"2026-W{first:02d}", "--force").err
    english = run("--lang", "en", *words, "--week", f"2026-W{empty:02d}").err
    assert f"No session in W{empty:02d}: the pages of this week are empty." in english


def test_missing_file(run, tmp_path):
    said = run("export", tmp_path / "timetable.json")
    assert said.code == 1 and "n'existe pas" in said.err


def test_csv_open_in_excel(run, planned, monkeypatch):
    def refuse(plan, folder, lang, part):
        raise PermissionError(13, "in use", ".sessions", None, str(folder / "sessions.csv"))

    monkeypatch.setattr("semainier.export.write_csv", refuse)
    said = run("export", planned / "timetable.json", "--to", "csv")
    assert said.code == 1 and "sessions.csv" in said.err and "fermez-le" in said.err


def test_calendars(run, planned, tmp_path):
    said = run("export", planned / "timetable.json", "--to", "ics", "-o", tmp_path / "x", "--json")
    assert said.code == 0
    folder = tmp_path / "x" / "ics"
    assert said.data["files"] == [
        str(folder / name) for name in ("classes/G1.ics", "enseignants/ABA.ics", "salles/S1.ics")
    ]
    assert (folder / "classes" / "G1.ics").read_bytes().count(b"TRANSP:OPAQUE") == 6


def test_a_folder_in_the_way_of_the_calendars(run, planned):
    (planned / "ics").write_text("une note")
    said = run("export", planned / "timetable.json", "--to", "ics")
    assert said.code == 1 and "ne peut pas être écrit" in said.err
    assert (planned / "ics").read_text() == "une note"


def test_a_part_never_replaces_the_whole(run, planned):
    before = {path.name: path.read_bytes() for path in planned.iterdir() if path.is_file()}
    export = ("export", planned / "timetable.json", "--to", "xlsx,csv,ics")
    said = run(*export, "--teacher", "mme aba", "--week", "2026-W37", "--json")
    assert said.code == 0
    assert [path.removeprefix(f"{planned}/") for path in said.data["files"]] == [
        "extrait-ABA-S37.xlsx",
        "ics/enseignants/ABA-S37.ics",
        "sessions-ABA-S37.csv",
    ]
    for name, content in before.items():
        assert (planned / name).read_bytes() == content
    assert COMPLETE.edited(planned) is None
    # An extract may be written again; nothing else is taken for one.
    assert run(*export, "--teacher", "ABA", "--week", "08/09/2026").code == 0
    (planned / "extrait-G1.xlsx").write_bytes(b"un autre fichier")
    refused = run("export", planned / "timetable.json", "--group", "G1")
    assert refused.code == 1 and "n'est pas un extrait" in refused.err
    assert (planned / "extrait-G1.xlsx").read_bytes() == b"un autre fichier"
    assert run("export", planned / "timetable.json", "--group", "G1", "--force").code == 0
    # Nor one that people wrote in.
    book = openpyxl.load_workbook(planned / "extrait-G1.xlsx")
    book.worksheets[0]["B3"] = "salle à confirmer"
    book.save(planned / "extrait-G1.xlsx")
    refused = run("export", planned / "timetable.json", "--group", "G1")
    assert refused.code == 1 and "a changé depuis" in refused.err


def test_an_extract_is_not_verified_as_if_it_were_the_timetable(run, planned):
    assert run("export", planned / "timetable.json", "--group", "G1").code == 0
    for command in (
        ("verify", planned / "petit.xlsx", planned / "extrait-G1.xlsx"),
        ("diff", planned / "timetable.json", planned / "extrait-G1.xlsx"),
        ("repair", planned / "petit.xlsx", planned / "extrait-G1.xlsx"),
    ):
        said = run(*command)
        assert said.code == 1 and "est un extrait (G1)" in said.err


@pytest.mark.parametrize(
    ("option", "value", "code", "text"),
    [
        ("--group", "G1B", 1, "vouliez-vous dire « G1 »"),
        ("--teacher", "Mme Abba", 1, "vouliez-vous dire « Mme Aba »"),
        ("--room", "Gymnase", 1, "les salles sont S1"),
        ("--week", "S37", 2, "écrivez une semaine ISO"),
        ("--week", "2026-W60", 2, "écrivez une semaine ISO"),
        ("--week", "2026-09-31", 2, "n'est pas une date"),
        ("--week", "2026-W50", 1, "hors de la période"),
    ],
)
def test_what_does_not_exist_is_said(run, planned, option, value, code, text):
    before = names(planned)
    said = run("export", planned / "timetable.json", option, value)
    assert said.code == code and text in said.err
    assert names(planned) == before


@pytest.mark.parametrize("form", ["sol", "fet"])
def test_other_programs_want_the_whole(run, planned, form):
    said = run("export", planned / "timetable.json", "--to", form, "--group", "G1")
    assert said.code == 2 and f"--to {form}" in said.err


def test_a_problem_without_dates_has_no_calendar(run, planned):
    data = json.loads((planned / "timetable.json").read_text(encoding="utf-8"))
    data["instance"]["origin"] = "ctt"
    (planned / "timetable.json").write_text(json.dumps(data), encoding="utf-8")
    said = run("export", planned / "timetable.json", "--to", "ics")
    assert said.code == 1 and "sans dates" in said.err


def test_a_web_page_leads_to_the_calendars_written_with_it(run, planned, tmp_path):
    export = ("export", planned / "timetable.json", "-o", tmp_path / "x", "--to")
    said = run(*export, "html", "--json")
    page = tmp_path / "x" / "emploi-du-temps.html"
    assert said.code == 0 and said.data["files"] == [str(page)]
    assert ".ics" not in page.read_text(encoding="utf-8")
    assert run(*export, "html,ics").code == 0
    assert 'href="ics/classes/G1.ics"' in page.read_text(encoding="utf-8")
    whole = page.read_bytes()
    assert run(*export, "html", "--room", "s1").code == 0
    assert page.read_bytes() == whole
    assert (tmp_path / "x" / "extrait-S1.html").exists()


def test_a_partial_plan_is_exported_with_a_warning(run, planned, tmp_path):
    data = json.loads((planned / "timetable.json").read_text(encoding="utf-8"))
    data["solution"] |= {"status": "partial", "unplaced": {"G1-U1": 120}}
    (planned / "timetable.partial.json").write_text(json.dumps(data), encoding="utf-8")
    said = run("export", planned / "timetable.partial.json", "--to", "html", "-o", tmp_path / "x")
    assert said.code == 0 and "ne diffusez pas" in said.err
    text = (tmp_path / "x" / "emploi-du-temps.html").read_text(encoding="utf-8")
    assert "PLAN PARTIEL : 2 h non placées" in text


def test_calendars_of_an_earlier_export_are_named_and_kept(run, planned):
    export = ("export", planned / "timetable.json", "--to", "ics")
    assert "export précédent" not in run(*export).err
    gone = planned / "ics" / "enseignants" / "PARTI.ics"
    gone.write_text("BEGIN:VCALENDAR")
    said = run(*export)
    assert said.code == 0 and "export précédent" in said.err
    assert "PARTI.ics" in said.err and "ABA.ics" not in said.err
    assert gone.exists()
    assert "PARTI" not in run(*export, "--teacher", "ABA").err
