"""Dated pins: what `check` finds, and that `post` allows exactly what it accepts."""

from datetime import date

import pytest
from referee import agree, posted, timetables, weekly
from scopes import agree_beside, relaxed
from tiny import MONDAY, course, minutes, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.hold_pins import HoldPins
from instances.entities import Pin, Resource
from instances.instance import Instance

RULE = HoldPins()
TUESDAY = date(2026, 9, 8)


def pin(day: date, start: float, hours: float = 1, **fields: object) -> Pin:
    row = {"course": "A", "date": day, "start": minutes(start), "minutes": minutes(hours)}
    return Pin.model_validate({**row, **fields})


def pinned(*pins: Pin, days: int | str = 2, weeks: int = 1) -> Instance:
    lesson = course("A", 3, (1, 2), teachers="T|U", rooms="R|S")
    return tiny(lesson, course("B"), days=days, weeks=weeks, pins=pins)


def test_a_pinned_session_is_missing() -> None:
    instance = pinned(pin(TUESDAY, 9, 2))
    kept = plan(instance, ("A", 0, 8, 1), ("A", 1, 9, 2))
    broken = plan(instance, ("A", 0, 9, 2), ("A", 1, 9, 1), ("B", 1, 9, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("course", "A"), 1)
    assert violation.say("en") == (
        "A: the session pinned on Tuesday 8 September 2026 at 09:00 is not held so."
    )
    assert "imposée le mardi 8 septembre 2026 à 09:00 n'a pas lieu" in violation.say("fr")


def test_with_its_rooms_and_teachers() -> None:
    instance = pinned(pin(MONDAY, 8, rooms=("S",), teachers=("U",)))
    assert not list(RULE.check(plan(instance, ("A", 0, 8, 1, "U", "S"))))
    assert len(list(RULE.check(plan(instance, ("A", 0, 8, 1, "U", "R"))))) == 1
    assert len(list(RULE.check(plan(instance, ("A", 0, 8, 1, "T", "S"))))) == 1


@pytest.mark.parametrize(
    "pins",
    [
        (pin(MONDAY, 8),),
        (pin(MONDAY, 9, 2, rooms=("S",)),),
        (pin(MONDAY, 8, teachers=("U",)), pin(MONDAY, 9)),
    ],
    ids=["time", "room", "teacher"],
)
def test_post_allows_what_check_accepts(pins: tuple[Pin, ...]) -> None:
    instance = pinned(*pins, days=1)
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))


@pytest.mark.parametrize("impossible", [pin(date(2026, 9, 13), 8), pin(MONDAY, 8.5)])
def test_a_pin_that_cannot_be_makes_the_model_infeasible(impossible: Pin) -> None:
    assert not agree(pinned(impossible, days=1), [RULE])


def test_post_beside_kept_sessions() -> None:
    lesson = course("A", 3, (1, 2))
    instance = tiny(lesson, course("B", groups="H"), days=1, pins=(pin(MONDAY, 8),))
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "A")
    assert not agree_beside(instance, [RULE], lambda c, _: c.code == "B")
    two = tiny(course("A", 3), pins=(pin(MONDAY, 8), pin(TUESDAY, 8)))
    assert agree_beside(two, [RULE], lambda _, day: day == TUESDAY)


def test_in_the_trame_as_many_of_a_slot_as_it_has_pins() -> None:
    later = pin(date(2026, 9, 14), 8), pin(date(2026, 9, 21), 8)
    instance = tiny(course("A", 3), days="Mon", weeks=3, pins=(*later, pin(MONDAY, 9)))
    assert relaxed(instance, [AvoidClashes(), RULE]) > 1
    x = posted(instance, [], weekly(instance))
    posts = [str(constraint.proto.linear.domain[0]) for _, constraint in RULE.post(x)]
    assert posts == ["2", "2", "1"]
