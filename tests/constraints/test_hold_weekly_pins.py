"""Weekly pins: what `check` finds, and that `post` allows exactly what it accepts."""

from datetime import date

import pytest
from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import MONDAY, course, day_grid, minutes, plan, tiny

from constraints.hold_weekly_pins import HoldWeeklyPins
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours
from constraints.registry import DOMAINS
from instances.entities import CalendarRow, Pin, Resource, TimeOff
from instances.instance import Instance

RULE = HoldWeeklyPins()
SECOND = date(2026, 9, 14)


def pin(start: float = 8, hours: float = 1, **fields: object) -> Pin:
    row = {"course": "A", "weekday": 0, "start": minutes(start), "minutes": minutes(hours)}
    return Pin.model_validate({**row, **fields})


def mondays(*pins: Pin, hours: float = 9, weeks: int = 3, **fields: object) -> Instance:
    lessons = course("A", hours, (1, 2), teachers="T|U", rooms="R|S"), course("B", groups="H")
    fields = {"grid": day_grid(8, 10), **fields}
    return tiny(*lessons, days="Mon", weeks=weeks, pins=pins, **fields)


def due(instance: Instance) -> int:
    return sum(v.amount for v in RULE.check(plan(instance)))


def test_a_week_is_missing() -> None:
    instance = mondays(pin())
    kept = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 2, 8, 1), ("B", 0, 8, 1))
    broken = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 2), ("A", 2, 9, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("course", "A"), 2)
    assert violation.say("en") == "A, Monday at 08:00: 1 of 3 pinned sessions."
    assert violation.say("fr") == "A, lundi à 08:00 : 1 sur 3 séances imposées."


def test_only_within_its_dates() -> None:
    assert due(mondays(pin(first=SECOND))) == 2
    assert due(mondays(pin(first=SECOND, last=SECOND))) == 1


def test_only_as_far_as_the_hours_allow() -> None:
    assert due(mondays(pin(), hours=2)) == 2
    # Of 5 h in sessions of 3 h or 2 h, one of 3 h: twice 3 h would be too much, 2 h are left.
    long = tiny(course("A", 5, (3, 2)), days="Mon", weeks=3, pins=(pin(8, 3),))
    assert due(long) == 1
    # 7 h in sessions of 3 h or 2 h: after two of 3 h, 1 h would be left over.
    assert due(tiny(course("A", 7, (3, 2)), days="Mon", weeks=3, pins=(pin(8, 3),))) == 1


def test_beside_what_is_pinned_on_dates() -> None:
    elsewhere = Pin(course="A", date=SECOND, start=minutes(9), minutes=60)
    assert due(mondays(pin(), elsewhere)) == 2
    assert due(mondays(pin(), elsewhere, hours=2)) == 1
    there = Pin(course="A", date=SECOND, start=minutes(8), minutes=60)
    assert due(mondays(pin(), there)) == 3


def test_several_weekly_pins_share_the_hours() -> None:
    assert due(mondays(pin(last=MONDAY), pin(9, first=SECOND))) == 3
    assert due(mondays(pin(), pin(9), hours=4)) == 3


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"calendar": (CalendarRow(first=SECOND, last=SECOND, kind="closed"),)}, 2),
        ({"calendar": (CalendarRow(first=SECOND, last=SECOND, kind="exam"),)}, 2),
        ({"times_off": (TimeOff(who="A", kind="group", first=SECOND, last=SECOND),)}, 2),
        ({"times_off": (TimeOff(who="R", kind="room", first=SECOND, last=SECOND),)}, 3),
        ({"times_off": (TimeOff(who="T", kind="teacher", first=SECOND, last=SECOND),)}, 2),
        ({"times_off": (TimeOff(who="T", kind="teacher", start=540, end=600),)}, 3),
    ],
    ids=["closed", "exam", "group off", "one room off", "one teacher off", "later off"],
)
def test_on_dates_open_to_the_course(fields: dict[str, object], count: int) -> None:
    if "times_off" in fields:
        fields = {**fields, "times_off": tuple(_of_g(row) for row in fields["times_off"])}  # type: ignore[attr-defined]
    assert due(mondays(pin(), **fields)) == count


def _of_g(row: TimeOff) -> TimeOff:
    return row.model_copy(update={"who": "G"}) if row.kind == "group" else row


def test_with_rooms_and_teachers() -> None:
    off = (TimeOff(who="S", kind="room", first=SECOND, last=SECOND),)
    instance = mondays(pin(rooms=("S",), teachers=("U",)), times_off=off)
    kept = plan(instance, ("A", 0, 8, 1, "U", "S"), ("A", 2, 8, 1, "U", "S"))
    broken = plan(instance, ("A", 0, 8, 1, "U", "R"), ("A", 2, 8, 1, "U", "S"))
    assert not list(RULE.check(kept))
    assert [v.amount for v in RULE.check(broken)] == [1]


CASES = {
    "plain": (pin(),),
    "hours": (pin(8, 2),),
    "room": (pin(rooms=("S",)),),
    "teacher": (pin(teachers=("U",)),),
    "dated too": (pin(), Pin(course="A", date=SECOND, start=minutes(9), minutes=60)),
    "several": (pin(), pin(9, last=MONDAY)),
}


@pytest.mark.parametrize("pins", CASES.values(), ids=CASES.keys())
def test_post_allows_what_check_accepts(pins: tuple[Pin, ...]) -> None:
    rows = (
        CalendarRow(first=SECOND, last=SECOND, start=540, kind="exam"),
        CalendarRow(first=date(2026, 9, 21), last=date(2026, 9, 21), kind="closed"),
    )
    off = (TimeOff(who="T", kind="teacher", first=SECOND, last=SECOND),)
    instance = tiny(
        course("A", 3, (1, 2), teachers="T|U", rooms="R|S"),
        days="Mon",
        weeks=3,
        grid=day_grid(8, 10),
        calendar=rows,
        times_off=off,
        pins=pins,
    )
    given = [*DOMAINS, LimitDailySessions()]
    accepted = agree(instance, [*given, RULE])
    assert 1 <= len(accepted) < len(timetables(instance, given))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("A", 2), days="Mon", weeks=3, pins=(pin(),))
    assert agree_beside(instance, [RULE], lambda _, day: day == SECOND)


def test_the_trame_is_a_relaxation() -> None:
    lesson = course("A", 3, (1,))
    instance = tiny(lesson, days="Mon", weeks=3, pins=(pin(first=SECOND),), grid=day_grid(8, 10))
    assert relaxed(instance, [PlanHours(), RULE]) > 1
