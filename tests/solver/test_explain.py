"""Conflicts of problems whose cause is known: it is found, nothing needless is, and mended."""

from __future__ import annotations

import pytest
from referee import HARD, timetables
from tiny import course, tiny

from constraints.verify import verify
from instances.entities import Pin, Quota, TimeOff
from instances.instance import Instance
from solver.control import Control, Options
from solver.explain import Conflict, Reason, find_conflict
from solver.relaxations import relaxations
from solver.suspects import part_of


def control(seconds: float = 30) -> Control:
    return Control(Options(time_limit=seconds, workers=2))


def conflict_of(instance: Instance) -> Conflict:
    found = find_conflict(instance, control())
    assert found is not None and found.minimal
    return found


def named(conflict: Conflict) -> set[tuple[str, str]]:
    return {(reason.rule, reason.subject.code) for reason in conflict.reasons}


def off(who: str, weekday: int) -> TimeOff:
    return TimeOff(who=who, kind="teacher", weekday=weekday)


AWAY = tiny(
    course("A", hours=2, teachers="T"),
    course("B", hours=1, groups="H", teachers="U"),
    days=2,
    times_off=(off("T", 0), off("T", 1)),
)
SHARED = tiny(
    *(course(code, hours=2, groups=f"G{code}", teachers="T", per_day=2) for code in "ABCD"), days=2
)
ONCE_A_DAY = tiny(course("A", hours=3), course("B", hours=1, groups="H"), days=2)
ONE_ROOM = tiny(
    *(course(code, hours=2, groups=f"G{code}", rooms="R", per_day=2) for code in "ABCD"), days=2
)
FULL = tiny(*(course(code, hours=2, per_day=2) for code in "ABCD"), days=2)
PINNED = tiny(
    course("A", hours=1, teachers="T"),
    course("B", hours=1, groups="H", teachers="T"),
    days=2,
    pins=(
        Pin(course="A", weekday=0, start=480, minutes=60),
        Pin(course="B", weekday=0, start=480, minutes=60),
    ),
)
CLOSED = tiny(
    course("A", hours=2, teachers="T", rooms="R"),
    course("B", hours=2, groups="H", teachers="U", rooms="R|S"),
    days=2,
    times_off=tuple(TimeOff(who="R", kind="room", weekday=day) for day in (0, 1)),
)
CASES: dict[str, tuple[Instance, set[tuple[str, str]]]] = {
    "a teacher away": (AWAY, {("plan_hours", "A"), ("respect_availability", "T")}),
    "a teacher of four classes": (SHARED, {("avoid_clashes", "T")}),
    "one session a day": (ONCE_A_DAY, {("plan_hours", "A"), ("limit_daily_sessions", "A")}),
    "one room": (ONE_ROOM, {("avoid_clashes", "R")}),
    "a class with more hours than days": (FULL, {("avoid_clashes", "G")}),
    "a room that is closed": (CLOSED, {("plan_hours", "A"), ("respect_availability", "R")}),
    "pins that clash": (PINNED, {("avoid_clashes", "T"), ("hold_weekly_pins", "A")}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_cause_is_found_and_nothing_needless(case: str) -> None:
    instance, cause = CASES[case]
    found = conflict_of(instance)
    assert cause <= named(found)
    # No reason is about anybody who has no part in it.
    part = part_of(instance, found.courses)
    assert not timetables(part, HARD, complete=True)


def test_each_reason_is_needed() -> None:
    found = conflict_of(AWAY)
    assert named(found) == {("plan_hours", "A"), ("respect_availability", "T")}
    # Brute force: without the absence, or without the hours, there is a timetable.
    assert timetables(
        AWAY.model_copy(update={"times_off": (off("T", 0),), "courses": AWAY.courses[1:]}),
        HARD,
        complete=True,
    )
    present = Instance.model_construct(**{**dict(AWAY), "times_off": ()})
    assert timetables(present, HARD, complete=True)


def test_a_weekly_pin_is_not_asked_for_when_its_group_is_away() -> None:
    instance = tiny(
        course("A", hours=1),
        course("B", hours=1),
        days=2,
        times_off=(TimeOff(who="G", kind="group", weekday=0),),
        pins=(Pin(course="A", weekday=0, start=480, minutes=60),),
    )
    assert timetables(instance, HARD, complete=True)
    assert find_conflict(instance, control()) is None


def test_of_a_problem_with_a_timetable_there_is_no_conflict() -> None:
    instance = tiny(course("A", hours=2, teachers="T"), days=2)
    assert find_conflict(instance, control()) is None


@pytest.mark.parametrize("case", ["a teacher away", "one session a day", "one room"])
def test_what_is_offered_leads_to_a_plan(case: str) -> None:
    instance, _ = CASES[case]
    clock = control(60)
    found = relaxations(instance, conflict_of(instance), clock).tried
    assert found
    costs = [one.relaxation.cost for one in found]
    assert costs == sorted(costs)
    for one in found:
        assert verify(one.timetable).complete
        assert one.timetable.instance.digest == one.relaxation.instance.digest
        assert one.relaxation.texts and all(text.fr and text.en for text in one.relaxation.texts)


def test_pins_in_each_others_way_are_one_cause_and_either_may_go() -> None:
    pins = tuple(Pin(course=code, weekday=0, start=480, minutes=60) for code in "AB")
    instance = tiny(*(course(code, hours=2) for code in "AB"), days=2, weeks=2, pins=pins)
    found = relaxations(instance, conflict_of(instance), control(60))
    assert len(found.conflicts) == 1
    assert {one.relaxation.texts[0].en for one in found.tried} == {
        "A: without the session pinned every Monday at 08:00",
        "B: without the session pinned every Monday at 08:00",
    }


def test_reasons_are_ordered_and_alike_when_they_are() -> None:
    first, second = conflict_of(AWAY), conflict_of(AWAY)
    assert sorted(first.reasons) == sorted(second.reasons)
    assert isinstance(first.reasons[0], Reason)


def test_a_part_keeps_the_tolerance_of_a_quota_it_shares() -> None:
    """A's hours do not fit its sessions, but the quota over A and B lets them be fewer."""
    instance = tiny(
        course("A", hours=3, lengths=(2,), unit="U"),
        course("B", hours=2, lengths=(2,), unit="U"),
        days=3,
        quotas=(Quota(group="G", unit="U", minutes=300, tolerance=60),),
    )
    assert part_of(instance, ["A"]).tolerances == {"A": 60, "B": 60}
    assert find_conflict(instance, control()) is None
