"""Scenarios compared: which comes first, by what, and what changes for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.figures import Figures, figures
from instances.instance import Instance
from instances.rhythm import short_weekday
from instances.scenario import Scenario, rhythm_of, under
from instances.settled import Settled
from instances.text import Lang, Text
from instances.units import format_hours

_RHYTHM = Text("{code} : {before} → {after}", "{code}: {before} → {after}")
_COMES = Text("{name} : {before} → {after}", "{name}: {before} → {after}")
_DAYS = Text(
    "{name} : {before} → {after} {after:jour|jours} de présence",
    "{name}: {before} → {after} {after:day|days} of presence",
)
_NO_DAYS = Text("aucun jour", "no day")
# Days more or less over the term from which a teacher is told apart.
NOTABLE = 5


@dataclass(frozen=True)
class Compared:
    """A scenario among the others.

    rank
        1 is best; those that nothing tells apart share one. None: no complete plan.
    short
        Minutes not placed by unit, or missing by arithmetic where nothing was planned.
    rivals
        Names of those ranked behind that a proof does not keep from being better.
    changes
        What changes for whom against today's rhythm.
    """

    settled: Settled
    rank: int | None
    figures: Figures | None
    rivals: tuple[str, ...]
    changes: tuple[Text, ...]

    @property
    def name(self) -> str:
        """The name of the scenario."""
        return self.settled.scenario.name

    @property
    def complete(self) -> bool:
        """Whether there is a complete plan."""
        return self.settled.status in ("optimal", "feasible")


def compare(instance: Instance, settled: Sequence[Settled]) -> list[Compared]:
    """Rank scenarios of an instance; the first of them changes nothing (today's).

    Complete plans first, by what they cost; then those with nothing complete, by the hours that
    could not be placed; then what is proved impossible.
    """
    counted = [figures(one.timetable) if one.timetable else None for one in settled]
    unchanged = settled and settled[0].scenario.content == Scenario(name="")
    today = counted[0] if unchanged else None
    order = sorted(range(len(settled)), key=lambda i: _key(settled[i], counted[i]))
    found: list[Compared] = []
    rank, last = 0, None
    for position, index in enumerate(order, start=1):
        one, counts = settled[index], counted[index]
        complete = one.status in ("optimal", "feasible")
        cost = counts.cost if complete and counts else None
        if cost != last:
            rank, last = position, cost
        behind = [settled[i] for i in order[position:]]
        found.append(
            Compared(
                settled=one,
                rank=rank if complete else None,
                figures=counts,
                rivals=tuple(_rivals(cost, behind)) if cost is not None else (),
                changes=tuple(_changes(instance, one, counts, today)),
            )
        )
    return found


def _key(one: Settled, counts: Figures | None) -> tuple[int, float, str]:
    if one.status in ("optimal", "feasible") and counts:
        return 0, counts.cost, one.scenario.name
    if one.status == "unfinished" and counts:
        return 1, sum(counts.short.values()), one.scenario.name
    return 2, 0, one.scenario.name


def _rivals(cost: float, behind: Sequence[Settled]) -> list[str]:
    """Those whose bound leaves room below a cost, or that have none."""
    found = []
    for one in behind:
        solution = one.timetable.solution if one.timetable else None
        bound = solution.bound if solution else None
        if one.status == "unfinished" or (
            one.status == "feasible" and (bound is None or bound < cost)
        ):
            found.append(one.scenario.name)
    return found


def _changes(
    instance: Instance, one: Settled, counts: Figures | None, today: Figures | None
) -> list[Text]:
    changed = under(instance, one.scenario)
    found = [
        _RHYTHM.fill(
            code=code,
            before=Text(*(rhythm_of(instance, code, lang) for lang in _LANGS)),
            after=Text(*(rhythm_of(changed, code, lang) for lang in _LANGS)),
        )
        for code in one.scenario.rhythms
    ]
    if counts is None or today is None or counts is today:
        return found
    for code, before in today.weekdays.items():
        after = counts.weekdays.get(code, ())
        name = instance.teacher[code].name or code if code in instance.teacher else code
        if after != before:
            values = {"before": _weekdays(before), "after": _weekdays(after)}
            found.append(_COMES.fill(name=name, **values))
        elif abs(counts.days[code] - today.days[code]) >= NOTABLE:
            values_ = {"before": today.days[code], "after": counts.days[code]}
            found.append(_DAYS.fill(name=name, **values_))
    return found


_LANGS: tuple[Lang, Lang] = ("fr", "en")


def _weekdays(days: Sequence[int]) -> Text:
    if not days:
        return _NO_DAYS
    return Text(*(" ".join(short_weekday(day, lang) for day in days) for lang in _LANGS))


def short_text(short: dict[str, int]) -> str:
    """`12 h 30 (Bloc 1 4 h, CGE 8 h 30)`, or nothing."""
    if not short:
        return ""
    parts = ", ".join(f"{unit} {format_hours(minutes)}" for unit, minutes in sorted(short.items()))
    return f"{format_hours(sum(short.values()))} ({parts})"


_BEST = Text("Le moins cher : {names}, {cost} points.", "The cheapest: {names}, {cost} points.")
_TIED = Text("À égalité : {names}, {cost} points.", "Tied: {names}, {cost} points.")
_RIVALS = Text(
    "Rien ne prouve que {names} ne pourrait faire mieux avec plus de temps.",
    "Nothing proves that {names} could not do better with more time.",
)
_PROVED = Text(
    "Prouvé : aucun autre scénario ne peut coûter moins.",
    "Proved: no other scenario can cost less.",
)
_NONE = Text("Aucun scénario n'a de plan complet.", "No scenario has a complete plan.")
MOST_NAMES = 4


def verdict(compared: Sequence[Compared]) -> Text:
    """Which scenario is best, and whether that is proved."""
    first = [one for one in compared if one.rank == 1]
    if not first or first[0].figures is None:
        return _NONE
    names = ", ".join(one.name for one in first)
    cost = f"{first[0].figures.cost:.0f}"
    said = (_BEST if len(first) == 1 else _TIED).fill(names=names, cost=cost)
    ties = {one.name for one in first}
    rivals = [name for name in first[0].rivals if name not in ties]
    if rivals:
        more = ["…"] if len(rivals) > MOST_NAMES else []
        proof = _RIVALS.fill(names=", ".join([*rivals[:MOST_NAMES], *more]))
    else:
        proof = _PROVED
    return Text(f"{said.fr} {proof.fr}", f"{said.en} {proof.en}")
