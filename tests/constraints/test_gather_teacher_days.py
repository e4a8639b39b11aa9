"""Dates teachers come on, against brute force and by hand."""

from __future__ import annotations

from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.gather_teacher_days import GatherTeacherDays
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.limit_day_hours import LimitDayHours
from constraints.meet_quotas import MeetQuotas
from constraints.plan_hours import PlanHours
from instances.entities import Quota, Teacher

RULE = GatherTeacherDays()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions(), LimitDayHours())
INSTANCE = tiny(
    course("A", teachers="T", hours=2),
    course("B", teachers="T|U", groups="H"),
    days=3,
    teachers=(Teacher(code="T", day_max=120), Teacher(code="U")),
)


def test_posted_as_checked() -> None:
    assert set(priced(INSTANCE, RULE, GIVEN)) == {2, 3, 4}


def test_beside_kept_sessions() -> None:
    assert priced_beside(INSTANCE, RULE, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(INSTANCE, RULE, lambda c, d: d > MONDAY or c.code == "B", GIVEN)


def test_the_bound_of_the_trame_counts_full_days() -> None:
    weeks = tiny(
        course("A", teachers="T", hours=4, lengths=(1, 2)),
        days="Mon Tue",
        weeks=2,
        settings={"teacher_day_max": 120},
        levels={RULE.id: 1},
    )
    assert bounded(weeks, [RULE], GIVEN) == (120, 120)


def test_hours_that_a_quota_lets_go_need_no_day() -> None:
    loose = tiny(
        course("A", teachers="T", hours=2),
        days=3,
        quotas=(Quota(group="G", unit="A", minutes=120, tolerance=60),),
        settings={"teacher_day_max": 60},
    )
    assert set(priced(loose, RULE, (*GIVEN, MeetQuotas()), complete=False)) == {1, 2, 3}


def test_three_teachers_by_hand() -> None:
    instance = tiny(course("A", teachers="T U", per_day=2), course("B", teachers="V"), days=2)
    timetable = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 1, 9, 1))
    found = {v.subject.code: v.amount for v in RULE.check(timetable)}
    assert found == {"T": 2, "U": 2}
    assert next(iter(RULE.check(timetable))).say("fr") == "Jours de venue de T : 2."
