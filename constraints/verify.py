"""What is wrong with a timetable and what it costs, found without the solver."""

from __future__ import annotations

from dataclasses import dataclass

from constraints.base import Soft, Violation
from constraints.registry import RULES, SOFT
from constraints.weights import points, weight
from instances.timetable import Timetable


@dataclass(frozen=True)
class Report:
    """The verdict on a timetable.

    violations
        Breaches of required rules.
    deviations
        What soft rules count, also those switched off.
    amounts, costs
        By soft rule: the sum of its amounts (in its unit) and its cost in whole units of the
        objective.
    """

    violations: tuple[Violation, ...]
    deviations: tuple[Violation, ...]
    amounts: dict[str, int]
    costs: dict[str, int]

    @property
    def complete(self) -> bool:
        """Whether every required rule is kept."""
        return not self.violations

    @property
    def cost(self) -> int:
        """The objective, in whole units."""
        return sum(self.costs.values())

    @property
    def points(self) -> float:
        """The objective, in points."""
        return points(self.cost)


def verify(timetable: Timetable) -> Report:
    """Check every rule on a timetable, complete or not."""
    instance = timetable.instance
    violations: list[Violation] = []
    deviations: list[Violation] = []
    for rule in RULES:
        found = deviations if isinstance(rule, Soft) else violations
        found.extend(violation for violation in rule.check(timetable) if violation.amount)
    amounts = {rule.id: 0 for rule in SOFT}
    for deviation in deviations:
        amounts[deviation.rule.id] += deviation.amount
    costs = {rule.id: weight(rule, instance) * amounts[rule.id] for rule in SOFT}
    return Report(tuple(violations), tuple(deviations), amounts, costs)


def cost(timetable: Timetable) -> int:
    """The objective of a timetable in whole units, by the soft rules' checks alone."""
    instance = timetable.instance
    return sum(
        weight(rule, instance) * sum(v.amount for v in rule.check(timetable))
        for rule in SOFT
        if weight(rule, instance)
    )
