"""Annealing: chains of compiled steps that are cooled down side by side.

What comes of them is a plan like any other: the checks price it and say whether it breaks a rule,
also one that the steps know nothing of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from constraints.verify import violations
from instances.timetable import Timetable
from solver.control import Control
from solver.plan import Plan

# Of the time, the share for showing and checking the best plan meanwhile.
LOOKING = 0.05
# Of the time left, the share that may go to compiling; what is not ready then is so next time.
WAITING = 0.4
# Seconds between two looks at the least.
LEAST = 0.5


class Chain(ABC):
    """One plan that is cooled down.

    steps, work
        Steps before the clock is looked at, and seconds of a deterministic budget that one takes.
    """

    steps: int
    work: float

    @property
    @abstractmethod
    def cost(self) -> float:
        """That of the best plan so far, by the steps' own count, in whole units."""

    @abstractmethod
    def step(self, share: float, steps: int) -> None:
        """Make so many steps, once so much of the time is over; nothing else is in their way."""

    @abstractmethod
    def plan(self) -> Plan:
        """The best plan so far."""

    def settle(self) -> None:  # noqa: B027 - most have nothing to do
        """Work out what the steps asked for, with no other chain at work."""


def cool_down(chains: Sequence[Chain], plan: Plan, control: Control, share: float) -> Plan:
    """The best of a complete plan and what comes of the chains.

    Takes that share of the time left: less where it is proven that nothing is left to gain, or
    where steps break a rule that they do not know.
    """
    if not _compiled(chains[0], control):
        return plan
    best, over, next_look = plan, 0.0, 0.0
    begun, seconds = control.clock, share * control.remaining
    with ThreadPoolExecutor(len(chains)) as pool:
        while over < 1 and not control.over:
            for made in [pool.submit(chain.step, over, chain.steps) for chain in chains]:
                made.result()
            for chain in chains:
                chain.settle()
                control.spend(chain.steps * chain.work)
            over = min(1.0, (control.clock - begun) / seconds)
            if control.clock < next_look and over < 1 and not control.over:
                continue
            looked = control.clock
            better = _look(chains, best)
            if better is None:
                break
            if better.cost < best.cost:
                best = better
                control.note(best)
            next_look = control.clock + max(LEAST, (control.clock - looked) / LOOKING)
    return best


def _compiled(chain: Chain, control: Control) -> bool:
    """Compile the steps, which takes some seconds once; False if that would take too long."""
    thread = Thread(target=chain.step, args=(0.0, 0), daemon=True)
    thread.start()
    until = control.seconds + WAITING * control.wall_left
    while thread.is_alive() and control.seconds < until and not control.over:
        thread.join(0.05)
    return not thread.is_alive()


def _look(chains: Sequence[Chain], best: Plan) -> Plan | None:
    """The best plan of all; None if one breaks a rule."""
    for chain in chains:
        if chain.cost < best.cost:
            plan = chain.plan()
            if violations(Timetable(instance=plan.instance, sessions=plan.sessions)):
                return None
            best = min(best, plan, key=lambda plan: plan.cost)
    return best
