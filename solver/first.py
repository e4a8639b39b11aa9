"""The first plan: the trame laid over the dates, as far as it goes.

What the trame counted may not fit the dates to the hour: a plan may come out with hours missing,
which neighbourhoods then place (`solver.polish`). `prove_dates` is the exact model of last resort,
the only one whose word on infeasibility is taken when the trame has none.
"""

from __future__ import annotations

from datetime import date

from constraints.openings import Openings
from constraints.registry import SOFT
from instances.entities import Course
from instances.grid import Span
from instances.text import Text
from solver.control import Control, Job, Solved
from solver.model import Model, Scope, build, exact_days, hint
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.trame import Trame

STAGE = Text("Dates", "Dates")
# Rooms only have to fit at first: the neighbourhoods choose them again with the times.
ROOMS_SECONDS = 1.5
PROOF = Text("Recherche exacte", "Exact search")


def lay_out(openings: Openings, trame: Trame, control: Control, seconds: float) -> Plan | None:
    """Place as many hours as can be on the slots of the trame; None if not even rooms fit."""
    control.enter(STAGE)
    slots, pins = trame.slots, openings.instance.pins
    scope = Scope()
    if slots is not None:

        def in_trame(course: Course, when: date, span: Span) -> bool:
            return (when.weekday(), span.start, span.minutes) in slots[course.code] or any(
                pin.speaks_of(course.code, when, span.start, span.minutes) for pin in pins
            )

        scope = Scope(narrow=in_trame, teams=trame.teams)
    for decide_rooms in (False, True):
        model = build(
            openings,
            exact_days(openings.instance.dates),
            scope,
            decide_rooms=decide_rooms,
            elastic=True,
            without=[rule.id for rule in SOFT],
        )
        control.spend(model.size * 1e-5)
        solved = control.run(Job(model.cp, seconds, workers=control.workers))
        if not solved.found:
            return None
        plan = _read(openings, model, solved, control)
        if plan is not None:
            return plan
    return None


def prove_dates(
    openings: Openings, near: Plan | None, control: Control, seconds: float
) -> tuple[Plan | None, bool]:
    """Look for any complete plan at all with the exact model, first near an incomplete one.

    Returns
    -------
    plan, infeasible
        A complete plan, or the proof that there is none, or neither.
    """
    control.enter(PROOF)
    for decide_rooms in (False, True):
        model = build(
            openings,
            exact_days(openings.instance.dates),
            decide_rooms=decide_rooms,
            without=[rule.id for rule in SOFT],
        )
        if near is not None:
            hint(model, near.sessions)
        control.spend(model.size * 1e-5)
        solved = control.run(Job(model.cp, seconds, workers=control.workers))
        if solved.status == "INFEASIBLE":
            return None, True
        if not solved.found:
            return None, False
        plan = _read(openings, model, solved, control)
        if plan is not None:
            return plan, False
    return None, False


def _read(openings: Openings, model: Model, solved: Solved, control: Control) -> Plan | None:
    sessions = tuple(read_sessions(model.x, solved.value))
    if not model.x.decide_rooms:
        seated = choose_rooms(
            openings, sessions, control, min(ROOMS_SECONDS, 0.1 * control.remaining)
        )
        if seated is None:
            return None
        sessions = seated
    return Plan.of(openings.instance, sessions, chosen_teams(model.x, solved.value))
