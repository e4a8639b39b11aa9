"""Blocks of a dated plan exchanged, again and again, under annealing.

A compiled step takes half a microsecond where a neighbourhood solved by CP-SAT takes a second, but
it changes neither teams nor the lengths of sessions: what is left to gain by those is for the tries
that follow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from constraints.openings import Openings
from constraints.verify import priced
from instances.text import Text
from instances.timetable import Timetable
from solver.board import goes_on_a_board
from solver.control import Control
from solver.cooling import Run, cool_down
from solver.exchange_arrays import WISHES, TermArrays, layout_seconds
from solver.exchange_days import WANTED
from solver.exchange_kernel import cool
from solver.exchange_shared import SharedRounds, threads_for
from solver.exchange_state import Scratch
from solver.plan import Plan
from solver.term_kernel import BEST

STAGE = Text("Échanges de créneaux", "Exchanging blocks of time")
# The share of the time left for it: with few sessions, tries find what it does not, and threads do
# better each in a plan of its own than together in one.
FEW, SHARE_OF_FEW, SHARE = 1000, 0.6, 0.8
# Temperatures at first and at the end, in units of cost (60: a point). In the time there is, many
# sessions are never so well arranged that what is left to gain in the cold would count.
HEATS_OF_FEW, HEATS = (600.0, 20.0), (1200.0, 60.0)
# Steps before the clock is looked at, and what one costs of a deterministic budget, in seconds.
STEPS, WORK = 32_768, 8e-7
# The share of steps that go to a time of the week that the course uses; of others that go to one
# that it does not use, the share that are made; of all, the share that move all sessions at a time.
OWN_TIMES, NEW_TIMES, WHOLE = 0.5, 0.3, 0.3


def exchange(openings: Openings, plan: Plan, control: Control) -> Plan:
    """A plan at least as good as a complete one.

    Takes a share of the time left: of a plan in which little may move, or most of what it costs is
    nothing that steps know, a smaller one.
    """
    if control.over or control.remaining < layout_seconds(plan):
        return plan
    known = _known(plan) if goes_on_a_board(openings.instance) else 0.0
    if not known:
        return plan
    control.enter(STAGE)
    arrays, seed = TermArrays(openings, plan), control.options.seed or 0
    most = SHARE_OF_FEW if len(plan.sessions) <= FEW else SHARE
    share = most * known * float(1 - arrays.term.fixed.mean())
    if not share:
        return plan
    threads = threads_for(arrays.term, control.workers) if len(plan.sessions) > FEW else 1
    if threads > 1:
        runs = [begin(arrays, (seed,), threads)]
    else:
        runs = [begin(arrays, (seed, number)) for number in range(control.workers)]
    return cool_down(runs, plan, control, share)


def _known(plan: Plan) -> float:
    """The share of a plan's cost that steps know of."""
    timetable = Timetable(instance=plan.instance, sessions=plan.sessions)
    known = sum(price for found, price in priced(timetable) if found.rule.id in WISHES)
    return known / plan.cost if plan.cost else 0.0


def begin(arrays: TermArrays, seed: Sequence[int], threads: int = 1) -> Run:
    """A run of steps from the plan of a term, made by so many threads together."""
    return _Run(arrays, seed) if threads == 1 else _Shared(arrays, seed, threads)


class _Run(Run):
    """Steps of one term."""

    steps, work = STEPS, WORK

    def __init__(self, arrays: TermArrays, seed: Sequence[int]) -> None:
        self.arrays, self.standing = arrays, arrays.standing()
        self.wanted = np.zeros((WANTED, 2), np.int64)
        self.scratch = Scratch.of(self.standing)
        self.rng = np.random.default_rng(seed)
        self.among = np.arange(len(arrays.pieces))
        self.everywhere = np.zeros(len(arrays.term.week_days_at) - 1, np.int64)

    @property
    def cost(self) -> float:
        return float(self.standing.tally[BEST])

    def step(self, share: float, steps: int) -> None:
        heat = _heat(self.arrays, share)
        days = self.arrays.days.known(self.wanted)
        cool(
            self.arrays.term, self.standing, days, self.scratch, self.rng,
            self.everywhere, self.among, steps, heat, OWN_TIMES, NEW_TIMES, WHOLE,
        )  # fmt: skip

    def settle(self) -> None:
        self.arrays.days.answer(self.wanted)

    def plan(self) -> Plan:
        return self.arrays.plan(self.standing)


class _Shared(Run):
    """Steps of one term that threads make together."""

    steps = STEPS

    def __init__(self, arrays: TermArrays, seed: Sequence[int], threads: int) -> None:
        self.arrays, self.shared = arrays, SharedRounds(arrays, seed, threads)
        self.work = WORK * threads

    @property
    def cost(self) -> float:
        return float(self.shared.standing.tally[BEST])

    def step(self, share: float, steps: int) -> None:
        self.shared.round(steps, _heat(self.arrays, share), OWN_TIMES, NEW_TIMES)

    def settle(self) -> None:
        self.shared.settle()

    def plan(self) -> Plan:
        return self.arrays.plan(self.shared.standing)


def _heat(arrays: TermArrays, share: float) -> float:
    """The temperature once so much of the time is over."""
    hot, cold = HEATS_OF_FEW if len(arrays.pieces) <= FEW else HEATS
    return float(hot * (cold / hot) ** share)
