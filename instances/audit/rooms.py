"""Rooms: what only they can take against the time they are open while a class is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import combinations
from operator import add, and_

from instances.audit.findings import Finding, RoomLoad, find
from instances.audit.groups import week_loads, weeks_named
from instances.audit.holding import Demand, tightest
from instances.audit.masks import KNOWN, Masks, join
from instances.calendar import lunch_split
from instances.entities import Course, Resource
from instances.text import Text
from instances.units import Minutes

MOST_POOLS = 12

SHORT = Text(
    "{rooms} : {courses} ne peuvent avoir lieu que là, soit {demand} d'occupation ; en {days} "
    "{days:jour|jours} ces salles n'en offrent que {capacity} : il manque {missing}. Ajouter une "
    "salle possible, ou des jours.",
    "{rooms}: {courses} can stand nowhere else and take {demand} of room time; on their {days} "
    "{days:day|days} these rooms offer only {capacity}: {missing} short. Add a possible room, or "
    "days.",
)
SHORT_WEEKS = Text(
    "Salles « {kind} » : une part égale de {even} par semaine ne tient pas dans "
    "{when} ; les autres devront en prendre plus.",
    "Rooms “{kind}”: an even share of {even} a week does not fit in {when}; the others must "
    "take more.",
)


def room_loads(masks: Masks) -> tuple[RoomLoad, ...]:
    """The load of every kind of room; a room without a kind is one of its own."""
    kinds: dict[str, list[str]] = {}
    for room in masks.instance.rooms:
        for kind in room.kinds or (room.code,):
            kinds.setdefault(kind, []).append(room.code)
    return tuple(_load(masks, kind, tuple(rooms)) for kind, rooms in kinds.items())


def room_findings(
    masks: Masks, loads: Sequence[RoomLoad], hopeless: frozenset[str]
) -> Iterator[Finding]:
    """Sets of rooms too small for what stands nowhere else; weeks under an even share.

    `hopeless` courses are known to be impossible alone; nothing is said of them again.
    """
    reported: list[frozenset[str]] = []
    for pool in _pools(masks, loads):
        if any(smaller <= pool for smaller in reported):
            continue
        shortage = tightest(
            [
                Demand(course.code, least * masks.least(course), masks.courses[course.code])
                for course in masks.instance.courses
                if course.code not in hopeless and (least := _least(masks, course, pool))
            ],
            partial(_offered, masks, _alike(masks, pool)),
        )
        if shortage:
            reported.append(pool)
            yield find(
                "room_capacity", "impossible", Resource("room", min(pool)), SHORT,
                rooms=tuple(sorted(pool)), courses=shortage.what, demand=Minutes(shortage.demand),
                days=shortage.days, capacity=Minutes(shortage.capacity),
                missing=Minutes(shortage.demand - shortage.capacity),
            )  # fmt: skip
    for load in loads:
        short = tuple(week.week for week in load.weeks if week.short)
        if short:
            yield find(
                "room_weeks", "info", Resource("room", load.rooms[0]), SHORT_WEEKS,
                kind=load.kind, even=Minutes(load.weeks[0].even), weeks=short,
                when=weeks_named(short, load.weeks),
            )  # fmt: skip


def _least(masks: Masks, course: Course, pool: frozenset[str]) -> int:
    """How many rooms of `pool` every set of rooms of the course has at the least."""
    return _taken(masks.instance.room_sets[course.code], pool)[0]


def _most(masks: Masks, course: Course, pool: frozenset[str]) -> int:
    return _taken(masks.instance.room_sets[course.code], pool)[1]


@lru_cache(maxsize=KNOWN)
def _taken(sets: tuple[frozenset[str], ...], pool: frozenset[str]) -> tuple[int, int]:
    """How many rooms of `pool` some sets of rooms have, at the least and at the most."""
    counts = [len(rooms & pool) for rooms in sets]
    return min(counts, default=0), max(counts, default=0)


def _alike(masks: Masks, pool: Iterable[str]) -> Counter[tuple[int, ...]]:
    """How many rooms of a pool are open at the same times."""
    return Counter(masks.rooms[code] for code in pool)


def _offered(masks: Masks, rooms: Counter[tuple[int, ...]], opened: Sequence[int]) -> int:
    """Room-minutes that rooms offer within `opened`."""
    return sum(
        count * sum(map(masks.credited, map(and_, opened, free))) for free, count in rooms.items()
    )


def _open(masks: Masks, opened: Sequence[int], pool: frozenset[str]) -> list[int]:
    """Room-minutes of each date that the rooms of `pool` offer within `opened`."""
    found = [0] * len(masks.dates)
    for free, rooms in _alike(masks, pool).items():
        minutes = map(masks.credited, map(and_, opened, free))
        found = list(map(add, found, (rooms * more for more in minutes)))
    return found


def _pools(masks: Masks, loads: Sequence[RoomLoad]) -> tuple[frozenset[str], ...]:
    """Sets of rooms to look at, small ones first: of one need, of a kind, of two needs, all."""
    needs: dict[frozenset[str], None] = {frozenset(load.rooms): None for load in loads}
    for course in masks.instance.courses:
        usable = frozenset[str]().union(*masks.instance.room_sets[course.code])
        for need in course.rooms:
            if pool := usable & frozenset(need):
                needs[pool] = None
    pools = dict(needs)
    if len(needs) <= MOST_POOLS:
        pools.update(dict.fromkeys(a | b for a, b in combinations(needs, 2)))
    pools[frozenset(masks.instance.room)] = None
    return tuple(sorted(pools, key=lambda pool: (len(pool), sorted(pool))))


def _load(masks: Masks, kind: str, rooms: tuple[str, ...]) -> RoomLoad:
    pool = frozenset(rooms)
    using = [course for course in masks.instance.courses if _most(masks, course, pool)]
    opened = join([masks.courses[course.code] for course in using], len(masks.dates))
    minutes = _open(masks, opened, pool)
    demand = sum(_least(masks, course, pool) * course.minutes for course in using)
    return RoomLoad(
        kind=kind,
        rooms=rooms,
        demand=demand,
        possible=sum(_most(masks, course, pool) * course.minutes for course in using),
        capacity=sum(minutes),
        half_days=_half_days(masks, opened, pool),
        weeks=week_loads(masks, opened, minutes, minutes, demand),
    )


def _half_days(masks: Masks, opened: Sequence[int], pool: frozenset[str]) -> int:
    """Rooms × half-days (before and after lunch) that are open throughout."""
    grid = masks.instance.grid
    morning = (1 << lunch_split(masks.instance.settings, grid)) - 1
    halves = [half for half in (morning, grid.full & ~morning) if half]
    return sum(
        half & mask & free == half
        for code in pool
        for mask, free in zip(opened, masks.rooms[code], strict=True)
        for half in halves
    )
