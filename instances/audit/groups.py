"""Learners: the hours they are due against what their CFA days hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from instances.audit.capacity import full_weeks, weeks_needed
from instances.audit.findings import Finding, GroupLoad, WeekLoad, find
from instances.audit.holding import Demand, Limits, capped, group_limits, held, tightest
from instances.audit.masks import Masks
from instances.entities import Group, Resource
from instances.groups import Atom
from instances.rhythm import parse_rhythm
from instances.text import Text
from instances.units import Minutes

IMPOSSIBLE = Text(
    "{subject} : {demand} à placer, mais {days} {days:jour|jours} au CFA n'en tiennent que "
    "{capacity} à {day_max} par jour : il manque {missing}. Ajouter des jours, ou retirer des "
    "heures.",
    "{subject}: {demand} to place, but {days} CFA {days:day|days} hold only {capacity} at "
    "{day_max} a day: {missing} short. Add days, or remove hours.",
)
CONFINED = Text(
    "{subject} : {courses} ne peuvent avoir lieu que {days} {days:jour|jours}, qui tiennent "
    "{capacity} pour {demand} dues : il manque {missing}. Élargir les disponibilités, ou retirer "
    "des heures.",
    "{subject}: {courses} can only stand on {days} {days:day|days}, which hold {capacity} of "
    "{demand} due: {missing} short. Widen the availabilities, or remove hours.",
)
OVER_TARGET = Text(
    "{subject} : {demand} en {days} {days:jour|jours} au CFA, soit {per_day} par jour en moyenne, "
    "au-dessus des {target_day} visées (qui en tiennent {target}) ; à {day_max} par jour ils "
    "tiennent {cap} et tout est placé le {closes} au plus tôt.",
    "{subject}: {demand} in {days} CFA {days:day|days}, {per_day} a day on average, above the "
    "{target_day} aimed at (which hold {target}); at {day_max} a day they hold {cap} and all is "
    "placed on {closes} at the earliest.",
)
WITHIN_TARGET = Text(
    "{subject} : {demand} en {days} {days:jour|jours} au CFA, qui tiennent {target} à "
    "{target_day} par jour et {cap} à {day_max}.",
    "{subject}: {demand} in {days} CFA {days:day|days}, which hold {target} at {target_day} a day "
    "and {cap} at {day_max}.",
)
FULL_WEEKS = Text(
    "{subject} : {demand} font {at_cap} {at_cap:semaine pleine|semaines pleines} de son rythme à "
    "{day_max} par jour, {at_target} à {target_day}.",
    "{subject}: {demand} make {at_cap} full {at_cap:week|weeks} of its rhythm at {day_max} a day, "
    "{at_target} at {target_day}.",
)
SHORT_WEEKS = Text(
    "{subject} : une part égale de {even} par semaine ne tient pas dans {when} ; "
    "les autres devront en prendre plus.",
    "{subject}: an even share of {even} a week does not fit in {when}; the others must take more.",
)


def group_loads(masks: Masks) -> tuple[GroupLoad, ...]:
    """The load of every atom."""
    return tuple(_load(masks, atom) for atom in masks.instance.atoms)


def group_findings(
    masks: Masks, loads: Sequence[GroupLoad], hopeless: frozenset[str]
) -> Iterator[Finding]:
    """What the loads of each class say; once for the class when all its learners are alike.

    `hopeless` courses are known to be impossible alone; nothing is said of them again.
    """
    by_label = {load.label: load for load in loads}
    for root in masks.instance.roots:
        atoms = masks.instance.atoms_of[root.code]
        for atom, code in _subjects(root, atoms, by_label):
            subject = Resource("group", code)
            yield from _findings(masks, atom, subject, by_label[atom.label], hopeless)


def _subjects(
    root: Group, atoms: Sequence[Atom], loads: dict[str, GroupLoad]
) -> Iterator[tuple[Atom, str]]:
    alike = {replace(loads[atom.label], label="", groups=()) for atom in atoms}
    if len(alike) == 1:
        yield atoms[0], root.code
    else:
        yield from ((atom, atom.label) for atom in atoms)


def _load(masks: Masks, atom: Atom) -> GroupLoad:
    limits, opened = group_limits(masks, (atom,)), masks.atoms[atom]
    target_day = min(masks.instance.settings.group_day_target, limits.day)
    demand = sum(masks.least(course) for course in masks.attended[atom])
    minutes = [masks.credited(mask) for mask in opened]
    target = [min(amount, target_day) for amount in minutes]
    cap = [min(amount, limits.day) for amount in minutes]
    return GroupLoad(
        label=atom.label,
        groups=atom.groups,
        days=sum(mask > 0 for mask in opened),
        demand=demand,
        target=capped(masks, target, limits),
        cap=capped(masks, cap, limits),
        closes_target=_closes(masks, target, limits, demand),
        closes_cap=_closes(masks, cap, limits, demand),
        weeks=week_loads(masks, opened, target, cap, demand),
    )


def _closes(masks: Masks, minutes: Sequence[int], limits: Limits, demand: int) -> date | None:
    """The date by which the demand is met when every day takes these minutes."""
    total, week, in_week = 0, "", 0
    for day, name, amount in zip(masks.dates, masks.weeks, minutes, strict=True):
        if name != week:
            week, in_week = name, 0
        left = amount if limits.week is None else min(amount, limits.week - in_week)
        in_week += left
        total += left
        if total >= demand:
            return day
    return None


def week_loads(
    masks: Masks, opened: Sequence[int], target: Sequence[int], cap: Sequence[int], demand: int
) -> tuple[WeekLoad, ...]:
    """Capacity of each week with an open day, against an even share of the demand."""
    days = masks.by_week([mask > 0 for mask in opened])
    at_target, at_cap = masks.by_week(target), masks.by_week(cap)
    weeks = [week for week in days if days[week]]
    even = -(-demand // len(weeks)) if weeks else 0
    return tuple(WeekLoad(week, days[week], at_target[week], at_cap[week], even) for week in weeks)


def weeks_named(weeks: Sequence[str], term: Sequence[WeekLoad]) -> Text:
    """`la semaine 36`, `les semaines 36, 46`; with years where the term has a number twice."""
    numbers = [load.week.partition("-W")[2] for load in term]
    unique = len(set(numbers)) == len(numbers)
    names = []
    for week in weeks:
        year, _, number = week.partition("-W")
        names.append(f"{int(number)}" if unique else f"{int(number)} ({year})")
    said = Text("{n:la semaine|les semaines} {names}", "{n:week|weeks} {names}")
    return said.fill(n=len(weeks), names=", ".join(names))


def _findings(
    masks: Masks, atom: Atom, subject: Resource, load: GroupLoad, hopeless: frozenset[str]
) -> Iterator[Finding]:
    limits = group_limits(masks, (atom,))
    day_max = Minutes(limits.day)
    demand = Minutes(load.demand)
    if load.demand > load.cap:
        yield find(
            "group_capacity", "impossible", subject, IMPOSSIBLE,
            demand=demand, days=load.days, capacity=Minutes(load.cap), day_max=day_max,
            missing=Minutes(load.demand - load.cap),
        )  # fmt: skip
        yield from _full_weeks(masks, atom, subject, load)
        return
    shortage = tightest(
        [
            Demand(course.code, masks.least(course), masks.courses[course.code])
            for course in masks.attended[atom]
            if course.code not in hopeless
        ],
        partial(held, masks, limits),
    )
    if shortage:
        yield find(
            "group_days", "impossible", subject, CONFINED,
            courses=shortage.what, days=shortage.days, demand=Minutes(shortage.demand),
            capacity=Minutes(shortage.capacity),
            missing=Minutes(shortage.demand - shortage.capacity),
        )  # fmt: skip
    yield _against_target(masks, subject, load, limits)
    yield from _full_weeks(masks, atom, subject, load)
    short = tuple(week.week for week in load.weeks if week.short)
    if short:
        yield find(
            "group_weeks", "info", subject, SHORT_WEEKS,
            even=Minutes(load.weeks[0].even), weeks=short, when=weeks_named(short, load.weeks),
        )  # fmt: skip


def _full_weeks(masks: Masks, atom: Atom, subject: Resource, load: GroupLoad) -> Iterator[Finding]:
    """How many weeks without a holiday the hours make: what brochures count in."""
    rhythm, limits = masks.instance.rhythm_of(atom), group_limits(masks, (atom,))
    if len(rhythm) != 1 or not full_weeks(rhythm[0].spec, len(parse_rhythm(rhythm[0].spec)), 1440):
        return
    target_day = min(masks.instance.settings.group_day_target, limits.day)
    yield find(
        "group_full_weeks", "info", subject, FULL_WEEKS,
        demand=Minutes(load.demand), day_max=Minutes(limits.day), target_day=Minutes(target_day),
        at_cap=weeks_needed(rhythm[0].spec, load.demand, limits.day),
        at_target=weeks_needed(rhythm[0].spec, load.demand, target_day),
    )  # fmt: skip


def _against_target(masks: Masks, subject: Resource, load: GroupLoad, limits: Limits) -> Finding:
    over = load.demand > load.target
    return find(
        "group_target", "warning" if over else "info", subject,
        OVER_TARGET if over else WITHIN_TARGET,
        demand=Minutes(load.demand), days=load.days, per_day=Minutes(load.per_day),
        target_day=Minutes(min(masks.instance.settings.group_day_target, limits.day)),
        target=Minutes(load.target), day_max=Minutes(limits.day), cap=Minutes(load.cap),
        closes=load.closes_cap,
    )  # fmt: skip
