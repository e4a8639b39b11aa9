"""Days near their target, against brute force and by hand."""

from __future__ import annotations

from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.balance_days import BalanceDays
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours

RULE = BalanceDays()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
AIMS = {"group_day_target": 120, "group_day_slack": 0, "teacher_day_target": 60}
INSTANCE = tiny(
    course("A", teachers="T", hours=3, lengths=(1, 2)),
    course("B", teachers="T|U", groups="G H"),
    days=3,
    settings=AIMS,
)


def test_posted_as_checked() -> None:
    assert len(set(priced(INSTANCE, RULE, GIVEN))) > 2


def test_beside_kept_sessions() -> None:
    assert priced_beside(INSTANCE, RULE, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(INSTANCE, RULE, lambda c, d: d > MONDAY or c.code == "B", GIVEN)


def test_the_trame_never_costs_more() -> None:
    weeks = tiny(
        course("A", teachers="T", hours=3, per_day=2),
        course("B", hours=1),
        days=2,
        weeks=2,
        settings=AIMS,
    )
    bound, optimum = bounded(weeks, [RULE], GIVEN)
    assert optimum > 0
    assert bound <= optimum


def test_three_days_by_hand() -> None:
    instance = tiny(
        course("A", per_day=3, teachers="T"), course("B", groups="H"), days=3, settings=AIMS
    )
    timetable = plan(
        instance,
        ("A", 0, 8, 1),  # an hour under for G, T at his target
        ("A", 1, 8, 1),
        ("A", 1, 9, 1),  # G at its target, T an hour over
        ("A", 2, 8, 1),
        ("A", 2, 9, 1),
        ("A", 2, 10, 1),  # G an hour over, T two
    )
    found = {(v.subject.code, v.sessions[0].date.day): v.amount for v in RULE.check(timetable)}
    assert found == {("G", 7): 60, ("T", 8): 60, ("G", 9): 60, ("T", 9): 120}
    first = next(iter(RULE.check(timetable)))
    assert first.say("en") == "G: 1 h on Monday 7 September 2026, 2 h aimed at."


def test_a_day_within_the_slack_costs_nothing() -> None:
    instance = tiny(course("A", per_day=3), days=2, settings={**AIMS, "group_day_slack": 60})
    near = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 1, 9, 1), ("A", 1, 10, 1))
    assert not list(RULE.check(near))
    wide = tiny(
        course("A", lengths=(2, 1), hours=3), days=2, settings={**AIMS, "group_day_slack": 30}
    )
    assert {v.amount for v in RULE.check(plan(wide, ("A", 0, 8, 1)))} == {30}
    assert priced(wide, RULE, GIVEN)
