"""Where each course can stand on each date, once for a whole search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date
from functools import cached_property

from constraints.base import Domain
from constraints.pools import Demand
from instances.entities import Course, Resource
from instances.grid import Span
from instances.instance import Instance

Opening = tuple[Span, tuple[frozenset[str], ...]]


class Openings:
    """The spans at which the domain rules let a course stand, with the rooms free then.

    Spans have an allowed duration and straddle no break of the grid. They are worked out on
    first use and kept, since every neighbourhood of a search asks for the same ones.
    """

    def __init__(self, instance: Instance, rules: Sequence[Domain]) -> None:
        self.instance, self._rules = instance, rules
        self._found: dict[tuple[str, date], tuple[Opening, ...]] = {}
        self._present: dict[tuple[str, date], int] = {}
        self._offered: dict[tuple[int, date], tuple[Opening, ...]] = {}
        self._counts: dict[tuple[frozenset[str], date, int], int] = {}
        # Courses of the same lengths and rooms are offered the same; there are few such kinds.
        kinds: dict[object, int] = {}
        self._kind = {
            course.code: kinds.setdefault(
                (course.durations, instance.room_sets[course.code]), len(kinds)
            )
            for course in instance.courses
        }

    def of(self, part: Instance) -> Openings:
        """The same openings for a part of the problem: some of its courses, all else alike."""
        found = copy(self)
        found.instance = part
        vars(found).pop("demand", None)
        return found

    @cached_property
    def demand(self) -> Demand:
        """What courses take of each pool of rooms."""
        return Demand(self.instance)

    def mask(self, course: Course, day: date) -> int:
        """Bit mask of the periods all domain rules leave to a course on a date."""
        mask = self.instance.grid.full
        for rule in self._rules:
            for _, allowed in rule.allowed(self.instance, course, day):
                mask &= allowed
                if not mask:
                    return 0
        return mask

    def at(self, course: Course, day: date) -> tuple[Opening, ...]:
        """Spans open to a course on a date, each with the sets of rooms it may use."""
        key = course.code, day
        if key not in self._found:
            self._found[key] = tuple(self._openings(course, day))
        return self._found[key]

    def _openings(self, course: Course, day: date) -> list[Opening]:
        mask = self.mask(course, day)
        if not mask:
            return []
        key = self._kind[course.code], day
        if key not in self._offered:
            self._offered[key] = tuple(self._offers(course, day))
        return [opening for opening in self._offered[key] if not opening[0].mask & ~mask]

    def _offers(self, course: Course, day: date) -> Iterator[Opening]:
        """Spans of a course's lengths, each with the sets of rooms that are open all along."""
        open_to = []
        for rooms in self.instance.room_sets[course.code]:
            mask = self.instance.grid.full
            for code in rooms:
                mask &= self.room_mask[code, day]
            open_to.append((rooms, mask))
        for span in self.instance.grid.spans:
            if span.minutes in course.durations:
                sets = tuple(rooms for rooms, mask in open_to if not span.mask & ~mask)
                if sets:
                    yield span, sets

    def attends(self, teacher: str, day: date, span: Span) -> bool:
        """Whether a teacher is available for all of a span.

        `at` knows only of those every team of a course has: the team may still be to choose.
        """
        return not span.mask & ~self.presence(teacher, day)

    def presence(self, teacher: str, day: date) -> int:
        """Bit mask of the periods of a date that a teacher is available."""
        key = teacher, day
        if key not in self._present:
            self._present[key] = self.instance.available(Resource("teacher", teacher), day)
        return self._present[key]

    @cached_property
    def room_mask(self) -> dict[tuple[str, date], int]:
        """Bit mask of the periods that each room is open on each date."""
        return {
            (room.code, day): self.instance.available(Resource("room", room.code), day)
            for room in self.instance.rooms
            for day in self.instance.dates
        }

    def rooms_free(self, rooms: frozenset[str], day: date, period: int) -> int:
        """How many of `rooms` are free at a period of a date."""
        key = rooms, day, period
        if key not in self._counts:
            self._counts[key] = sum(self.room_mask[code, day] >> period & 1 for code in rooms)
        return self._counts[key]
