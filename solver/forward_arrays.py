"""A plan with sessions missing as arrays, for steps that are compiled, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from constraints.openings import Openings
from constraints.registry import RULE, WISH
from constraints.weights import weight
from instances.timetable import Session, Timetable
from solver.board import Board, Piece
from solver.ejections import Due
from solver.exchange_arrays import ties_of
from solver.exchange_days import Days, by_weekday, dates_beside, late_evenings
from solver.forward_kernel import GIVES_WAY, LOOKS, OUT_OF_STEP_MINUTES
from solver.giving_way_kernel import APART, CLOSED, DISJOINT, MOST, TOGETHER
from solver.laid import Flags, Ints, ints, laid
from solver.places import Place
from solver.plan import Plan
from solver.room_sets import RoomSets
from solver.term_kernel import ABSENT, ANY_DAYS
from solver.units import Unit

# Rules that tie the sessions of one unit to those of another in time.
TIES = ("follow_order", "keep_pace", "keep_siblings_in_step")
# The relations that steps know.
RELATIONS = {"apart": APART, "together": TOGETHER, "disjoint": DISJOINT}


class Layout(NamedTuple):
    """What stays: sessions, units, courses, people, rooms, dates and weeks are numbers from 0.

    Lists are laid end to end: those of `u` in `people` are `people[people_at[u]:people_at[u + 1]]`.

    unit, length, minutes, row, aim, free
        Of each session: its unit, periods, credited minutes, the row of its places, the date that
        it should be near (-1: any), and whether steps may move it.
    sessions, sessions_at
        The sessions of each unit.
    places, on_tile, place_price, places_at, number_at
        Date and first period of each place, whether it is on a tile (`solver.tiles`), and what late
        hours cost there; where those of a row and date begin; the number of a place by row, date
        and first period, or -1.
    slot_price
        What a time of the week costs each unit.
    people, people_at, per_day, unit_minutes
        Of each unit: who is there, sessions a date at the most, minutes.
    courses_at, choices_at, rooms, rooms_at
        Where the courses of each unit, their sets of rooms, and the rooms of each set begin.
    relation_kind, apart, members, members_at, bound, bound_at
        Of each relation its kind, days apart and sessions; the relations of each unit.
    ordinal
        The day number of each date.
    watched, person_kind
        Whether somebody may be too busy on a date; whose dates are alike.
    week, week_days, week_days_at, day_of, weekday
        The week of each date; the dates of each week; the date of a week's weekday, or -1; the
        weekday of each date.
    days_most, week_most
        Dates and minutes a week of each person, at the most.
    nights, late, day_before, day_after, tied, ties, ties_at
        See `exchange_state.Term`.
    """

    unit: Ints
    length: Ints
    minutes: Ints
    row: Ints
    aim: Ints
    free: Flags
    sessions: Ints
    sessions_at: Ints
    places: Ints
    on_tile: Flags
    place_price: Ints
    places_at: Ints
    number_at: NDArray[np.int32]
    slot_price: Ints
    people: Ints
    people_at: Ints
    per_day: Ints
    unit_minutes: Ints
    courses_at: Ints
    choices_at: Ints
    rooms: Ints
    rooms_at: Ints
    relation_kind: Ints
    apart: Ints
    members: Ints
    members_at: Ints
    bound: Ints
    bound_at: Ints
    ordinal: Ints
    watched: Flags
    person_kind: Ints
    week: Ints
    week_days: Ints
    week_days_at: Ints
    day_of: Ints
    weekday: Ints
    days_most: Ints
    week_most: Ints
    nights: bool
    late: Ints
    day_before: Ints
    day_after: Ints
    tied: Flags
    ties: Ints
    ties_at: Ints


class State(NamedTuple):
    """What a step changes.

    day, first, room
        Of each session: its date (`ABSENT`: it stands nowhere), first period, and the set of rooms
        of each of its courses.
    at, inside
        The session of each person, and in each room, at each period of each date; -1: none.
    mask, week_minutes
        The periods each person is busy on each date, as bits; minutes by week.
    on_day, done, held
        Sessions, minutes and periods (as bits) of each unit by date.
    times_used
        Sessions of each unit by weekday and first period.
    last_choice
        The set of rooms of each course that was chosen last, by its rank.
    weight
        What a session of each unit counts that has to go.
    of_unit
        The disorder of each unit.
    lost, missing
        The sessions that wait, as a ring, and how many there are: see `forward_kernel`.
    best_day, best_first, best_room
        Those of the plan with the fewest minutes missing.
    """

    day: Ints
    first: Ints
    room: Ints
    at: NDArray[np.int32]
    inside: NDArray[np.int32]
    mask: Ints
    on_day: Ints
    done: Ints
    held: Ints
    week_minutes: Ints
    times_used: Ints
    last_choice: Ints
    weight: Ints
    of_unit: Ints
    lost: Ints
    missing: Ints
    best_day: Ints
    best_first: Ints
    best_room: Ints


class Scratch(NamedTuple):
    """Where a step notes what it does.

    stamp, marks
        When a session was last found in the way, and how often that was asked.
    out, was, own
        The sessions in the way of a place, their number first; their dates; the rooms chosen.
    prices, numbers
        Of the places looked at: what they count, and which they are.
    """

    stamp: Ints
    marks: Ints
    out: Ints
    was: Ints
    own: Ints
    prices: Ints
    numbers: Ints

    @classmethod
    def of(cls, state: State) -> Scratch:
        """Empty, for the steps of one thread."""
        sessions, wide = state.room.shape
        return cls(
            stamp=np.zeros(sessions, np.int64),
            marks=np.zeros(1, np.int64),
            out=np.zeros(MOST + 1, np.int64),
            was=np.zeros(MOST, np.int64),
            own=np.zeros(wide, np.int64),
            prices=np.zeros(LOOKS, np.int64),
            numbers=np.zeros(LOOKS, np.int64),
        )


class Forward:
    """A plan as the steps see it; `state` makes another copy of what they change.

    pieces
        Those that stand, so many as `placed`, then those that are `due`: each as if it stood at the
        first place open to it.
    """

    def __init__(self, openings: Openings, board: Board, due: Sequence[Due]) -> None:
        self.openings, self.instance, self.board = openings, openings.instance, board
        self.days = Days(board)
        self.pieces = list(board.all)
        self.placed = len(self.pieces)
        self._rows: dict[tuple[int, int], int] = {}
        self._places: list[list[Place]] = []
        for unit in board.units:
            for place in board.places(unit).all if unit.known else ():
                row = self._rows.setdefault((unit.number, place.span.minutes), len(self._rows))
                if row == len(self._places):
                    self._places.append([])
                self._places[row].append(place)
        aims = [piece.day for piece in self.pieces]
        for one in due:
            row = self._rows.get((one.unit.number, one.minutes), -1)
            if row >= 0:
                place, none = self._places[row][0], (frozenset[str](),) * len(one.unit.courses)
                self.pieces.append(Piece(one.unit, place.day, place.span, none, place.slot))
                aims.append(-1 if one.aim is None else one.aim)
        self._rooms = RoomSets(board, self.pieces[: self.placed])
        self.layout = self._layout(aims)

    def _layout(self, aims: Sequence[int]) -> Layout:
        board, instance, pieces, units = self.board, self.instance, self.pieces, self.board.units
        dates, periods = board.dates, len(instance.grid.periods)
        row = [self._rows.get((p.unit.number, p.minutes), len(self._rows)) for p in pieces]
        number_at = np.full((len(self._rows) + 1, len(dates), periods), -1, np.int32)
        places = np.array(
            [(place.day, place.span.first) for some in self._places for place in some], np.int64
        ).reshape(-1, 2)
        # Places of a row are in the order of dates.
        lines = np.repeat(np.arange(len(self._places)), [len(some) for some in self._places])
        number_at[lines, places[:, 0], places[:, 1]] = np.arange(len(places))
        each = np.zeros((len(self._rows) + 1, len(dates) + 1), np.int64)
        np.add.at(each, (lines, places[:, 0] + 1), 1)
        before = np.cumsum([0, *each.sum(1)])[:-1]
        people, people_at = laid([unit.people.tolist() for unit in units])
        of_unit: list[list[int]] = [[] for _ in units]
        for number, piece in enumerate(pieces):
            of_unit[piece.unit.number].append(number)
        sessions, sessions_at = laid(of_unit)
        relations = [r for r in instance.relations if r.weight is None and r.kind in RELATIONS]
        bound: list[list[int]] = [[] for _ in units]
        members: list[list[int]] = []
        for number, relation in enumerate(relations):
            related = dict.fromkeys(board.unit[code].number for code in relation.courses)
            members.append([session for unit in related for session in of_unit[unit]])
            for unit in related:
                bound[unit].append(number)
        joined, members_at = laid(members)
        binding, bound_at = laid(bound)
        weeks = [np.flatnonzero(board.week == week) for week in range(int(board.week.max()) + 1)]
        week_days, week_days_at = laid([some.tolist() for some in weeks])
        day_of, weekday = by_weekday(board)
        late = late_evenings(self.days)
        slots = weight(WISH["keep_weekly_slots"], instance)
        ties = [list(ties_of(unit)) for unit in units]
        free = [
            not piece.fixed and number_at[line, piece.day, piece.span.first] >= 0
            for piece, line in zip(pieces, row, strict=True)
        ]
        return Layout(
            unit=ints(piece.unit.number for piece in pieces),
            length=ints(piece.span.length for piece in pieces),
            minutes=ints(piece.minutes for piece in pieces),
            row=ints(row),
            aim=ints(aims),
            free=np.array(free, np.bool_),
            sessions=sessions,
            sessions_at=sessions_at,
            places=places,
            on_tile=np.array([place.tile for some in self._places for place in some], np.bool_),
            place_price=self._late(),
            places_at=before[:, None] + np.cumsum(each, axis=1),
            number_at=number_at,
            slot_price=ints(slots * len(unit.courses) for unit in units),
            people=people,
            people_at=people_at,
            per_day=ints(unit.per_day for unit in units),
            unit_minutes=ints(unit.minutes for unit in units),
            courses_at=self._rooms.courses_at,
            choices_at=self._rooms.choices_at,
            rooms=self._rooms.rooms,
            rooms_at=self._rooms.rooms_at,
            relation_kind=ints(RELATIONS[relation.kind] for relation in relations),
            apart=ints(relation.days for relation in relations),
            members=joined,
            members_at=members_at,
            bound=binding,
            bound_at=bound_at,
            ordinal=ints(when.toordinal() for when in dates),
            watched=np.array(list(self._watched()), np.bool_),
            person_kind=self.days.kind,
            week=board.week,
            week_days=week_days,
            week_days_at=week_days_at,
            day_of=day_of,
            weekday=weekday,
            days_most=ints(ANY_DAYS if most is None else most for most in board.days_max),
            week_most=board.week_max,
            nights=bool(late.any()),
            late=late,
            day_before=dates_beside(board, -1),
            day_after=dates_beside(board, 1),
            tied=np.array([unit.is_tied for unit in units], np.bool_),
            ties=np.array([tie for some in ties for tie in some], np.int64).reshape(-1, 3),
            ties_at=np.cumsum([0, *map(len, ties)]),
        )

    def _late(self) -> Ints:
        """What late hours cost at each place."""
        grid, price = self.instance.grid, weight(WISH["avoid_late_hours"], self.instance)
        late = grid.full & ~grid.mask(0, self.instance.settings.late_after)
        at = {span: price * grid.credited(span.mask & late) for span in grid.spans}
        return ints(len(p.offers) * at.get(p.span, 0) for some in self._places for p in some)

    def _watched(self) -> Iterator[bool]:
        """Of each person whether they may not be busy all day: who may, may be for part of it."""
        full = self.instance.grid.full
        for who in range(len(self.board.resources)):
            yield not self.board.day_kept(who, full)

    def state(self) -> State:
        """The plan begun with."""
        board, layout, pieces = self.board, self.layout, self.pieces
        dates, periods, units = len(board.dates), len(self.instance.grid.periods), len(board.units)
        absent = np.arange(self.placed, len(pieces))
        room = np.zeros((len(pieces), max((len(p.rooms) for p in pieces), default=1)), np.int64)
        at = np.full((len(board.resources), dates, periods), -1, np.int32)
        inside = np.full((len(board.room), dates, periods), -1, np.int32)
        for code, number in board.room.items():
            for index, when in enumerate(board.dates):
                closed = ~self.openings.room_mask[code, when]
                inside[number, index, [closed >> period & 1 == 1 for period in range(periods)]] = (
                    CLOSED
                )
        held = np.zeros((units, dates), np.int64)
        times_used = np.zeros((units, 7, periods), np.int64)
        last_choice = np.zeros(len(self._rooms.courses), np.int64)
        for number, piece in enumerate(pieces[: self.placed]):
            unit, span = piece.unit, piece.span
            held_at = slice(span.first, span.first + span.length)
            at[unit.people, piece.day, held_at] = number
            held[unit.number, piece.day] |= span.mask
            times_used[unit.number, layout.weekday[piece.day], span.first] += 1
            for index, (course, choice) in enumerate(self._rooms.of(piece)):
                last_choice[course] = choice - layout.choices_at[course]
                room[number, index] = choice
                for code in piece.rooms[index]:
                    inside[board.room[code], piece.day, held_at] = number
        day, first = ints(piece.day for piece in pieces), ints(p.span.first for p in pieces)
        day[self.placed :] = ABSENT
        lost = np.zeros(len(pieces) + 1, np.int64)
        lost[: len(absent)] = absent
        each = np.diff(layout.courses_at)[layout.unit] * layout.minutes
        minutes = int(each[absent].sum())
        of_unit = ints(board.disorder(unit) for unit in board.units)
        amiss = minutes + OUT_OF_STEP_MINUTES * int(of_unit.sum())
        return State(
            day=day,
            first=first,
            room=room,
            at=at,
            inside=inside,
            mask=board.busy.copy(),
            on_day=board.count.copy(),
            done=board.done.copy(),
            held=held,
            week_minutes=board.week_minutes.copy(),
            times_used=times_used,
            last_choice=last_choice,
            weight=np.full(units, GIVES_WAY, np.int64),
            of_unit=of_unit,
            lost=lost,
            missing=np.array([len(absent), minutes, amiss, 0, 0, of_unit.sum()], np.int64),
            best_day=day.copy(),
            best_first=first.copy(),
            best_room=room.copy(),
        )

    def sessions(self, state: State) -> Iterator[Session]:
        """The sessions of the plan with least amiss; who stays is the same object."""
        now = state.best_day, state.best_first, state.best_room
        return self._rooms.sessions(self.pieces, *now)

    def plan(self, state: State) -> Plan:
        """The plan of those sessions, less those that keep others from being in step."""
        plan = Plan.of(self.instance, self.sessions(state), self.board.teams)
        timetable = Timetable(instance=self.instance, sessions=plan.sessions)
        # Steps know the order of periods, a board that of dates only.
        if not any(breach.amount for rule in TIES for breach in RULE[rule].check(timetable)):
            return plan
        board = Board(self.openings, plan, anywhere=True)
        out = sum(_put_in_step(board, unit) for unit in board.units if unit.is_tied)
        return board.plan() if out else plan


def _put_in_step(board: Board, unit: Unit) -> int:
    """Take away what is out of step, ahead of its pace or held too early; how many.

    In a plan with sessions missing a unit may be so.
    """
    out = 0
    while board.disorder(unit):
        found = board.most_in_disorder(unit, lambda piece: not piece.fixed)
        if found is None:
            break
        board.remove(found[1])
        out += 1
    return out
