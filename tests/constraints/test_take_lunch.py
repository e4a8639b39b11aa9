"""Lunch: what `check` finds, and that `post` allows exactly what it accepts."""

import pytest
from referee import agree, posted, timetables
from scopes import agree_beside, relaxed
from tiny import course, day_grid, plan, session, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.take_lunch import TakeLunch
from instances.entities import Resource
from instances.grid import Grid, Period
from instances.timetable import Timetable

RULE = TakeLunch()
LONG = day_grid(11, 15)
NOON = {"lunch_start": 720, "lunch_end": 840, "lunch_minutes": 60}


def test_no_hour_free_at_noon() -> None:
    instance = tiny(course("A", 4, teachers="T"), course("B", 1, groups="H"), grid=LONG)
    kept = plan(instance, ("A", 0, 11, 1), ("A", 0, 12, 1), ("A", 0, 14, 1), ("A", 1, 13, 1))
    broken = plan(instance, ("A", 0, 11, 1), ("A", 0, 12, 1), ("A", 0, 13, 1), ("B", 0, 14, 1))
    assert not list(RULE.check(kept))
    found = list(RULE.check(broken))
    assert [v.subject for v in found] == [Resource("group", "G"), Resource("teacher", "T")]
    assert [v.amount for v in found] == [60, 60]
    assert found[0].say("en") == (
        "G: 0 min free in a row on Monday 7 September 2026 from 12:00 to 14:00, 60 at least."
    )
    assert "0 min libres de suite le lundi 7 septembre 2026" in found[1].say("fr")


def test_two_half_hours_are_no_hour() -> None:
    instance = tiny(course("A", 4), days=1, grid=LONG)
    long = session(instance, ("A", 0, 12, 1)).model_copy(update={"start": 750, "end": 810})
    (violation,) = RULE.check(Timetable(instance=instance, sessions=(long,)))
    assert violation.amount == 30


def test_a_grid_that_leaves_a_break_needs_no_equation() -> None:
    grid = Grid(periods=tuple(p for p in day_grid(8, 17).periods if p.start != 720))
    x = posted(tiny(course("A", 4, (1, 2)), grid=grid), [])
    assert not list(RULE.post(x))
    instance = tiny(course("A", 4, (2,)), days=1, grid=grid)
    # A session over the pause has it.
    assert not list(RULE.check(plan(instance, ("A", 0, 11, 2))))


GRIDS = {
    "hours": LONG,
    "half hours": day_grid(12, 14, 0.5),
    "a short pause": Grid(
        periods=tuple(Period(start=s, end=s + 60, credited=60) for s in (660, 720, 795, 855))
    ),
}


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS.keys())
def test_post_allows_what_check_accepts(grid: Grid) -> None:
    unit = grid.periods[0].credited / 60
    instance = tiny(
        course("A", 2, (unit, 2 * unit)),
        course("B", 1, (unit,), teachers="T" if unit == 1 else ""),
        days=1,
        grid=grid,
        settings=NOON,
    )
    # Sessions may clash: lunch is another matter.
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("A"), course("B", 1, teachers="T|U"), days=1, grid=LONG)
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "B")
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "A")


def test_the_trame_is_a_relaxation() -> None:
    instance = tiny(course("A"), days="Mon", weeks=2, grid=LONG)
    assert relaxed(instance, [AvoidClashes(), RULE]) > 1
