"""How `solve` takes what the search says: statuses, reasons, Ctrl-C, progress."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys

import pytest

from benchmarks.campus import make_campus
from instances.text import Text
from instances.timetable import Solution, Timetable
from instances.timetable_file import read_timetable
from instances.workbook import write_workbook
from semainier.console import Console
from semainier.language import Manner
from semainier.progress import Lines
from solver.solve import Event, Outcome


@pytest.fixture
def finds(monkeypatch, planned_once):
    """Have the search find what a test says, at once."""
    plan = read_timetable(planned_once / "timetable.json")

    def finds(status, *, during=lambda: None, **solution):
        partial = status in ("infeasible", "unfinished")
        found = {"status": "partial" if partial else status, "objective": None if partial else 5.0}
        if partial:
            found["unplaced"] = {"G1-U1": 120}

        def solve(instance, options, report, stop):
            during()
            timetable = Timetable(
                instance=instance,
                sessions=plan.sessions,
                solution=Solution.model_validate(found | solution),
            )
            return Outcome(status, timetable)

        monkeypatch.setattr("semainier.solve.solve", solve)

    return finds


@pytest.mark.parametrize(
    ("status", "solution", "code", "words"),
    [
        ("optimal", {"bound": 5.0}, 0, "Optimal, prouvé : 5 points"),
        ("feasible", {"bound": 4.0}, 0, "au plus 1 points à gagner (20 %)"),
        ("feasible", {}, 0, "On ne sait pas"),
        ("infeasible", {}, 3, "Impossible, prouvé"),
        ("unfinished", {}, 4, "rien ne prouve que c'est impossible"),
    ],
)
def test_statuses(run, tables, write, finds, tmp_path, status, solution, code, words):
    finds(status, **solution)
    said = run("solve", write(tables))
    assert said.code == code and words in said.out
    partial = code != 0
    assert ("2 h non placées sur 12 h" in said.out) is partial
    found = {path.name for path in (tmp_path / "petit").iterdir()}
    assert ("timetable.json" in found) is not partial
    assert ("timetable.partial.json" in found) is partial


@pytest.mark.parametrize(
    ("stopped", "words"),
    [
        ("interrupted", "interrompue"),
        ("time_limit", "temps écoulé"),
        ("gap", "écart demandé"),
        ("wall_limit", "pas reproductible"),
    ],
)
def test_reasons(run, tables, write, finds, stopped, words):
    finds("feasible", stopped=stopped)
    assert words in run("solve", write(tables)).err


@pytest.mark.parametrize(
    ("solution", "repeatable"),
    [
        ({}, None),
        ({"seed": 1, "stopped": "time_limit"}, True),
        ({"seed": 1, "stopped": "wall_limit"}, False),
        ({"seed": 1, "stopped": "interrupted"}, False),
    ],
)
def test_whether_another_run_finds_the_same(run, tables, write, finds, solution, repeatable):
    finds("feasible", **solution)
    assert run("solve", write(tables), "--json").data["repeatable"] is repeatable


def test_unfinished_but_impossible_by_arithmetic(run, impossible, finds):
    finds("unfinished")
    said = run("solve", impossible, "--json")
    assert (said.code, said.data["status"]) == (3, "infeasible")


def test_found_what_arithmetic_says_cannot_exist(run, impossible, finds):
    finds("feasible")
    assert run("solve", impossible).code == 70


def test_ctrl_c_keeps_the_plan(run, tables, write, finds):
    before = signal.getsignal(signal.SIGINT)  # ignored, where a shell runs the tests aside
    finds("feasible", during=lambda: signal.raise_signal(signal.SIGINT))
    said = run("solve", write(tables))
    assert said.code == 0 and "Arrêt demandé" in said.err
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_while_writing_waits(run, tables, write, finds, monkeypatch, tmp_path):
    finds("feasible")

    def slow(timetable, path, lang, **others):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        path.write_bytes(b"x")
        return (path,)

    monkeypatch.setattr("exports.write_excel", slow)
    said = run("solve", write(tables))
    assert said.code == 0 and "un instant" in said.err
    assert (tmp_path / "petit" / "timetable.json").exists()


def test_nothing_complete_in_time(run, tmp_path):
    path = tmp_path / "campus.xlsx"
    write_workbook(make_campus(12, 0.97, 1).tables, path, "fr")
    said = run("solve", path, "--time-limit", "1", "--workers", "1")
    assert said.code == 4
    written = {file.name for file in (tmp_path / "campus").iterdir()} - {"historique"}
    assert {"timetable.partial.json", "emploi-du-temps.partial-classes.xlsx"} <= written
    assert all(".partial" in name for name in written)


def test_plain_progress_says_a_stage_once_and_then_now_and_then(capsys):
    console = Console(Manner(lang="en"))
    report = Lines(console).report
    trame, dates = Text("Trame", "Pattern"), Text("Dates", "Dates")
    for seconds in range(25):
        report(Event(trame, float(seconds), 60.0 - seconds, bound=float(seconds)))
    report(Event(dates, 25.0, 35.0, objective=1250.5, bound=1000.0, unplaced=90))
    report(Event(dates, 40.0, 20.0, objective=1250.5, bound=1000.0, unplaced=90))
    assert capsys.readouterr().err.splitlines() == [
        "[   0 s] Pattern · at best 0",
        "[  10 s] Pattern · at best 10",
        "[  20 s] Pattern · at best 20",
        "[  25 s] Dates · 1 h 30 to place · cost 1,250.5 · at best 1,000 · gap 20%",
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_on_a_terminal(tables, write, lang):
    """A live line with the time left while it searches; nothing of it stays."""
    screen, terminal = pty.openpty()
    arguments = ["solve", str(write(tables)), "--time-limit", "5", "--gap", "1", "--lang", lang]
    process = subprocess.Popen(
        [sys.executable, "-m", "semainier", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"},
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(screen, 4096):
            shown += part
    except OSError:  # how Linux says that the other end is closed
        pass
    assert process.wait() == 0
    text = shown.decode()
    assert re.search({"fr": r"encore \d s", "en": r"\d s left"}[lang], text)
    assert "\x1b[?25h" in text, "the cursor is shown again"
    assert "emploi-du-temps.xlsx" in text
