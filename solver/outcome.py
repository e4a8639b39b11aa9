"""What a search leaves: its timetable, and in it how it was found and what is proved of it."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from constraints.registry import SOFT
from constraints.verify import verify
from constraints.weights import points, weight
from instances.instance import Instance
from instances.timetable import Session, Solution, Status, Timetable
from solver.control import Control
from solver.plan import unplaced


def timetable_of(
    instance: Instance,
    sessions: tuple[Session, ...],
    control: Control,
    status: Status,
    *,
    bound: int | None = None,
    infeasible: bool = False,
) -> Timetable:
    """The timetable of a search's sessions, with how good it is and how it was found.

    `bound` in whole units of the objective. `infeasible`: proved, so that there is no complete one.
    """
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
            rule.id for rule in SOFT if weight(rule, instance) and rule.id not in control.bounded
        ),
        unplaced=unplaced(instance, sessions) if status == "partial" else {},
        stopped="infeasible" if infeasible else _why(control, status),
        seconds=round(control.seconds, 1),
        first_complete=_rounded(control.first_complete),
        seed=options.seed,
        options={
            "time_limit": options.time_limit,
            "workers": control.workers,
            "gap": options.gap,
            **({"begun_with_plan": True} if control.begun_with_plan else {}),
        },
        versions=_versions(),
        created=datetime.now(UTC).replace(microsecond=0),
    )
    return bare.model_copy(update={"solution": solution})


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _why(control: Control, status: Status) -> str:
    if control.stop.asked:
        return "interrupted"
    if status == "optimal":
        return "optimal"
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
