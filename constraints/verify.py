"""What is wrong with a timetable and what it costs, found without the solver."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from constraints.base import Constraint, Violation
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
    deviations = _checked(SOFT, timetable)
    amounts = {rule.id: 0 for rule in SOFT}
    for deviation in deviations:
        amounts[deviation.rule.id] += deviation.amount
    costs = {rule.id: weight(rule, instance) * amounts[rule.id] for rule in SOFT}
    return Report(violations(timetable), deviations, amounts, costs)


def violations(timetable: Timetable, without: Collection[str] = ()) -> tuple[Violation, ...]:
    """The breaches of required rules alone, but for the rules `without`."""
    rules = (rule for rule in RULES if rule not in SOFT and rule.id not in without)
    return _checked(rules, timetable)


def _checked(rules: Iterable[Constraint], timetable: Timetable) -> tuple[Violation, ...]:
    return tuple(found for rule in rules for found in rule.check(timetable) if found.amount)


def priced(timetable: Timetable) -> Iterator[tuple[Violation, int]]:
    """What soft rules count that cost something, each with its cost in whole units."""
    for rule in SOFT:
        if price := weight(rule, timetable.instance):
            yield from ((found, price * found.amount) for found in rule.check(timetable))


def cost(timetable: Timetable) -> int:
    """The objective of a timetable in whole units, by the soft rules' checks alone."""
    return sum(price for _, price in priced(timetable))
