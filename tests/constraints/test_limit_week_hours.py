"""Hours a week: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, minimum, posted, timetables, weekly
from tiny import course, plan, tiny

from constraints.limit_week_hours import LimitWeekHours, week_limits
from constraints.plan_hours import PlanHours
from instances.entities import Resource, Teacher

RULE = LimitWeekHours()
TWO = {"group_week_max": 120}


def test_a_learner_has_too_many_hours_in_a_week() -> None:
    instance = tiny(course("A", 4), course("B", 1), days="Mon", weeks=2, settings=TWO)
    kept = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 1, 8, 1), ("A", 1, 9, 1))
    broken = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 1, 9, 1), ("B", 1, 10, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("group", "G"), 60)
    assert {str(s.date) for s in violation.sessions} == {"2026-09-14"}
    assert violation.say("en") == "G: 3 h in week 2026-W38, 2 h at most."
    assert violation.say("fr") == "G : 3 h en semaine 2026-W38, 2 h au plus."


def test_a_teacher_without_a_maximum_has_no_limit() -> None:
    own = (Teacher(code="T", week_max=60), Teacher(code="U"))
    free = {"group_week_max": None}
    instance = tiny(
        course("A", teachers="T"), course("B", teachers="U"), teachers=own, settings=free
    )
    rows = ("A", 0, 8, 1), ("A", 1, 8, 1), ("B", 0, 9, 1), ("B", 1, 9, 1)
    assert [(v.subject.code, v.amount) for v in RULE.check(plan(instance, *rows))] == [("T", 60)]


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(
        course("A", 3, teachers="T"),
        course("B", 2, groups="H", teachers="T|U"),
        days="Mon",
        weeks=2,
        settings={"group_week_max": 120, "teacher_week_max": 180},
    )
    accepted = agree(instance, [PlanHours(), RULE])
    assert 1 < len(accepted) < len(timetables(instance, [PlanHours()], complete=True))


def test_in_the_trame_all_weeks_are_bounded_together() -> None:
    instance = tiny(course("A", 5), days="Mon", weeks=2, settings=TWO)
    x = posted(instance, [], weekly(instance))
    assert len(list(RULE.post(x))) == 1
    assert minimum(x.model, -x.planned(instance.courses[0])) == -240


def test_limits_are_worked_out_once_for_an_instance_and_anew_for_another() -> None:
    instance = tiny(course("A"), settings=TWO)
    limits = week_limits(instance)
    assert week_limits(instance) is limits and limits[Resource("group", "G")] == 120
    other = instance.changed(settings=instance.settings.model_copy(update={"group_week_max": 60}))
    assert week_limits(other)[Resource("group", "G")] == 60
