"""Times without rooms: when that is allowed, what seats cost, and that no plan gets worse."""

from __future__ import annotations

from itertools import permutations

import pytest
from tiny import course, day_grid, plan, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS, WISH
from constraints.verify import verify
from constraints.weights import weight
from instances.entities import Group, Pin, Room
from instances.instance import Instance
from instances.timetable import Timetable
from solver.control import Control, Options
from solver.plan import Plan
from solver.rooms import settle_rooms
from solver.times_first import _Seats, improve_times, rooms_apart

SIZES = {"A": 30, "B": 20, "C": 20, "D": 5}
SEATS = {"R": 25, "S": 20, "T": 8}


def week(hours: float = 2, **fields: object) -> Instance:
    """Four classes that share three rooms, some too small for some."""
    some = {
        "days": 3,
        "settings": {"seats_required": False},
        "groups": tuple(Group(code=f"G{c}", rhythm="R", size=n) for c, n in SIZES.items()),
        "rooms": tuple(Room(code=code, seats=seats) for code, seats in SEATS.items()),
        **fields,
    }
    courses = (course(c, hours, groups=f"G{c}", rooms="R|S|T", teachers=f"T{c}") for c in SIZES)
    return tiny(*courses, **some)  # type: ignore[arg-type]


def test_rooms_of_periods_are_apart_where_a_session_is_one_period_in_one_room() -> None:
    assert rooms_apart(week())


@pytest.mark.parametrize(
    "instance",
    [
        week(weeks=2),
        week(pins=(Pin(course="A", weekday=0, start=480, minutes=60, rooms=("R",)),)),
        tiny(course("A", 2, (2,), rooms="R|S")),
        tiny(course("A", rooms="R S")),
        tiny(course("A")),
    ],
    ids=["two weeks", "pinned rooms", "two periods", "two rooms", "no rooms"],
)
def test_rooms_are_not_apart_otherwise(instance: Instance) -> None:
    assert not rooms_apart(instance)


@pytest.mark.parametrize("codes", ["A", "AB", "ABC", "BCD", "ABD", "CD"])
def test_seats_cost_what_the_best_of_all_assignments_costs(codes: str) -> None:
    instance = week()
    together = plan(instance, *((code, 0, 8, 1) for code in codes)).sessions
    best = min(
        sum(max(0, SIZES[c] - SEATS[room]) for c, room in zip(codes, rooms, strict=True))
        for rooms in permutations(SEATS, len(codes))
    )
    price = weight(WISH["seat_everybody"], instance)
    assert _Seats(Openings(instance, DOMAINS)).cost(together) == price * best


def test_more_sessions_than_rooms_have_no_cost() -> None:
    instance = week()
    together = plan(instance, *((code, 0, 8, 1) for code in SIZES)).sessions
    assert _Seats(Openings(instance, DOMAINS)).cost(together) is None


def test_rooms_are_given_to_the_largest_first_and_kept() -> None:
    instance = week()
    bare = plan(instance, *((code, day, 8, 1) for day in (0, 1) for code in "ABC")).sessions
    seated = settle_rooms(Openings(instance, DOMAINS), bare)
    assert {(s.course, s.rooms) for s in seated} == {
        ("A", ("R",)),
        ("B", ("S",)),
        ("C", ("T",)),
    }
    assert len(seated) == len(bare)


def test_a_session_that_finds_no_room_is_left_out() -> None:
    instance = week()
    bare = plan(instance, *((code, 0, 8, 1) for code in SIZES)).sessions
    assert len(settle_rooms(Openings(instance, DOMAINS), bare)) == len(SEATS)


def test_a_plan_gets_no_worse_and_stays_complete() -> None:
    instance = week(hours=3, grid=day_grid(8, 12))
    at = {"A": 8, "B": 8, "C": 9, "D": 9}
    rooms = {"A": "T", "B": "R", "C": "T", "D": "R"}
    rows = ((c, day, at[c], 1, f"T{c}", rooms[c]) for day in (0, 1, 2) for c in SIZES)
    stood = plan(instance, *rows)
    assert verify(stood).complete
    teams = {code: frozenset((f"T{code}",)) for code in SIZES}
    before = Plan.of(instance, stood.sessions, teams)
    control = Control(Options(time_limit=4, workers=2))
    after = improve_times(Openings(instance, DOMAINS), before, control)
    report = verify(Timetable(instance=instance, sessions=after.sessions))
    assert report.complete and report.cost == after.cost < before.cost
