"""How much open time holds, and the tightest set of demands that it does not.

The bound behind every proof: demands that can only be met on the dates D need no more than
what D holds (Hall's condition, on dates, teachers and rooms alike).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from instances.audit.masks import KNOWN, Masks, join
from instances.entities import Teacher
from instances.groups import Atom

MOST_SETS = 8


class Demand(NamedTuple):
    """Minutes that must stand within the open periods `masks`, one mask a date."""

    what: str
    minutes: int
    masks: tuple[int, ...]


class Shortage(NamedTuple):
    """Demands that together exceed what their dates hold, in minutes."""

    what: tuple[str, ...]
    days: int
    demand: int
    capacity: int


class Limits(NamedTuple):
    """Most minutes a day and a week, most days a week; None: no limit."""

    day: int
    week: int | None = None
    days_a_week: int | None = None


def group_limits(masks: Masks, atoms: Iterable[Atom]) -> Limits:
    """The hard limits of a session's learners, the strictest of each."""
    settings = masks.instance.settings
    day = min((masks.group_day_max(atom) for atom in atoms), default=settings.group_day_max)
    return Limits(day, settings.group_week_max)


def teacher_limits(masks: Masks, teacher: Teacher) -> Limits:
    """The hard limits of a teacher: his own, else the settings'."""
    settings = masks.instance.settings
    return Limits(
        settings.teacher_day_max if teacher.day_max is None else teacher.day_max,
        settings.teacher_week_max if teacher.week_max is None else teacher.week_max,
        teacher.week_days_max,
    )


def strictest(limits: Sequence[Limits]) -> Limits:
    """What all of `limits` allow."""
    weeks = [one.week for one in limits if one.week is not None]
    days = [one.days_a_week for one in limits if one.days_a_week is not None]
    return Limits(min(one.day for one in limits), min(weeks, default=None), min(days, default=None))


def held(masks: Masks, limits: Limits, opened: Sequence[int]) -> int:
    """The most minutes one person can be busy within `opened`, one mask a date."""
    return capped(masks, [masks.credited(mask) for mask in opened], limits)


def capped(masks: Masks, minutes: Sequence[int], limits: Limits) -> int:
    """The most minutes of those of each date that the limits let through."""
    return _capped(masks.weeks, tuple(minutes), limits)


@lru_cache(maxsize=KNOWN)
def _capped(weeks: tuple[str, ...], minutes: tuple[int, ...], limits: Limits) -> int:
    day, most, days_a_week = limits
    if days_a_week is None:
        sums: dict[str, int] = {}
        for week, amount in zip(weeks, minutes, strict=True):
            if amount:
                sums[week] = sums.get(week, 0) + (amount if amount < day else day)
        return sum(sums.values() if most is None else (min(busy, most) for busy in sums.values()))
    by_week: dict[str, list[int]] = {}
    for week, amount in zip(weeks, minutes, strict=True):
        if amount:
            by_week.setdefault(week, []).append(min(amount, day))
    total = 0
    for amounts in by_week.values():
        busy = sum(sorted(amounts, reverse=True)[:days_a_week])
        total += busy if most is None else min(busy, most)
    return total


def tightest(demands: Sequence[Demand], hold: Callable[[tuple[int, ...]], int]) -> Shortage | None:
    """The shortage on the fewest dates, if any set of dates is short.

    `hold` says what open periods, one mask a date, hold. Sets of dates looked at: those of one
    demand, of two kinds of demand together, and all.
    """
    if not demands:
        return None
    everything = sum(demand.minutes for demand in demands)
    alone = {masks: hold(masks) for masks in {demand.masks for demand in demands}}
    if min(alone.values()) >= everything:
        return None  # the open time of any one of them holds them all
    size = len(demands[0].masks)
    # Each demand with its dates and what they hold; to look it up by the demand costs more.
    known = [(demand, _dates(demand.masks), alone[demand.masks]) for demand in demands]
    distinct = list(dict.fromkeys(dates for _, dates, _ in known))
    sets = {*distinct, _union(distinct)}
    if len(distinct) <= MOST_SETS:
        sets |= {first | second for first, second in combinations(distinct, 2)}
    for days in sorted(sets, key=lambda days: (days.bit_count(), days)):
        inside = [(demand, held) for demand, dates, held in known if not dates & ~days]
        minutes = sum(demand.minutes for demand, _ in inside)
        if max(held for _, held in inside) >= minutes:
            continue  # the open time of one of them holds them all
        capacity = hold(join([demand.masks for demand, _ in inside], size))
        if minutes > capacity:
            names = tuple(demand.what for demand, _ in inside)
            return Shortage(names, days.bit_count(), minutes, capacity)
    return None


@lru_cache(maxsize=1024)
def _dates(masks: tuple[int, ...]) -> int:
    return sum(1 << index for index, mask in enumerate(masks) if mask)


def _union(sets: Sequence[int]) -> int:
    found = 0
    for days in sets:
        found |= days
    return found
