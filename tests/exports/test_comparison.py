"""The ranking of scenarios: who is first, who ties, and what is not proved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import openpyxl
from tiny import course, tiny

from exports import page
from exports.comparison.book import write_comparison
from exports.comparison.columns import best_of
from exports.comparison.entries import Entry, State, ranked, verdicts
from exports.durations import duration, signed
from exports.measure import UNIT, lines_needed
from instances.audit import audit
from instances.scenario import Scenario, under
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


def written(tmp_path, *entries, plans=None):
    write_comparison(ranked(entries), tmp_path / "c.xlsx", "fr", plans=plans)
    return openpyxl.load_workbook(tmp_path / "c.xlsx", rich_text=True)


def test_no_page_ends_with_a_heading_and_a_table_that_goes_on_has_its_heads_again(tmp_path):
    school = tiny(*(course(f"C{n}", groups=f"G{n}") for n in range(70)))
    today = Entry(Scenario(name="today"), school, audit(school), "pending", today=True)
    sheet = written(tmp_path, today)["today"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert len(breaks) >= 1
    for last in breaks:
        assert sheet.cell(last, 1).border.bottom.style != "medium"  # a heading
        assert sheet.cell(last + 1, 1).value == "Ce que tient le rythme (calcul) (suite)"
        assert sheet.cell(last + 2, 1).value == "Apprenants"
        assert str(sheet.cell(last + 3, 1).value).startswith("G")
    titles = page.titles_height(sheet, int(sheet.print_title_rows.split("$")[-1]))
    first = 1
    for last in [*breaks, sheet.max_row]:
        heights = [sheet.row_dimensions[row].height for row in range(first, last + 1)]
        assert None not in heights
        assert sum(heights) + (titles if first > 1 else 0) <= page.HEIGHT * 1.05
        first = last + 1


def test_what_wraps_has_a_row_as_high_as_it_needs(tmp_path):
    today = replace(entry("today", "feasible", 7.0), today=True)
    week = under(SCHOOL, Scenario(name="week", rhythms={"G": "Mon Tue/Mon Tue Wed/Mon-Fri/Mon"}))
    other = Entry(Scenario(name="week"), week, audit(week), "pending")
    sheet = written(tmp_path, today, other)["week"]
    (row,) = [c.row for c in sheet["B"] if c.value == "lun mar" and c.border.bottom.style]
    heights = [sheet.row_dimensions[at].height for at in range(row - 1, row + 1)]
    assert len(str(sheet.cell(row, 3).value)) > 25 and heights[1] > 2 * 9 * 1.2
    wide = sheet.column_dimensions["C"].width * UNIT
    assert lines_needed("lun mar mer jeu ven", (wide - 14) / 9) == 1


def test_hours_are_told_as_everywhere_else_and_stay_numbers(tmp_path):
    first = entry("a", "feasible", 5.0)
    amounts = {"limit_group_gaps": 12064, "limit_teacher_gaps": 120}
    solution = first.solution.model_copy(update={"amounts": amounts})
    plan = Timetable(instance=SCHOOL, sessions=(), solution=solution)
    book = written(
        tmp_path, replace(first, timetable=plan, today=True), entry("b", "feasible", 9.0)
    )
    sheet = book["Comparaison"]
    (head,) = [c for row in sheet for c in row if c.value == "Attente apprenants (h)"]
    gaps = sheet.cell(head.row + 1, head.column)
    assert (gaps.value, gaps.number_format) == (timedelta(minutes=12064), '[h]" h "mm')
    idle = sheet.cell(head.row + 1, head.column + 1)
    assert (idle.value, idle.number_format) == (timedelta(hours=2), '[h]" h"')
    shown = {row[0].value: row[1] for row in book["a"].iter_rows()}
    assert shown["Attente apprenants (h)"].value == timedelta(minutes=12064)


def test_the_sheet_of_a_scenario_names_the_file_of_its_plan(tmp_path):
    plans = {"a": "plans/0123456789abcdef.json"}
    today = replace(entry("a", "feasible", 5.0), today=True)
    book = written(tmp_path, today, entry("b", "search", unplaced=60), plans=plans)

    def told(name: str) -> bool:
        return any("0123456789abcdef.json" in str(cell.value) for cell in book[name]["A"])

    assert told("a") and not told("b")


def test_hours_below_zero_are_a_text_that_excel_can_show():
    assert duration(-90).value == "−1 h 30"
    assert [signed(minutes) for minutes in (90, 0, -120)] == ["+1 h 30", "0 h", "−2 h"]
