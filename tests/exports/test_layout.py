"""Rows, lanes and the size of texts: the arithmetic behind the grids."""

from __future__ import annotations

from datetime import date

import pytest

from exports.dates import week_ranges, week_title
from exports.grids import evened
from exports.layout import Place, Stretch, day_rows, lanes_needed, side_by_side, stretch
from exports.measure import SIZES, fit, lines_needed, width
from exports.names import Names
from exports.slots import slots
from exports.views import View
from instances.rhythm import monday
from instances.timetable import Timetable


def test_rows_are_the_periods_and_the_breaks_between(timetable: Timetable) -> None:
    rows = day_rows(timetable.instance, timetable.sessions, "fr")
    assert [(row.start, row.label) for row in rows if row.period is None] == [(720, "déjeuner")]
    assert stretch(rows, 600, 840) == Stretch(2, 5)
    assert stretch(rows, 610, 620) == Stretch(2, 2)


def test_sessions_at_one_time_stand_side_by_side() -> None:
    items = [(Stretch(0, 1), 0), (Stretch(0, 3), 1), (Stretch(2, 3), 0), (Stretch(5, 5), 1)]
    assert lanes_needed([place for place, _ in items]) == 2
    placed = side_by_side(items, lambda item: item[0], lambda item: (item[1], 2), 2)
    assert dict(placed) == {
        items[0]: Place(Stretch(0, 1), 0, 0),
        items[1]: Place(Stretch(0, 3), 1, 1),
        items[2]: Place(Stretch(2, 3), 0, 0),
        items[3]: Place(Stretch(5, 5), 1, 1),
    }


def test_a_whole_class_takes_the_whole_width() -> None:
    items = [(Stretch(0, 1), 0, 1), (Stretch(2, 3), 1, 2)]
    placed = side_by_side(items, lambda item: item[0], lambda item: item[1:], 4)
    assert [place for _, place in placed] == [
        Place(Stretch(0, 1), 0, 3),
        Place(Stretch(2, 3), 2, 3),
    ]


def test_two_of_one_group_at_one_time_never_hide_each_other() -> None:
    items = [(Stretch(0, 1), 0), (Stretch(1, 2), 0)]
    placed = side_by_side(items, lambda item: item[0], lambda item: (item[1], 2), 2)
    assert {place.first for _, place in placed} == {0, 1}


@pytest.mark.parametrize(("wide", "high"), [(300.0, 90.0), (60.0, 40.0), (40.0, 14.0)])
def test_a_text_fits_its_cell_or_is_as_small_as_can_be(wide: float, high: float) -> None:
    lines = ("Bloc 1 · TP", "Mme Tallandier", "Labo 1 + B12", "SIO1-A")
    arranged, size = fit(lines, wide, high)
    assert " · ".join(arranged) == " · ".join(lines)
    count = sum(lines_needed(line, (wide - 4) / size) for line in arranged)
    assert count * size <= high or size == SIZES[-1]
    assert width("mmm") > width("iii")


def test_lines_are_joined_where_that_makes_larger_letters() -> None:
    lines = ("Bloc 1 · CM", "Mme Tallandier", "Salle 101", "9 dates sur 17")
    assert fit(lines, 200.0, 60.0)[0] == lines
    arranged, size = fit(lines, 200.0, 36.0)
    assert arranged == ("Bloc 1 · CM", "Mme Tallandier · Salle 101 · 9 dates sur 17")
    assert size >= 8


def test_the_letters_of_a_grid_are_of_about_one_size() -> None:
    assert evened([7.0, 10.5]) == 8.5
    assert evened([9.0, 10.5]) > 10.5
    assert evened([]) >= SIZES[0]


def test_weeks_are_named_as_people_do() -> None:
    days = [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 22), date(2026, 12, 28)]
    assert week_ranges([*days, date(2027, 1, 4)], "fr") == "S37–S39, S53, S01"
    assert week_title(date(2026, 8, 31), "fr") == "Semaine 36 : du 31 août au 6 septembre 2026"
    assert week_title(date(2026, 12, 28), "en") == ("Week 53: 28 December 2026 to 3 January 2027")
    assert week_title(date(2027, 2, 1), "fr") == "Semaine 5 : du 1er au 7 février 2027"


def test_the_trame_counts_every_session_once(timetable: Timetable) -> None:
    view = View(timetable, "group", "SIO2", Names(timetable.instance))
    found = slots(view)
    assert sum(len(slot.dates) for slot in found) == len(view.sessions)
    assert all(len(slot.dates) <= slot.possible for slot in found)
    assert view.weekdays == (1, 2, 3)
    sides = {s.groups[0]: view.side(s) for s in view.sessions}
    assert sides == {"SIO2": (0, 1), "SISR": (0, 2), "SLAM": (1, 2)}
    maths = next(slot for slot in found if slot.example.course == "S2-MAT")
    assert (maths.weekday, maths.start, maths.end) == (1, 600, 720)


def test_a_week_at_the_cfa_without_a_session_is_printed_and_told(timetable: Timetable) -> None:
    empty = date(2026, 9, 14)
    kept = tuple(s for s in timetable.sessions if monday(s.date) != empty)
    plan = timetable.model_copy(update={"sessions": kept})
    view = View(plan, "group", "SIO1", Names(timetable.instance))
    assert empty in view.weeks
    assert empty in view.idle_weeks
    assert not {monday(s.date) for s in view.sessions} & set(view.idle_weeks)
