"""A version that loses shows; what runs differ by themselves does not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.harness import history
from benchmarks.harness.process import ROOT
from benchmarks.harness.record import Context, Record, Results


def run(cost: float | None, *, seed=1, first=5.0, bound=None, instance="s1", **more) -> Record:
    status = "unfinished" if cost is None else "feasible"
    return Record(
        "examples",
        instance,
        more.pop("method", "semainier"),
        seed,
        60.0,
        more.pop("status", status),
        first_complete=None if cost is None else first,
        cost=cost,
        bound=bound,
        **more,
    )


def results(commit: str, *records: Record) -> Results:
    return Results(Context("2026-11-24T10:00:00+00:00", commit, {}, {}), records)


def said(old: list[Record], new: list[Record]) -> list[tuple[str, str]]:
    return [(change.verdict, change.what) for change in history.compare(old, new)]


def test_runs_are_read_back_as_they_were_appended(tmp_path):
    path = tmp_path / "history.csv"
    first = [run(100.0, bound=90.5, violations=0, peak=212.0), run(None, seed=2)]
    history.append(path, results("aaa", *first, run(5.0, method="plain")))
    history.append(path, results("bbb", run(101.5)))
    assert history.read(path) == {"aaa": first, "bbb": [run(101.5)]}


def test_a_line_that_is_no_run_is_named(tmp_path):
    path = tmp_path / "history.csv"
    history.append(path, results("aaa", run(100.0)))
    path.write_text(path.read_text() + "2026,bbb,examples,s1,semainier,one,60,feasible,,,,,\n")
    with pytest.raises(ValueError, match="line 3"):
        history.read(path)


def test_a_dearer_plan_is_lost_and_a_cheaper_one_won():
    old = [run(100.0, seed=seed) for seed in (1, 2, 3)]
    assert said(old, [run(cost, seed=n) for n, cost in enumerate((90, 110, 111), 1)]) == [
        ("lost", "cost 100.0 → 110.0")
    ]
    assert said(old, [run(80.0)]) == [("won", "cost 100.0 → 80.0")]
    assert said(old, [run(100.9)]) == []


def test_a_later_first_plan_is_lost():
    assert said([run(100.0, first=10.0)], [run(100.0, first=14.0)]) == [
        ("lost", "complete after 10.0 → 14.0 s")
    ]
    assert said([run(100.0, first=10.0)], [run(100.0, first=12.0)]) == []
    # Seconds that nobody notices are no loss, whatever their share.
    assert said([run(100.0, first=0.5)], [run(100.0, first=2.0)]) == []


def test_a_plan_that_is_not_found_or_breaks_a_rule_is_lost():
    lost = [("lost", "complete in 100% → 0% of runs")]
    assert said([run(100.0)], [run(None)]) == lost
    assert said([run(100.0)], [run(100.0, violations=2)]) == lost


def test_a_plan_under_a_proven_bound_is_wrong():
    assert said([run(100.0, bound=99.0)], [run(98.0)]) == [
        ("wrong", "seed 1: cost 98.00 under a bound of 99.00"),
        ("won", "cost 100.0 → 98.0"),
    ]
    assert said([run(100.0, bound=99.0)], [run(99.5, seed=2)]) == []


def test_only_instances_of_both_versions_and_our_own_runs_are_compared():
    assert said([run(100.0)], [run(200.0, instance="s2")]) == []
    assert said([run(100.0, method="plain")], [run(200.0, method="plain")]) == []


def test_the_command_ends_with_1_when_something_was_lost(tmp_path):
    path = tmp_path / "history.csv"

    def compare() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "benchmarks.compare", "--history", str(path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "no such file" in compare().stderr
    history.append(path, results("aaa", run(100.0)))
    assert "Two versions are needed; the history has aaa." in compare().stderr
    history.append(path, results("bbb", run(150.0)))
    done = compare()
    assert done.returncode == 1
    assert "aaa → bbb\nlost   examples, s1, 60 s: cost 100.0 → 150.0" in done.stdout
    history.append(path, results("ccc", run(100.0)))
    assert compare().returncode == 0
