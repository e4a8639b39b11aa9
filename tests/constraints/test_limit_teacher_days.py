"""Days a teacher comes: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, posted, timetables
from scopes import agree_beside, relaxed
from tiny import course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_teacher_days import LimitTeacherDays
from instances.entities import Resource, Teacher

RULE = LimitTeacherDays()
ONE = (Teacher(code="T", week_days_max=1), Teacher(code="U"))


def test_a_teacher_comes_on_too_many_days() -> None:
    lessons = course("A", 4, teachers="T"), course("B", teachers="U")
    instance = tiny(*lessons, weeks=2, teachers=ONE)
    kept = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 3, 8, 1), ("B", 0, 8, 1))
    broken = plan(instance, ("A", 0, 8, 1), ("A", 2, 8, 1), ("A", 3, 8, 1), ("B", 1, 8, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("teacher", "T"), 1)
    assert violation.say("en") == "T: comes on 2 days in week 2026-W38, 1 at most."
    assert violation.say("fr") == "T : 2 jours de présence en semaine 2026-W38, 1 au plus."


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(
        course("A", 2, teachers="T"), course("B", 1, (3,), groups="H", teachers="T|U"), teachers=ONE
    )
    rules = [AvoidClashes(), RULE]
    accepted = agree(instance, rules)
    assert 1 < len(accepted) < len(timetables(instance, rules[:1]))


def test_weeks_with_few_days_need_no_equation() -> None:
    instance = tiny(course("A", 2, teachers="T"), days="Mon", weeks=2, teachers=ONE)
    assert not list(RULE.post(posted(instance, [])))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("A", 2, teachers="T"), days=2, teachers=ONE)
    second = instance.dates[1]
    assert agree_beside(instance, [RULE], lambda _, day: day == second)


def test_the_trame_is_a_relaxation() -> None:
    instance = tiny(course("A", 2, (3,), teachers="T"), weeks=2, teachers=ONE)
    assert relaxed(instance, [AvoidClashes(), RULE]) > 1
