"""Exchanges of one plan by several threads, each in weeks of its own.

Sessions that stay within some weeks in a row bar nobody's way in others, and what comes before and
after those weeks, hour by hour, is as it was: so are order, pace and siblings in step. What slots
and rooms cost a course depends on all weeks: each thread goes by what they were when the round
began, and they are counted again after it. Borders between weeks are drawn anew for each round.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from solver.exchange_arrays import TermArrays
from solver.exchange_days import WANTED
from solver.exchange_kernel import cool
from solver.exchange_state import Scratch, Standing, Term
from solver.laid import Flags, Ints
from solver.term_kernel import BEST, COST, TAKEN, common_costs

# Weeks of each thread at the least.
LEAST_WEEKS = 2


class Share(NamedTuple):
    """The weeks of a thread in a round, their dates, and the sessions it may move."""

    weeks: Flags
    dates: Flags
    among: Ints


def threads_for(term: Term, workers: int) -> int:
    """How many threads may share a plan: 1 where nights join weeks, or there are few of them."""
    week, weeks = term.week, len(term.week_days_at) - 1
    joined = term.day_before >= 0
    across = joined & (week[term.day_before] != week)
    if term.nights and across.any():
        return 1
    return max(1, min(workers, weeks // LEAST_WEEKS))


class SharedRounds:
    """Rounds of steps that several threads make in one plan."""

    def __init__(self, arrays: TermArrays, seed: Sequence[int], threads: int) -> None:
        self.arrays, self.threads = arrays, threads
        self.term, self.standing = arrays.term, arrays.standing()
        self._weeks = len(self.term.week_days_at) - 1
        self._draws = np.random.default_rng((*seed, threads))
        self._chances = [np.random.default_rng((*seed, number)) for number in range(threads)]
        self._wanted = [np.zeros((WANTED, 2), np.int64) for _ in range(threads)]
        self._scratch = [Scratch.of(self.standing) for _ in range(threads)]
        self._pool = ThreadPoolExecutor(threads)

    def round(self, steps: int, heat: float, own_times: float, new_times: float) -> None:
        """Let each thread make so many steps, and put together what came of them."""
        part, shares = self._divided()
        own = [self._own() for _ in shares]
        days = self.arrays.days

        def make(number: int) -> None:
            # A thread that has some of the weeks cannot leave a time of the week as a whole.
            cool(
                self.term, own[number], days.known(self._wanted[number]), self._scratch[number],
                self._chances[number], part, shares[number].among, steps, heat,
                own_times, new_times, 0.0,
            )  # fmt: skip

        busy = [number for number, share in enumerate(shares) if len(share.among)]
        for made in [self._pool.submit(make, number) for number in busy]:
            made.result()
        self._join(shares, own)

    def settle(self) -> None:
        """Work out which days steps asked for."""
        for wanted in self._wanted:
            self.arrays.days.answer(wanted)

    def _divided(self) -> tuple[Ints, list[Share]]:
        """Weeks in a row for each thread, from a week drawn at random on.

        The first result is by week the row of weeks that it is in: those of the thread that has the
        last weeks of the term and the first ones are two.
        """
        begin = int(self._draws.integers(self._weeks))
        after = (np.arange(self._weeks) - begin) % self._weeks
        owner = after * self.threads // self._weeks
        part = np.cumsum([0, *(np.diff(owner) != 0)])
        term, day = self.term, self.standing.day
        shares = []
        for number in range(self.threads):
            weeks = owner == number
            dates = weeks[term.week]
            shares.append(Share(weeks, dates, np.flatnonzero(dates[day] & ~term.fixed)))
        return part, shares

    def _own(self) -> Standing:
        """The plan for one thread: what it shares with none is the same, the rest a copy."""
        now = self.standing
        return now._replace(
            slot=now.slot.copy(),
            on_day=now.on_day.copy(),
            done=now.done.copy(),
            held=now.held.copy(),
            shorts=now.shorts.copy(),
            slots=now.slots.copy(),
            week_done=now.week_done.copy(),
            in_room=now.in_room.copy(),
            # The best plan is that of all threads: no thread's own is kept.
            tally=np.array([0.0, -np.inf, 0.0]),
        )

    def _join(self, shares: Sequence[Share], own: Sequence[Standing]) -> None:
        now, before = self.standing, self._common(self.standing)
        now.tally[COST] += (
            sum(one.tally[COST] - (self._common(one) - before) for one in own) - before
        )
        slots, in_room = now.slots.copy(), now.in_room.copy()
        for share, one in zip(shares, own, strict=True):
            now.slots[:] += one.slots - slots
            now.in_room[:] += one.in_room - in_room
            now.slot[share.among] = one.slot[share.among]
            now.week_done[:, share.weeks] = one.week_done[:, share.weeks]
            for name in ("on_day", "done", "held", "shorts"):
                getattr(now, name)[:, share.dates] = getattr(one, name)[:, share.dates]
            now.tally[TAKEN] += one.tally[TAKEN]
        now.tally[COST] += self._common(now)
        if now.tally[COST] < now.tally[BEST]:
            now.tally[BEST] = now.tally[COST]
            now.best_day[:], now.best_first[:], now.best_room[:] = now.day, now.first, now.room

    def _common(self, standing: Standing) -> int:
        """What all weeks of courses cost together."""
        return int(common_costs(self.term, standing))
