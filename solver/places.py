"""Where units may stand, whatever else does: worked out once for all boards of a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from constraints.openings import Opening, Openings
from constraints.placements import Slot
from instances.entities import Course
from instances.grid import Span
from instances.instance import Instance
from solver.laid import Ints
from solver.tiles import tiled, tiles_vary


class Offer(NamedTuple):
    """Sets of rooms that a course may use at a place.

    `numbers`: the rooms of each set in a row, as the ground counts them, filled up with
    `Ground.nowhere`. `rank`: where a set is among them.
    """

    sets: tuple[frozenset[str], ...]
    numbers: Ints
    rank: dict[frozenset[str], int]


class Place(NamedTuple):
    """A date (by index) and span of a unit, and the rooms each of its courses may use.

    `tile`: whether it is on a tile (`solver.tiles`).
    """

    day: int
    span: Span
    offers: tuple[Offer, ...]
    slot: Slot
    tile: bool = True


class Places(NamedTuple):
    """Where a unit may stand: each place, in the order of dates, and day, periods and minutes."""

    all: tuple[Place, ...]
    days: Ints
    masks: Ints
    minutes: Ints

    @classmethod
    def of(cls, found: tuple[Place, ...]) -> Places:
        """Places, with arrays of what they are."""
        return cls(
            found,
            np.array([place.day for place in found], np.int64),
            np.array([place.span.mask for place in found], np.int64),
            np.array([place.span.minutes for place in found], np.int64),
        )


class Ground:
    """The places of all units, and the rooms by number; what boards of one search have in common.

    room
        The number of each room; `nowhere` is that of none.
    """

    def __init__(self, instance: Instance) -> None:
        self.dates = instance.dates
        self.room = {room.code: number for number, room in enumerate(instance.rooms)}
        self.nowhere = len(self.room)
        self._full = instance.grid.full
        self._narrow, self._vary = tiled(instance), tiles_vary(instance)
        self._weekdays = [when.weekday() for when in self.dates]
        self._found: dict[tuple[str, frozenset[str]], Places] = {}
        self._offers: dict[tuple[frozenset[str], ...], Offer] = {}

    def places(self, openings: Openings, courses: Sequence[Course], team: frozenset[str]) -> Places:
        """Where courses in parallel may stand that a team gives: at any of their times."""
        key = courses[0].code, team
        if key not in self._found:
            self._found[key] = Places.of(tuple(self._open(openings, courses, team)))
        return self._found[key]

    def _open(
        self, openings: Openings, courses: Sequence[Course], team: frozenset[str]
    ) -> Iterator[Place]:
        # Most dates are like others.
        known: dict[object, list[tuple[Span, tuple[Offer, ...], Slot, bool]]] = {}
        vary = not self._vary.isdisjoint(course.code for course in courses)
        for index, (when, weekday) in enumerate(zip(self.dates, self._weekdays, strict=True)):
            open_to = [openings.at(course, when) for course in courses]
            if not all(open_to):
                continue
            there = self._full
            for code in team:
                there &= openings.presence(code, when)
            alike = (when if vary else weekday, there, *open_to)
            if alike not in known:
                known[alike] = list(self._on(when, courses, open_to, there))
            for found in known[alike]:
                yield Place(index, *found)

    def _on(
        self,
        when: date,
        courses: Sequence[Course],
        open_to: Sequence[Sequence[Opening]],
        there: int,
    ) -> Iterator[tuple[Span, tuple[Offer, ...], Slot, bool]]:
        """What is open to courses in parallel on a date of which their teachers have a part."""
        beside = [dict(some) for some in open_to]
        starts = [course.starts for course in courses if course.starts]
        for span, _ in open_to[0]:
            start = when.weekday(), span.start
            if (
                span.mask & ~there
                or not all(span in some for some in beside)
                or not all(start in some for some in starts)
            ):
                continue
            offers = tuple(self._offer(some[span]) for some in beside)
            tile = all(self._narrow(course, when, span) for course in courses)
            yield span, offers, (*start, span.minutes), tile

    def _offer(self, sets: tuple[frozenset[str], ...]) -> Offer:
        if sets not in self._offers:
            widest = max(map(len, sets), default=0)
            numbers = np.full((len(sets), widest), self.nowhere, np.int64)
            for row, rooms in zip(numbers, sets, strict=True):
                row[: len(rooms)] = [self.room[code] for code in sorted(rooms)]
            rank = {rooms: index for index, rooms in enumerate(sets)}
            self._offers[sets] = Offer(sets, numbers, rank)
        return self._offers[sets]


_grounds: WeakKeyDictionary[Openings, Ground] = WeakKeyDictionary()


def ground_of(openings: Openings) -> Ground:
    """The ground of all boards made from some openings."""
    if openings not in _grounds:
        _grounds[openings] = Ground(openings.instance)
    return _grounds[openings]
