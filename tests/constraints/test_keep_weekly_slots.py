"""Slots in use, against brute force and by hand."""

from __future__ import annotations

from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.keep_weekly_slots import KeepWeeklySlots
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.meet_quotas import MeetQuotas
from constraints.plan_hours import PlanHours
from instances.entities import Quota

RULE = KeepWeeklySlots()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions(), MeetQuotas())
WEEKS = tiny(course("A", hours=3, lengths=(1, 2)), course("B", hours=1), days="Mon Thu", weeks=2)
LOOSE = tiny(
    course("A", hours=3),
    days="Mon Thu",
    weeks=2,
    quotas=(Quota(group="G", unit="A", minutes=180, tolerance=60),),
)


def test_posted_as_checked() -> None:
    assert set(priced(WEEKS, RULE, GIVEN)) == {3, 4}


def test_hours_that_a_quota_lets_go_need_no_slot() -> None:
    assert set(priced(LOOSE, RULE, GIVEN, complete=False)) == {1, 2, 3, 4}


def test_beside_kept_sessions() -> None:
    assert priced_beside(WEEKS, RULE, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(WEEKS, RULE, lambda _, d: d > MONDAY, GIVEN)
    assert priced_beside(LOOSE, RULE, lambda _, d: d > MONDAY, GIVEN, complete=False)


def test_the_bound_of_the_trame_counts_the_dates_a_slot_has() -> None:
    weeks = tiny(course("A", hours=3), days="Mon Thu", weeks=2, levels={RULE.id: 1})
    assert bounded(weeks, [RULE], GIVEN) == (240, 240)
    elsewhere = tiny(course("A", hours=3), days="Mon", weeks=3, levels={RULE.id: 1})
    assert bounded(elsewhere, [RULE], GIVEN) == (120, 120)


def test_three_sessions_by_hand() -> None:
    timetable = plan(WEEKS, ("A", 0, 8, 1), ("A", 2, 8, 1), ("A", 3, 8, 1), ("B", 0, 9, 1))
    found = {v.subject.code: v.amount for v in RULE.check(timetable)}
    assert found == {"A": 2, "B": 1}
    assert next(iter(RULE.check(timetable))).say("en") == "A: 2 slots."
    assert [v.say("fr") for v in RULE.check(timetable)] == ["A : 2 créneaux.", "B : 1 créneau."]
