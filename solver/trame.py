"""The trame: how often each course uses each weekly slot, and a bound for every timetable.

One day a weekday stands for all its dates; counts replace Booleans. What the rules say of such
days holds for any dated timetable, so the optimum of this small model is a valid lower bound of
the cost, and its infeasibility proves that there is no timetable at all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from constraints.openings import Openings
from constraints.placements import Day, Slot
from instances.text import Text
from solver.control import Control, Job
from solver.model import Model, build
from solver.plan import Value, chosen_teams

STAGE = Text("Trame", "Weekly pattern")


@dataclass(frozen=True)
class Trame:
    """What the trame found.

    infeasible
        Proven: no timetable exists.
    slots
        Slots each course uses, None when no trame was found in time.
    teams
        The team of each course whose teachers were to be chosen.
    """

    infeasible: bool
    slots: dict[str, frozenset[Slot]] | None = None
    teams: dict[str, frozenset[str]] | None = None


def weekly_days(dates: tuple[date, ...]) -> tuple[Day, ...]:
    """One day a weekday, standing for all its dates."""
    found: dict[int, list[date]] = defaultdict(list)
    for day in dates:
        found[day.weekday()].append(day)
    return tuple(Day(index, tuple(found[weekday])) for index, weekday in enumerate(sorted(found)))


def find_trame(openings: Openings, control: Control, share: float) -> Trame:
    """Solve the trame within a share of the time left and raise the bound of the search."""
    control.enter(STAGE)
    model = build(openings, weekly_days(openings.instance.dates))
    solved = control.run(
        Job(
            model.cp,
            control.remaining * share,
            workers=control.workers,
            subsolvers=_subsolvers(control.workers),
            parameters={"linearization_level": 2, "relative_gap_limit": 0.0},
            on_bound=control.raise_bound,
        )
    )
    if solved.status == "INFEASIBLE":
        return Trame(infeasible=True)
    if solved.bound is not None:
        control.raise_bound(solved.bound)
    if not solved.found:
        return Trame(infeasible=False)
    return Trame(False, *_read(model, solved.value))


def _subsolvers(workers: int) -> tuple[str, ...]:
    # With few threads CP-SAT's own choice is one LP worker and neighbourhoods, whose bound
    # hardly moves here; these prove the regularity cost (docs/decisions).
    return ("core", "max_lp") if workers == 2 else ()


def _read(
    model: Model, value: Value
) -> tuple[dict[str, frozenset[Slot]], dict[str, frozenset[str]]]:
    slots = {
        course.code: frozenset(p.slot for p in model.x.of(course) if value(p.var))
        for course in model.x.instance.courses
    }
    return slots, chosen_teams(model.x, value)
