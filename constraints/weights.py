"""From the 0-5 of the workbook to the integer weights of the objective, in one place.

The objective counts whole units; 60 units are a *point*. An amount in minutes priced 1 costs a
point an hour at level 1. Each level weighs twice the one below; 0 switches the rule off.
"""

from __future__ import annotations

from constraints.base import Soft
from instances.instance import Instance

POINT = 60
FACTORS = (0, 1, 2, 4, 8, 16)


def level(rule: Soft, instance: Instance) -> int:
    """The level of a rule in an instance: its Préférences, else the rule's own."""
    return instance.levels.get(rule.id, rule.level)


def weight(rule: Soft, instance: Instance) -> int:
    """Units one amount of a rule costs: the instance's own price, else its level's."""
    if rule.id in instance.prices:
        return instance.prices[rule.id]
    return rule.price * FACTORS[level(rule, instance)]


def points(units: float) -> float:
    """Units of the objective as points, to the hundredth."""
    return round(units / POINT, 2)
