"""What a search says of its bound."""

from __future__ import annotations

import pytest
from tiny import course, tiny

from constraints.registry import SOFT
from constraints.weights import weight
from instances.entities import Resource
from instances.instance import Instance
from solver import trame
from solver.control import Control, Options
from solver.floors import Floor
from solver.solve import solve


def school() -> Instance:
    return tiny(
        course("A", hours=4, lengths=(2, 1), teachers="T", rooms="R|S"),
        course("B", hours=2, lengths=(1,), teachers="T", rooms="R"),
        days=3,
        weeks=2,
    )


def unbounded(instance: Instance) -> set[str]:
    solution = solve(instance, Options(time_limit=2, workers=1)).timetable.solution
    assert solution is not None and solution.bound is not None
    return set(solution.unbounded)


def test_rules_without_a_part_in_the_bound_are_listed() -> None:
    instance = school()
    absent = {rule.id for rule in SOFT if rule.trame == "absent" and weight(rule, instance)}
    assert absent and unbounded(instance) == absent


def test_of_a_school_too_large_for_the_trame_only_what_floors_count_has_a_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trame, "MOST_COURSES", 1)
    instance = school()
    priced = {rule.id for rule in SOFT if weight(rule, instance)}
    assert priced - unbounded(instance) == {
        "keep_weekly_slots",
        "keep_usual_durations",
        "gather_teacher_days",
        "balance_days",
    }


def test_a_bound_above_the_cost_of_a_plan_is_a_fault_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trame, "MOST_COURSES", 1)
    wrong = Floor((Resource("teacher", "T"),), ("gather_teacher_days",), 10**6)
    monkeypatch.setattr(trame, "floors", lambda *_: [wrong])
    with pytest.warns(RuntimeWarning, match="above the cost"):
        outcome = solve(school(), Options(time_limit=2, workers=1))
    assert outcome.status == "feasible"
    assert outcome.timetable.solution is not None
    assert outcome.timetable.solution.bound is None


def test_the_rules_of_a_bound_are_those_of_the_one_that_is_shown() -> None:
    control = Control(Options())
    control.raise_bound(40, ("spread_over_days",))
    control.raise_bound(12, ("respect_wishes",))
    assert (control.bound, control.bounded) == (40, {"spread_over_days"})
    control.raise_bound(50, ("respect_wishes",))
    assert (control.bound, control.bounded) == (50, {"respect_wishes"})
