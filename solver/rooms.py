"""Rooms for sessions whose times are set, when they were only counted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ortools.sat.python import cp_model

from constraints.openings import Openings
from instances.text import Text
from instances.timetable import Session
from solver.control import Control, Job

STAGE = Text("Salles", "Rooms")


def choose_rooms(
    openings: Openings, sessions: Sequence[Session], control: Control, seconds: float
) -> tuple[Session, ...] | None:
    """Give each session its rooms, keeping courses where they are used to; None if none fit.

    Times that pass the count of every pool of rooms may still not be seatable: sessions of
    several periods cannot change rooms half-way.
    """
    control.enter(STAGE)
    instance = openings.instance
    model = cp_model.CpModel()
    chosen: list[dict[frozenset[str], cp_model.IntVar]] = []
    taken: dict[tuple[str, date, int], list[cp_model.IntVar]] = defaultdict(list)
    used: dict[tuple[str, str], cp_model.IntVar] = {}
    for session in sessions:
        literals: dict[frozenset[str], cp_model.IntVar] = {}
        span = instance.grid.span(session.start, session.minutes)
        assert span is not None  # sessions come from placements
        for rooms in _choices(openings, session):
            literal = literals[rooms] = model.new_bool_var("")
            for code in rooms:
                if (session.course, code) not in used:
                    used[session.course, code] = model.new_bool_var("")
                model.add_implication(literal, used[session.course, code])
                for period in span.periods:
                    taken[code, session.date, period].append(literal)
        model.add_exactly_one(literals.values())
        chosen.append(literals)
    for terms in taken.values():
        if len(terms) > 1:
            model.add_at_most_one(terms)
    if instance.levels.get("keep_rooms", 1):
        model.minimize(sum(used.values()))
    solved = control.run(Job(model, seconds, workers=control.workers, last_chance=True))
    if not solved.found:
        return None
    return tuple(
        session.model_copy(
            update={"rooms": tuple(sorted(next(r for r in choice if solved.value(choice[r]))))}
        )
        for session, choice in zip(sessions, chosen, strict=True)
    )


def _choices(openings: Openings, session: Session) -> Iterable[frozenset[str]]:
    instance = openings.instance
    where = session.course, session.date, session.start, session.minutes
    pinned = [pin for pin in instance.pins if pin.rooms and pin.speaks_of(*where)]
    for span, room_sets in openings.at(instance.course[session.course], session.date):
        if (span.start, span.minutes) == (session.start, session.minutes):
            return [r for r in room_sets if all(set(pin.rooms) <= r for pin in pinned)]
    return []
