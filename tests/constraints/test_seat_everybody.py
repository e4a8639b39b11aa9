"""Learners without a seat: rooms chosen and rooms counted, against brute force and by hand."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from referee import bounded, least, minimum, posted, priced, priced_beside, timetables
from tiny import MONDAY, course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours
from constraints.seat_everybody import SeatEverybody
from instances.entities import Room

RULE = SeatEverybody()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
ROOMS = (Room(code="R", seats=10), Room(code="S", seats=4))
LOOSE = {"seats_required": False}


def small(**settings: object):  # type: ignore[no-untyped-def]
    return tiny(
        course("A", hours=2, groups="G", rooms="R|S", size=12),
        course("B", hours=1, groups="H", rooms="R|S", size=6),
        days=2,
        grid=day_grid(8, 10),
        rooms=ROOMS,
        settings={**LOOSE, **settings},
        levels={RULE.id: 1},
    )


def test_rooms_chosen_are_posted_as_checked() -> None:
    assert set(priced(small(), RULE, GIVEN)) == {4, 6, 10, 12, 16, 18}


def test_beside_kept_sessions() -> None:
    assert priced_beside(small(), RULE, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(small(), RULE, lambda _, d: d > MONDAY, GIVEN)


def test_several_rooms_seat_together() -> None:
    instance = tiny(
        course("A", hours=1, rooms="R|S S|T", size=12),
        rooms=(*ROOMS, Room(code="T", seats=1)),
        settings=LOOSE,
    )
    assert set(priced(instance, RULE, GIVEN)) == {0, 1, 7}


def test_nothing_is_priced_where_seats_are_required() -> None:
    required = small(seats_required=True)
    assert not list(RULE.penalize(posted(required, GIVEN, decide_rooms=False)))
    assert not list(RULE.check(plan(required, ("A", 0, 8, 1, "", "S"))))


def test_rooms_counted_cost_what_the_best_choice_costs() -> None:
    """Over all choices of rooms for the same times, the least is what the count says."""
    instance = small()
    x = posted(instance, GIVEN, decide_rooms=False)
    penalty = sum(expr for _, expr in RULE.penalize(x))
    best: dict[object, int] = {}
    example = {}
    for timetable in timetables(instance, GIVEN, complete=True):
        times = frozenset((s.course, s.date, s.start) for s in timetable.sessions)
        amount = sum(v.amount for v in RULE.check(timetable))
        best[times] = min(amount, best.get(times, amount))
        example[times] = timetable
    assert set(best.values()) == {4, 6}
    for times, amount in best.items():
        assert least(x, penalty, example[times]) == amount


sizes = st.lists(st.integers(0, 9), min_size=1, max_size=4)
seats = st.lists(st.none() | st.integers(0, 9), min_size=4, max_size=5)


@given(sizes, seats)
def test_counting_is_the_best_matching(learners: list[int], places: list[int | None]) -> None:
    """One period, any sizes and rooms: every way to give distinct rooms, and the count."""
    rooms = tuple(Room(code=f"R{i}", seats=count) for i, count in enumerate(places))
    any_room = "|".join(room.code for room in rooms)
    lessons = [
        course(f"C{i}", 1, groups=f"G{i}", rooms=any_room, size=size)
        for i, size in enumerate(learners)
    ]
    instance = tiny(*lessons, days=1, grid=day_grid(8, 9), rooms=rooms, settings=LOOSE)
    x = posted(instance, GIVEN, decide_rooms=False)
    counted = minimum(x.model, sum(expr for _, expr in RULE.penalize(x)))
    assert counted == min(
        sum(
            0 if place is None else max(0, size - place)
            for size, place in zip(learners, chosen, strict=False)
        )
        for chosen in permutations(places, len(learners))
    )


@pytest.mark.parametrize("lengths", [(1,), (2,), (2, 1)])
def test_counting_never_costs_more_than_choosing(lengths: tuple[int, ...]) -> None:
    """Long sessions, several rooms at once, rooms that suit some only: a relaxation."""
    instance = tiny(
        course("A", 2, lengths, groups="G", rooms="R|S", size=12, per_day=2),
        course("B", 2, lengths, groups="H", rooms="S|T", size=9, per_day=2),
        course("C", 2, lengths, groups="I", rooms="R|S T", size=30, per_day=2),
        days="Mon",
        rooms=(*ROOMS, Room(code="T", seats=7)),
        grid=day_grid(8, 12),
        settings=LOOSE,
        levels={RULE.id: 1},
    )
    bound, cost = bounded(instance, [RULE], GIVEN)
    assert 0 < bound <= cost


def test_the_trame_is_exact_on_alike_dates() -> None:
    weeks = tiny(
        course("A", hours=3, rooms="R|S", size=12),
        course("B", hours=3, rooms="R|S", size=7, groups="H"),
        days="Mon",
        weeks=3,
        grid=day_grid(8, 9),
        rooms=ROOMS,
        settings=LOOSE,
        levels={RULE.id: 1},
    )
    # Every Monday at 8: 12 learners in 10 seats and 7 in 4.
    assert bounded(weeks, [RULE], GIVEN) == (3 * 5 * 60, 3 * 5 * 60)


def test_by_hand() -> None:
    timetable = plan(small(), ("A", 0, 8, 1, "", "S"), ("A", 1, 8, 1, "", "R"), ("B", 0, 9, 1))
    assert [(v.subject.code, v.amount) for v in RULE.check(timetable)] == [("A", 8), ("A", 2)]
    first = next(iter(RULE.check(timetable)))
    assert first.say("fr") == "A : 8 sans place le lundi 7 septembre 2026 à 08:00 (S)."
    assert first.say("en") == "A: 8 without a seat on Monday 7 September 2026 at 08:00 (S)."
