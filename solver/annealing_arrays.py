"""A week of short sessions as arrays, for steps that are compiled, and back."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from constraints.openings import Openings
from constraints.registry import WISH
from constraints.weights import weight
from instances.grid import Span
from solver.annealing_kernel import BEST, CLASHES, COST, LONGEST, lonely
from solver.laid import Flags, Ints, laid
from solver.plan import Plan
from solver.whole_days import WISHES, crowds


class Week(NamedTuple):
    """What stays: courses, periods of the week (day after day) and rooms are numbers from 0.

    Lists by course are laid end to end: those of course `c` in `times` are
    `times[times_at[c]:times_at[c + 1]]`. Costs are whole units.

    periods, rooms
        Periods a day; rooms.
    course
        Of each session.
    times, times_at
        Periods open to each course.
    fits
        Whether a course may have a room at a period; course, period, room.
    standing
        What it costs that a room is too small; course, room.
    crowds, crowds_at, lonely_price
        Crowds whose isolated sessions cost something, by course; what one costs each crowd.
    near, near_at, clash
        Courses that never run beside each other, itself included: by course, and as a table.
    min_days, day_price, room_price
        Days wished for each course, what each one missing and each room more costs.
    stake
        The most that another time for a session of a course can save.
    """

    periods: int
    rooms: int
    course: Ints
    times: Ints
    times_at: Ints
    fits: Flags
    standing: Ints
    crowds: Ints
    crowds_at: Ints
    lonely_price: Ints
    near: Ints
    near_at: Ints
    clash: Flags
    min_days: Ints
    day_price: int
    room_price: int
    stake: Ints


class State(NamedTuple):
    """What a step changes.

    cell, held
        The cell of each session (period times rooms plus room); the session of each cell, or -1.
    clashing
        Sessions at a period that a course clashes with; course, period.
    attended, mask
        Sessions of each crowd at each period, and the periods of each day with any, as bits.
    on_day, days, in_room
        Sessions of each course by day, days it is on, sessions by room.
    best
        The cells of the best plan without a clash.
    tally
        Its cost, clashes (pairs), the cost of the best one and the price of a clash.
    """

    cell: Ints
    held: Ints
    clashing: Ints
    attended: Ints
    mask: Ints
    on_day: Ints
    days: Ints
    in_room: Ints
    best: Ints
    tally: NDArray[np.float64]


class Scratch(NamedTuple):
    """Where a step notes what it does.

    chain, goes, counts
        Sessions that go to the new period and to the old one, the cells they go to, and how many.
    taken
        Sessions that are in the chain.
    """

    chain: Ints
    goes: Ints
    counts: Ints
    taken: Flags

    @classmethod
    def of(cls, state: State) -> Scratch:
        """Empty, for the steps of one thread."""
        return cls(
            chain=np.zeros((2, LONGEST), np.int64),
            goes=np.zeros((2, LONGEST), np.int64),
            counts=np.zeros(2, np.int64),
            taken=np.zeros(len(state.cell), np.bool_),
        )


class Arrays:
    """A week as the steps see it.

    least
        The least price of a wish.
    """

    def __init__(self, openings: Openings, plan: Plan) -> None:
        self.openings, self.instance, self.begun = openings, openings.instance, plan
        self.courses = {course.code: n for n, course in enumerate(self.instance.courses)}
        self.rooms = {room.code: n for n, room in enumerate(self.instance.rooms)}
        self.day = {when: number for number, when in enumerate(self.instance.dates)}
        self.prices = {rule: weight(WISH[rule], self.instance) for rule in WISHES}
        self.least = min(price for price in self.prices.values() if price)
        # By period of the week: the date and span it is.
        self.spans: dict[int, tuple[date, Span]] = {}

    @cached_property
    def week(self) -> Week:
        """What no step changes."""
        instance, courses = self.instance, self.courses
        near = np.eye(len(courses), dtype=bool)
        attend: list[list[int]] = [[] for _ in courses]
        lonely: list[int] = []
        for codes, learners in crowds(instance).items():
            numbers = [courses[code] for code in codes]
            near[np.ix_(numbers, numbers)] = True
            if learners and self.prices["avoid_isolated_sessions"]:
                for number in numbers:
                    attend[number].append(len(lonely))
                lonely.append(learners * self.prices["avoid_isolated_sessions"])
        fits = self._fits()
        open_at = [np.flatnonzero(fits[number].any(axis=1)).tolist() for number in courses.values()]
        times, times_at = laid(open_at)
        crowded, crowds_at = laid(attend)
        beside, near_at = laid([np.flatnonzero(row).tolist() for row in near])
        wished = np.array([course.min_days for course in instance.courses], np.int64)
        stake = [3 * sum(lonely[crowd] for crowd in some) for some in attend]
        days = self.prices["spread_over_days"]
        return Week(
            periods=len(instance.grid.periods),
            rooms=len(self.rooms),
            course=np.array([courses[s.course] for s in self.begun.sessions], np.int64),
            times=times,
            times_at=times_at,
            fits=fits,
            standing=self._standing(),
            crowds=crowded,
            crowds_at=crowds_at,
            lonely_price=np.array([*lonely, 0], np.int64),
            near=beside,
            near_at=near_at,
            clash=near,
            min_days=wished,
            day_price=days,
            room_price=self.prices["keep_rooms"],
            stake=np.array(stake, np.int64) + days * (wished > 0),
        )

    @cached_property
    def hot(self) -> float:
        """What it costs on average that a session is isolated for all who attend it, or so."""
        week = self.week
        lonely = week.lonely_price[week.crowds].sum() / max(1, len(self.courses))
        return float(max(lonely, week.day_price / 2, self.least))

    def _fits(self) -> Flags:
        """Which rooms a course may have when; the spans of the periods are noted on the way."""
        periods = len(self.instance.grid.periods)
        shape = len(self.courses), len(self.day) * periods, len(self.rooms)
        fits = np.zeros(shape, np.bool_)
        for course in self.instance.courses:
            for when, day in self.day.items():
                for span, room_sets in self.openings.at(course, when):
                    period = day * periods + span.first
                    self.spans[period] = when, span
                    codes = frozenset[str]().union(*room_sets)
                    numbers = [self.rooms[code] for code in codes]
                    fits[self.courses[course.code], period, numbers] = True
        return fits

    def _standing(self) -> Ints:
        """What learners without a seat cost, by course and room."""
        price = self.prices["seat_everybody"]
        found = np.zeros((len(self.courses), len(self.rooms)), np.int64)
        if self.instance.settings.seats_required:
            return found
        for course, row in zip(self.instance.courses, found, strict=True):
            learners = self.instance.seats_needed(course)
            for room, number in zip(self.instance.rooms, self.rooms.values(), strict=True):
                if room.seats is not None:
                    row[number] = price * max(0, learners - room.seats)
        return found

    def state(self, clash: float) -> State:
        """The plan begun with; what a clash costs at first."""
        week, instance = self.week, self.instance
        periods, days, rooms = week.fits.shape[1], len(self.day), week.rooms
        spans = {(when, span.start): period for period, (when, span) in self.spans.items()}
        cells = [
            spans[session.date, session.start] * rooms + self.rooms[session.rooms[0]]
            for session in self.begun.sessions
        ]
        crowds, courses = len(week.lonely_price), len(instance.courses)
        state = State(
            cell=np.array(cells, np.int64),
            held=np.full(periods * rooms, -1, np.int64),
            clashing=np.zeros((courses, periods), np.int64),
            attended=np.zeros((crowds, periods), np.int64),
            mask=np.zeros((crowds, days), np.int64),
            on_day=np.zeros((courses, days), np.int64),
            days=np.zeros(courses, np.int64),
            in_room=np.zeros((courses, rooms), np.int64),
            best=np.array(cells, np.int64),
            tally=np.array([0.0, 0.0, np.inf, clash]),
        )
        _fill(week, state)
        return state

    def plan(self, cells: Ints) -> Plan:
        """The plan with its sessions in these cells."""
        names = list(self.rooms)
        sessions = []
        for session, cell in zip(self.begun.sessions, cells.tolist(), strict=True):
            when, span = self.spans[cell // self.week.rooms]
            place = {"date": when, "start": span.start, "end": span.end}
            place["rooms"] = (names[cell % self.week.rooms],)
            sessions.append(session.model_copy(update=place))
        return Plan.of(self.instance, sessions, self.begun.teams)


def _fill(week: Week, state: State) -> None:
    """Fill in all that follows from the cells of the sessions."""
    for session, cell in enumerate(state.cell.tolist()):
        course, (period, room) = week.course[session], divmod(cell, week.rooms)
        day, at = divmod(period, week.periods)
        state.held[cell] = session
        state.tally[CLASHES] += state.clashing[course, period]
        state.clashing[week.near[week.near_at[course] : week.near_at[course + 1]], period] += 1
        attending = week.crowds[week.crowds_at[course] : week.crowds_at[course + 1]]
        state.attended[attending, period] += 1
        state.mask[attending, day] |= 1 << at
        state.on_day[course, day] += 1
        state.in_room[course, room] += 1
        state.tally[COST] += week.standing[course, room]
    state.days[:] = (state.on_day > 0).sum(axis=1)
    used = (state.in_room > 0).sum(axis=1)
    state.tally[COST] += week.room_price * np.maximum(0, used - 1).sum()
    state.tally[COST] += week.day_price * np.maximum(0, week.min_days - state.days).sum()
    for price, masks in zip(week.lonely_price.tolist(), state.mask.tolist(), strict=True):
        state.tally[COST] += price * sum(lonely(mask) for mask in masks)
    if state.tally[CLASHES] == 0:
        state.tally[BEST] = state.tally[COST]
