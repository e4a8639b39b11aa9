"""Courses in a relation: apart, joined, at the same times, never at once; starts allowed."""

from __future__ import annotations

from referee import agree, bounded, priced, priced_beside, timetables
from scopes import agree_beside, relaxed
from tiny import MONDAY, course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.begin_when_allowed import BeginWhenAllowed
from constraints.join_on_a_day import JoinOnADay
from constraints.keep_days_apart import KeepDaysApart
from constraints.keep_disjoint import KeepDisjoint
from constraints.keep_same_times import KeepSameTimes
from constraints.plan_hours import PlanHours
from constraints.spread_days_apart import SpreadDaysApart
from instances.entities import Course, Relation
from instances.instance import Instance

A, B = course("A", 1), course("B", 1, groups="H")
BOTH = ("A", "B")


def tied(kind: str, *courses: Course, days: int = 2, **fields: object) -> Instance:
    relation = Relation.model_validate(
        {"kind": kind, "courses": tuple(c.code for c in courses), **fields}
    )
    return tiny(*courses, days=days, relations=(relation,))


def test_days_apart() -> None:
    rule = KeepDaysApart()
    instance = tied("apart", A, B, days=3)
    instance = instance.model_copy(
        update={"relations": (Relation(kind="apart", courses=BOTH, days=2),)}
    )
    assert not list(rule.check(plan(instance, ("A", 0, 8, 1), ("B", 2, 8, 1))))
    (found,) = rule.check(plan(instance, ("A", 0, 8, 1), ("B", 1, 9, 1)))
    assert (found.subject.code, found.amount) == ("A", 1)
    assert found.say("fr") == (
        "A : 1 jour entre le lundi 7 septembre 2026 et le mardi 8 septembre 2026, 2 au moins."
    )
    accepted = agree(instance, [PlanHours(), rule])
    assert 1 < len(accepted) < len(timetables(instance, [PlanHours()]))
    assert agree_beside(instance, [rule], lambda c, _: c.code == "A", [PlanHours()])


def test_sessions_of_one_course_apart() -> None:
    instance = tied("apart", course("A", 2, per_day=2), days=2)
    accepted = agree(instance, [KeepDaysApart(), PlanHours()])
    assert len(accepted) == 9


def test_wished_days_apart_cost_their_weight() -> None:
    rule = SpreadDaysApart()
    two = tied("apart", course("A", 2, per_day=2), B, days=3)
    two = two.model_copy(
        update={"relations": (Relation(kind="apart", courses=BOTH, days=2, weight=95),)}
    )
    assert set(priced(two, rule, (AvoidClashes(), PlanHours()))) == {190, 285, 380}
    assert priced_beside(two, rule, lambda c, _: c.code == "A", (AvoidClashes(), PlanHours()))
    (found, *_) = rule.check(plan(two, ("A", 0, 8, 1), ("B", 0, 9, 1)))
    assert found.amount == 95
    assert found.say("en").startswith("A: 2 sessions from Sunday 6 September 2026 to Monday 7")
    assert bounded(two.model_copy(update={"levels": {rule.id: 1}}), [rule]) == (95 * 120, 95 * 120)


def test_joined_on_a_day() -> None:
    rule = JoinOnADay()
    instance = tied("together", A, B)
    assert not list(rule.check(plan(instance, ("A", 0, 9, 1), ("B", 0, 8, 1))))
    assert not list(rule.check(plan(instance, ("A", 0, 8, 1), ("B", 1, 10, 1))))
    (found,) = rule.check(plan(instance, ("A", 0, 10, 1), ("B", 0, 8, 1)))
    assert found.say("en") == (
        "B: the sessions on Monday 7 September 2026 at 08:00 and 10:00 do not follow each other."
    )
    assert list(rule.check(plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1))))
    accepted = agree(instance, [rule])
    assert 1 < len(accepted) < len(timetables(instance))
    assert agree_beside(instance, [rule], lambda c, _: c.code == "B")
    alone = tied("together", course("A", 2, per_day=3))
    assert 1 < len(agree(alone, [rule])) < len(timetables(alone))


def test_the_same_times() -> None:
    rule = KeepSameTimes()
    long = course("B", 2, (2,), groups="H")
    for kind, fits in (
        ("same_start", ((0, 8), (0, 8))),
        ("same_day", ((0, 8), (0, 9))),
        ("same_hour", ((0, 8), (1, 8))),
    ):
        instance = tied(kind, A, long)
        (mine, theirs) = fits
        assert not list(rule.check(plan(instance, ("A", *mine, 1), ("B", *theirs, 2))))
        broken = plan(instance, ("A", 0, 8, 1), ("B", 1, 9, 2))
        assert [v.subject.code for v in rule.check(broken)] == ["A", "B"]
        accepted = agree(instance, [rule])
        assert 1 < len(accepted) < len(timetables(instance))
        assert agree_beside(instance, [rule], lambda c, _: c.code == "A")
    weeks = tiny(A, B, days="Mon", weeks=2, relations=(Relation(kind="same_start", courses=BOTH),))
    assert relaxed(weeks, [rule]) > 1


def test_never_at_once() -> None:
    rule = KeepDisjoint()
    instance = tied("disjoint", A, course("B", 2, (2,), groups="H"))
    (found,) = rule.check(plan(instance, ("A", 0, 9, 1), ("B", 0, 8, 2)))
    assert found.say("fr") == "A : chevauche B le lundi 7 septembre 2026 à 09:00."
    accepted = agree(instance, [rule])
    assert 1 < len(accepted) < len(timetables(instance))
    assert agree_beside(instance, [rule], lambda c, _: c.code == "A")


def test_starts_allowed() -> None:
    rule = BeginWhenAllowed()
    instance = tiny(course("A", 2, (1, 2), starts=((0, 540), (1, 480))), days=2)
    (found,) = rule.check(plan(instance, ("A", 0, 8, 2)))
    assert found.say("en") == (
        "A: begins on Monday 7 September 2026 at 08:00, which is not allowed."
    )
    accepted = agree(instance, [rule])
    assert 1 < len(accepted) < len(timetables(instance))
    assert all((s.date > MONDAY) == (s.start == 480) for t in accepted for s in t.sessions)
