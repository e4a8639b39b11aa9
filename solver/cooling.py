"""Annealing: runs of compiled steps that are cooled down side by side.

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
# Of the time left, the share that may go to compiling; what is not ready then goes on beside the
# tries, and is kept if the process lasts until it is.
WAITING = 0.4
# Seconds between two looks at the least, and of a deterministic budget for a session looked at.
LEAST, LOOK = 0.5, 2e-4


class Run(ABC):
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
        """Work out what the steps asked for, with no other run at work."""


def cool_down(runs: Sequence[Run], plan: Plan, control: Control, share: float) -> Plan:
    """The best of a complete plan and what comes of the runs.

    Takes that share of the time left, less where it is proven that nothing is left to gain. A run
    whose steps break a rule that they do not know is given up.
    """
    if not compiled_in_time(runs[0], control):
        return plan
    best, going, over, next_look = plan, list(runs), 0.0, 0.0
    begun, seconds = control.clock, share * control.remaining
    with ThreadPoolExecutor(len(runs)) as pool:
        while going and over < 1 and not control.over:
            for made in [pool.submit(run.step, over, run.steps) for run in going]:
                made.result()
            for run in going:
                run.settle()
                control.spend(run.steps * run.work)
            over = min(1.0, (control.clock - begun) / seconds)
            if control.clock < next_look and over < 1 and not control.over:
                continue
            looked = control.clock
            found, going = _look(going, best, control)
            if found is not best:
                best = found
                control.note(best)
            next_look = control.clock + max(LEAST, (control.clock - looked) / LOOKING)
    return best


def compiled_in_time(run: Run, control: Control) -> bool:
    """Compile the steps, which takes some seconds once; False if that would take too long."""
    thread = Thread(target=run.step, args=(0.0, 0), daemon=True)
    thread.start()
    until = control.seconds + WAITING * control.wall_left
    while thread.is_alive() and control.seconds < until and not control.over:
        thread.join(0.05)
    # A search that should be repeatable is not where the clock says what it does.
    control.cut_by_wall |= thread.is_alive() and control.options.seed is not None
    return not thread.is_alive()


def _look(runs: Sequence[Run], best: Plan, control: Control) -> tuple[Plan, list[Run]]:
    """The best plan of all, and the runs that break no rule."""
    going = []
    for run in runs:
        if run.cost < best.cost:
            plan = run.plan()
            control.spend(LOOK * len(plan.sessions))
            if violations(Timetable(instance=plan.instance, sessions=plan.sessions)):
                continue
            best = min(best, plan, key=lambda plan: plan.cost)
        going.append(run)
    return best, going
