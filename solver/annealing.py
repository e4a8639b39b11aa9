"""A week of short sessions annealed as a whole, before parts of it are planned anew.

Where every session lasts one period and takes one room, a step that moves one or two of them costs
less than a microsecond, so that millions are tried while one neighbourhood is solved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from constraints.openings import Openings
from instances.text import Text
from solver.annealing_arrays import Arrays, Scratch
from solver.annealing_kernel import BEST, cool
from solver.control import Control
from solver.cooling import Run, cool_down
from solver.plan import Plan

STAGE = Text("Recuit de la semaine", "Annealing the week")
# The share of the time left for it.
SHARE = 0.9
# Steps before the clock is looked at, and what one costs of a deterministic budget, in seconds.
STEPS, WORK = 81_920, 2e-7
# Temperatures: at first what it costs on average that a session is isolated for all its crowds, at
# the end a share of the least price.
COLDEST = 0.1
# A clash costs this many times the least price at the least.
CLASH = 5.0
# When so much of the time is over no step should have a clash any more.
CLEAN = 1 / 3


def anneal(openings: Openings, plan: Plan, control: Control) -> Plan:
    """A plan at least as good as a complete one; takes `SHARE` of the time left at the most."""
    control.enter(STAGE)
    arrays, seed = Arrays(openings, plan), control.options.seed or 0
    runs = [begin(arrays, (seed, number)) for number in range(control.workers)]
    return cool_down(runs, plan, control, SHARE)


def begin(arrays: Arrays, seed: Sequence[int]) -> Run:
    """A run of steps from the plan of a week."""
    return _Run(arrays, seed)


class _Run(Run):
    """Steps of one week."""

    steps, work = STEPS, WORK

    def __init__(self, arrays: Arrays, seed: Sequence[int]) -> None:
        self.arrays, self.state = arrays, arrays.state(CLASH * arrays.least)
        self.scratch = Scratch.of(self.state)
        self.rng = np.random.default_rng(seed)

    @property
    def cost(self) -> float:
        return float(self.state.tally[BEST])

    def step(self, share: float, steps: int) -> None:
        least = self.arrays.least
        heat = self.arrays.hot * (COLDEST * least / self.arrays.hot) ** share
        aim = min(1.0, share / CLEAN)
        cool(self.arrays.week, self.state, self.scratch, self.rng, steps, heat, aim, CLASH * least)

    def plan(self) -> Plan:
        return self.arrays.plan(self.state.best)
