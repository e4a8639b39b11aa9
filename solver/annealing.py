"""A week of short sessions annealed as a whole, before parts of it are planned anew.

Where every session lasts one period and takes one room, a step that moves one or two of them costs
less than a microsecond, so that millions are tried while one neighbourhood is solved. What comes
of it is a plan like any other: the checks price it and say whether it breaks a rule, also one that
the steps know nothing of.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Thread

import numpy as np

from constraints.openings import Openings
from constraints.verify import violations
from instances.text import Text
from instances.timetable import Timetable
from solver.annealing_arrays import Arrays
from solver.annealing_kernel import BEST, cool
from solver.control import Control
from solver.plan import Plan

STAGE = Text("Recuit de la semaine", "Annealing the week")
# The share of the time left for it.
SHARE = 0.9
# How often the best plan is shown and checked meanwhile.
LOOKS = 60
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
    """A plan at least as good as a complete one.

    Each thread cools a plan of its own down; the best of all is kept. Takes `SHARE` of the time
    left, less where it is proven that nothing is left to gain.
    """
    control.enter(STAGE)
    run = _Run(openings, plan, control)
    begun, seconds = control.clock, SHARE * control.remaining
    share, looks = 0.0, 0
    if not run.compiled():
        return plan
    with ThreadPoolExecutor(control.workers) as pool:
        while share < 1 and not control.over:
            list(pool.map(partial(_Chain.step, share=share), run.chains))
            control.spend(STEPS * WORK * len(run.chains))
            share = min(1.0, (control.clock - begun) / seconds)
            if share * LOOKS >= looks:
                looks += 1
                if not run.look():
                    break
    run.look()
    return run.best


class _Run:
    """Chains side by side, and the best plan so far."""

    def __init__(self, openings: Openings, plan: Plan, control: Control) -> None:
        self.arrays = Arrays(openings, plan)
        self.best, self.control = plan, control
        seed = control.options.seed or 0
        self.chains = [_Chain(self.arrays, (seed, number)) for number in range(control.workers)]

    def compiled(self) -> bool:
        """Compile the steps, which takes some seconds once; False if the time is over before."""
        thread = Thread(target=self.chains[0].step, args=(0.0, 0), daemon=True)
        thread.start()
        while thread.is_alive() and not self.control.over:
            thread.join(0.05)
        return not thread.is_alive()

    def look(self) -> bool:
        """Take what is better than the best; False if a rule is in the way that no step knows."""
        for chain in self.chains:
            if chain.cost < self.best.cost:
                plan = self.arrays.plan(chain.state.best)
                if violations(Timetable(instance=plan.instance, sessions=plan.sessions)):
                    return False
                self.best = min(self.best, plan, key=lambda plan: plan.cost)
                self.control.note(self.best)
        return True


class _Chain:
    """One plan that is cooled down."""

    def __init__(self, arrays: Arrays, seed: Sequence[int]) -> None:
        self.arrays, self.state = arrays, arrays.state(CLASH * arrays.least)
        self.rng = np.random.default_rng(seed)

    @property
    def cost(self) -> float:
        """That of the best plan without a clash."""
        return float(self.state.tally[BEST])

    def step(self, share: float, steps: int = STEPS) -> None:
        """Make some steps, once so much of the time is over."""
        least = self.arrays.least
        heat = self.arrays.hot * (COLDEST * least / self.arrays.hot) ** share
        aim = min(1.0, share / CLEAN)
        cool(*self.arrays.week, *self.state, self.rng, steps, heat, aim, CLASH * least)
