"""The choice of rhythms: the same optimum as every combination solved by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from choices import CASES, OPTIONS, enumerated
from tiny import MONDAY, course, tiny

from instances.calendar import days_between
from instances.entities import CalendarRow
from instances.scenario import Scenario, ScenarioError, under
from solver.choose import Chooser, Menu, union


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
