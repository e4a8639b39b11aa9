"""Who is where, as numbers: what a session that is put somewhere has in its way.

Courses in parallel meet as one unit. What learners and teachers may do on one date (hours, span,
lunch, stretches) is asked of the rules' own checks, once for each set of periods; the rules that
join dates (hours and days a week, sessions a day, order, pace, siblings in step) are kept as
counts. A unit under any other rule stays where it is. So a board may call a plan right that is
not: whoever uses it has the rules' checks look at what came out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from constraints.limit_week_hours import week_limits
from constraints.openings import Openings
from constraints.placements import Slot
from constraints.registry import RULE, WISH
from constraints.weights import weight
from instances.entities import Pin, Resource
from instances.grid import Grid, Span
from instances.instance import Instance
from instances.timetable import Session, Timetable
from instances.weeks import week_numbers
from solver.laid import Ints
from solver.places import Place, Places, ground_of
from solver.plan import Plan, pinned, session_at
from solver.units import Unit, bind, units_of

Rooms = tuple[frozenset[str], ...]

NO_LIMIT = 10**6
# Periods of a day that the bits of a number can tell apart.
MOST_PERIODS = 62
# Rules about the periods of one date, whichever date it is.
DAILY_WISHES = ("limit_group_gaps", "limit_teacher_gaps", "gather_teacher_days", "balance_days")
DAILY = ("limit_day_hours", "limit_day_span", "take_lunch", "limit_stretches")


def goes_on_a_board(instance: Instance) -> bool:
    """Whether a day has few enough periods for a board."""
    return len(instance.grid.periods) <= MOST_PERIODS


@dataclass(eq=False)
class Piece:
    """One meeting of a unit; `fixed`: it stays. Its sessions, if it stood from the beginning."""

    unit: Unit
    day: int
    span: Span
    rooms: Rooms
    slot: Slot
    fixed: bool = False
    stood: tuple[Session, ...] = ()

    @property
    def minutes(self) -> int:
        """Credited length."""
        return self.span.minutes


class Board:
    """The pieces of a plan, and what everybody does on each date.

    Parameters
    ----------
    kept
        The sessions of the plan that stay where they are, besides what is pinned.
    anywhere
        Whether units may stand at any of their times, not on tiles only.
    """

    def __init__(
        self,
        openings: Openings,
        plan: Plan,
        kept: Collection[Session] = (),
        *,
        anywhere: bool = False,
    ) -> None:
        instance = openings.instance
        self.openings, self.instance, self.teams = openings, instance, plan.teams
        self.dates = instance.dates
        self.week: Ints = np.array(week_numbers(self.dates), np.int64)
        self.resources = [
            *(Resource("group", atom.label) for atom in instance.atoms),
            *(Resource("teacher", teacher.code) for teacher in instance.teachers),
        ]
        limits = week_limits(instance)
        self.week_max: Ints = np.array([limits.get(r, NO_LIMIT) for r in self.resources], np.int64)
        people, days = len(self.resources), len(self.dates)
        self.units = list(units_of(instance, plan.teams, self.resources))
        self.unit = {course.code: unit for unit in self.units for course in unit.courses}
        bind(instance, self.unit)
        self.busy: Ints = np.zeros((people, days), np.int64)
        self.week_minutes: Ints = np.zeros((people, len(np.unique(self.week))), np.int64)
        self.count: Ints = np.zeros((len(self.units), days), np.int64)
        self.done: Ints = np.zeros((len(self.units), days), np.int64)
        self.pieces: list[list[list[Piece]]] = [[[] for _ in self.dates] for _ in range(people)]
        self.inside: dict[tuple[str, int], list[Piece]] = defaultdict(list)
        self.ground = ground_of(openings)
        self.room, self.nowhere = self.ground.room, self.ground.nowhere
        # The last row is of no room: it stays empty.
        self.filled: Ints = np.zeros((self.nowhere + 1, days), np.int64)
        self.slots: list[dict[Slot, int]] = [defaultdict(int) for _ in self.units]
        self.used: dict[str, frozenset[str]] = {}
        self.all: dict[Piece, None] = {}
        self._anywhere = anywhere
        self._stood: dict[Unit, set[Span]] = defaultdict(set)
        self._places: dict[Unit, Places] = {}
        self._days_kept: dict[tuple[object, int], bool] = {}
        for piece in self._standing(plan, {id(session) for session in kept}):
            self._stood[piece.unit].add(piece.span)
            self.add(piece)

    def _standing(self, plan: Plan, kept: set[int]) -> Iterator[Piece]:
        """The sessions of a plan, those of a unit at one time together."""
        grid, day = self.instance.grid, {when: index for index, when in enumerate(self.dates)}
        is_pinned = pinned(self.instance)
        met: dict[tuple[Unit, int, int, int, int], list[Session]] = defaultdict(list)
        for s in plan.sessions:
            met[self.unit[s.course], day[s.date], s.start, s.end, s.minutes].append(s)
        for (unit, when, start, end, minutes), sessions in met.items():
            span = grid.span(start, minutes)
            if span is None or len(sessions) != len(unit.courses):
                unit.still = True
            fixed = any(id(session) in kept or is_pinned(session) for session in sessions)
            by_course = {session.course: frozenset(session.rooms) for session in sessions}
            rooms = tuple(by_course.get(course.code, frozenset()) for course in unit.courses)
            span = span or _off_grid(grid, start, end, minutes)
            yield Piece(unit, when, span, rooms, sessions[0].slot, fixed, tuple(sessions))

    def places(self, unit: Unit) -> Places:
        """Where a unit may stand, whatever else does: on tiles, or at times it stood at before."""
        if unit not in self._places:
            team = frozenset[str]().union(*(self.teams[course.code] for course in unit.courses))
            found, stood = self.ground.places(self.openings, unit.courses, team), self._stood[unit]
            if not self._anywhere and not all(place.tile for place in found.all):
                found = Places.of(tuple(p for p in found.all if p.tile or p.span in stood))
            self._places[unit] = found
        return self._places[unit]

    def lengths(self, unit: Unit) -> tuple[int, ...]:
        """Of the lengths of a unit's sessions those that its people's days and weeks allow.

        All, if none is allowed.
        """
        places, people = self.places(unit), unit.people.tolist()
        most = int(self.week_max[unit.people].min(initial=NO_LIMIT))
        fitting = {
            minutes
            for mask, minutes in set(
                zip(places.masks.tolist(), places.minutes.tolist(), strict=True)
            )
            if minutes <= most and all(self.day_kept(person, mask) for person in people)
        }
        return tuple(each for each in unit.durations if each in fitting) or unit.durations

    # --- what changes -------------------------------------------------------------------------

    def add(self, piece: Piece) -> None:
        """Put a piece where it says."""
        unit, day, mask = piece.unit, piece.day, piece.span.mask
        self.busy[unit.people, day] |= mask
        for person in unit.people.tolist():
            self.pieces[person][day].append(piece)
        for course, rooms in zip(unit.courses, piece.rooms, strict=True):
            self.used[course.code] = rooms
            for code in rooms:
                self.inside[code, day].append(piece)
                self.filled[self.room[code], day] |= mask
        self._count(piece, 1)
        self.all[piece] = None

    def remove(self, piece: Piece) -> None:
        """Take a piece away."""
        unit, day, mask = piece.unit, piece.day, piece.span.mask
        self.busy[unit.people, day] &= ~mask
        for person in unit.people.tolist():
            self.pieces[person][day].remove(piece)
        for rooms in piece.rooms:
            for code in rooms:
                self.inside[code, day].remove(piece)
                self.filled[self.room[code], day] &= ~mask
        self._count(piece, -1)
        del self.all[piece]

    def _count(self, piece: Piece, times: int) -> None:
        unit, day, minutes = piece.unit, piece.day, times * piece.minutes
        self.week_minutes[unit.people, self.week[day]] += minutes
        self.count[unit.number, day] += times
        self.done[unit.number, day] += minutes
        self.slots[unit.number][piece.slot] += times

    # --- what the rules say -------------------------------------------------------------------

    def disorder(self, unit: Unit) -> int:
        """How much a unit is out of step, ahead of its pace or held too early; 0: not at all."""
        return int(self._disorder(unit, None, 0)[0]) if unit.is_tied else 0

    def most_in_disorder(
        self, unit: Unit, may_go: Callable[[Piece], bool]
    ) -> tuple[int, Piece] | None:
        """What leaves a unit least disorder once it is gone, and how much; None: nothing may go."""
        best: tuple[int, Piece] | None = None
        for piece in filter(may_go, self.pieces_of(*dict.fromkeys((unit, *unit.tied)))):
            self.remove(piece)
            left = self.disorder(unit)
            self.add(piece)
            if best is None or left < best[0]:
                best = left, piece
        return best

    def disorder_added(self, unit: Unit, minutes: int) -> Ints:
        """By date: what one more session of a unit there adds to its disorder."""
        days = np.arange(len(self.dates))
        if not unit.is_tied:
            return np.zeros(len(days), np.int64)
        return self._disorder(unit, days, minutes) - self.disorder(unit)

    def _disorder(self, unit: Unit, days: Ints | None, minutes: int) -> Ints:
        """Disorder of a unit with one more session, for each date in a row; None: without."""
        dates = np.arange(len(self.dates))
        more = np.zeros((1, len(dates)), np.int64) if days is None else dates == days[:, None]
        later = np.cumsum(more, axis=1)
        found = np.zeros(len(more), np.int64)
        mine = np.cumsum(self.count[unit.number]) + later
        for sibling in unit.siblings:
            lead = np.abs(mine - np.cumsum(self.count[sibling.number]))
            found += np.maximum(lead - 1, 0).sum(1)
        for follower, leader in unit.paced:
            done, other_done = (
                np.cumsum(self.done[side.number]) + (later * minutes if side is unit else 0)
                for side in (follower, leader)
            )
            found += (other_done * follower.minutes < done * leader.minutes).sum(-1)
        for first, second in unit.ordered:
            held, early = (
                self.count[side.number] + (more if side is unit else 0) for side in (first, second)
            )
            last = np.where(held > 0, dates, -1).max(-1, keepdims=True)
            found += np.where(dates <= last, early, 0).sum(-1)
        return found

    def day_kept(self, person: int, periods: int) -> bool:
        """Whether somebody may be busy at these periods of a date and at no others."""
        key = self.alike[person], periods
        if key not in self._days_kept:
            self._days_kept[key] = self._is_kept(person, periods)
        return self._days_kept[key]

    def _is_kept(self, person: int, periods: int) -> bool:
        alone = self._alone(person, periods)
        found = (breach for rule in DAILY for breach in RULE[rule].check(alone))
        return not any(breach.amount for breach in found)

    def day_price(self, person: int, periods: int) -> int:
        """What it costs that somebody is busy at these periods of a date, in whole units."""
        alone = self._alone(person, periods)
        return sum(
            weight(WISH[rule], self.instance) * breach.amount
            for rule in DAILY_WISHES
            for breach in WISH[rule].check(alone)
        )

    def _alone(self, person: int, periods: int) -> Timetable:
        """A timetable of one date on which one person is busy at these periods."""
        resource, instance = self.resources[person], self.instance
        sessions = tuple(
            Session(
                id="",
                course="",
                date=self.dates[0],
                start=period.start,
                end=period.end,
                minutes=period.credited,
                groups=(),
                teachers=(resource.code,) if resource.kind == "teacher" else (),
            )
            for index, period in enumerate(instance.grid.periods)
            if periods >> index & 1
        )
        timetable = Timetable.model_construct(instance=instance, sessions=sessions)
        # A session is a course's, and its groups attend it: these are of no course. Rules go
        # through everybody who has sessions, and that is one person.
        is_group = resource.kind == "group"
        vars(timetable).update(
            by_atom={instance.atoms[person]: sessions} if is_group else {},
            by_teacher={} if is_group else {resource.code: sessions},
            by_resource={resource: sessions},
        )
        return timetable

    @cached_property
    def alike(self) -> list[object]:
        """What tells one's daily limits from another's."""
        instance, hours = self.instance, self.instance.bounds("day_hours")
        return [
            (r.kind, hours.get(r), instance.has_minors(instance.atoms[person]))
            if r.kind == "group"
            else (r.kind, hours.get(r), instance.teacher[r.code].day_max)
            for person, r in enumerate(self.resources)
        ]

    @cached_property
    def days_max(self) -> list[int | None]:
        """On how many dates a week each person comes at the most."""
        return [
            self.instance.teacher[r.code].week_days_max if r.kind == "teacher" else None
            for r in self.resources
        ]

    @cached_property
    def days_of_week(self) -> list[list[int]]:
        """The dates of each date's week, by index."""
        return [np.flatnonzero(self.week == week).tolist() for week in self.week]

    def pieces_of(self, *units: Unit) -> list[Piece]:
        """Where some units stand."""
        return [
            piece
            for unit in units
            for day in np.flatnonzero(self.count[unit.number]).tolist()
            for person in unit.people[:1].tolist()
            for piece in self.pieces[person][day]
            if piece.unit is unit
        ]

    def too_near(self, unit: Unit, day: int) -> list[Piece]:
        """What is kept days apart from a unit and stands too near to a date, by index."""
        return [
            piece
            for apart in unit.apart
            for piece in self.pieces_of(*apart.units)
            if apart.near[day, piece.day]
        ]

    def free_rooms(self, unit: Unit, place: Place, pin: Pin) -> Rooms | None:
        """Rooms for each course of a unit that nobody is in, with those of a pin; None if none."""
        chosen: list[frozenset[str]] = []
        taken = (self.filled[:, place.day] & place.span.mask).astype(bool)
        for course, offer in zip(unit.courses, place.offers, strict=True):
            wanted = frozenset(pin.rooms if course.code == pin.course else ())
            own = frozenset[str]().union(*chosen)
            free = np.flatnonzero(~taken[offer.numbers].any(1)).tolist()
            ways = (offer.sets[index] for index in free)
            rooms = next((some for some in ways if wanted <= some and own.isdisjoint(some)), None)
            if rooms is None:
                return None
            chosen.append(rooms)
        return tuple(chosen)

    # --- what comes out -----------------------------------------------------------------------

    def plan(self) -> Plan:
        """The plan of all pieces; sessions that stood are the same objects."""
        return Plan.of(self.instance, self._sessions(), self.teams)

    def _sessions(self) -> Iterator[Session]:
        for piece in self.all:
            yield from piece.stood
            if piece.stood:
                continue
            for course, rooms in zip(piece.unit.courses, piece.rooms, strict=True):
                team = self.teams[course.code]
                yield session_at(course, self.dates[piece.day], piece.span, team, rooms)


def _off_grid(grid: Grid, start: int, end: int, minutes: int) -> Span:
    """The periods that a session touches which does not begin or end with any."""
    mask = grid.mask(start, end)
    first = max(0, (mask & -mask).bit_length() - 1)
    return Span(first, mask.bit_count(), start, end, minutes)
