"""Short sessions, against brute force and by hand."""

from __future__ import annotations

import pytest
from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.keep_usual_durations import KeepUsualDurations
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours

RULE = KeepUsualDurations()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
ODD = tiny(course("A", hours=5, lengths=(2, 1)), days=5)
TWICE = tiny(course("A", hours=4, lengths=(2, 1), per_day=2), days=3)


@pytest.mark.parametrize("instance", [ODD, TWICE], ids=["odd", "twice a day"])
def test_posted_as_checked(instance: object) -> None:
    assert len(set(priced(instance, RULE, GIVEN))) > 2


def test_beside_kept_sessions() -> None:
    late = MONDAY.replace(day=9)
    assert priced_beside(ODD, RULE, lambda _, d: d < late, GIVEN)
    assert priced_beside(ODD, RULE, lambda _, d: d >= late, GIVEN)


def test_the_trame_lets_one_short_session_off() -> None:
    weeks = tiny(course("A", hours=3, lengths=(2, 1)), days="Mon", weeks=3)
    assert bounded(weeks, [RULE], GIVEN) == (0, 0)
    pinched = tiny(course("A", hours=3, lengths=(3, 1)), days="Mon", weeks=3, levels={RULE.id: 1})
    blocked = pinched.model_copy(update={"courses": (course("A", hours=2, lengths=(3, 1)),)})
    assert bounded(blocked, [RULE], GIVEN) == (60, 60)


def test_three_sessions_by_hand() -> None:
    instance = tiny(course("A", hours=5, lengths=(2, 1, 3)), days=4)

    def count(*rows: tuple[object, ...]) -> int:
        return sum(v.amount for v in RULE.check(plan(instance, *rows)))

    assert count(("A", 0, 8, 2), ("A", 1, 8, 3)) == 0
    assert count(("A", 0, 8, 2), ("A", 1, 8, 2), ("A", 2, 8, 1)) == 0
    assert count(("A", 0, 8, 1), ("A", 1, 8, 2), ("A", 2, 8, 2)) == 1
    assert count(("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 2, 8, 2), ("A", 3, 8, 1)) == 2
    first = next(iter(RULE.check(plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 2)))))
    assert first.say("en") == "A: sessions of less than 2 h before the last date: 1."
