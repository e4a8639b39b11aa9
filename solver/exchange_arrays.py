"""A dated plan as arrays, for steps that are compiled, and back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from constraints.openings import Openings
from constraints.placements import Slot
from constraints.registry import WISH
from constraints.respect_wishes import against
from constraints.spread_evenly import pace
from constraints.weights import weight
from instances.entities import Resource
from instances.weeks import week_of, weeks_of
from solver.board import DAILY_WISHES, Board, Piece
from solver.exchange_days import Days, by_weekday, dates_beside, late_evenings
from solver.exchange_state import Standing, Term
from solver.laid import Ints, ints, laid
from solver.plan import Plan
from solver.room_sets import RoomSets
from solver.term_kernel import ANY_DAYS, BEST, COST, IN_ORDER, IN_PACE, IN_STEP
from solver.units import Unit

# The wishes that steps know.
WISHES = (
    *DAILY_WISHES,
    "avoid_late_hours",
    "keep_rooms",
    "keep_usual_durations",
    "keep_weekly_slots",
    "respect_wishes",
    "spread_evenly",
)
# Seconds of a core that a session takes to be laid out: 100 classes, some 18,000 sessions, 8 s.
EACH_SESSION = 5e-4


def layout_seconds(plan: Plan) -> float:
    """About how long it takes to lay a plan out in arrays, on a core."""
    return EACH_SESSION * len(plan.sessions)


class TermArrays:
    """A plan as the steps see it; `standing` makes another copy of what they change."""

    def __init__(self, openings: Openings, plan: Plan) -> None:
        self.openings, self.instance, self.begun = openings, openings.instance, plan
        self.board = Board(openings, plan)
        self.pieces = list(self.board.all)
        lengths = sorted({(piece.span.length, piece.minutes) for piece in self.pieces})
        self._kind = {length: rank for rank, length in enumerate(lengths)}
        self.days = Days(self.board)
        self._unwished: dict[tuple[Resource, int], int] = {}
        grid = self.instance.grid
        self._credited = cache(grid.credited)
        self._late = grid.full & ~grid.mask(0, self.instance.settings.late_after)
        prices = ("respect_wishes", "avoid_late_hours")
        self._wish_price, self._late_price = (weight(WISH[one], self.instance) for one in prices)
        self._rooms = RoomSets(self.board, self.pieces)
        places = [
            (self._kind[length], unit.number, place)
            for unit in self.board.units
            for place in self.board.places(unit).all
            if (length := (place.span.length, place.span.minutes)) in self._kind
        ]
        self._slots: list[dict[Slot, int]] = [{} for _ in self.board.units]
        for piece in self.pieces:
            self._slot(piece.unit, piece.slot)
        self._places = sorted(
            places, key=lambda one: (*one[:2], self._slot(self.board.units[one[1]], one[2].slot))
        )

    def _slot(self, unit: Unit, slot: Slot) -> int:
        """The number of a time of the week among those of a unit."""
        mine = self._slots[unit.number]
        return mine.setdefault(slot, len(mine))

    @cached_property
    def term(self) -> Term:
        """What no step changes."""
        board, units, pieces = self.board, self.board.units, self.pieces
        shape = len(self._kind), len(units)
        price = np.zeros(self._open.shape, np.int64)
        for kind, number, place in self._places:
            wished = self._wishes(units[number], place.day, place.span.mask)
            price[kind, number, place.day, place.span.first] = wished
        each = np.zeros((*shape, self._most_slots + 1), np.int64)
        for kind, number, place in self._places:
            each[kind, number, self._slot(units[number], place.slot)] += 1
        ends = np.cumsum(each).reshape(each.shape)
        weeks = [np.flatnonzero(board.week == week) for week in range(self._weeks)]
        people, people_at = laid([unit.people.tolist() for unit in units])
        of_unit: list[list[int]] = [[] for _ in units]
        for number, piece in enumerate(pieces):
            of_unit[piece.unit.number].append(number)
        sessions, sessions_at = laid(of_unit)
        week_days, week_days_at = laid([some.tolist() for some in weeks])
        ties = [list(ties_of(unit)) for unit in units]
        day_of, weekday = by_weekday(board)
        due, band = self._pace()
        late = late_evenings(self.days)
        even = weight(WISH["spread_evenly"], self.instance)
        slots = weight(WISH["keep_weekly_slots"], self.instance)
        brief = weight(WISH["keep_usual_durations"], self.instance)
        shortened = {piece.unit for piece in pieces if _is_short(piece)}
        return Term(
            unit=ints(piece.unit.number for piece in pieces),
            length=ints(piece.span.length for piece in pieces),
            minutes=ints(piece.minutes for piece in pieces),
            kind=ints(self._kind[piece.span.length, piece.minutes] for piece in pieces),
            short=np.array([_is_short(piece) for piece in pieces], np.bool_),
            fixed=np.array([self._stays(piece) for piece in pieces], np.bool_),
            people=people,
            people_at=people_at,
            per_day=ints(unit.per_day for unit in units),
            unit_minutes=ints(unit.minutes for unit in units),
            slot_price=ints(slots * len(unit.courses) for unit in units),
            short_price=ints(brief * len(u.courses) * (u in shortened) for u in units),
            tied=np.array([unit.is_tied for unit in units], np.bool_),
            ties=np.array([tie for some in ties for tie in some], np.int64).reshape(-1, 3),
            ties_at=np.cumsum([0, *map(len, ties)]),
            courses_at=self._rooms.courses_at,
            sessions=sessions,
            sessions_at=sessions_at,
            places=np.array(
                [(place.day, place.span.first) for *_, place in self._places], np.int64
            ).reshape(-1, 2),
            places_at=ends - each,
            slot_of=self._open,
            place_price=price,
            week=board.week,
            week_days=week_days,
            week_days_at=week_days_at,
            day_of=day_of,
            weekday=weekday,
            person_kind=self.days.kind,
            days_most=ints(ANY_DAYS if most is None else most for most in board.days_max),
            week_most=board.week_max,
            nights=bool(late.any()),
            late=late,
            day_before=dates_beside(board, -1),
            day_after=dates_beside(board, 1),
            due=due,
            band=band,
            even_price=even,
            choices_at=self._rooms.choices_at,
            rooms=self._rooms.rooms,
            rooms_at=self._rooms.rooms_at,
            room_price=weight(WISH["keep_rooms"], self.instance),
        )

    @property
    def _most_slots(self) -> int:
        return max(map(len, self._slots), default=1)

    @property
    def _periods(self) -> int:
        return len(self.instance.grid.periods)

    @property
    def _weeks(self) -> int:
        return int(self.board.week.max()) + 1

    @staticmethod
    def _moves(unit: Unit) -> bool:
        """Whether the steps know every rule that binds a unit."""
        return not (unit.still or unit.related)

    def _stays(self, piece: Piece) -> bool:
        """Whether a piece is not for the steps to move."""
        span, number = piece.span, piece.unit.number
        place = self._kind[span.length, piece.minutes], number, piece.day, span.first
        return piece.fixed or not self._moves(piece.unit) or self._open[place] < 0

    @cached_property
    def _open(self) -> NDArray[np.int32]:
        shape = len(self._kind), len(self.board.units), len(self.board.dates), self._periods
        here = np.full(shape, -1, np.int32)
        for kind, number, place in self._places:
            slot = self._slot(self.board.units[number], place.slot)
            here[kind, number, place.day, place.span.first] = slot
        return here

    def _wishes(self, unit: Unit, day: int, mask: int) -> int:
        """What a place costs by the hours that its people, its courses and late hours ask for."""
        late = self._late_price * len(unit.courses) * self._credited(mask & self._late)
        asking = self._asking[unit.number]
        if not asking:
            return late
        unwished = sum(self._credited(mask & self._against(who, day)) for who in asking)
        return self._wish_price * unwished + late

    @cached_property
    def _asking(self) -> list[list[Resource]]:
        """Whose wishes count for each session of each unit, rooms apart."""
        return [list(self._who_asks(unit)) for unit in self.board.units]

    def _who_asks(self, unit: Unit) -> Iterator[Resource]:
        for course in unit.courses:
            groups = {code for atom in self.instance.learners[course.code] for code in atom.groups}
            for who in (
                Resource("course", course.code),
                *(Resource("group", code) for code in sorted(groups)),
                *(Resource("teacher", code) for code in sorted(self.begun.teams[course.code])),
            ):
                if self.instance.wishes(who):
                    yield who

    def _against(self, who: Resource, day: int) -> int:
        key = who, day
        if key not in self._unwished:
            self._unwished[key] = against(self.instance, who, self.board.dates[day])
        return self._unwished[key]

    def _pace(self) -> tuple[Ints, Ints]:
        """Minutes of courses due by the end of each week; how far from that a unit may be."""
        due = np.full((len(self._rooms.courses), self._weeks), -1, np.int64)
        rank = {label: number for number, label in enumerate(weeks_of(self.board.dates))}
        for number, course in enumerate(self._rooms.courses):
            for sunday, minutes in pace(self.instance, course):
                due[number, rank[week_of(sunday)]] = minutes
        return due, ints(max(unit.durations) for unit in self.board.units)

    def standing(self) -> Standing:
        """The plan begun with."""
        board, pieces, width = self.board, self.pieces, len(self.board.units)
        wide = max((len(piece.rooms) for piece in pieces), default=1)
        room = np.full((len(pieces), wide), -1, np.int64)
        in_room = np.zeros((len(self._rooms.courses), len(self.board.room)), np.int64)
        at = np.full((len(board.busy), len(board.dates), self._periods), -1, np.int32)
        slots = np.zeros((width, self._most_slots), np.int64)
        week_done = np.zeros((width, self._weeks), np.int64)
        shorts, held = np.zeros((2, *board.count.shape), np.int64)
        for number, piece in enumerate(pieces):
            at[
                piece.unit.people,
                piece.day,
                piece.span.first : piece.span.first + piece.span.length,
            ] = number
            slots[piece.unit.number, self._slot(piece.unit, piece.slot)] += 1
            week_done[piece.unit.number, board.week[piece.day]] += piece.minutes
            shorts[piece.unit.number, piece.day] += _is_short(piece)
            held[piece.unit.number, piece.day] |= piece.span.mask
            for index, (course, choice) in enumerate(self._rooms.of(piece)):
                room[number, index] = choice
                for code in piece.rooms[index]:
                    in_room[course, self.board.room[code]] += 1
        day = ints(piece.day for piece in pieces)
        first = ints(piece.span.first for piece in pieces)
        tally = np.zeros(3)
        tally[[COST, BEST]] = self.begun.cost
        return Standing(
            day=day,
            first=first,
            slot=ints(self._slot(piece.unit, piece.slot) for piece in pieces),
            room=room,
            at=at,
            mask=board.busy.copy(),
            on_day=board.count.copy(),
            done=board.done.copy(),
            held=held,
            shorts=shorts,
            slots=slots,
            week_minutes=board.week_minutes.copy(),
            week_done=week_done,
            filled=self._filled(),
            in_room=in_room,
            best_day=day.copy(),
            best_first=first.copy(),
            best_room=room.copy(),
            tally=tally,
        )

    def _filled(self) -> Ints:
        """Periods of each room and date that are taken or closed, as bits."""
        full = self.instance.grid.full
        found = self.board.filled[: self.board.nowhere].copy()
        for code, number in self.board.room.items():
            for day, when in enumerate(self.board.dates):
                found[number, day] |= full & ~self.openings.room_mask[code, when]
        return found

    def plan(self, standing: Standing) -> Plan:
        """The cheapest plan."""
        now = standing.best_day, standing.best_first, standing.best_room
        sessions = self._rooms.sessions(self.pieces, *now)
        return Plan.of(self.instance, sessions, self.begun.teams)


def ties_of(unit: Unit) -> Iterator[tuple[int, int, int]]:
    """What ties a unit to others, and both of them by their numbers."""
    for other in unit.siblings:
        yield IN_STEP, unit.number, other.number
    for follower, leader in unit.paced:
        yield IN_PACE, follower.number, leader.number
    for one, then in unit.ordered:
        yield IN_ORDER, one.number, then.number


def _is_short(piece: Piece) -> bool:
    """Whether a piece is shorter than the sessions of its course usually are."""
    return piece.minutes < piece.unit.durations[0]
