"""The first plan date by date: rules about the whole term hold, and pins stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tiny import course, plan, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from instances.entities import Pin, Teacher
from instances.instance import Instance
from instances.timetable import Session, Timetable
from solver import dates, first
from solver.control import Control, Options
from solver.dates import plan_dates
from solver.plan import Plan, unplaced
from solver.solve import solve

HOURS = {"plan_hours", "meet_quotas"}
SCHOOL = {"days": 3, "weeks": 4}


def planned(instance: Instance) -> list[Session]:
    control = Control(Options(time_limit=30, workers=1))
    return plan_dates(Openings(instance, DOMAINS), control)[0]


def broken(instance: Instance, sessions: list[Session]) -> set[str]:
    violations = verify(Timetable(instance=instance, sessions=tuple(sessions))).violations
    return {violation.rule.id for violation in violations} - HOURS


def test_a_school_with_room_for_all_gets_all_its_hours() -> None:
    instance = tiny(
        course("A", hours=8, lengths=(2,), groups="G", teachers="T"),
        course("B", hours=8, lengths=(2,), groups="H", teachers="T"),
        course("C", hours=4, groups="G", teachers="U"),
        **SCHOOL,
    )
    sessions = planned(instance)
    assert not unplaced(instance, sessions) and not broken(instance, sessions)


def test_what_holds_for_the_whole_term_holds_from_date_to_date() -> None:
    instance = tiny(
        course("LECTURE", hours=6, groups="G"),
        course("LAB/A", hours=4, groups="A", family="LAB", pace_of="LECTURE"),
        course("LAB/B", hours=4, groups="B", family="LAB", pace_of="LECTURE"),
        course("FIRST", hours=3, groups="G"),
        course("THEN", hours=3, groups="G", after=("FIRST",)),
        **SCHOOL,
    )
    sessions = planned(instance)
    assert sessions and not broken(instance, sessions)


@pytest.mark.parametrize("weekly", [False, True])
def test_hours_are_set_aside_for_pins(weekly: bool) -> None:
    base = tiny(course("A", hours=3), course("B", hours=12), **SCHOOL)
    last = base.dates[-1]
    pin = (
        Pin(course="A", weekday=last.weekday(), start=600, minutes=60, first=last - timedelta(14))
        if weekly
        else Pin(course="A", date=last, start=600, minutes=60)
    )
    instance = base.model_copy(update={"pins": (pin,)})
    sessions = planned(instance)
    assert not broken(instance, sessions) and not unplaced(instance, sessions)
    assert sum(pin.speaks_of(s.course, s.date, s.start, s.minutes) for s in sessions) >= 1


def test_many_classes_are_planned_date_by_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "MANY", 0)
    instance = tiny(
        course("A", hours=8, lengths=(2,), groups="G", teachers="T", rooms="R|S"),
        course("B", hours=8, lengths=(2,), groups="H", teachers="T", rooms="R"),
        **SCHOOL,
    )
    asked: list[Openings] = []
    real = first.plan_dates
    monkeypatch.setattr(first, "plan_dates", lambda o, c: (asked.append(o), real(o, c))[1])
    outcome = solve(instance, Options(time_limit=4, workers=1))
    assert asked and outcome.status in ("optimal", "feasible")
    assert not verify(outcome.timetable).violations


def test_a_school_larger_than_a_model_is_planned_some_classes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dates, "BLOCK", 1)
    instance = tiny(
        *(course(code, hours=6, groups=f"G{code}", teachers="T U|V") for code in "ABCD"),
        **SCHOOL,
    )
    sessions = planned(instance)
    assert not broken(instance, sessions) and not unplaced(instance, sessions)


def test_a_course_whose_pin_found_no_room_is_planned_anew() -> None:
    base = tiny(course("A", hours=1, teachers="T"), course("B", hours=1, groups="H"), days=2)
    pin = Pin(course="A", date=base.dates[1], start=480, minutes=60)
    instance = base.model_copy(update={"pins": (pin,)})
    astray = plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1)).sessions
    teams = {code: instance.teams[code][0] for code in ("A", "B")}
    found = first.without_broken(Plan.of(instance, astray, teams))
    assert found.unplaced == {"A": 60} and {s.course for s in found.sessions} == {"B"}
    kept = Plan.of(instance, plan(instance, ("A", 1, 8, 1), ("B", 0, 8, 1)).sessions, teams)
    assert first.without_broken(kept) is kept


def test_a_pin_late_in_the_week_finds_its_teacher_with_hours_left() -> None:
    base = tiny(
        course("A", hours=2, teachers="T", groups="G"),
        course("B", hours=9, teachers="T", groups="H"),
        **SCHOOL,
        teachers=(Teacher(code="T", week_max=180),),
    )
    pin = Pin(course="A", date=base.dates[2], start=480, minutes=60)
    instance = base.model_copy(update={"pins": (pin,)})
    sessions = planned(instance)
    assert not broken(instance, sessions)
    assert any(pin.speaks_of(s.course, s.date, s.start, s.minutes) for s in sessions)
