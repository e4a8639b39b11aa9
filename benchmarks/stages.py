"""The staged search against one plain model, in turn, on the bundled examples.

Usage: python benchmarks/stages.py [--seconds 60] [--seeds 1 2 3] [s1 s2 ...]
Prints, for each example and seed: seconds to the first complete plan, final cost, bound and gap
of both, and the ratio of costs (staged / plain).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from instances.examples import example_tables
from instances.instance import Instance
from instances.workbook import read_workbook, write_workbook
from solver.control import Event, Options
from solver.monolith import solve_whole
from solver.solve import solve


def load(name: str) -> Instance:
    """A bundled example, by way of its workbook, as a coordinator has it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probleme.xlsx"
        write_workbook(example_tables(name), path, "fr")
        return read_workbook(path).instance


class Watch:
    """Notes when the first complete plan came."""

    def __init__(self) -> None:
        self.first: float | None = None

    def __call__(self, event: Event) -> None:
        if event.objective is not None and self.first is None:
            self.first = event.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", nargs="*", default=["s1", "s2"])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    arguments = parser.parse_args()
    print("example seed  method   first s     cost    bound     gap")
    for name in arguments.examples:
        instance = load(name)
        ratios = []
        for seed in arguments.seeds:
            costs = []
            for method in ("staged", "plain"):
                watch = Watch()
                # Not seeded on purpose: the wall clock is what both are given.
                options = Options(time_limit=arguments.seconds)
                if method == "staged":
                    outcome = solve(instance, options, watch)
                    solution = outcome.timetable.solution
                    cost, bound = solution.objective, solution.bound
                else:
                    _, plan, units = solve_whole(instance, options, watch)
                    cost = None if plan is None else plan.cost / 60
                    bound = None if units is None else units / 60
                show(name, seed, method, watch.first, cost, bound)
                costs.append(cost)
            if None not in costs and costs[1]:
                ratios.append(costs[0] / costs[1])
        if ratios:
            print(f"{name}: median ratio of costs, staged / plain: {median(ratios):.2f}")


def show(
    name: str,
    seed: int,
    method: str,
    first: float | None,
    cost: float | None,
    bound: float | None,
) -> None:
    """One line of the table."""
    gap = f"{(cost - bound) / max(1, cost):7.1%}" if cost is not None and bound is not None else "-"
    cells = [f"{value:8.1f}" if value is not None else "       -" for value in (first, cost, bound)]
    print(f"{name:7s} {seed:4d}  {method:7s} {' '.join(cells)} {gap}", flush=True)


if __name__ == "__main__":
    main()
