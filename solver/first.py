"""The first complete plan: the trame laid over the dates, then any dates at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from constraints.openings import Openings
from instances.entities import Course
from instances.grid import Span
from instances.text import Text
from solver.control import Control, Job, Solved
from solver.model import Model, Scope, build, exact_days
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.trame import Trame

STAGE = Text("Dates", "Dates")


@dataclass(frozen=True)
class First:
    """A complete plan, or none; `infeasible`: proven that there is none."""

    plan: Plan | None = None
    infeasible: bool = False


def find_first(openings: Openings, trame: Trame, control: Control, share: float) -> First:
    """Look for a complete plan within a share of the time left.

    Three models, each wider than the last: the slots of the trame, every slot, every slot with
    rooms decided. Only the wider ones prove infeasibility.
    """
    control.enter(STAGE)
    until = control.remaining * (1 - share)
    if trame.slots is not None:
        slots = trame.slots

        def in_trame(course: Course, when: date, span: Span) -> bool:
            return (when.weekday(), span.start, span.minutes) in slots[course.code]

        scope = Scope(narrow=in_trame, teams=trame.teams)
        plan = _attempt(openings, scope, control, (control.remaining - until) / 2).plan
        if plan is not None:
            return First(plan)
    for decide_rooms in (False, True):
        seconds = control.remaining - until
        if control.over or seconds <= 0:
            break
        first = _attempt(openings, Scope(), control, seconds, decide_rooms=decide_rooms)
        if first.plan is not None or first.infeasible:
            return first
    return First()


def _attempt(
    openings: Openings,
    scope: Scope,
    control: Control,
    seconds: float,
    *,
    decide_rooms: bool = False,
) -> First:
    """Solve the dates for feasibility first: a plan to start from matters more than its cost."""
    model = build(openings, exact_days(openings.instance.dates), scope, decide_rooms=decide_rooms)
    control.spend(model.size * 1e-5)
    solved = control.run(_job(model, control, seconds))
    if solved.status == "INFEASIBLE":
        return First(infeasible=True)
    if not solved.found:
        return First()
    return First(_read(openings, model, solved, control))


def _job(model: Model, control: Control, seconds: float) -> Job:
    return Job(
        model.cp,
        seconds,
        workers=control.workers,
        parameters={"stop_after_first_solution": True},
    )


def _read(openings: Openings, model: Model, solved: Solved, control: Control) -> Plan | None:
    sessions = tuple(read_sessions(model.x, solved.value))
    if not model.x.decide_rooms:
        seated = choose_rooms(openings, sessions, control, min(10.0, 0.1 * control.remaining))
        if seated is None:
            return None
        sessions = seated
    return Plan.of(openings.instance, sessions, chosen_teams(model.x, solved.value))
