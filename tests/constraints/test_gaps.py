"""Idle times of groups and teachers, against brute force and by hand."""

from __future__ import annotations

import pytest
from referee import priced, priced_beside
from tiny import MONDAY, course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.gaps import lunch_allowance
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.limit_group_gaps import LimitGroupGaps
from constraints.limit_teacher_gaps import LimitTeacherGaps
from constraints.plan_hours import PlanHours

GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
GROUPS, TEACHERS = LimitGroupGaps(), LimitTeacherGaps()

LONG = tiny(
    course("A", teachers="T", per_day=2, hours=2),
    course("B", teachers="U T|U", lengths=(1, 2)),
    days=1,
    grid=day_grid(8, 13),
    settings={"lunch_start": 660, "lunch_end": 780},
)
TWO_DAYS = tiny(
    course("A", teachers="T", hours=3, lengths=(1, 2)),
    course("B", teachers="T|U", groups="G H"),
    days=2,
    grid=day_grid(8, 12),
)


@pytest.mark.parametrize("instance", [LONG, TWO_DAYS], ids=["long", "two days"])
def test_posted_as_checked(instance: object) -> None:
    assert len(set(priced(instance, GROUPS, GIVEN))) > 1
    assert len(set(priced(instance, TEACHERS, GIVEN))) > 1


def test_beside_kept_sessions() -> None:
    for rule in (GROUPS, TEACHERS):
        assert priced_beside(LONG, rule, lambda c, _: c.code == "A", GIVEN)
        assert priced_beside(LONG, rule, lambda c, _: c.code == "B", GIVEN)
        assert priced_beside(TWO_DAYS, rule, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(TWO_DAYS, TEACHERS, lambda c, d: d > MONDAY or c.code == "B", GIVEN)


def _idle(instance: object, *rows: tuple[object, ...]) -> list[tuple[str, int]]:
    found = GROUPS.check(plan(instance, *rows))
    return [(violation.subject.code, violation.amount) for violation in found]


def test_three_sessions_by_hand() -> None:
    instance = tiny(
        course("A"), course("B"), course("C", groups="A1"), grid=day_grid(8, 16), days=2
    )
    rows = (("A", 0, 8, 1), ("B", 0, 10, 1), ("A", 1, 8, 1), ("B", 1, 9, 1), ("C", 0, 12, 1))
    assert _idle(instance, *rows) == [("G", 60)]
    assert GROUPS.check(plan(instance, *rows)).__next__().say("fr") == (
        "G : 1 h d'attente le lundi 7 septembre 2026."
    )
    # 9 to 15 less an hour for lunch, of 12 to 14.
    assert _idle(instance, ("A", 0, 8, 1), ("B", 0, 15, 1)) == [("G", 300)]
    # A session at 12 leaves 13 to 14 for lunch.
    lunch = (("A", 0, 11, 1), ("B", 0, 14, 1), ("A", 0, 12, 1))
    assert _idle(instance, *lunch) == []


def test_a_grid_that_pauses_for_lunch_forgives_nothing_more() -> None:
    grid = day_grid(8, 18)
    pausing = grid.model_copy(update={"periods": grid.periods[:4] + grid.periods[5:]})
    instance = tiny(course("A"), course("B"), grid=pausing)
    assert lunch_allowance(instance) == 0
    assert _idle(instance, ("A", 0, 11, 1), ("B", 0, 13, 1)) == []
    assert _idle(instance, ("A", 0, 11, 1), ("B", 0, 14, 1)) == [("G", 60)]
    assert lunch_allowance(tiny(course("A"), grid=grid)) == 60


def test_credited_minutes_count_and_not_the_clock() -> None:
    grid = day_grid(8, 11)
    short = tuple(p.model_copy(update={"end": p.end - 5}) for p in grid.periods)
    instance = tiny(course("A", per_day=2), grid=grid.model_copy(update={"periods": short}))
    assert _idle(instance, ("A", 0, 8, 1), ("A", 0, 10, 1)) == [("G", 60)]
    assert set(priced(instance, GROUPS, (AvoidClashes(), PlanHours()))) == {0, 60}
