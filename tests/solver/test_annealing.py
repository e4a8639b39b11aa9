"""Annealing of a week: what steps add up, what they may not change, and what comes of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import MONDAY, course, day_grid, tiny
from weekly import problem, tiny_week

from constraints.openings import Openings
from constraints.registry import DOMAINS, SOFT
from constraints.verify import verify
from instances.entities import Course, Limit, Pin, Relation, Room
from instances.instance import Instance
from instances.timetable import Timetable
from solver.annealing import CLASH, anneal
from solver.annealing_arrays import Arrays, Scratch
from solver.annealing_kernel import BEST, CLASHES, COST, cool, lonely
from solver.control import Control, Options, Stop
from solver.first import first_plan
from solver.monolith import solve_whole
from solver.plan import Plan
from solver.whole_days import anneals

PRICES = {
    **{rule.id: 0 for rule in SOFT},
    "avoid_isolated_sessions": 120,
    "spread_over_days": 300,
    "seat_everybody": 60,
    "keep_rooms": 60,
}


def first(instance: Instance) -> tuple[Openings, Plan]:
    """A complete plan, and where courses may stand."""
    openings = Openings(instance, DOMAINS)
    plan = first_plan(openings, Control(Options(time_limit=20)))
    assert plan is not None and plan.complete
    return openings, plan


def drawn(seed: int, folder: Path) -> Instance:
    """A week drawn at random."""
    return tiny_week(folder, problem(Random(seed), 4, 5, 8, 4))


@given(st.integers(0, 2**15 - 1))
def test_a_period_is_lonely_with_nothing_before_or_after(mask: int) -> None:
    taken = [bool(mask >> period & 1) for period in range(15)]
    beside = [False, *taken, False]
    alone = [here and not beside[i] and not beside[i + 2] for i, here in enumerate(taken)]
    assert lonely(mask) == sum(alone)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("heat", [600.0, 30.0])
def test_what_steps_note_is_what_their_cells_say(seed: int, heat: float, tmp_path: Path) -> None:
    instance = drawn(seed, tmp_path)
    openings, plan = first(instance)
    arrays = Arrays(openings, plan)
    state = arrays.state(CLASH * arrays.least)
    begun = state.cell.copy()
    cool(
        arrays.week, state, Scratch.of(state), np.random.default_rng(seed), 40_960, heat, 0.3, 300.0
    )
    assert (state.cell != begun).any()
    assert len(set(state.cell.tolist())) == len(state.cell)
    anew = Arrays(openings, arrays.plan(state.cell)).state(300.0)
    # Sessions of a plan are in order of time: here they are compared by what they are.
    for name in ("clashing", "attended", "mask", "on_day", "days", "in_room"):
        assert (getattr(state, name) == getattr(anew, name)).all(), name
    assert ((state.held >= 0) == (anew.held >= 0)).all()
    assert state.tally[[COST, CLASHES]].tolist() == anew.tally[[COST, CLASHES]].tolist()


@pytest.mark.parametrize("seed", range(12))
def test_the_best_plan_costs_what_the_rules_say_and_breaks_none(seed: int, tmp_path: Path) -> None:
    instance = drawn(seed, tmp_path)
    openings, plan = first(instance)
    arrays = Arrays(openings, plan)
    state = arrays.state(CLASH * arrays.least)
    assert state.tally[BEST] == plan.cost
    cool(
        arrays.week, state, Scratch.of(state), np.random.default_rng(seed), 81_920, 60.0, 0.5, 300.0
    )
    found = arrays.plan(state.best)
    report = verify(Timetable(instance=instance, sessions=found.sessions))
    assert report.complete and report.cost == found.cost == state.tally[BEST] <= plan.cost


@pytest.mark.parametrize("seed", range(6))
def test_small_weeks_are_annealed_to_the_best_there_is(seed: int, tmp_path: Path) -> None:
    instance = drawn(seed, tmp_path)
    status, exact, _ = solve_whole(instance, Options(time_limit=60, workers=2))
    assert status == "OPTIMAL" and exact is not None
    openings, plan = first(instance)
    found = anneal(openings, plan, Control(Options(time_limit=3, workers=2)))
    assert found.cost == exact.cost


def test_a_seed_repeats_the_plan(tmp_path: Path) -> None:
    openings, plan = first(tiny_week(tmp_path))
    found = [
        anneal(openings, plan, Control(Options(time_limit=1.0, seed=7, share=0.2)))
        for _ in range(2)
    ]
    assert found[0] == found[1] and found[0].cost <= plan.cost


def test_a_plan_stays_where_steps_break_a_rule_that_they_do_not_know() -> None:
    # One session of each course a day: steps would put both on one day, where it is cheaper.
    rooms = (Room(code="R", seats=30), Room(code="S", seats=30))
    instance = tiny(
        course("A", 2, rooms="R|S", per_day=1), course("B", 1, rooms="R|S"),
        rooms=rooms, prices={**dict.fromkeys(PRICES, 0), "avoid_isolated_sessions": 120},
    )  # fmt: skip
    openings, plan = first(instance)
    arrays = Arrays(openings, plan)
    state = arrays.state(300.0)
    cool(arrays.week, state, Scratch.of(state), np.random.default_rng(1), 40_960, 60.0, 0.5, 300.0)
    cheaper = arrays.plan(state.best)
    assert not verify(Timetable(instance=instance, sessions=cheaper.sessions)).complete
    found = anneal(openings, plan, Control(Options(time_limit=2, workers=1)))
    assert verify(Timetable(instance=instance, sessions=found.sessions)).complete


def test_a_search_that_is_over_keeps_its_plan(tmp_path: Path) -> None:
    openings, plan = first(tiny_week(tmp_path))
    stop = Stop()
    stop.stop()
    assert anneal(openings, plan, Control(Options(time_limit=9), stop=stop)) is plan


def lessons(**fields: object) -> tuple[Course, ...]:
    return tuple(course(code, rooms="R|S", **{"per_day": 2, **fields}) for code in "AB")


def week(**fields: object) -> Instance:
    """A week with single rooms in which the wishes of the competition have a price."""
    courses = fields.pop("courses", lessons())
    return tiny(*courses, **{"prices": PRICES, **fields})  # type: ignore[misc, arg-type]


def ten_minutes() -> tuple[Course, ...]:
    return tuple(course(code, 1, (1 / 6,), rooms="R|S", per_day=72) for code in "AB")


def test_such_weeks_are_annealed() -> None:
    assert anneals(week())
    assert anneals(week(courses=ten_minutes(), grid=day_grid(8, 18, 1 / 6)))


@pytest.mark.parametrize(
    "other",
    [
        {"weeks": 2},
        {"pins": (Pin(course="A", date=MONDAY + timedelta(days=1), start=480, minutes=60),)},
        {"relations": (Relation(kind="disjoint", courses=("A", "B")),)},
        {"limits": (Limit(kind="day_hours", of="group", who="G", value=120),)},
        {"courses": (course("A", 2, (2,), rooms="R"),)},
        {"courses": (course("A", rooms="R S", per_day=2),)},
        {"courses": (course("A", per_day=2),)},
        {"courses": (course("A", rooms="R", teachers="T|U", per_day=2),)},
        {"courses": lessons(per_day=1)},
        {"courses": lessons(starts=((0, 480), (1, 480)))},
        {"courses": (*lessons(), course("C", rooms="R", per_day=2, after=("A",)))},
        {"courses": ten_minutes(), "grid": day_grid(8, 20, 1 / 6)},
        {"prices": {**PRICES, "limit_group_gaps": 1}},
        {"prices": {}},
    ],
    ids=[
        "two weeks", "a pin", "a relation", "a limit", "two periods", "two rooms", "no room",
        "a choice of teachers", "one a day", "times to begin", "an order", "72 periods",
        "another wish", "usual wishes",
    ],
)  # fmt: skip
def test_others_are_not(other: dict[str, object]) -> None:
    assert not anneals(week(**other))
