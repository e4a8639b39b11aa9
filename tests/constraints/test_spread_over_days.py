"""Days a course falls short of, against brute force and by hand."""

from __future__ import annotations

from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours
from constraints.spread_over_days import SpreadOverDays

RULE = SpreadOverDays()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
INSTANCE = tiny(
    course("A", hours=3, per_day=2, min_days=3),
    course("B", hours=2, per_day=2, min_days=2, groups="H"),
    days=3,
)


def test_posted_as_checked() -> None:
    assert set(priced(INSTANCE, RULE, GIVEN)) == {0, 1, 2}


def test_hours_left_out_are_days_missing() -> None:
    one = tiny(course("A", hours=2, per_day=2, min_days=3), days=2)
    assert set(priced(one, RULE, (AvoidClashes(),), complete=False)) == {1, 2, 3}


def test_beside_kept_sessions() -> None:
    assert priced_beside(INSTANCE, RULE, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(INSTANCE, RULE, lambda _, d: d > MONDAY, GIVEN)


def test_the_trame_bounds_it() -> None:
    # Two Mondays and six hours, three a day at most: no way to meet on a third date.
    weeks = tiny(
        course("A", hours=6, per_day=3, min_days=3),
        days="Mon",
        weeks=2,
        levels={RULE.id: 1},
    )
    assert bounded(weeks, [RULE], GIVEN) == (60, 60)


def test_three_courses_by_hand() -> None:
    instance = tiny(
        course("A", per_day=2, min_days=2), course("B", min_days=1), course("C", min_days=2)
    )
    timetable = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("B", 1, 8, 1))
    found = {v.subject.code: v.amount for v in RULE.check(timetable)}
    assert found == {"A": 1, "C": 2}
    assert [v.say("fr") for v in RULE.check(timetable)] == [
        "A : 1 jour, 2 souhaités au moins.",
        "C : 0 jour, 2 souhaités au moins.",
    ]
    assert next(iter(RULE.check(timetable))).say("en") == "A: 1 day, 2 wished at least."
