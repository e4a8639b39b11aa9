"""The choice of rhythms: the same optimum as every combination solved by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tiny import MONDAY, course, tiny

from constraints.verify import verify
from instances.calendar import days_between
from instances.entities import CalendarRow, Group, Pin, Rhythm, TimeOff
from instances.instance import Instance
from instances.scenario import Scenario, ScenarioError, under
from instances.timetable import Timetable
from solver.choose import Chooser, Menu, union
from solver.control import Options
from solver.monolith import solve_whole

OPTIONS = Options(30, 1, 1)


def two_classes(*courses, **fields) -> Instance:
    """Classes A and B, two weeks; a holiday on the second Tuesday."""
    return tiny(
        *courses,
        weeks=2,
        groups=(Group(code="A", rhythm="R"), Group(code="B", rhythm="R")),
        rhythms=(Rhythm(name="R", spec="Mon Tue"),),
        calendar=(
            CalendarRow(first=MONDAY + timedelta(8), last=MONDAY + timedelta(8), kind="public"),
        ),
        **fields,
    )


def teachers_shared() -> Instance:
    """One teacher who would rather not come on Mondays, courses to spread evenly."""
    return two_classes(
        course("a", 4, (1, 2), groups="A", teachers="T"),
        course("b", 4, (2,), groups="B", teachers="T"),
        times_off=(TimeOff(who="T", kind="teacher", weekday=0, level="avoid"),),
        levels={"spread_evenly": 3},
    )


def one_room() -> Instance:
    """One room and a course that both classes follow together."""
    return two_classes(
        course("a", 3, (1,), groups="A", rooms="L"),
        course("b", 2, (1,), groups="B", rooms="L"),
        course("ab", 2, (1, 2), groups="A B", teachers="T"),
        levels={"spread_evenly": 4},
    )


def weekly_pin() -> Instance:
    """A session pinned every Tuesday, that only rhythms with Tuesdays can hold."""
    return two_classes(
        course("a", 3, (1,), groups="A", teachers="T"),
        course("b", 2, (1,), groups="B", teachers="T"),
        pins=(Pin(course="a", weekday=1, start=540, minutes=60),),
        levels={"spread_evenly": 3},
    )


CASES = {
    "teachers": (
        teachers_shared,
        {"A": ["Mon Tue", "Wed:am Thu", "Mon/Tue"], "B": ["Tue Thu", "Wed Fri"]},
    ),
    "room": (one_room, {"A": ["Mon Tue", "Tue Wed"], "B": ["Tue", "Wed Tue/Wed"]}),
    "pin": (weekly_pin, {"A": ["Mon Tue", "Mon Wed", "Tue Wed/Wed"], "B": ["Mon", "Tue Fri"]}),
}


def enumerated(instance: Instance, menu: Menu) -> dict[tuple[str, ...], int | None]:
    """The optimum of each combination by the exact model; None where it proves there is none."""
    found: dict[tuple[str, ...], int | None] = {}
    for chosen in menu.combinations():
        problem = under(instance, Scenario(name="", rhythms=menu.rhythms(chosen)))
        status, plan, bound = solve_whole(problem, OPTIONS)
        assert status in ("OPTIMAL", "INFEASIBLE")
        found[chosen] = None
        if plan is not None:
            report = verify(Timetable(instance=problem, sessions=plan.sessions))
            assert report.complete
            assert report.cost == plan.cost == (bound or 0)
            found[chosen] = plan.cost
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_choice_is_the_best_of_all_combinations_in_their_order(case):
    """Cut after cut, the exact model walks through every combination by its true cost."""
    make, allowed = CASES[case]
    instance, menu = make(), Menu.of(allowed)
    truth = enumerated(instance, menu)
    chooser = Chooser(instance, menu)
    assert chooser.exact
    seen = []
    while (proposal := chooser.propose(OPTIONS)).combination is not None:
        assert proposal.preferred
        assert truth[proposal.combination] == proposal.bound
        seen.append(proposal.bound)
        chooser.cut(proposal.combination)
    assert seen == sorted(cost for cost in truth.values() if cost is not None)
    assert len(set(seen)) > 1, "a choice between equals shows nothing"


@pytest.mark.parametrize("case", CASES)
def test_the_trame_bounds_every_combination_left(case):
    make, allowed = CASES[case]
    instance, menu = make(), Menu.of(allowed)
    truth = enumerated(instance, menu)
    chooser = Chooser(instance, menu, exact=False)
    left = {chosen for chosen in truth if truth[chosen] is not None}
    for _ in range(menu.count):
        proposal = chooser.propose(OPTIONS)
        if proposal.combination is None:
            break
        assert proposal.bound <= min((truth[chosen] for chosen in left), default=proposal.bound)
        left.discard(proposal.combination)
        chooser.cut(proposal.combination)
    assert not left, "combinations that have a plan were never proposed"


@pytest.mark.parametrize(
    ("specs", "whole"),
    [
        (["Mon Tue", "Tue Wed"], "Mon Tue Wed"),
        (["Wed:am", "Wed:pm"], "Wed"),
        (["Wed:am", "Mon"], "Mon Wed:am"),
        (["Mon/-", "Tue/-/-"], "Mon Tue/-/Mon/Tue/Mon/-"),
    ],
)
def test_a_union_has_the_days_of_all(specs, whole):
    assert union(specs) == whole


def test_a_union_opens_a_date_when_one_of_its_rhythms_does():
    """With a week of holidays, that no cycle counts."""
    specs = ["Mon Tue/-", "Wed:am/Thu/Fri"]
    holidays = CalendarRow(
        first=MONDAY + timedelta(7), last=MONDAY + timedelta(13), kind="holidays"
    )
    base = tiny(course("a"), weeks=8, calendar=(holidays,))

    def masks(spec: str) -> list[int]:
        problem = under(base, Scenario(name="", rhythms={"G": spec}))
        return [
            problem.status("G", day).open
            for day in days_between(problem.settings.start, problem.settings.end)
        ]

    assert masks(union(specs)) == [a | b for a, b in zip(*map(masks, specs), strict=True)]


def test_a_menu_that_cannot_be_read_is_refused():
    with pytest.raises(ScenarioError):
        Menu.of({"G": ["Mondi"]})
    with pytest.raises(ScenarioError):
        Chooser(tiny(course("a")), Menu.of({"X": ["Mon"]}))
    with pytest.raises(ValueError, match="nothing"):
        Chooser(tiny(course("a")), Menu({}))
