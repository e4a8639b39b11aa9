"""Every field of every `--json` object is in docs/json.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from instances.timetable_file import read_timetable
from semainier.console import Console
from semainier.history_records import FOLDER, leave_record
from semainier.language import Manner

PAGE = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
SECTIONS = {
    name: body
    for names, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    for name in re.findall(r"[\w-]+", names)
}
# Codes of courses, names of figures and years stand as fields there.
FREE = {"unplaced", "figures", "hours", "set_aside"}


def fields(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield name
            if name not in FREE:
                yield from fields(value)
    elif isinstance(data, list):
        for value in data:
            yield from fields(value)


def check(name: str, data: dict[str, object]) -> None:
    documented = set(re.findall(r"`(\w+)`", SECTIONS["Always"] + SECTIONS[name]))
    # "as for `solve`", "as above": a section may lean on another.
    for other in re.findall(r"as for `(\w+)`", SECTIONS[name]):
        documented |= set(re.findall(r"`(\w+)`", SECTIONS[other]))
    assert set(fields(data)) <= documented


def test_check(run, tables, write, broken):
    check("check", run("check", write(tables), "--json").data)
    check("check", run("check", broken, "--json").data)


def test_solve_and_failures(run, impossible, broken):
    limits = ["--time-limit", "5", "--workers", "1"]
    check("solve", run("solve", impossible, *limits, "--json").data)
    check("solve", run("solve", broken, "--json").data)
    check("solve", run("solve", "--json").data)


def test_verify(run, planned):
    check(
        "verify", run("verify", planned / "petit.xlsx", planned / "timetable.json", "--json").data
    )


def test_lists(run):
    check("rules", run("rules", "--json").data)
    check("referentials", run("referentials", "--json").data)
    check("referentials", run("referentials", "bts-sio-pstm", "--json").data)


def test_files(run, planned, tmp_path):
    check("export", run("export", planned / "timetable.json", "--json").data)
    check("new", run("new", tmp_path / "n.xlsx", "--example", "--json").data)


def test_past(run, planned):
    plan = planned / "timetable.json"
    other = json.loads(plan.read_bytes())
    other["sessions"][0]["date"] = "2026-09-10"
    other["sessions"][1]["duration"] = 1.0
    (planned / "timetable.2.json").write_text(json.dumps(other))
    check("diff", run("diff", plan, planned / "timetable.2.json", "--json").data)
    leave_record(Console(Manner()), planned, "solve", planned / "p.xlsx", read_timetable(plan))
    (planned / FOLDER / "a.json").write_text("{")
    check("history", run("history", planned, "--json").data)


def test_verify_of_edits(run, planned):
    path = planned / "emploi-du-temps.xlsx"
    book = openpyxl.load_workbook(path)
    book["Séances"].cell(2, 2).value = "13/09/2026"
    book.save(path)
    check("verify", run("verify", planned / "petit.xlsx", path, "--json").data)
