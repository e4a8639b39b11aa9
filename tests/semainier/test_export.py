"""`export`: xlsx and csv from a timetable.json, with the same care for edited files."""

from __future__ import annotations

import json

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


def test_missing_file(run, tmp_path):
    said = run("export", tmp_path / "timetable.json")
    assert said.code == 1 and "n'existe pas" in said.err


def test_csv_open_in_excel(run, planned, monkeypatch):
    def refuse(plan, folder, lang):
        raise PermissionError(13, "in use", ".sessions", None, str(folder / "sessions.csv"))

    monkeypatch.setattr("semainier.export.write_csv", refuse)
    said = run("export", planned / "timetable.json", "--to", "csv")
    assert said.code == 1 and "sessions.csv" in said.err and "fermez-le" in said.err
