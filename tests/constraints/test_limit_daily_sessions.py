"""Sessions a day: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import course, plan, tiny

from constraints.limit_daily_sessions import LimitDailySessions
from instances.entities import Resource

RULE = LimitDailySessions()


def test_a_course_meets_too_often_on_a_date() -> None:
    instance = tiny(course("A", 4), course("B", 4, per_day=2))
    kept = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1), ("B", 0, 8, 1), ("B", 0, 9, 1))
    rows = ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 0, 10, 1), ("B", 1, 8, 1), ("B", 1, 9, 1)
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(plan(instance, *rows))
    assert (violation.subject, violation.amount) == (Resource("course", "A"), 2)
    assert violation.say("en") == "A: 3 sessions on Monday 7 September 2026, 1 at most."
    assert violation.say("fr") == "A : 3 séances le lundi 7 septembre 2026, 1 au plus."


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(course("A", 4), course("B", 4, per_day=2))
    accepted = agree(instance, [RULE])
    assert len(accepted) == (1 + 3) ** 2 * (1 + 3 + 3) ** 2 < len(timetables(instance))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("A", 4, per_day=2), days="Mon", weeks=2)
    first = instance.dates[0]
    assert agree_beside(instance, [RULE], lambda _, day: day == first)


def test_the_trame_is_a_relaxation() -> None:
    assert relaxed(tiny(course("A", 4), days="Mon", weeks=2), [RULE]) > 1
