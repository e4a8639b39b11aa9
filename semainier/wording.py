"""Figures and results in words: how good a plan is, what each soft rule costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from constraints.base import Soft
from constraints.registry import SOFT
from constraints.weights import level, points, weight
from instances.instance import Instance
from instances.text import Lang, Text
from instances.timetable import Solution
from instances.units import HOUR, as_hours, format_hours, number, percent
from semainier.console import Console

CUT_BY_CLOCK = Text(
    "Recherche coupée par l'horloge : avec --seed, le résultat n'est pas reproductible. Donnez "
    "plus de temps (--time-limit), ou attendez que la machine soit libre.",
    "Search cut by the clock: with --seed, the result is not repeatable. Give it more time "
    "(--time-limit), or wait until the machine is free.",
)
_OPTIMAL = Text(
    "Optimal, prouvé : {points} points, aucun emploi du temps ne coûte moins.",
    "Optimal, proved: {points} points, no timetable costs less.",
)
_BOUNDED = Text(
    "Complet : {points} points. Prouvé : aucun emploi du temps ne coûte moins de {bound} points ; "
    "il reste donc au plus {distance} points à gagner ({share}).",
    "Complete: {points} points. Proved: no timetable costs less than {bound} points, so at most "
    "{distance} points ({share}) could still be gained.",
)
_UNBOUNDED = Text(
    "Complet : {points} points. On ne sait pas à quelle distance du meilleur possible.",
    "Complete: {points} points. How far from the best possible is not known.",
)
_PARTIAL = Text(
    "Incomplet : {unplaced} non placées sur {total}.",
    "Incomplete: {unplaced} not placed out of {total}.",
)
_RULE = Text("Règle souhaitée", "Soft rule")
_LEVEL = Text("Niveau", "Level")
_UNIT = Text("Compte en", "Counted in")
_AMOUNT = Text("Écart", "Deviation")
_POINTS = Text("Points", "Points")
_TOTAL = Text("Total", "Total")


@dataclass(frozen=True)
class RuleCost:
    """What a soft rule counts and costs; `amount` in its unit, minutes where it has hours.

    `level` None: the problem's own format prices the rule. `price`: points that one unit of its
    amount costs.
    """

    rule: Soft
    level: int | None
    price: float
    amount: int
    points: float


def rule_costs(
    instance: Instance, amounts: Mapping[str, int], costs: Mapping[str, float]
) -> tuple[RuleCost, ...]:
    """The soft rules in reading order; `costs` in points."""
    return tuple(
        RuleCost(
            rule,
            None if rule.id in instance.prices else level(rule, instance),
            points(weight(rule, instance) * (HOUR if rule.minutes else 1)),
            amounts[rule.id],
            costs[rule.id],
        )
        for rule in SOFT
        if rule.id in costs
    )


def show_costs(console: Console, costs: tuple[RuleCost, ...]) -> None:
    """The cost of each soft rule that counts, in its unit and in points."""
    lang = console.lang
    rows = [
        (
            cost.rule.name.say(lang),
            cost.rule.unit.say(lang),
            amount(cost.rule, cost.amount),
            f"× {number(cost.price, lang)}" if cost.level is None else str(cost.level),
            number(cost.points, lang),
        )
        for cost in costs
        if cost.price
    ]
    total = number(sum(cost.points for cost in costs), lang)
    rows.append((_TOTAL.say(lang), "", "", "", total))
    console.table((_RULE, _UNIT, _AMOUNT, _LEVEL, _POINTS), rows, left=2)


def amount(rule: Soft, count: int) -> str:
    """`2 h 30`, or a plain count."""
    return format_hours(count) if rule.minutes else str(count)


def costs_data(costs: tuple[RuleCost, ...], lang: Lang) -> list[dict[str, object]]:
    """The same as `--json` writes it; amounts of time in hours."""
    return [
        {
            "rule": cost.rule.id,
            "name": cost.rule.name.say(lang),
            "level": cost.level,
            "price": cost.price,
            "amount": as_hours(cost.amount) if cost.rule.minutes else cost.amount,
            "unit": cost.rule.unit.say(lang),
            "points": cost.points,
        }
        for cost in costs
    ]


def quality(solution: Solution, total: int, lang: Lang) -> Text:
    """How good a plan is known to be; `total`: minutes the courses ask for."""
    if solution.status == "partial" or solution.objective is None:
        missing = sum(solution.unplaced.values())
        return _PARTIAL.fill(unplaced=format_hours(missing), total=format_hours(total))
    cost = number(solution.objective, lang)
    if solution.status == "optimal":
        return _OPTIMAL.fill(points=cost)
    if solution.bound is None or solution.gap is None:
        return _UNBOUNDED.fill(points=cost)
    return _BOUNDED.fill(
        points=cost,
        distance=number(solution.objective - solution.bound, lang),
        share=percent(solution.gap, lang),
        bound=number(solution.bound, lang),
    )


def unplaced_rows(solution: Solution, instance: Instance) -> Iterator[tuple[str, str, str]]:
    """Course, hours not placed, hours asked for."""
    for code, minutes in solution.unplaced.items():
        yield code, format_hours(minutes), format_hours(instance.course[code].minutes)
