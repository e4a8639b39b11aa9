"""The order of courses: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from scopes import agree_beside
from tiny import course, plan, tiny

from constraints.follow_order import FollowOrder
from instances.entities import Resource

RULE = FollowOrder()
FIRST = course("A", 3, (1, 2), groups="H")
THEN = course("B", 3, (1, 2), after=("A",))


def test_a_session_before_the_end_of_the_other() -> None:
    instance = tiny(FIRST, THEN, course("C", groups="K"))
    kept = plan(instance, ("A", 0, 8, 2), ("A", 1, 8, 1), ("B", 1, 9, 1), ("B", 1, 10, 1))
    broken = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 2), ("B", 0, 9, 2), ("B", 1, 9, 1))
    assert not list(RULE.check(kept))
    found = list(RULE.check(broken))
    assert [(v.subject, v.amount) for v in found] == [(Resource("course", "B"), 1)] * 2
    assert found[0].say("en") == (
        "B: the session on Monday 7 September 2026 at 09:00 is held before the end of A."
    )
    assert "à 09:00 a lieu avant la fin de A" in found[1].say("fr")


def test_each_of_several_courses_before() -> None:
    instance = tiny(FIRST, course("C", groups="K"), course("B", after=("A", "C")))
    timetable = plan(instance, ("A", 0, 8, 1), ("B", 0, 9, 1), ("C", 0, 10, 1))
    assert [v.values["other"] for v in RULE.check(timetable)] == ["C"]
    assert not list(RULE.check(plan(instance, ("B", 0, 8, 1))))


def test_post_allows_what_check_accepts() -> None:
    day = tiny(FIRST, THEN, days=1)
    accepted = agree(day, [RULE])
    assert 1 < len(accepted) < len(timetables(day))
    days = tiny(course("A", 3, (1,), groups="H"), course("B", 3, (1,), after=("A",)))
    accepted = agree(days, [RULE])
    assert 1 < len(accepted) < len(timetables(days))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("A", groups="H"), course("B", after=("A",)))
    first, second = instance.dates
    assert agree_beside(instance, [RULE], lambda _, day: day == first)
    assert agree_beside(instance, [RULE], lambda _, day: day == second)
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "A")
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "B")
