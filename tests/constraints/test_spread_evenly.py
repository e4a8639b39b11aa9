"""Even pace, against brute force and by hand."""

from __future__ import annotations

from datetime import timedelta

from referee import priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours
from constraints.spread_evenly import SpreadEvenly
from instances.entities import CalendarRow

RULE = SpreadEvenly()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
NEXT_WEEK, LAST_WEEK = MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)
# The second week has a Tuesday only.
HOLIDAY = CalendarRow(first=NEXT_WEEK, last=NEXT_WEEK, kind="public")
UNEVEN = tiny(course("A", hours=4, per_day=2), days="Mon Tue", weeks=3, calendar=(HOLIDAY,))


def test_posted_as_checked() -> None:
    assert len(set(priced(UNEVEN, RULE, GIVEN))) > 3


def test_beside_kept_sessions() -> None:
    assert priced_beside(UNEVEN, RULE, lambda _, d: d < LAST_WEEK, GIVEN)
    assert priced_beside(UNEVEN, RULE, lambda _, d: d >= NEXT_WEEK, GIVEN)


def test_three_weeks_by_hand() -> None:
    instance = tiny(course("A", hours=4, per_day=3), days="Mon Tue", weeks=3, calendar=(HOLIDAY,))
    # Dates 2, 1, 2: 96, 144 and 240 minutes are due; an hour either way is no deviation.
    late = plan(instance, ("A", 2, 8, 1), ("A", 3, 8, 1), ("A", 3, 9, 1), ("A", 4, 8, 1))
    found = list(RULE.check(late))
    assert [v.amount for v in found] == [96 - 60, 144 - 60 - 60]
    assert found[1].say("en") == "A: 1 h done by the end of 2026-W38, 2 h 24 at an even pace."
    early = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 0, 10, 1), ("A", 4, 8, 1))
    assert [v.amount for v in RULE.check(early)] == [180 - 96 - 60]


def test_a_session_when_no_learner_is_there_still_counts() -> None:
    instance = tiny(course("A", hours=2), days="Mon", weeks=2)
    assert instance.teachable["A"] == (MONDAY, NEXT_WEEK)
    session = plan(instance, ("A", 0, 8, 1)).sessions[0]
    moved = session.model_copy(update={"date": MONDAY + timedelta(days=3)})
    off = plan(instance).model_copy(update={"sessions": (moved, session)})
    assert not list(RULE.check(off))
    assert [v.amount for v in RULE.check(plan(instance))] == [60]
