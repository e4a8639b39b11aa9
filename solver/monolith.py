"""The plain way: every date, every rule and every room in one model.

Kept as the baseline that each stage of the search has to beat (`benchmarks/`), and as the referee
of small instances, whose optimum it proves.
"""

from __future__ import annotations

from constraints.openings import Openings
from constraints.registry import DOMAINS
from instances.instance import Instance
from instances.text import Text
from solver.control import Control, Job, Options, Report, Stop
from solver.model import build, exact_days
from solver.plan import Plan, chosen_teams, read_sessions

STAGE = Text("Modèle unique", "One model")


def solve_whole(
    instance: Instance,
    options: Options,
    report: Report | None = None,
    stop: Stop | None = None,
) -> tuple[str, Plan | None, int | None]:
    """Solve one exact model.

    Returns
    -------
    status, plan, bound
        CP-SAT's status, the plan if any, and the bound in whole units if proven.
    """
    control = Control(options, report, stop)
    control.enter(STAGE)
    model = build(Openings(instance, DOMAINS), exact_days(instance.dates), decide_rooms=True)

    def improved(objective: float) -> None:
        control.objective = round(objective)
        control.tell()

    solved = control.run(
        Job(
            model.cp,
            control.remaining,
            workers=control.workers,
            on_bound=control.raise_bound,
            on_solution=improved,
        )
    )
    if solved.bound is not None:
        control.raise_bound(solved.bound)
    plan = None
    if solved.found:
        sessions = read_sessions(model.x, solved.value)
        plan = Plan.of(instance, sessions, chosen_teams(model.x, solved.value))
    return solved.status, plan, control.bound
