"""From an instance to a timetable, in stages: trame, dates, rooms, polish; or what can be placed.

The trame gives the bound and the slots to aim at; the dates model is exact and gives a first
complete plan; rooms are then seated and neighbourhoods improve what stands until the time is
over. Only relaxations and exact models are ever believed when they say there is no timetable.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from constraints.openings import Openings
from constraints.registry import DOMAINS, SOFT
from constraints.verify import verify
from constraints.weights import points, weight
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Solution, Timetable
from instances.timetable import Status as PlanStatus
from solver.control import Control, Event, Options, Report, Stop
from solver.first import find_first
from solver.partial import place_most, unplaced
from solver.plan import Plan, numbered
from solver.polish import polish
from solver.trame import find_trame

Status = Literal["optimal", "feasible", "infeasible", "unfinished"]

# Shares of the time left: for the trame, then for a first complete plan; what remains when none
# was found goes to a partial one.
TRAME_SHARE = 0.2
FIRST_SHARE = 0.85
PARTIAL_SECONDS = 20.0
LAST_SECONDS = 4.0


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
) -> Outcome:
    """Plan an instance.

    The time limit holds for everything; a complete timetable keeps every required rule (the
    checks have the last word), and its objective is what the soft rules' checks count.

    Raises
    ------
    AssertionError
        When a plan the models call complete breaks a rule by its check: a fault of ours.
    """
    options = options or Options()
    control = Control(options, report, stop)
    openings = Openings(instance, DOMAINS)
    trame = find_trame(openings, control, TRAME_SHARE)
    plan: Plan | None = None
    infeasible = trame.infeasible
    if not infeasible and not control.over:
        first = find_first(openings, trame, control, FIRST_SHARE)
        plan, infeasible = first.plan, first.infeasible
    if plan is None:
        return _partial(openings, control, infeasible=infeasible)
    plan = polish(openings, plan, control)
    return _complete(plan, control)


def _complete(plan: Plan, control: Control) -> Outcome:
    sessions = numbered(plan.instance, plan.sessions)
    report = verify(Timetable(instance=plan.instance, sessions=sessions))
    if report.violations:
        broken = "; ".join(violation.say("en") for violation in report.violations[:5])
        raise AssertionError(f"a plan found complete is not: {broken}")
    assert report.cost == plan.cost, f"objective {plan.cost}, cost by the checks {report.cost}"
    bound = None if control.bound is None else min(control.bound, report.cost)
    status: Literal["optimal", "feasible"] = "optimal" if bound == report.cost else "feasible"
    control.enter(Text("Terminé", "Done"))
    return Outcome(status, _timetable(plan.instance, sessions, control, status, bound=bound))


def _partial(openings: Openings, control: Control, *, infeasible: bool) -> Outcome:
    seconds = max(LAST_SECONDS, min(PARTIAL_SECONDS, control.wall_left))
    sessions = place_most(openings, control, seconds)
    instance = openings.instance
    timetable = _timetable(instance, numbered(instance, sessions), control, "partial")
    return Outcome("infeasible" if infeasible else "unfinished", timetable)


def _timetable(
    instance: Instance,
    sessions: tuple[Session, ...],
    control: Control,
    status: PlanStatus,
    *,
    bound: int | None = None,
) -> Timetable:
    bare = Timetable(instance=instance, sessions=sessions)
    report = verify(bare)
    options = control.options
    solution = Solution(
        status=status,
        objective=None if status == "partial" else report.points,
        bound=None if bound is None else points(bound),
        costs={rule: points(units) for rule, units in report.costs.items()},
        amounts=report.amounts,
        unbounded=tuple(
            rule.id for rule in SOFT if rule.trame == "absent" and weight(rule, instance)
        ),
        unplaced=unplaced(instance, sessions) if status == "partial" else {},
        stopped=_why(control, status),
        seconds=round(control.seconds, 1),
        seed=options.seed,
        options={
            "time_limit": options.time_limit,
            "workers": control.workers,
            "gap": options.gap,
        },
        versions=_versions(),
        created=datetime.now(UTC).replace(microsecond=0),
    )
    return bare.model_copy(update={"solution": solution})


def _why(control: Control, status: PlanStatus) -> str:
    if control.stop.asked:
        return "interrupted"
    if status == "optimal":
        return "optimal"
    if status == "partial" and control.wall_left > 0:
        return "infeasible"
    if control.close_enough:
        return "gap"
    return "wall_limit" if control.cut_by_wall else "time_limit"


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("semainier", "ortools"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


__all__ = ["Event", "Options", "Outcome", "Stop", "solve"]
