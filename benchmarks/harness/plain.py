"""One plain model, as a command that answers like `solve --json`: the baseline of the search.

Usage: python -m benchmarks.harness.plain FILE.xlsx --time-limit 60
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from constraints.weights import points
from instances.workbook import read_workbook
from solver.control import Event, Options
from solver.monolith import solve_whole


class Watch:
    """Notes when the first complete plan came."""

    def __init__(self) -> None:
        self.first: float | None = None

    def __call__(self, event: Event) -> None:
        """Take an event of the search."""
        if event.objective is not None and self.first is None:
            self.first = event.seconds


def main() -> None:
    """Solve, and write one object on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--workers", type=int)
    arguments = parser.parse_args()
    instance = read_workbook(arguments.file).instance
    watch, begun = Watch(), time.monotonic()
    # Not seeded: both methods are given the same seconds of the clock.
    options = Options(time_limit=arguments.time_limit, workers=arguments.workers)
    status, plan, bound = solve_whole(instance, options, watch)
    complete = plan is not None and plan.complete
    answer = {
        "status": {"OPTIMAL": "optimal", "FEASIBLE": "feasible", "INFEASIBLE": "infeasible"}.get(
            status, "unfinished"
        ),
        "objective": points(plan.cost) if plan is not None and complete else None,
        # Before it has proved anything, CP-SAT's bound may be below 0; a cost never is.
        "bound": None if bound is None else max(0.0, points(bound)),
        "seconds": round(time.monotonic() - begun, 1),
        "first_complete": None if watch.first is None else round(watch.first, 1),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
