"""What the steps of an exchange work on: what stays, and what they change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.laid import Flags, Ints
from solver.term_kernel import MOST


class Term(NamedTuple):
    """What stays: units, people, rooms, dates, periods of a day and weeks are numbers from 0.

    Lists are laid end to end: those of `u` in `people` are `people[people_at[u]:people_at[u + 1]]`.
    Costs are whole units.

    unit, length, minutes, kind, short, fixed
        Of each session: its unit, periods, credited minutes, the rank of its length among all,
        whether it is shorter than usual, and whether it stays where it is.
    people, people_at
        Who is there, by unit.
    per_day, unit_minutes, slot_price, short_price, tied
        Sessions of a unit a date at the most, its minutes, what a time of the week and a short
        session cost it (0 where it has none), and whether it has ties.
    ties, ties_at
        Ties of each unit: kind and the two units.
    courses_at
        Where the courses of each unit begin.
    sessions, sessions_at
        The sessions of each unit.
    places, places_at
        Dates and periods open to a unit for each kind of length, by time of the week: those of one
        begin at `places_at[kind, unit, slot]`.
    slot_of
        The time of the week that a place is, by kind, unit, date and period; -1: it is not open.
    place_price
        What wishes about times cost there.
    week, week_days, week_days_at, day_of, weekday
        The week of each date; the dates of each week; the date of a week's weekday, or -1; the
        weekday of each date.
    person_kind, days_most, week_most
        Whose days cost the same; days and minutes a week at the most.
    nights, late, day_before, day_after
        Whether any night is too short for the rest; by kind of person and first period of a date,
        the periods of the evening before that are too late, as bits; the date before and the one
        after (-1: nothing is taught on it).
    due, band, even_price
        Minutes of each course due by the end of a week (-1: it does not count), how far from that
        those of a unit may be, and what a minute further costs.
    choices_at, rooms, rooms_at, room_price
        Where the sets of rooms of each course begin, the rooms of each set, and what one more
        costs a course.
    """

    unit: Ints
    length: Ints
    minutes: Ints
    kind: Ints
    short: Flags
    fixed: Flags
    people: Ints
    people_at: Ints
    per_day: Ints
    unit_minutes: Ints
    slot_price: Ints
    short_price: Ints
    tied: Flags
    ties: Ints
    ties_at: Ints
    courses_at: Ints
    sessions: Ints
    sessions_at: Ints
    places: Ints
    places_at: Ints
    slot_of: NDArray[np.int32]
    place_price: Ints
    week: Ints
    week_days: Ints
    week_days_at: Ints
    day_of: Ints
    weekday: Ints
    person_kind: Ints
    days_most: Ints
    week_most: Ints
    nights: bool
    late: Ints
    day_before: Ints
    day_after: Ints
    due: Ints
    band: Ints
    even_price: int
    choices_at: Ints
    rooms: Ints
    rooms_at: Ints
    room_price: int


class Standing(NamedTuple):
    """What a step changes.

    day, first, slot, room
        Of each session: its date, first period, time of the week, and for each course of its unit
        the set of rooms.
    at
        The session of each person at each period of each date, or -1.
    mask
        The periods each person is busy on each date, as bits.
    on_day, done, held, shorts, slots
        Sessions, minutes, periods (as bits) and short sessions of each unit by date; sessions by
        time of the week.
    week_minutes, week_done
        Minutes of each person and each unit by week.
    filled, in_room
        Periods of each room and date that are taken or closed, as bits; sessions by course and
        room.
    best_day, best_first, best_room
        Those of the cheapest plan.
    tally
        What the plan costs, what that one does, and how many exchanges were made.
    """

    day: Ints
    first: Ints
    slot: Ints
    room: Ints
    at: NDArray[np.int32]
    mask: Ints
    on_day: Ints
    done: Ints
    held: Ints
    shorts: Ints
    slots: Ints
    week_minutes: Ints
    week_done: Ints
    filled: Ints
    in_room: Ints
    best_day: Ints
    best_first: Ints
    best_room: Ints
    tally: NDArray[np.float64]


class Prices(NamedTuple):
    """What days cost: see `solver.exchange_days`.

    asked, price
        By kind of person, days and what each costs.
    wanted
        Kinds and days that steps asked for and are not known: the number of them, then each.
    """

    asked: Ints
    price: Ints
    wanted: Ints


class Scratch(NamedTuple):
    """Where a step notes what it does; a row for each exchange of which it is made.

    listed
        Sessions that a step begins with, and dates that they go to.
    moved, counts, trips
        Sessions that go to the new block and to the old one, and how many; where these blocks are.
    at_slot, in_rooms
        Times and rooms of the sessions moved: the new ones, and those before.
    taken
        Sessions that are gathered.
    who, stamp, was, marks
        Who is touched, when somebody was last, their dates before; how many exchanges there were.
    """

    moved: Ints
    counts: Ints
    trips: Ints
    listed: Ints
    at_slot: Ints
    in_rooms: Ints
    taken: Flags
    who: Ints
    stamp: Ints
    was: Ints
    marks: Ints

    @classmethod
    def of(cls, standing: Standing) -> Scratch:
        """Empty, for the steps of one thread."""
        sessions, wide = standing.room.shape
        # A unit has one session a week at one time of it.
        people, rows = standing.week_minutes.shape
        return cls(
            moved=np.zeros((rows, 2, MOST), np.int64),
            counts=np.zeros((rows, 2), np.int64),
            trips=np.zeros((rows, 3), np.int64),
            listed=np.zeros((rows, 2), np.int64),
            at_slot=np.zeros((rows, 2, 2, MOST), np.int64),
            in_rooms=np.zeros((rows, 2, 2, MOST, wide), np.int64),
            taken=np.zeros(sessions, np.bool_),
            who=np.zeros(people, np.int64),
            stamp=np.zeros(people, np.int64),
            was=np.zeros((people, 2), np.int64),
            marks=np.zeros(1, np.int64),
        )
