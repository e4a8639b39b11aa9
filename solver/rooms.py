"""Rooms for sessions whose times are set, when they were only counted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from ortools.sat.python import cp_model

from constraints.openings import Openings
from constraints.registry import RULE
from constraints.weights import weight
from instances.text import Text
from instances.timetable import Session
from solver.control import Control, Job

STAGE = Text("Salles", "Rooms")
# Sessions with a choice that one model takes; with more, dates are seated one after the other.
MOST_AT_ONCE = 1200
# Of the sets of rooms that suit a session, so many new ones are looked at first.
FEW = 12
NOWHERE = 1000

Rooms = frozenset[str]


def choose_rooms(
    openings: Openings,
    sessions: Sequence[Session],
    control: Control,
    seconds: float,
    kept: Iterable[Session] = (),
) -> tuple[Session, ...]:
    """Give each session its rooms, keeping courses where they are used to.

    Times that pass the count of every pool of rooms may still not be seatable: sessions of
    several periods cannot change rooms half-way. A session that finds no room is left out.

    Parameters
    ----------
    kept
        Sessions that have their rooms and keep them.
    """
    taken: dict[tuple[str, date], int] = defaultdict(int)
    usual: dict[str, set[Rooms]] = defaultdict(set)
    for session in kept:
        span = openings.instance.grid.span(session.start, session.minutes)
        assert span is not None  # sessions of a plan lie on the grid
        usual[session.course].add(frozenset(session.rooms))
        for code in session.rooms:
            taken[code, session.date] |= span.mask
    ordered = sorted(sessions, key=lambda s: (s.date, s.start, s.course, s.end))
    batches = [ordered]
    if len(ordered) > MOST_AT_ONCE:
        batches = [list(some) for _, some in groupby(ordered, key=lambda s: s.date)]
    found: list[Session] = []
    until = control.seconds + seconds
    for left, batch in zip(range(len(batches), 0, -1), batches, strict=True):
        share = max(0.1, (until - control.seconds) / left)
        seated = _seat(openings, batch, control, share, taken, usual)
        for session in seated:
            span = openings.instance.grid.span(session.start, session.minutes)
            assert span is not None
            usual[session.course].add(frozenset(session.rooms))
            for code in session.rooms:
                taken[code, session.date] |= span.mask
        found += seated
    return tuple(found)


def _seat(
    openings: Openings,
    sessions: Sequence[Session],
    control: Control,
    seconds: float,
    taken: Mapping[tuple[str, date], int],
    usual: Mapping[str, Collection[Rooms]],
) -> list[Session]:
    instance = openings.instance
    model = cp_model.CpModel()
    chosen: list[dict[Rooms, cp_model.IntVar]] = []
    running: dict[tuple[str, date, int], list[cp_model.IntVar]] = defaultdict(list)
    used: dict[tuple[str, Rooms], cp_model.IntVar] = {}
    price: list[cp_model.LinearExpr] = []
    seat, stay = (weight(RULE[rule], instance) for rule in ("seat_everybody", "keep_rooms"))
    for session in sessions:
        span = instance.grid.span(session.start, session.minutes)
        assert span is not None  # sessions come from placements
        literals: dict[Rooms, cp_model.IntVar] = {}
        course = instance.course[session.course]
        free = [
            rooms
            for rooms in _choices(openings, session)
            if not any(taken.get((code, session.date), 0) & span.mask for code in rooms)
        ]
        for rooms in _few(free, usual.get(session.course, ())):
            literal = literals[rooms] = model.new_bool_var("")
            if stay and rooms not in usual.get(session.course, ()):
                key = session.course, rooms
                if key not in used:
                    used[key] = model.new_bool_var("")
                model.add_implication(literal, used[key])
            if seat and not instance.settings.seats_required:
                seats = [instance.room[code].seats for code in rooms]
                known = sum(count or 0 for count in seats)
                standing = max(0, instance.seats_needed(course) - known)
                if standing and None not in seats:
                    price.append(seat * standing * literal)
            for code in rooms:
                for period in span.periods:
                    running[code, session.date, period].append(literal)
        nowhere = model.new_bool_var("")
        model.add_exactly_one([*literals.values(), nowhere])
        price.append(NOWHERE * max(1, seat, stay) * nowhere)
        chosen.append(literals)
    for terms in running.values():
        if len(terms) > 1:
            model.add_at_most_one(terms)
    price += [stay * literal for literal in used.values()]
    model.minimize(sum(price))
    job = Job(model, seconds, workers=control.workers, last_chance=True)
    solved = control.run(job)
    if not solved.found:
        return []
    found = []
    for session, choice in zip(sessions, chosen, strict=True):
        rooms = next((r for r in choice if solved.value(choice[r])), None)
        if rooms is not None:
            found.append(session.model_copy(update={"rooms": tuple(sorted(rooms))}))
    return found


def _few(free: Sequence[Rooms], usual: Collection[Rooms]) -> list[Rooms]:
    """The rooms a course is used to, and some others: all, where they are few."""
    known = [rooms for rooms in free if rooms in usual]
    others = [rooms for rooms in free if rooms not in usual]
    return known + (others[:FEW] if known else others)


def _choices(openings: Openings, session: Session) -> Iterable[Rooms]:
    instance = openings.instance
    where = session.course, session.date, session.start, session.minutes
    pinned = [pin for pin in instance.pins if pin.rooms and pin.speaks_of(*where)]
    for span, room_sets in openings.at(instance.course[session.course], session.date):
        if (span.start, span.minutes) == (session.start, session.minutes):
            return [r for r in room_sets if all(set(pin.rooms) <= r for pin in pinned)]
    return []
