"""Hours missing in a plan of many sessions, placed by compiled steps.

What stands is exchanged as it is once a plan is complete (`solver.exchange`), but at one high
temperature, so that free hours move about and come together; in between, what is missing takes the
place of others. Both take microseconds, where a neighbourhood solved by CP-SAT takes a second; but
neither changes teams, nor the lengths of what stands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from constraints.openings import Openings
from solver.board import goes_on_a_board
from solver.control import Control
from solver.cooling import Run, compiled_in_time
from solver.exchange import NEW_TIMES, OWN_TIMES
from solver.exchange_arrays import TermArrays, layout_seconds
from solver.exchange_days import WANTED
from solver.exchange_kernel import cool
from solver.holding import without_broken
from solver.laid import Ints
from solver.placing_kernel import FEWEST, MINUTES, SESSIONS, place
from solver.plan import Plan
from solver.term_kernel import BEST

# Exchanges and tries in turn, how many times before the clock is looked at, and what one of each
# costs of a deterministic budget, in seconds.
EXCHANGES, TRIES, TURNS, WORK = 2000, 2000, 30, 3e-6
# The temperature, and what a minute missing counts, in units of cost (60: a point).
HEAT, MINUTE = 2000.0, 100.0
# Looks without fewer minutes missing after which it is given up, and one more for so many sessions.
PATIENCE, PATIENCE_EACH = 3, 700


def place_missing(
    openings: Openings,
    plan: Plan,
    control: Control,
    shorter: Collection[str] = (),
    number: int = 0,
) -> Plan:
    """A plan with fewer hours missing, or with as many elsewhere.

    Parameters
    ----------
    shorter
        Courses whose missing hours are placed in sessions as short as may be.
    number
        Other steps are made for another one.
    """
    if plan.complete or not plan.sessions or not goes_on_a_board(openings.instance):
        return plan
    if control.remaining < layout_seconds(plan):
        return plan
    arrays, seed = TermArrays(openings, plan, shorter), control.options.seed or 0
    if arrays.placed == len(arrays.pieces):
        return plan
    runs = [begin(arrays, (seed, number, rank)) for rank in range(control.workers)]
    if not compiled_in_time(runs[0], control):
        return plan
    patience = PATIENCE + len(plan.sessions) // PATIENCE_EACH
    least, still = min(run.cost for run in runs), 0
    # What no whole session covers is not among the steps' own.
    beside = sum(plan.unplaced.values()) - least
    with ThreadPoolExecutor(len(runs)) as pool:
        while least and still < patience and not control.over:
            for made in [pool.submit(run.step, 0.0, run.steps) for run in runs]:
                made.result()
            for run in runs:
                run.settle()
                control.spend(run.steps * run.work)
            fewest = min(run.cost for run in runs)
            still = 0 if fewest < least else still + 1
            least = min(least, fewest)
            control.unplaced = round(beside + least)
            control.tell()
    found = without_broken(min(runs, key=lambda run: run.cost).plan())
    return found if found.rank <= plan.rank else plan


def begin(arrays: TermArrays, seed: Sequence[int]) -> Run:
    """A run of steps from a plan with sessions missing."""
    return _Run(arrays, seed)


class _Run(Run):
    """Steps of one term with sessions missing."""

    steps, work = TURNS * EXCHANGES, WORK

    def __init__(self, arrays: TermArrays, seed: Sequence[int]) -> None:
        self.arrays, self.standing = arrays, arrays.standing()
        absent = np.arange(len(arrays.pieces)) >= arrays.placed
        term = arrays.term
        self.term = term._replace(fixed=term.fixed | absent)
        self.lost = np.zeros(len(absent) + 1, np.int64)
        gone = np.flatnonzero(absent)
        self.lost[: len(gone)] = gone
        each = np.diff(term.courses_at)[term.unit] * term.minutes
        self.missing = np.array([len(gone), *[each[gone].sum()] * 2], np.int64)
        # What stands when fewest minutes are missing is kept, not what costs least.
        self.standing.tally[BEST] = -np.inf
        self.attends = np.zeros((len(arrays.board.units), len(arrays.board.resources)), np.bool_)
        for unit in arrays.board.units:
            self.attends[unit.number, unit.people] = True
        self.among = self._near()
        self.wanted = np.zeros((WANTED, 2), np.int64)
        self.rng = np.random.default_rng(seed)

    @property
    def cost(self) -> float:
        """Minutes missing at the least."""
        return float(self.missing[FEWEST])

    def step(self, share: float, steps: int) -> None:
        days = self.arrays.days
        asking = days.asked, days.prices, self.wanted, self.rng
        # Once at least: without any step they are compiled.
        for _ in range(max(1, steps // EXCHANGES)):
            if not self.missing[SESSIONS]:
                break
            cool(
                *self.term, *self.standing, *asking,
                self.among, min(EXCHANGES, steps), HEAT, OWN_TIMES, NEW_TIMES,
            )  # fmt: skip
            place(
                *self.term, *self.standing, *asking,
                self.lost, self.missing, min(TRIES, steps), HEAT, MINUTE,
            )  # fmt: skip

    def settle(self) -> None:
        self.arrays.days.answer(self.wanted)
        self.among = self._near()
        if self.missing[MINUTES] == self.missing[FEWEST]:
            # As many elsewhere are as good, and whoever goes on from there finds something else.
            now = self.standing
            now.best_day[:], now.best_first[:], now.best_room[:] = now.day, now.first, now.room

    def _near(self) -> Ints:
        """Sessions of everybody who misses one."""
        lost = self.lost[: self.missing[SESSIONS]]
        units = np.unique(self.term.unit[lost])
        people = np.flatnonzero(self.attends[units].any(0))
        near = np.asarray(self.attends[:, people].any(axis=1))
        return np.flatnonzero(near[self.term.unit])

    def plan(self) -> Plan:
        return self.arrays.plan(self.standing)
