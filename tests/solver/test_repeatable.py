"""A search with a seed: the same questions to CP-SAT and the same timetable, always."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from time import sleep

import asked
import pytest
from asked import FEW, two_classes
from tiny import course, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from instances.instance import Instance
from instances.timetable import Timetable
from solver import tries
from solver.control import Control, Options
from solver.solve import search

ROOT = Path(__file__).parents[2]


def clock(*steps: float) -> Callable[[], float]:
    """A clock that goes on by these seconds, in turn, each time somebody looks at it."""
    time, turn = 0.0, 0

    def now() -> float:
        nonlocal time, turn
        time += steps[turn % len(steps)]
        turn += 1
        return time

    return now


def searched(
    instance: Instance, options: Options, now: Callable[[], float], delays: Random | None = None
) -> tuple[Timetable, list[tuple[str, str, str]]]:
    """What a search finds by a clock, and what it asks for; verified."""
    with asked.asked(delays) as noted:
        control = Control(options, now=now)
        found = search(Openings(instance, DOMAINS), control).timetable
    report = verify(found)
    if found.solution.status != "partial":
        assert report.violations == ()
        assert report.points == found.solution.objective
    return found, noted


def hopeless() -> Instance:
    """No timetable, which no bound proves: a partial one is looked for."""
    both = (
        course("A", hours=2, lengths=(2,), teachers="T"),
        course("B", hours=2, lengths=(2,), groups="H", teachers="T"),
        course("C", hours=1, lengths=(1,), groups="H", rooms="R|S"),
    )
    return tiny(*both, days=1, weeks=1)


def week() -> Instance:
    """A week whose days are counted for the bound: one room too few to keep sessions together."""
    prices = {"avoid_isolated_sessions": 120, "spread_over_days": 300}
    courses = (
        course(f"{group}{unit}", 3, groups=group, rooms="R|S", min_days=unit + 1)
        for group in "GHIJ"
        for unit in range(2)
    )
    return tiny(*courses, days=4, prices=prices)


@pytest.mark.parametrize(("make", "budget"), [(two_classes, 8), (hopeless, 20), (week, 1.4)])
def test_no_decision_looks_at_the_clock(make, budget):
    """A clock that hardly moves, and one that leaps: neither is asked about anything."""
    instance = make()
    options = replace(FEW, time_limit=10**6, share=budget / 10**6)
    slow, asked_slowly = searched(instance, options, clock(1e-6))
    fast, asked_fast = searched(instance, options, clock(0.5, 0, 90, 3))
    assert slow.sessions == fast.sessions
    assert asked_slowly == asked_fast
    assert len(asked_slowly) > 3
    assert not any("max_time_in_seconds" in parameters for _, parameters, _ in asked_slowly)


def test_a_search_without_a_seed_does_look_at_it():
    """So that the test above can fail: with this clock everything is over at once."""
    options = replace(FEW, seed=None)
    _, asked_slowly = searched(hopeless(), options, clock(1e-6))
    _, asked_fast = searched(hopeless(), options, clock(0.5, 0, 90, 3))
    assert asked_slowly != asked_fast


def test_threads_that_come_in_another_order_change_nothing(monkeypatch):
    options, begin, found = replace(FEW, workers=2, share=0.004), tries.hint, []
    for number in range(2):
        delays = Random(number)

        def late(*model, wait=delays):
            sleep(wait.random() / 10)
            begin(*model)

        monkeypatch.setattr(tries, "hint", late)
        found.append(searched(two_classes(), options, clock(1e-3), delays))
    (first, asked_first), (second, asked_second) = found
    assert first.sessions == second.sessions
    assert sorted(asked_first) == sorted(asked_second)
    assert len(asked_first) > 4


def test_processes_that_order_their_sets_otherwise_ask_the_same():
    """Python draws the order of sets of names anew for every process: workers differ in it."""
    paths = f"{ROOT}:{ROOT / 'tests' / 'helpers'}"
    running = [
        subprocess.Popen(
            [sys.executable, "tests/helpers/asked.py"],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": paths,
            },
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for seed in ("1", "3")
    ]
    first, second = (process.communicate(timeout=300)[0] for process in running)
    assert first == second
    assert first.count("\n") > 10


def test_the_clock_is_a_net_that_is_told_of():
    found, _ = searched(two_classes(), FEW, clock(FEW.time_limit / 40))
    assert found.solution.stopped == "wall_limit"
    rested, _ = searched(two_classes(), FEW, clock(1e-6))
    assert rested.solution.stopped == "time_limit"


def test_how_many_cores_there_are_makes_no_difference(monkeypatch):
    monkeypatch.setattr("solver.control.cores", lambda: 16)
    assert Control(Options(seed=1)).workers == 1
    assert Control(Options(seed=1, workers=3)).workers == 3
    assert Control(Options()).workers == 16
