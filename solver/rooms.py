"""Rooms for sessions whose times are set, when they were only counted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from ortools.sat.python import cp_model

from constraints.openings import Openings
from constraints.registry import WISH
from constraints.weights import weight
from instances.grid import Span
from instances.timetable import Session
from solver.control import Control, Job
from solver.seats import Hall, Rooms

# Sessions with a choice that one model takes; with more, dates are seated one after the other.
MOST_AT_ONCE = 250
# Of the sets of rooms that suit a session, so many new ones are looked at first.
FEW = 12
NOWHERE = 1000


def choose_rooms(
    openings: Openings,
    sessions: Sequence[Session],
    control: Control,
    seconds: float,
    kept: Iterable[Session] = (),
    *,
    fit: bool = False,
) -> tuple[Session, ...]:
    """Give each session its rooms, keeping courses where they are used to.

    Times that pass the count of every pool of rooms may still not be seatable: sessions of
    several periods cannot change rooms half-way. A session that finds no room is left out.

    Parameters
    ----------
    kept
        Sessions that have their rooms and keep them.
    fit
        Whether any rooms will do, whatever they cost.
    """
    seating = Seating(openings)
    for session in kept:
        seating.note(session)
    batches = [list(sessions)]
    if len(sessions) > MOST_AT_ONCE:
        ordered = sorted(sessions, key=lambda s: (s.date, s.start, s.course, s.end))
        batches = [list(some) for _, some in groupby(ordered, key=lambda s: s.date)]
    found: list[Session] = []
    until = control.clock + seconds
    for left, batch in zip(range(len(batches), 0, -1), batches, strict=True):
        share = max(0.1, (until - control.clock) / left)
        seats = seating.at_once(batch)
        if not fit or len(seats) < len(batch):
            for few in (FEW, None):
                better = _seats(seating.model(batch, few, seats), control, share)
                seats = better if len(better) >= len(seats) else seats
                if len(seats) == len(batch):
                    break
        for index, rooms in seats.items():
            seated = batch[index].model_copy(update={"rooms": tuple(sorted(rooms))})
            seating.note(seated)
            found.append(seated)
    return tuple(found)


Seats = tuple[cp_model.CpModel, list[dict[Rooms, cp_model.IntVar]]]


def _seats(model: Seats, control: Control, seconds: float) -> dict[int, Rooms]:
    """The rooms of each session that has found some, by its index."""
    solved = control.run(Job(model[0], seconds, last_chance=True, near=True, by_work=True))
    if not solved.found:
        return {}
    return {
        index: rooms
        for index, choice in enumerate(model[1])
        for rooms, literal in choice.items()
        if solved.value(literal)
    }


class Seating:
    """Which rooms are taken when, and which ones each course uses already."""

    def __init__(self, openings: Openings) -> None:
        self.openings, self.instance = openings, openings.instance
        self.taken: dict[tuple[str, date], int] = defaultdict(int)
        self.usual: dict[str, set[Rooms]] = defaultdict(set)
        rules = ("seat_everybody", "keep_rooms")
        self.seat, self.stay = (weight(WISH[rule], self.instance) for rule in rules)

    def _span(self, session: Session) -> Span:
        span = self.instance.grid.span(session.start, session.minutes)
        assert span is not None  # sessions of a plan lie on the grid
        return span

    def note(self, session: Session) -> None:
        """Take the rooms of a session."""
        self.usual[session.course].add(frozenset(session.rooms))
        for code in session.rooms:
            self.taken[code, session.date] |= self._span(session).mask

    def at_once(self, sessions: Sequence[Session]) -> dict[int, Rooms]:
        """Rooms given to one session after the other, by its index; some may find none."""

        def rank(index: int, rooms: Rooms) -> tuple[object, ...]:
            session = sessions[index]
            return self.standing(session, rooms), rooms not in self.usual[session.course]

        masks = [self._span(session).mask for session in sessions]
        return Hall(sessions, masks, [self.free(session) for session in sessions], rank).fill()

    def model(
        self, sessions: Sequence[Session], few: int | None, begun: Mapping[int, Rooms]
    ) -> Seats:
        """A model that seats sessions at least cost, and each session's literals.

        Parameters
        ----------
        few
            New sets of rooms that a session looks at, besides those its course is used to.
        begun
            The rooms it begins with, by the index of a session.
        """
        model = cp_model.CpModel()
        chosen: list[dict[Rooms, cp_model.IntVar]] = []
        running: dict[tuple[str, date, int], list[cp_model.IntVar]] = defaultdict(list)
        used: dict[tuple[str, Rooms], cp_model.IntVar] = {}
        price: list[cp_model.LinearExpr] = []
        for index, session in enumerate(sessions):
            literals: dict[Rooms, cp_model.IntVar] = {}
            usual = self.usual[session.course]
            known = usual | {begun[index]} if index in begun else usual
            for rooms in _few(self.free(session), known, few):
                literal = literals[rooms] = model.new_bool_var("")
                model.add_hint(literal, begun.get(index) == rooms)
                if self.stay and rooms not in usual:
                    key = session.course, rooms
                    if key not in used:
                        used[key] = model.new_bool_var("")
                    model.add_implication(literal, used[key])
                if standing := self.standing(session, rooms):
                    price.append(self.seat * standing * literal)
                for code in sorted(rooms):
                    for period in self._span(session).periods:
                        running[code, session.date, period].append(literal)
            nowhere = model.new_bool_var("")
            model.add_exactly_one([*literals.values(), nowhere])
            price.append(NOWHERE * max(1, self.seat, self.stay) * nowhere)
            chosen.append(literals)
        for terms in running.values():
            if len(terms) > 1:
                model.add_at_most_one(terms)
        model.minimize(sum(price) + sum(self.stay * literal for literal in used.values()))
        return model, chosen

    def free(self, session: Session) -> list[Rooms]:
        """The sets of rooms a session may use that nothing has taken yet."""
        where = session.course, session.date, session.start, session.minutes
        pinned = [pin for pin in self.instance.pins if pin.rooms and pin.speaks_of(*where)]
        mask = self._span(session).mask
        for span, room_sets in self.openings.at(self.instance.course[session.course], session.date):
            if (span.start, span.minutes) == (session.start, session.minutes):
                return [
                    rooms
                    for rooms in room_sets
                    if all(set(pin.rooms) <= rooms for pin in pinned)
                    and not any(self.taken.get((code, session.date), 0) & mask for code in rooms)
                ]
        return []

    def standing(self, session: Session, rooms: Rooms) -> int:
        """Learners without a seat, where that has a price."""
        seats = [self.instance.room[code].seats for code in rooms]
        if self.instance.settings.seats_required or not self.seat or None in seats:
            return 0
        learners = self.instance.seats_needed(self.instance.course[session.course])
        return max(0, learners - sum(count or 0 for count in seats))


def _few(free: Sequence[Rooms], usual: Collection[Rooms], few: int | None) -> list[Rooms]:
    """The rooms a course is used to, and some others; all, if it is used to none."""
    known = [rooms for rooms in free if rooms in usual]
    others = [rooms for rooms in free if rooms not in usual]
    return known + (others[:few] if known else others)
