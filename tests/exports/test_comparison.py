"""The ranking of scenarios: who is first, who ties, and what is not proved."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
from tiny import course, tiny

from exports.comparison.book import write_comparison
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
        "The best: “a”, 5 points.",
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


def test_the_comparison_says_where_its_tables_begin_and_speaks_one_language(tmp_path):
    """Headings reach across the page, no table begins at its foot, colons are the language's."""
    today = replace(entry("today", "feasible", 2448.3, 1000.0), today=True, watched=("G",))
    other = replace(entry("lun jeu", "unfinished", unplaced=120), watched=("G",))
    write_comparison(ranked([today, other]), tmp_path / "c.xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx")["Comparison"]
    found = {cell.value: cell for cell in sheet["A"] if isinstance(cell.value, str)}
    for heading in ("Why not the others", "Soft rules, each in its own unit"):
        row = found[heading].row
        assert all(cell.border.bottom.style == "medium" for cell in sheet[row]), heading
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert found["Soft rules, each in its own unit"].row - 1 in breaks
    assert any(text.startswith("lun jeu: ") for text in found)


def test_points_are_written_as_everywhere_else():
    found = ranked([entry("a", "optimal", 2448.3, 2448.3), entry("b", "feasible", 9000.0, 5000.0)])
    first = verdicts(found)[0]
    assert first.fr == "Le meilleur : « a », 2 448,3 points."
    assert first.en == "The best: “a”, 2,448.3 points."
