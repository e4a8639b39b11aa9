"""From an instance to a timetable, in stages; or to what can be placed.

A first plan, session by session, with nothing but the required rules; the bound of the trame;
neighbourhoods that place what is missing; annealing by compiled steps, session by session or block
of time by block; neighbourhoods again until the time is over. Only relaxations and exact models
are believed when they say there is no timetable.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify, violations
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from solver.control import Control, Event, Options, Report, Stop
from solver.first import first_plan, prove_dates
from solver.outcome import timetable_of
from solver.partial import place_most
from solver.plan import Plan, numbered
from solver.polish import polish
from solver.trame import bound_trame
from solver.whole_days import anneals, bound_week, speaks_of

Status = Literal["optimal", "feasible", "infeasible", "unfinished"]

# Shares of the time left that each stage may take.
BOUND_SHARE, BOUND_SECONDS = 0.1, 4.0
# Of that, the share that a week of short sessions has for its days; the trame has the rest.
DAYS_SHARE = 0.8
MEND_SHARE = 0.8
PROOF_SHARE = 0.6
MOST_PROVABLE = 150
# Seconds for a partial plan: when there is time, and when there is none left.
PARTIAL_SECONDS = 20.0
LAST_SECONDS = 3.0
# Of them, the share for mending the plan there is before a model of everything places most, and the
# most looks at that plan.
POLISHED, MOST_POLISHED = 0.5, 200


@dataclass(frozen=True)
class Outcome:
    """What came of a search.

    `infeasible` is proven; `unfinished`: no complete plan in time. In both the timetable is
    partial: what could be placed.
    """

    status: Status
    timetable: Timetable


def solve(
    instance: Instance,
    options: Options | None = None,
    report: Report | None = None,
    stop: Stop | None = None,
    standing: Sequence[Session] = (),
) -> Outcome:
    """Plan an instance; `standing` sessions are begun with, if they are a complete plan of it.

    The time limit holds for everything; a complete timetable keeps every required rule (the
    checks have the last word), and its objective is what the soft rules' checks count.

    Raises
    ------
    RuntimeError
        When a plan the models call complete breaks a rule by its check: a fault of ours.
    """
    control = Control(options or Options(), report, stop)
    return search(Openings(instance, DOMAINS), control, standing=standing)


def search(
    openings: Openings,
    control: Control,
    kept: Sequence[Session] = (),
    standing: Sequence[Session] = (),
) -> Outcome:
    """Run the stages.

    Parameters
    ----------
    kept
        Sessions that stay, and are pins of the instance.
    standing
        Those and others that stood and still may: begun with, if they are a complete plan.
    """
    instance = openings.instance
    plan = _stood(openings, standing)
    control.begun_with_plan = plan is not None
    if plan is None:
        plan = first_plan(openings, control, kept)
    if plan is not None:
        control.note(plan)
    infeasible = False
    if not control.over:
        infeasible = _bound(openings, control)
    if plan is not None and plan.unplaced and not infeasible:
        # The exact model of a large school proves nothing in the time people wait.
        provable = len(instance.courses) <= MOST_PROVABLE
        enough = (1 - MEND_SHARE) * control.remaining if provable else 0
        plan = polish(
            openings,
            plan,
            control,
            until=lambda p: p.complete or control.remaining < enough,
        )
    if (
        not infeasible
        and not control.over
        and (plan is None or (plan.unplaced and len(instance.courses) <= MOST_PROVABLE))
    ):
        exact, infeasible = prove_dates(openings, plan, control, PROOF_SHARE * control.remaining)
        plan = exact or plan
    if plan is not None and not infeasible:
        plan = _improved(openings, plan, control, pinned=bool(kept))
        if plan.complete:
            return _complete(plan, control)
    return _partial(openings, plan, control, kept, infeasible=infeasible)


def _stood(openings: Openings, standing: Sequence[Session]) -> Plan | None:
    """The plan that stands already, if it is complete."""
    instance = openings.instance
    if not standing or violations(Timetable(instance=instance, sessions=tuple(standing))):
        return None
    teams = {session.course: frozenset(session.teachers) for session in standing}
    everybody = {c.code: teams.get(c.code, instance.teams[c.code][0]) for c in instance.courses}
    return Plan.of(instance, standing, everybody)


def _improved(openings: Openings, plan: Plan, control: Control, *, pinned: bool) -> Plan:
    """A plan with its hours, if they are found, and the cheapest that the time allows then."""
    if not plan.complete:
        plan = polish(openings, plan, control, until=lambda plan: plan.complete)
    if not plan.complete or control.over:
        return plan
    # Numba takes a while to load.
    if not pinned and anneals(plan.instance):
        from solver.annealing import anneal  # noqa: PLC0415

        plan = anneal(openings, plan, control)
    else:
        from solver.exchange import exchange  # noqa: PLC0415

        plan = exchange(openings, plan, control)
    return polish(openings, plan, control)


def _bound(openings: Openings, control: Control) -> bool:
    """Raise the bound on the cost; whether it was proven that there is no timetable at all."""
    seconds = BOUND_SHARE * control.remaining
    if speaks_of(openings.instance):
        if bound_week(openings, control, DAYS_SHARE * seconds):
            return True
        if control.over:
            return False
        # What else has a price may still lift the trame above.
        seconds *= 1 - DAYS_SHARE
    return bound_trame(openings, control, min(BOUND_SECONDS, seconds))


def _complete(plan: Plan, control: Control) -> Outcome:
    sessions = numbered(plan.instance, plan.sessions)
    report = verify(Timetable(instance=plan.instance, sessions=sessions))
    if report.violations:
        broken = "; ".join(violation.say("en") for violation in report.violations[:5])
        raise RuntimeError(f"a plan found complete is not: {broken}")
    bound = control.bound
    if bound is not None and bound > report.cost:
        # The plan is as good as it was; only what was said of all plans is wrong.
        warnings.warn(
            f"a bound of {bound} units, above the cost of a plan ({report.cost}), is not shown",
            RuntimeWarning,
            stacklevel=2,
        )
        bound = None
    status: Literal["optimal", "feasible"] = "optimal" if bound == report.cost else "feasible"
    control.enter(Text("Terminé", "Done"))
    return Outcome(status, timetable_of(plan.instance, sessions, control, status, bound=bound))


def _partial(
    openings: Openings,
    plan: Plan | None,
    control: Control,
    kept: Sequence[Session],
    *,
    infeasible: bool,
) -> Outcome:
    """What was placed on the way to a complete plan, or what an elastic model places if it is more.

    Where it is proven that not all hours have a place, some time goes to placing most of them.
    """
    instance = openings.instance
    if plan is None or (infeasible and control.remaining > LAST_SECONDS):
        seconds = LAST_SECONDS if control.over else min(PARTIAL_SECONDS, control.remaining)
        if plan is not None:
            late, looks = control.remaining - POLISHED * seconds, count()
            plan = polish(
                openings,
                plan,
                control,
                until=lambda _: control.remaining < late or next(looks) >= MOST_POLISHED,
            )
            seconds *= 1 - POLISHED
        placed = place_most(openings, control, seconds, kept) or tuple(kept)
        most = Plan.of(instance, placed, {} if plan is None else plan.teams)
        plan = most if plan is None else min(plan, most, key=lambda plan: plan.rank)
    sessions = plan.sessions
    timetable = timetable_of(
        instance, numbered(instance, sessions), control, "partial", infeasible=infeasible
    )
    return Outcome("infeasible" if infeasible else "unfinished", timetable)


__all__ = ["Event", "Options", "Outcome", "Stop", "search", "solve"]
