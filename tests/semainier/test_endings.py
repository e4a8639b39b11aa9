"""How a run ends when it does not end by itself: Ctrl-C, faults, a full disk, a closed pipe."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from semainier import cli


def started(path, *options, cwd):
    return subprocess.Popen(
        [sys.executable, "-m", "semainier", "solve", str(path), "--time-limit", "300", *options],
        cwd=cwd,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LANGUAGE": "fr"},
    )


def wait_for(process, word):
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"{word!r} was never said")


@pytest.fixture
def example(run, tmp_path):
    path = tmp_path / "exemple.xlsx"
    assert run("new", path, "--example", "s1").code == 0
    return path


def test_ctrl_c_before_anything_is_complete(example, tmp_path):
    process = started(example, "--workers", "1", cwd=tmp_path)
    wait_for(process, "[   0 s]")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert "Arrêt demandé" in err and "Traceback" not in err
    folder = example.with_suffix("")
    assert not (folder / "timetable.json").exists()
    assert (folder / "timetable.partial.json").exists()
    assert "timetable.partial.json" in out


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_second_ctrl_c_leaves_at_once(example, tmp_path, form):
    process = started(example, "--workers", "1", *form, cwd=tmp_path)
    wait_for(process, "[   0 s]")
    process.send_signal(signal.SIGINT)
    wait_for(process, "Arrêt demandé")
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    if process.returncode == 4 and "Interrompu" in err:
        if form:
            assert json.loads(out)["exit_code"] == 4
        assert time.monotonic() - begun < 5
        assert list(example.with_suffix("").glob("[!.]*")) == []


def fails(monkeypatch, error):
    def load(*arguments: object) -> None:
        raise error

    monkeypatch.setattr("semainier.rules.run", load)


def test_fault_of_ours(run, monkeypatch):
    fails(monkeypatch, ZeroDivisionError("division by zero"))
    said = run("rules")
    assert (said.code, said.out) == (70, "")
    assert "ZeroDivisionError" in said.err and "semainier 0.1.0" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in run("rules", "-v").err


def test_fault_of_ours_as_json(run, monkeypatch):
    fails(monkeypatch, KeyError("x"))
    said = run("rules", "--json")
    assert said.code == said.data["exit_code"] == 70
    assert said.data["command"] == "rules"


def test_system_refuses(run, monkeypatch):
    fails(monkeypatch, OSError(28, "No space left on device", "plan.json"))
    said = run("rules")
    assert said.code == 1 and "Le système refuse : plan.json : le disque est plein." in said.err
    assert "plan.json: the disk is full" in run("rules", "--lang", "en").err
    fails(monkeypatch, OSError(9999, "Strange"))
    assert "Le système refuse : Strange." in run("rules").err


def test_ctrl_c_elsewhere(run, monkeypatch):
    fails(monkeypatch, KeyboardInterrupt())
    said = run("rules")
    assert said.code == 4 and "Interrompu" in said.err


def test_closed_pipe():
    shell = f"{sys.executable} -m semainier rules | head -n 1"
    done = subprocess.run(shell, check=False, shell=True, capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_entry_point_returns_the_code(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["semainier", "--version"])
    assert cli.main() == 0
