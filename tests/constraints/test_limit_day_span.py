"""The span of a day: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_day_span import LimitDaySpan
from instances.entities import Resource

RULE = LimitDaySpan()
THREE = {"group_span_max": 180, "teacher_span_max": None}
DAY = day_grid(8, 13)


def test_from_the_first_start_to_the_last_end() -> None:
    instance = tiny(course("A", 2), course("B", 1), days=1, grid=DAY, settings=THREE)
    kept = plan(instance, ("A", 0, 9, 1), ("A", 0, 10, 1), ("B", 0, 11, 1))
    broken = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("B", 0, 12, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("group", "G"), 120)
    assert violation.say("en") == "G: a span of 5 h on Monday 7 September 2026, 3 h at most."
    assert "une amplitude de 5 h le lundi 7 septembre 2026" in violation.say("fr")


def test_a_long_session_that_started_first_may_end_last() -> None:
    instance = tiny(course("A", 5, (5,)), course("B", 1), days=1, grid=DAY, settings=THREE)
    (violation,) = RULE.check(plan(instance, ("A", 0, 8, 5), ("B", 0, 9, 1)))
    assert violation.amount == 120


def test_teachers_have_their_own() -> None:
    settings = {"group_span_max": None, "teacher_span_max": 60}
    instance = tiny(course("A", teachers="T"), settings=settings)
    (violation,) = RULE.check(plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 1, 8, 1)))
    assert (violation.subject, violation.amount) == (Resource("teacher", "T"), 60)


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(
        course("A", 2, (1, 4), teachers="T"),
        course("B", 1, groups="H", teachers="T|U"),
        days=1,
        grid=DAY,
        settings={"group_span_max": 180, "teacher_span_max": 240},
    )
    rules = [AvoidClashes(), RULE]
    accepted = agree(instance, rules)
    assert 1 < len(accepted) < len(timetables(instance, rules[:1]))
    assert agree_beside(instance, rules[1:], lambda c, _: c.code == "B")


def test_the_trame_is_a_relaxation() -> None:
    instance = tiny(course("A", 2, (2,)), days="Mon", weeks=2, grid=day_grid(8, 12), settings=THREE)
    assert relaxed(instance, [AvoidClashes(), RULE]) > 1
