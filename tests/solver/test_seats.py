"""Rooms given one after the other, with way made for those that find none."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from instances.timetable import Session
from solver.seats import Hall, Rooms

DAY = date(2026, 9, 7)
ROOMS = "RSTU"


def seated(masks: list[int], offers: list[list[Rooms]]) -> dict[int, Rooms]:
    sessions = [
        Session(
            id=str(index), course=str(index), date=DAY, start=60 * (mask & -mask).bit_length(),
            end=60 * mask.bit_length() + 60, minutes=60, groups=(), teachers=(), rooms=(),
        )
        for index, mask in enumerate(masks)
    ]  # fmt: skip
    return Hall(sessions, masks, offers, lambda index, rooms: ()).fill()


def of(*codes: str) -> list[Rooms]:
    """Offers of the rooms named, one or several letters each."""
    return [frozenset(code) for code in codes]


def fits(seats: dict[int, Rooms], masks: list[int], offers: list[list[Rooms]]) -> bool:
    for first, rooms in seats.items():
        if rooms not in offers[first]:
            return False
        for second, others in seats.items():
            if first < second and rooms & others and masks[first] & masks[second]:
                return False
    return True


def test_a_session_moves_others_out_of_its_way() -> None:
    """The short ones, which come first, sit in R and S; the long one needs one of the two whole."""
    masks, offers = [0b01, 0b10, 0b11], [of("R", "T"), of("S", "T"), of("R", "S", "RS")]
    seats = seated(masks, offers)
    assert len(seats) == 3 and fits(seats, masks, offers)


def test_who_moves_may_move_others_in_turn() -> None:
    """Every session is wanted one room further on."""
    masks = [1, 1, 1, 1]
    offers = [of("R", "S"), of("S", "T"), of("T", "U"), of("R")]
    assert seated(masks, offers) == {
        3: frozenset("R"), 0: frozenset("S"), 1: frozenset("T"), 2: frozenset("U"),
    }  # fmt: skip


def test_nobody_loses_a_room_to_one_that_finds_none() -> None:
    masks, offers = [1, 1, 1], [of("R"), of("R", "S"), of("R", "S")]
    seats = seated(masks, offers)
    assert len(seats) == 2 and fits(seats, masks, offers)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0b001, 0b010, 0b100, 0b011, 0b110, 0b111]),
            st.lists(st.sampled_from([*ROOMS, "RS", "TU"]), min_size=1, unique=True),
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_seats_are_offered_and_free(drawn: list[tuple[int, list[str]]]) -> None:
    masks, offers = [mask for mask, _ in drawn], [of(*codes) for _, codes in drawn]
    seats = seated(masks, offers)
    assert fits(seats, masks, offers)


@given(
    st.lists(
        st.lists(st.sampled_from(ROOMS), min_size=1, unique=True), min_size=1, max_size=5
    )
)  # fmt: skip
def test_sessions_of_one_time_all_sit_where_they_can(codes: list[list[str]]) -> None:
    """Of sessions that last alike the chains are augmenting paths, so none is missed."""
    masks, offers = [1] * len(codes), [of(*some) for some in codes]
    most = max(
        len({i for i, room in enumerate(rooms) if room} - _twice(rooms))
        for rooms in product(*(("", *some) for some in codes))
    )
    assert len(seated(masks, offers)) == most


def _twice(rooms: tuple[str, ...]) -> set[int]:
    """Indices of sessions whose room an earlier one has."""
    return {i for i, room in enumerate(rooms) if room and room in rooms[:i]}
