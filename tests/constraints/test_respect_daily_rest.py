"""Daily rest: what `check` finds, and that `post` allows exactly what it accepts."""

import pytest
from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.respect_daily_rest import RespectDailyRest
from instances.entities import Group, Resource

RULE = RespectDailyRest()
LONG = day_grid(6, 22, 4)
RESTS = {"group_rest_min": 660, "teacher_rest_min": 660}


def test_late_one_day_and_early_the_next() -> None:
    instance = tiny(course("A", 12, (4,)), days=3, grid=LONG, settings=RESTS)
    kept = plan(instance, ("A", 0, 18, 4), ("A", 1, 10, 4), ("A", 2, 6, 4))
    broken = plan(instance, ("A", 0, 18, 4), ("A", 1, 6, 4), ("A", 2, 6, 4))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("group", "G"), 180)
    assert len(violation.sessions) == 2
    assert violation.say("en") == "G: 8 h of rest before Tuesday 8 September 2026, 11 h at least."
    assert "8 h de repos avant le mardi 8 septembre 2026, 11 h au moins" in violation.say("fr")


def test_a_day_between_is_rest_enough() -> None:
    instance = tiny(course("A", 8, (4,)), days="Mon Wed", grid=LONG, settings=RESTS)
    assert not list(RULE.check(plan(instance, ("A", 0, 18, 4), ("A", 1, 6, 4))))


@pytest.mark.parametrize(("minors", "amount"), [(True, 60), (False, 0)])
def test_learners_under_18_rest_longer(minors: bool, amount: int) -> None:
    groups = (Group(code="G", rhythm="R", minors=minors),)
    grid = day_grid(9, 22, 1)
    instance = tiny(course("A"), groups=groups, grid=grid, settings=RESTS)
    timetable = plan(instance, ("A", 0, 21, 1), ("A", 1, 9, 1))
    assert sum(v.amount for v in RULE.check(timetable)) == amount


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(
        course("A", 5, (5,), teachers="T"),
        course("B", 5, (5,), groups="H", teachers="T|U"),
        grid=day_grid(6, 21, 5),
        settings={"group_rest_min": 660, "teacher_rest_min": 900},
    )
    rules = [AvoidClashes(), RULE]
    accepted = agree(instance, rules)
    assert 1 < len(accepted) < len(timetables(instance, rules[:1]))


def test_post_beside_kept_sessions() -> None:
    grid = day_grid(6, 21, 5)
    instance = tiny(course("A", 5, (5,)), course("B", 5, (5,)), grid=grid, settings=RESTS)
    first = instance.dates[0]
    free = lambda c, day: c.code == "A" and day == first  # noqa: E731
    assert agree_beside(instance, [RULE], free)


def test_the_trame_is_a_relaxation() -> None:
    instance = tiny(
        course("A", 8, (8,)), days="Mon Tue", weeks=2, grid=day_grid(6, 22, 8), settings=RESTS
    )
    assert relaxed(instance, [AvoidClashes(), RULE]) > 1
