"""The pace of another course: what `check` finds, and that `post` allows what it accepts."""

import pytest
from referee import agree, timetables
from scopes import agree_beside
from tiny import course, plan, tiny

from constraints.keep_pace import KeepPace
from constraints.plan_hours import PlanHours
from instances.entities import Resource

RULE = KeepPace()
LECTURE = course("CM", 4, (1, 2))
PRACTICE = course("TP", 2, (1,), groups="H", pace_of="CM")


def test_practice_is_ahead_at_the_end_of_a_date() -> None:
    instance = tiny(LECTURE, PRACTICE, days=3)
    kept = plan(instance, ("TP", 0, 8, 1), ("CM", 0, 9, 2), ("CM", 1, 8, 2), ("TP", 2, 8, 1))
    broken = plan(instance, ("TP", 0, 8, 1), ("CM", 0, 9, 1), ("CM", 1, 8, 2), ("TP", 1, 8, 1))
    assert not list(RULE.check(kept))
    found = list(RULE.check(broken))
    # Half of TP to a quarter of CM, then all of it to three quarters: 30 min of TP each.
    assert [(v.subject, v.amount) for v in found] == [(Resource("course", "TP"), 30)] * 2
    assert found[0].say("en") == (
        "TP: 1 h of 2 h done on Monday 7 September 2026, ahead of CM: 1 h of 4 h."
    )
    assert "1 h sur 2 h faites le lundi 7 septembre 2026" in found[0].say("fr")


def test_an_amount_is_rounded_up() -> None:
    instance = tiny(course("CM", 7), course("TP", 2, pace_of="CM"))
    (violation,) = RULE.check(plan(instance, ("CM", 0, 8, 1), ("TP", 0, 9, 1)))
    assert violation.amount == 43  # 60 - 120 / 7


def test_of_the_last_date_only_what_is_placed_counts() -> None:
    instance = tiny(LECTURE, PRACTICE)
    assert not list(RULE.check(plan(instance, ("CM", 0, 8, 1))))
    (violation,) = RULE.check(plan(instance, ("TP", 1, 8, 1)))
    assert violation.amount == 60


@pytest.mark.parametrize("given", [[], [PlanHours()]], ids=["any hours", "hours due"])
def test_post_allows_what_check_accepts(given: list[PlanHours]) -> None:
    instance = tiny(course("CM", 3), PRACTICE)
    accepted = agree(instance, [*given, RULE])
    assert 1 < len(accepted) < len(timetables(instance, given))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("CM", 3), PRACTICE)
    first, second = instance.dates
    assert agree_beside(instance, [RULE], lambda _, day: day == first)
    assert agree_beside(instance, [RULE], lambda _, day: day == second)
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "TP")
