"""Parallel courses: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import MONDAY, course, plan, tiny

from constraints.respect_availability import RespectAvailability
from constraints.run_in_parallel import RunInParallel
from instances.entities import Resource, TimeOff

RULE = RunInParallel()
A = course("A", 3, (1, 2), parallel_with=("B",))
B = course("B", 3, (1, 2), groups="H")


def test_each_session_without_a_parallel_one() -> None:
    instance = tiny(A, B, course("C", groups="K"))
    kept = plan(instance, ("A", 0, 8, 2), ("A", 1, 8, 1), ("B", 0, 8, 2), ("B", 1, 8, 1))
    broken = plan(instance, ("A", 0, 8, 2), ("A", 1, 8, 1), ("B", 0, 8, 1), ("B", 1, 8, 1))
    assert not list(RULE.check(kept))
    found = list(RULE.check(broken))
    assert [(v.subject, v.amount) for v in found] == [
        (Resource("course", "A"), 1),
        (Resource("course", "B"), 1),
    ]
    assert found[0].sessions[0].minutes == 120
    assert found[0].say("en") == (
        "A: the session on Monday 7 September 2026 at 08:00 has no parallel one in B."
    )
    assert "la séance du lundi 7 septembre 2026 à 08:00 n'a pas de parallèle" in found[0].say("fr")


def test_two_that_name_each_other_are_one_pair() -> None:
    instance = tiny(A, B.model_copy(update={"parallel_with": ("A",)}))
    assert len(list(RULE.check(plan(instance, ("A", 0, 8, 1))))) == 1


def test_post_allows_what_check_accepts() -> None:
    off = (TimeOff(who="T", kind="teacher", weekday=0, start=540, end=600),)
    instance = tiny(
        A,
        B.model_copy(update={"posts": (("T",),)}),
        days=1,
        times_off=off,
        settings={"end": MONDAY},
    )
    accepted = agree(instance, [RespectAvailability(), RULE])
    assert 1 < len(accepted) < len(timetables(instance))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(A, B, days=1)
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "B")
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "A")
    two = tiny(course("A", parallel_with=("B",)), course("B", groups="H"))
    assert agree_beside(two, [RULE], lambda _, day: day == two.dates[1])


def test_the_trame_is_a_relaxation() -> None:
    short = course("A", parallel_with=("B",)), course("B", groups="H")
    assert relaxed(tiny(*short, days="Mon", weeks=2), [RULE]) > 1


def test_who_meets_together_does_so_by_whatever_courses_stand_between() -> None:
    instance = tiny(
        course("A"),
        course("B", groups="H", parallel_with=("A",)),
        course("C", groups="K", parallel_with=("B",)),
        course("D", groups="L"),
    )
    three = frozenset("ABC")
    assert instance.together == {"A": three, "B": three, "C": three, "D": frozenset("D")}
