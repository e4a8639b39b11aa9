"""The walk from what the model of a choice prefers to the combination that is best on dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from constraints.weights import POINT
from instances.audit import audit
from instances.instance import Instance
from instances.scenario import Scenario, under
from instances.timetable import Timetable
from solver.choose import Chooser, Combination, Menu
from solver.control import Options, Stop
from solver.sweep import Lost, proved_impossible

# So many combinations at the most are looked at by arithmetic before the model chooses.
MOST_AUDITED = 150

State = Literal["complete", "impossible", "unfinished", "lost"]
Planned = Callable[[Instance], Timetable | Lost | None]


@dataclass(frozen=True)
class Tried:
    """A combination that was planned on dates.

    cost, bound
        Whole units; the cost of a complete plan, and what no plan of this combination goes below.
    preferred
        Whether the model proposed it; otherwise it came in its turn.
    """

    combination: Combination
    instance: Instance
    state: State
    cost: int | None
    bound: int
    preferred: bool


@dataclass
class Choice:
    """What is known of a choice while it goes on, and once it has ended.

    tried
        Combinations planned, in the order of the model.
    excluded
        Combinations that arithmetic proves impossible.
    left
        Bound, in whole units, for the combinations not planned; None once none is left that may
        have a plan.
    cut
        Whether the clock cut the model's search, so that another run may choose otherwise.
    """

    menu: Menu
    exact: bool = False
    tried: list[Tried] = field(default_factory=list)
    excluded: list[Combination] = field(default_factory=list)
    left: int | None = 0
    cut: bool = False

    @property
    def best(self) -> Tried | None:
        """The cheapest complete plan's; of equals the one planned first."""
        complete = [one for one in self.tried if one.cost is not None]
        return min(complete, key=lambda one: one.cost or 0, default=None)

    @property
    def bound(self) -> int | None:
        """What no plan of any combination goes below; None when none of them can have a plan."""
        bounds = [one.bound for one in self.tried if one.state != "impossible"]
        return min([*bounds, *([] if self.left is None else [self.left])], default=None)

    @property
    def proved(self) -> bool:
        """Whether no combination has a cheaper plan than the best, or none has a plan at all."""
        if self.best is None:
            return self.bound is None
        return self.bound is not None and self.best.cost == self.bound

    @property
    def closed(self) -> bool:
        """Whether the combinations not planned cannot be better than the best."""
        if self.left is None:
            return True
        return self.best is not None and self.left >= (self.best.cost or 0)


def choose(
    instance: Instance,
    menu: Menu,
    options: Options,
    planned: Planned,
    *,
    most: int,
    stop: Stop,
    exact: bool | None = None,
) -> Iterator[Choice]:
    """Plan combinations as the model prefers them; yield where the choice stands after each.

    It ends when nothing left can be better, after `most` plans, or when stopped. A combination
    that the model prefers and dates cannot follow is cut off like the others.

    Parameters
    ----------
    options
        Those of each plan; a proposal of the model takes half a plan's time at the most.
    planned
        Plans a problem on its dates and verifies it; None: it was stopped.

    Raises
    ------
    ScenarioError, ValueError
        As `Chooser`.
    """
    chooser = Chooser(instance, menu, exact=exact)
    choice = Choice(menu, chooser.exact)
    if menu.count <= MOST_AUDITED:
        for chosen in menu.combinations():
            if _excluded(_problem(instance, menu, chosen)):
                chooser.cut(chosen)
                choice.excluded.append(chosen)
    asking = replace(options, gap=0.0)
    while not stop.asked:
        proposal = chooser.propose(asking, stop)
        choice.cut |= proposal.cut
        if proposal.combination is None:
            choice.left = None
            break
        # What held for more combinations still holds for those left.
        choice.left = max(choice.left or 0, proposal.bound)
        if choice.closed or len(choice.tried) >= most or stop.asked:
            break
        chosen = proposal.combination
        problem = _problem(instance, menu, chosen)
        if menu.count > MOST_AUDITED and _excluded(problem):
            choice.excluded.append(chosen)
            chooser.cut(chosen)
            continue
        result = planned(problem)
        if result is None:
            break
        chooser.cut(chosen)
        choice.tried.append(_tried(chosen, problem, result, choice.left, proposal.preferred))
        yield choice
    yield choice


def _problem(instance: Instance, menu: Menu, chosen: Combination) -> Instance:
    return under(instance, Scenario(name="", rhythms=menu.rhythms(chosen)))


def _excluded(problem: Instance) -> bool:
    found = audit(problem)
    return bool(found.impossible or found.erroneous)


def _tried(
    chosen: Combination, problem: Instance, result: Timetable | Lost, left: int, preferred: bool
) -> Tried:
    if isinstance(result, Lost) or result.solution is None:
        return Tried(chosen, problem, "lost", None, left, preferred)
    solution = result.solution
    if solution.objective is None:
        state: State = "impossible" if proved_impossible(result) else "unfinished"
        return Tried(chosen, problem, state, None, left, preferred)
    own = 0 if solution.bound is None else round(solution.bound * POINT)
    cost = round(solution.objective * POINT)
    return Tried(chosen, problem, "complete", cost, max(own, left), preferred)
