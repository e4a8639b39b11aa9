"""Hours a day: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from tiny import course, plan, tiny

from constraints.limit_day_hours import LimitDayHours
from instances.entities import Group, Resource, Teacher

RULE = LimitDayHours()
TWO = {"group_day_max": 120, "teacher_day_max": 600}


def test_a_learner_has_too_many_hours_on_a_date() -> None:
    instance = tiny(course("A", 3, (1, 2)), course("B"), settings=TWO)
    kept = plan(instance, ("A", 0, 8, 2), ("A", 1, 8, 1), ("B", 1, 9, 1))
    broken = plan(instance, ("A", 0, 8, 2), ("B", 0, 10, 1), ("A", 1, 8, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("group", "G"), 60)
    assert {s.course for s in violation.sessions} == {"A", "B"}
    assert violation.say("en") == "G: 3 h on Monday 7 September 2026, 2 h at most."
    assert violation.say("fr") == "G : 3 h le lundi 7 septembre 2026, 2 h au plus."


def test_a_teacher_has_a_maximum_of_his_own() -> None:
    own = (Teacher(code="T", day_max=60), Teacher(code="U"))
    instance = tiny(course("A", teachers="T"), course("B", teachers="U"), teachers=own, days=1)
    timetable = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("B", 0, 8, 1), ("B", 0, 9, 1))
    assert [(v.subject.code, v.amount) for v in RULE.check(timetable)] == [("T", 60)]


def test_learners_under_18_have_a_maximum_of_their_own() -> None:
    groups = (
        Group(code="G", rhythm="R"),
        Group(code="M", parent="G", partition="P", minors=True),
        Group(code="N", parent="G", partition="P"),
    )
    instance = tiny(course("A", 3), groups=groups, days=1, settings={"minor_day_max": 120})
    timetable = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 0, 10, 1))
    assert [(v.subject.code, v.amount) for v in RULE.check(timetable)] == [("M", 60)]


def test_sessions_that_clash_count_twice() -> None:
    instance = tiny(course("A", 2, (2,)), course("B", 2, (2,)), days=1, settings=TWO)
    (violation,) = RULE.check(plan(instance, ("A", 0, 8, 2), ("B", 0, 8, 2)))
    assert violation.amount == 120


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(
        course("A", 2, (1, 2), teachers="T"),
        course("B", 2, (1,), groups="H", teachers="T|U"),
        days=1,
        settings={"group_day_max": 120, "teacher_day_max": 120},
    )
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))
