"""Rules that price a course's rooms, late hours and planned hours: brute force and by hand."""

from __future__ import annotations

from referee import bounded, posted, priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.avoid_late_hours import AvoidLateHours
from constraints.keep_planned_hours import KeepPlannedHours
from constraints.keep_rooms import KeepRooms
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.meet_quotas import MeetQuotas
from constraints.plan_hours import PlanHours
from instances.entities import Quota

GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
ROOMS, LATE, PLANNED = KeepRooms(), AvoidLateHours(), KeepPlannedHours()

ROOMY = tiny(course("A", hours=2, rooms="R|S|T U|T"), course("B", hours=1, rooms="R|S"), days=2)
EVENING = tiny(
    course("A", hours=3, lengths=(1, 2)),
    course("B", hours=1),
    settings={"late_after": 570},
)
LOOSE = tiny(
    course("A", hours=2),
    course("B", hours=1),
    days=3,
    quotas=(Quota(group="G", unit="A", minutes=120, tolerance=60),),
)


def test_rooms_are_posted_as_checked() -> None:
    assert set(priced(ROOMY, ROOMS, GIVEN)) == {0, 1, 2}


def test_rooms_beside_kept_sessions() -> None:
    assert priced_beside(ROOMY, ROOMS, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(ROOMY, ROOMS, lambda _, d: d > MONDAY, GIVEN)


def test_rooms_that_are_not_decided_cost_nothing() -> None:
    x = posted(ROOMY, GIVEN, decide_rooms=False)
    assert not list(ROOMS.penalize(x))


def test_rooms_by_hand() -> None:
    timetable = plan(ROOMY, ("A", 0, 8, 1, "", "R U"), ("A", 1, 8, 1, "", "S T"))
    (violation,) = ROOMS.check(timetable)
    assert (violation.amount, violation.say("en")) == (2, "A: R, S, T, U.")


def test_late_hours_are_posted_as_checked() -> None:
    assert len(set(priced(EVENING, LATE, GIVEN))) > 1
    assert priced_beside(EVENING, LATE, lambda c, _: c.code == "A", GIVEN)


def test_late_hours_are_exact_in_the_trame() -> None:
    weeks = tiny(
        course("A", hours=8, lengths=(2,), per_day=2),
        days="Mon",
        weeks=4,
        settings={"late_after": 540},
        levels={LATE.id: 1},
    )
    assert bounded(weeks, [LATE], GIVEN) == (240, 240)


def test_late_hours_by_hand() -> None:
    # Late from 9:30: the period that starts at 9:00 is not late, the one at 10:00 is.
    timetable = plan(EVENING, ("A", 0, 8, 2), ("A", 1, 9, 2), ("B", 0, 10, 1))
    found = {v.subject.code: v.amount for v in LATE.check(timetable)}
    assert found == {"A": 60, "B": 60}
    assert next(iter(LATE.check(timetable))).say("fr") == "A : 1 h après 09:30."


def test_planned_hours_are_posted_as_checked() -> None:
    rules = (*GIVEN, MeetQuotas())
    assert set(priced(LOOSE, PLANNED, rules, complete=False)) == {0, 60}
    assert priced_beside(LOOSE, PLANNED, lambda c, _: c.code == "A", rules, complete=False)
    assert bounded(LOOSE, [PLANNED], rules) == (0, 0)


def test_planned_hours_by_hand() -> None:
    timetable = plan(LOOSE, ("A", 0, 8, 1), ("B", 0, 9, 1), ("B", 1, 8, 1))
    found = {v.subject.code: v.amount for v in PLANNED.check(timetable)}
    assert found == {"A": 60, "B": 60}
    assert next(iter(PLANNED.check(timetable))).say("en") == "A: 1 h planned of 2 h."
