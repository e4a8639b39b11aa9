"""The walk of a choice: what it plans, what it proves, and where it goes on."""

from __future__ import annotations

import pytest
from choices import CASES, enumerated
from tiny import course, tiny

from constraints.verify import verify
from instances.entities import Group
from instances.scenario import Scenario, under
from solver.choose import Menu
from solver.choosing import Choice, choose
from solver.control import Options, Stop
from solver.solve import solve
from solver.sweep import Lost, verified

QUICK = Options(2, 1, 1)


class Planner:
    """Plans with the search itself, verified; remembers what it planned."""

    def __init__(self) -> None:
        self.found = []

    def __call__(self, problem):
        self.found.append(verified(solve(problem, QUICK).timetable))
        return self.found[-1]


def ended(instance, menu, planned, **how) -> Choice:
    stop = how.pop("stop", Stop())
    return [*choose(instance, menu, QUICK, planned, most=how.pop("most", 50), stop=stop, **how)][-1]


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_the_choice_reaches_the_optimum_of_the_enumeration(case, exact):
    make, allowed = CASES[case]
    instance, menu = make(), Menu.of(allowed)
    truth = enumerated(instance, menu)
    planner = Planner()
    choice = ended(instance, menu, planner, exact=exact)
    least = min(cost for cost in truth.values() if cost is not None)
    assert choice.best.cost == least == truth[choice.best.combination]
    assert choice.bound <= least
    assert choice.closed
    if exact:
        assert choice.proved
        assert choice.tried[0].combination == choice.best.combination
    timetable = planner.found[choice.tried.index(choice.best)]
    chosen = Scenario(name="", rhythms=menu.rhythms(choice.best.combination))
    assert timetable.instance.digest == under(instance, chosen).digest
    assert verify(timetable).cost == least
    for one in choice.tried:
        assert one.cost is None or one.bound <= truth[one.combination] <= one.cost


def two_groups_of_one_teacher():
    """Two sessions of two hours for one teacher, on the one day both classes have: three hours."""
    return tiny(
        course("a", 2, (2,), groups="A", teachers="T"),
        course("b", 2, (2,), groups="B", teachers="T"),
        groups=(Group(code="A", rhythm="R"), Group(code="B", rhythm="R")),
        days="Mon",
    )


def test_a_choice_without_any_plan_is_proved_so():
    menu = Menu.of({"A": ["Mon"], "B": ["Mon"]})
    choice = ended(two_groups_of_one_teacher(), menu, Planner())
    assert choice.best is None
    assert choice.bound is None
    assert choice.proved


def test_a_combination_that_dates_cannot_follow_is_left_for_the_next():
    """What the model prefers has nothing complete; the walk goes on, and claims no more."""
    make, allowed = CASES["room"]
    instance, menu = make(), Menu.of(allowed)
    truth = enumerated(instance, menu)
    planner = Planner()

    def fails_first(problem):
        return planner(problem) if failed else failed.append(problem) or Lost("worker gone")

    failed = []
    choice = ended(instance, menu, fails_first)
    assert choice.tried[0].state == "lost"
    assert choice.tried[0].combination != choice.best.combination
    assert choice.bound <= min(cost for cost in truth.values() if cost is not None)
    assert not choice.proved or choice.best.cost == min(c for c in truth.values() if c is not None)


def test_the_walk_ends_after_so_many_plans_and_says_what_is_open():
    make, allowed = CASES["teachers"]
    instance, menu = make(), Menu.of(allowed)
    planner = Planner()
    choice = ended(instance, menu, planner, most=1, exact=False)
    assert len(planner.found) == len(choice.tried) == 1
    least = min(cost for cost in enumerated(instance, menu).values() if cost is not None)
    assert choice.bound <= least


def test_nothing_is_planned_once_stopped():
    make, allowed = CASES["room"]
    stop, planner = Stop(), Planner()
    stop.stop()
    choice = ended(make(), Menu.of(allowed), planner, stop=stop)
    assert planner.found == []
    assert choice.best is None
    assert not choice.proved


def test_what_arithmetic_excludes_is_not_planned():
    """Four hours do not fit in the one day of three that `Mon` has."""
    instance, planner = tiny(course("a", 4, (2,)), days=2), Planner()
    choice = ended(instance, Menu.of({"G": ["Mon", "Mon Tue"]}), planner)
    assert choice.excluded == [("Mon",)]
    assert choice.best.combination == ("Mon Tue",)
    assert len(planner.found) == 1
