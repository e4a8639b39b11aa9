"""The bound of whole days: never above the best timetable, and above what the trame says."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from ortools.sat.python import cp_model
from referee import HARD, timetables
from tiny import course, tiny
from weekly import problem, tiny_week

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from instances.instance import Instance
from solver import whole_days
from solver.control import Control, Options
from solver.monolith import solve_whole
from solver.solve import solve
from solver.trame import bound_trame
from solver.whole_days import Counts, Times, bound_week, least_isolated, seats_floor, speaks_of

POINT = 60
# Small enough for the exact model: long days, and short ones, some of which are too full.
DRAWN = [
    *((seed, (3, 5, 6)) for seed in range(20)),
    *((seed, (3, 4, 5, 3)) for seed in range(20)),
    *((seed, (3, 4, 5, 1)) for seed in range(20)),
]
# What seats and rooms cost is no part of the models of days.
TIMES_ONLY = {"seat_everybody": 0, "keep_rooms": 0}


def drawn(
    folder: Path, seed: int, days: int = 3, periods: int = 4, courses: int = 5, rooms: int = 3
) -> Instance:
    return tiny_week(folder, problem(Random(seed), days, periods, courses, rooms))


def least(model: cp_model.CpModel) -> int | None:
    """The proven optimum of a model; None when it has no solution."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def best_cost(instance: Instance) -> int | None:
    """What the best timetable costs by the checks; None when there is none."""
    status, plan, _ = solve_whole(instance, Options(time_limit=120, workers=2))
    assert status in ("OPTIMAL", "INFEASIBLE")
    return None if plan is None else plan.cost


def bounds(instance: Instance) -> tuple[int | None, int | None, int]:
    openings = Openings(instance, DOMAINS)
    return least(Counts(openings).model), least(Times(openings).model), seats_floor(openings)


def control(seconds: float = 60) -> Control:
    return Control(Options(time_limit=seconds, workers=2))


def raised(instance: Instance) -> int:
    """The bound of whole days, in whole units."""
    told = control()
    assert not bound_week(Openings(instance, DOMAINS), told, 20)
    assert told.bound is not None
    return told.bound


# --- never above what a timetable costs ----------------------------------------------------------


@pytest.mark.parametrize(("seed", "sizes"), DRAWN)
def test_bounds_are_never_above_the_best_timetable(seed, sizes, tmp_path):
    instance = drawn(tmp_path, seed, *sizes)
    counts, times, floor = bounds(instance)
    cost = best_cost(instance)
    if cost is None:
        return
    assert counts is not None and times is not None
    assert counts <= times
    assert floor + times <= cost
    assert raised(instance) == floor + times


def test_the_drawn_problems_are_of_all_kinds(tmp_path):
    """So that the test above says something: some cost, some have no timetable, floors occur."""
    seen = [bounds(drawn(tmp_path, seed, *sizes)) for seed, sizes in DRAWN]
    assert any(times is None for _, times, _ in seen)
    assert sum(bool(counts) for counts, _, _ in seen) >= 20
    assert sum(counts != times for counts, times, _ in seen if counts is not None) >= 3
    assert sum(floor > 0 for _, _, floor in seen) >= 3


@pytest.mark.parametrize("seed", range(100, 120))
@pytest.mark.parametrize("isolated", [30, 120, 1000])
def test_without_what_rooms_cost_periods_are_exact(seed, isolated, tmp_path):
    """Where nothing else has a price, the finer model is the problem, whatever the weights."""
    instance = drawn(tmp_path, seed)
    prices = {**instance.prices, **TIMES_ONLY, "avoid_isolated_sessions": isolated}
    instance = instance.changed(prices=prices)
    assert bounds(instance)[1] == best_cost(instance)


@pytest.mark.parametrize("seed", range(200, 206))
def test_the_bound_of_all_timetables_there_are(seed, tmp_path):
    """Every timetable, by brute force, and what the checks say it costs."""
    instance = drawn(tmp_path, seed, days=2, periods=3, courses=3, rooms=1)
    costs = [
        report.cost
        for timetable in timetables(instance, HARD, complete=True)
        if not (report := verify(timetable)).violations
    ]
    if costs:
        _, times, floor = bounds(instance)
        assert times is not None
        assert floor + times <= min(costs)


@pytest.mark.parametrize("seed", range(300, 304))
def test_wishes_of_which_days_say_nothing_only_add(seed, tmp_path):
    """Levels in place of prices: other rules cost too, and required limits of a day hold."""
    instance = drawn(tmp_path, seed)
    levels = {"avoid_isolated_sessions": 2, "spread_over_days": 3}
    instance = instance.changed(
        prices={},
        levels=levels,
        courses=tuple(c.model_copy(update={"per_day": 2}) for c in instance.courses),
        settings=instance.settings.model_copy(update={"group_day_max": 180}),
    )
    cost, (_, times, floor) = best_cost(instance), bounds(instance)
    if cost is not None:
        assert times is not None
        assert floor + times <= cost


def test_no_timetable_is_proved_where_a_teacher_has_more_sessions_than_periods():
    courses = (course(c, 4, groups=c, teachers="T", per_day=3) for c in "ABC")
    instance = tiny(*courses, days=2, prices={"avoid_isolated_sessions": 60})
    assert bound_week(Openings(instance, DOMAINS), control(), 10)
    assert best_cost(instance) is None


# --- what it says --------------------------------------------------------------------------------

# Two curricula share a course: a day of its own for each lecture leaves it alone somewhere.
THIN = """Name: mince
Courses: 3
Rooms: 3
Days: 5
Periods_per_day: 4
Curricula: 2
Constraints: 0

COURSES:
A t1 4 4 10
B t2 3 1 10
C t3 2 2 10

ROOMS:
r1 50
r2 50
r3 50

CURRICULA:
q1 2 A B
q2 2 A C

CONSTRAINTS:

END.
"""


def test_whole_days_say_more_than_the_trame_in_the_same_time(tmp_path):
    openings = Openings(drawn(tmp_path, 0, 5, 6, 45, 8), DOMAINS)
    by_trame, by_days = (Control(Options(time_limit=100, seed=1)) for _ in range(2))
    bound_trame(openings, by_trame, 1.0)
    bound_week(openings, by_days, 1.0)
    assert by_trame.bound is not None and by_days.bound is not None
    assert by_days.bound >= by_trame.bound + 10 * POINT
    assert by_days.clock < by_trame.clock


def test_a_cost_that_is_the_bound_ends_the_search(tmp_path):
    instance = tiny_week(tmp_path, THIN)
    bound = raised(instance)
    outcome = solve(instance, Options(time_limit=120, workers=2))
    solution = outcome.timetable.solution
    assert outcome.status == "optimal"
    assert solution.bound == solution.objective == bound / POINT > 0
    assert solution.seconds < 60


def test_seats_are_counted_over_the_week(tmp_path):
    """Five lectures of 60 in a room of 50 that is free four times, and in one of 30."""
    text = THIN.replace("r1 50\nr2 50\nr3 50", "r1 50\nr2 30\nr3 30").replace(
        "Days: 5\nPeriods_per_day: 4", "Days: 2\nPeriods_per_day: 2"
    )
    text = text.replace("A t1 4 4 10", "A t1 3 1 60").replace("B t2 3 1 10", "B t2 1 1 10")
    text = text.replace("C t3 2 2 10", "C t3 1 1 10")
    instance = tiny_week(tmp_path, text.replace("3 1 60", "4 1 60"))
    assert seats_floor(Openings(instance, DOMAINS)) == 4 * 10 * POINT
    assert seats_floor(Openings(tiny_week(tmp_path, text), DOMAINS)) == 3 * 10 * POINT
    free = instance.changed(prices={**instance.prices, "seat_everybody": 0})
    assert seats_floor(Openings(free, DOMAINS)) == 0


@pytest.mark.parametrize("mask", range(1, 1 << 7, 3))
def test_the_fewest_isolated_of_so_many_are_those_of_the_best_choice(mask):
    periods = [period for period in range(7) if mask >> period & 1]
    for number, found in enumerate(least_isolated(mask, 7)):
        assert found == min(
            sum(not {p - 1, p + 1} & {*chosen} for p in chosen)
            for chosen in combinations(periods, number)
        )


@pytest.mark.parametrize(
    ("instance", "spoken_of"),
    [
        (tiny(course("A"), prices={"avoid_isolated_sessions": 60}), True),
        (tiny(course("A"), levels={"spread_over_days": 1}), True),
        (tiny(course("A")), False),
        (tiny(course("A"), weeks=2, levels={"spread_over_days": 1}), False),
        (tiny(course("A", 2, (2,)), levels={"spread_over_days": 1}), False),
    ],
    ids=["a price", "a level", "nothing priced", "two weeks", "two periods"],
)
def test_it_is_for_weeks_of_short_sessions(instance, spoken_of):
    assert speaks_of(instance) == spoken_of


def test_a_week_too_large_for_it_has_its_floor(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_days, "MOST_COUNTS", 10)
    assert raised(tiny_week(tmp_path, THIN)) == 0


def test_a_week_too_large_for_periods_has_its_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_days, "MOST_TIMES", 10)
    monkeypatch.setattr(whole_days, "Times", None)
    instance = tiny_week(tmp_path, THIN)
    assert raised(instance) == bounds_of_counts(instance)


def bounds_of_counts(instance: Instance) -> int | None:
    return least(Counts(Openings(instance, DOMAINS)).model)
