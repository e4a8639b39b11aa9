"""Half-groups in step: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from scopes import agree_beside
from tiny import course, plan, tiny

from constraints.keep_siblings_in_step import KeepSiblingsInStep
from instances.entities import Resource

RULE = KeepSiblingsInStep()
A = course("TP/A", 3, (1,), groups="A", family="TP")
B = course("TP/B", 3, (1,), groups="B", family="TP")
C = course("TP/C", 3, (1,), groups="C", family="TP")


def test_two_sessions_apart_at_the_end_of_a_date() -> None:
    instance = tiny(A, B, course("CM", 3, groups="A B"), days=3)
    kept = plan(instance, ("TP/A", 0, 8, 1), ("TP/A", 1, 8, 1), ("TP/B", 1, 9, 1))
    broken = plan(
        instance, ("TP/A", 0, 8, 1), ("TP/A", 1, 8, 1), ("TP/A", 1, 9, 1), ("TP/B", 2, 8, 1)
    )
    assert not list(RULE.check(kept))
    found = list(RULE.check(broken))
    assert [(v.subject, v.amount) for v in found] == [
        (Resource("course", "TP/B"), 2),
        (Resource("course", "TP/B"), 1),
    ]
    assert found[0].say("en") == (
        "TP/B: sessions done by Tuesday 8 September 2026: 0, against 3 in TP/A."
    )
    assert found[1].say("fr") == (
        "TP/B : séances faites au mercredi 9 septembre 2026 : 1, contre 3 en TP/A."
    )


def test_every_two_of_three_siblings() -> None:
    instance = tiny(A, B, C)
    timetable = plan(instance, ("TP/C", 0, 8, 1), ("TP/C", 0, 9, 1), ("TP/A", 0, 8, 1))
    (violation,) = RULE.check(timetable)
    assert (violation.subject.code, violation.values["other"]) == ("TP/B", "TP/C")


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(A, B)
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))
    three = tiny(A, B, C, days=1)
    accepted = agree(three, [RULE])
    assert 1 < len(accepted) < len(timetables(three))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(A, B)
    first, second = instance.dates
    assert agree_beside(instance, [RULE], lambda _, day: day == first)
    assert agree_beside(instance, [RULE], lambda _, day: day == second)
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "TP/B")
