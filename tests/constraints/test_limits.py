"""Limits on days: hours, gaps, hours at the least, early beginnings."""

from __future__ import annotations

from referee import agree, timetables
from scopes import agree_beside
from tiny import MONDAY, course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.begin_early import BeginEarly
from constraints.fill_days import FillDays
from constraints.limit_day_hours import LimitDayHours
from constraints.limit_idle_periods import LimitIdlePeriods
from constraints.respect_availability import RespectAvailability
from instances.entities import CalendarRow, Course, Limit, Teacher, TimeOff
from instances.instance import Instance

A = course("A", 2, teachers="T", per_day=2)
GIVEN = (AvoidClashes(),)


def limited(
    *courses: Course, limits: tuple[Limit, ...], days: int = 1, **fields: object
) -> Instance:
    return tiny(*courses, days=days, limits=limits, grid=day_grid(8, 12), **fields)


def test_hours_a_day_of_a_group() -> None:
    instance = limited(A, limits=(Limit(kind="day_hours", of="group", who="G", value=60),))
    (found,) = LimitDayHours().check(plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1)))
    assert (found.subject.code, found.amount) == ("G", 60)


def test_gaps_a_day() -> None:
    rule = LimitIdlePeriods()
    instance = limited(A, limits=(Limit(kind="day_gaps", of="teacher", value=1),))
    (found,) = rule.check(plan(instance, ("A", 0, 8, 1), ("A", 0, 11, 1)))
    assert found.say("fr") == "T : 2 trous (lundi 7 septembre 2026), 1 au plus."
    accepted = agree(instance, [*GIVEN, rule])
    assert 1 < len(accepted) < len(timetables(instance, GIVEN))


def test_no_gap_a_week() -> None:
    rule = LimitIdlePeriods()
    instance = limited(A, limits=(Limit(kind="week_gaps", of="group", value=0),))
    accepted = agree(instance, [*GIVEN, rule])
    assert 1 < len(accepted) < len(timetables(instance, GIVEN))


def test_gaps_a_week_over_its_dates() -> None:
    rule = LimitIdlePeriods()
    four = tiny(
        course("A", 4, per_day=2),
        limits=(Limit(kind="week_gaps", of="group", value=1),),
    )
    (found,) = rule.check(
        plan(four, ("A", 0, 8, 1), ("A", 0, 10, 1), ("A", 1, 8, 1), ("A", 1, 10, 1))
    )
    assert found.say("en") == "G: 2 gaps (week 2026-W37), 1 at most."
    accepted = agree(four, [*GIVEN, rule])
    assert 1 < len(accepted) < len(timetables(four, GIVEN))
    assert agree_beside(four, [rule], lambda _, day: day > MONDAY)


def test_what_is_closed_or_barred_is_no_gap() -> None:
    rule = LimitIdlePeriods()
    limits = (Limit(kind="day_gaps", of="teacher", value=0),)
    closed = (CalendarRow(first=MONDAY, last=MONDAY, start=540, end=600, kind="closed"),)
    for fields in (
        {"calendar": closed},
        {"times_off": (TimeOff(who="T", kind="teacher", start=540, end=600),)},
    ):
        instance = limited(A, limits=limits, **fields)
        assert not list(rule.check(plan(instance, ("A", 0, 8, 1), ("A", 0, 10, 1))))
        assert list(rule.check(plan(instance, ("A", 0, 8, 1), ("A", 0, 11, 1))))
        agree(instance, [*GIVEN, rule])


def test_hours_at_the_least_on_a_day_with_a_session() -> None:
    rule = FillDays()
    instance = limited(A, days=2, limits=(Limit(kind="full_days", of="group", value=120),))
    found = list(rule.check(plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1))))
    assert [v.amount for v in found] == [60, 60]
    assert found[0].say("en") == "G: 1 h on Monday 7 September 2026, 2 h at least."
    accepted = agree(instance, [*GIVEN, rule])
    assert 1 < len(accepted) < len(timetables(instance, GIVEN))
    assert agree_beside(instance, [rule], lambda _, day: day > MONDAY)


def test_hours_at_the_least_on_every_day() -> None:
    rule = FillDays()
    both = tiny(A, limits=(Limit(kind="busy_days", of="teacher", who="T", value=60),), days=2)
    accepted = agree(both, [*GIVEN, rule])
    assert all(len({s.date for s in t.sessions}) == 2 for t in accepted)
    assert accepted
    idle = both.model_copy(update={"teachers": (*both.teachers, Teacher(code="U"))})
    assert not list(rule.check(plan(idle, ("A", 0, 8, 1), ("A", 1, 8, 1))))


def test_days_begin_early() -> None:
    rule = BeginEarly()
    instance = limited(A, days=2, limits=(Limit(kind="late_starts", of="group", value=1),))
    late = list(rule.check(plan(instance, ("A", 0, 10, 1))))
    assert [v.say("fr") for v in late] == ["G : commence trop tard le lundi 7 septembre 2026."]
    often = list(rule.check(plan(instance, ("A", 0, 9, 1), ("A", 1, 9, 1))))
    assert [v.say("en") for v in often] == [
        "G: begins 2 times at the second hour in 2026-W37, 1 at most."
    ]
    accepted = agree(instance, [*GIVEN, rule])
    assert 1 < len(accepted) < len(timetables(instance, GIVEN))
    assert agree_beside(instance, [rule], lambda _, day: day > MONDAY)


def test_early_is_when_one_is_available() -> None:
    rule = BeginEarly()
    instance = limited(
        A,
        limits=(Limit(kind="late_starts", of="group", value=0),),
        settings={"end": MONDAY},
        times_off=(TimeOff(who="G", kind="group", start=480, end=540),),
    )
    assert not list(rule.check(plan(instance, ("A", 0, 9, 1))))
    assert list(rule.check(plan(instance, ("A", 0, 10, 1))))
    agree(instance, [*GIVEN, RespectAvailability(), rule])
