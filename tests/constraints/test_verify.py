"""The verdict on a timetable, and that it agrees with the model on the whole set of rules."""

from __future__ import annotations

import sys
from datetime import date
from subprocess import run

import pytest
from referee import HARD, bounded, timetables
from tiny import course, day_grid, plan, tiny

from constraints.registry import SOFT
from constraints.verify import cost, verify
from constraints.weights import points
from instances.entities import Group, Quota, Teacher, TimeOff
from instances.instance import Instance

TWO = tiny(
    course("A", teachers="T"),
    course("B", hours=1, teachers="T|U", rooms="R|S"),
    levels={"limit_group_gaps": 1, "keep_weekly_slots": 0},
)


def test_a_right_timetable_has_costs_but_no_violation() -> None:
    report = verify(plan(TWO, ("A", 0, 8, 1), ("A", 1, 9, 1), ("B", 0, 10, 1, "U", "S")))
    assert report.complete
    assert report.amounts["limit_group_gaps"] == 60
    assert report.costs["limit_group_gaps"] == 60
    assert (report.amounts["keep_weekly_slots"], report.costs["keep_weekly_slots"]) == (3, 0)
    assert report.points == points(report.cost)
    assert set(report.amounts) == set(report.costs) == {rule.id for rule in SOFT}
    assert {v.rule.id for v in report.deviations} == {k for k, v in report.amounts.items() if v}


def test_a_wrong_timetable_is_said_to_be() -> None:
    report = verify(plan(TWO, ("A", 0, 8, 1), ("B", 0, 8, 1, "T", "R")))
    assert not report.complete
    assert {(v.rule.id, v.subject.code) for v in report.violations} == {
        ("avoid_clashes", "G"),
        ("avoid_clashes", "T"),
        ("plan_hours", "A"),
    }
    for violation in (*report.violations, *report.deviations):
        assert violation.say("fr") != violation.say("en")


def test_an_empty_timetable_misses_its_hours() -> None:
    report = verify(plan(TWO))
    assert {v.rule.id for v in report.violations} == {"plan_hours"}


def test_cost_is_the_report_s() -> None:
    for timetable in timetables(TWO, complete=True)[::97]:
        assert cost(timetable) == verify(timetable).cost


def test_hand_edited_sessions_never_stop_the_verdict() -> None:
    timetable = plan(TWO, ("A", 0, 8, 1), ("B", 0, 9, 1))
    stray = timetable.sessions[0].model_copy(
        update={
            "course": "nobody",
            "date": date(2030, 1, 1),
            "start": 437,
            "end": 1441,
            "groups": ("nobody",),
            "teachers": ("nobody",),
            "rooms": ("nowhere",),
        }
    )
    report = verify(timetable.model_copy(update={"sessions": (*timetable.sessions, stray)}))
    assert not report.complete
    for violation in (*report.violations, *report.deviations):
        assert violation.say("fr")


def test_verifying_needs_no_solver() -> None:
    code = "import sys, constraints.verify; sys.exit('ortools' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


# Whole sets of rules: the model's optimum is the least cost that verify finds, and the trame's
# bound is not above it.
WHOLE = {
    "gaps and days": tiny(
        course("A", hours=3, lengths=(2, 1), teachers="T"),
        course("B", hours=2, teachers="T|U", groups="G H"),
        days=2,
        grid=day_grid(8, 11),
        settings={
            "group_day_target": 120,
            "group_day_slack": 0,
            "teacher_day_target": 60,
            "late_after": 600,
        },
        levels={"spread_evenly": 3},
    ),
    "weeks and wishes": tiny(
        course("A", hours=3, lengths=(2, 1), teachers="T", rooms="R|S"),
        course("B", hours=2, teachers="U"),
        days="Mon",
        weeks=3,
        teachers=(Teacher(code="T", day_max=120), Teacher(code="U")),
        times_off=(
            TimeOff(who="U", kind="teacher", level="avoid", start=480, end=540),
            TimeOff(who="S", kind="room", level="wish", weekday=0, start=480, end=600),
            TimeOff(who="T", kind="teacher", level="impossible", first=date(2026, 9, 21)),
        ),
        settings={"group_day_target": 180, "group_day_slack": 0},
    ),
    "half-groups and tolerance": tiny(
        course("A", hours=2, groups="P", teachers="T"),
        course("B1", hours=1, groups="P1", teachers="U|T", family="B"),
        course("B2", hours=1, groups="P2", teachers="U", family="B"),
        days=2,
        groups=(
            Group(code="P", rhythm="R"),
            Group(code="P1", parent="P", partition="half"),
            Group(code="P2", parent="P", partition="half"),
        ),
        quotas=(Quota(group="P", unit="A", minutes=120, tolerance=60),),
        settings={"group_day_target": 120, "group_day_slack": 0},
    ),
}


@pytest.mark.parametrize("instance", WHOLE.values(), ids=WHOLE)
def test_the_optimum_is_the_least_verified_cost(instance: Instance) -> None:
    _, optimum = bounded(instance)
    right = timetables(instance, HARD, complete=not instance.quotas)
    assert min(cost(timetable) for timetable in right) == optimum
