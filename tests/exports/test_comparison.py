"""The ranking of scenarios: who is first, who ties, and what is not proved."""

from __future__ import annotations

from dataclasses import replace

from tiny import course, tiny

from exports.comparison.columns import best_of
from exports.comparison.entries import Entry, State, ranked, verdicts
from instances.audit import audit
from instances.scenario import Scenario
from instances.timetable import Solution, Timetable

SCHOOL = tiny(course("A"))
AUDIT = audit(SCHOOL)


def entry(
    name: str, state: State, cost=None, bound=None, unplaced=0, stopped="", begun=False
) -> Entry:
    """A scenario that came to something."""
    complete = state in ("optimal", "feasible")
    solution = Solution(
        status=state if complete else "partial",
        objective=cost,
        bound=bound,
        unplaced={"A": unplaced} if unplaced else {},
        stopped=stopped,
        options={"begun_with_plan": True} if begun else {},
    )
    timetable = Timetable(instance=SCHOOL, sessions=(), solution=solution)
    return Entry(Scenario(name=name), SCHOOL, AUDIT, state, timetable)


def test_the_cheapest_complete_plan_is_first_and_equal_ones_tie():
    found = ranked(
        [
            entry("d", "unfinished", unplaced=120),
            entry("c", "feasible", 7.0, 1.0),
            entry("e", "search", unplaced=60),
            entry("b", "feasible", 5.0, 1.0),
            entry("a", "optimal", 5.0, 5.0),
        ]
    )
    places = [(e.scenario.name, e.rank, e.tied) for e in found]
    assert places == [
        ("b", 1, True), ("a", 1, True), ("c", 3, False), ("d", None, False), ("e", None, False)
    ]  # fmt: skip


def test_first_is_proved_when_no_other_bound_is_below_its_cost():
    found = ranked([entry("a", "optimal", 5.0, 5.0), entry("b", "feasible", 9.0, 5.0)])
    said = [text.en for text in verdicts(found)]
    assert said == [
        "The best: “a”, 5.0 points.",
        "Proved: no other scenario can cost less.",
    ]


def test_what_may_still_be_better_is_named():
    found = ranked(
        [
            entry("a", "optimal", 5.0, 5.0),
            entry("b", "feasible", 9.0, 4.0),
            entry("c", "unfinished", unplaced=60),
            entry("d", "search", unplaced=60),
        ]
    )
    assert verdicts(found)[1].en == ("Not proved: b, c could still cost less, given more time.")


def test_without_a_complete_plan_there_is_no_best_one():
    found = ranked([entry("c", "unfinished", unplaced=60)])
    assert [text.en for text in verdicts(found)] == ["No scenario has a complete plan."]
    assert found[0].missing == 60


def test_a_search_that_the_clock_cut_is_named():
    found = ranked([entry("a", "feasible", 5.0, 5.0, stopped="wall_limit")])
    assert "The clock cut the search of a" in verdicts(found)[-1].en


def test_what_began_with_a_plan_that_the_clock_cut_is_named_too():
    today = replace(entry("a", "feasible", 5.0, 5.0, stopped="wall_limit"), today=True)
    found = ranked([today, entry("b", "feasible", 4.0, begun=True), entry("c", "feasible", 6.0)])
    assert "The clock cut the search of b, a" in verdicts(found)[-1].en


def test_a_search_that_began_with_todays_plan_is_named():
    found = ranked(
        [
            entry("a", "feasible", 5.0, 5.0, begun=True),
            entry("b", "feasible", 6.0),
        ]
    )
    assert [text.en for text in verdicts(found) if "today's plan holds" in text.en] == [
        "a: today's plan holds there as it is and the search began with it; it cannot do worse."
    ]


def test_a_value_that_all_share_is_not_marked():
    assert best_of([3, 3, None]) is None
    assert best_of([3, 2, None, 4]) == 2
