"""Rooms counted rather than chosen: pools of rooms and how many a session takes from each.

A need for one of the rooms A takes one room of every pool that contains A. If at every period
no pool is asked for more rooms than it has, sessions of one period can be seated (Hall's
theorem); a relaxation for longer sessions, which the choice of rooms then makes exact.

Hall, "On Representatives of Subsets", 1935.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from constraints.placements import Day, Placement
from instances.entities import Resource
from instances.instance import Instance
from instances.timetable import Session

if TYPE_CHECKING:
    from constraints.base import Expr
    from constraints.openings import Openings

MOST_POOLS = 400


@dataclass(frozen=True)
class Pool:
    """Rooms that some needs compete for."""

    rooms: frozenset[str]

    @property
    def subject(self) -> Resource:
        """The rooms as one subject of a rule."""
        return Resource("room", " | ".join(sorted(self.rooms)))

    def taken_by(self, needs: Iterable[frozenset[str]]) -> int:
        """How many rooms of the pool a session with these needs takes for sure."""
        return sum(need <= self.rooms for need in needs)


class Crowd(NamedTuple):
    """Rooms that are taken of a pool at a period of a day, and how many are free then."""

    pool: Pool
    day: Day
    period: int
    taken: Expr
    free: int


def pools(needs: Iterable[frozenset[str]]) -> tuple[Pool, ...]:
    """Every union of overlapping needs, smallest first: the sets Hall's condition speaks of.

    Unions of disjoint needs follow from their parts. Past 400 pools the remaining unions are
    left out, which is still a valid relaxation.
    """
    found = dict.fromkeys(sorted(set(needs), key=lambda need: (len(need), sorted(need))))
    pending = list(found)
    basis = list(found)
    while pending and len(found) < MOST_POOLS:
        current = pending.pop(0)
        for need in basis:
            union = current | need
            if current & need and union not in found:
                found[union] = None
                pending.append(union)
    return tuple(Pool(rooms) for rooms in sorted(found, key=lambda s: (len(s), sorted(s))))


class Demand:
    """What each course takes of each pool of rooms, worked out once for a whole search."""

    def __init__(self, instance: Instance) -> None:
        needs = {}
        for course in instance.courses:
            usable = frozenset[str]().union(*instance.room_sets[course.code])
            needs[course.code] = tuple(frozenset(need) & usable for need in course.rooms)
        self.pools = pools(need for wanted in needs.values() for need in wanted)
        # By rank of a pool: hashing its rooms for every placement takes longer than all the rest.
        self.taken = {
            code: [
                (rank, n) for rank, pool in enumerate(self.pools) if (n := pool.taken_by(wanted))
            ]
            for code, wanted in needs.items()
        }


class RoomCount:
    """How many rooms of each pool the placements of a model take, period by period.

    Sessions `beside` the model's take theirs before any placement does.
    """

    def __init__(
        self,
        openings: Openings,
        placements: Mapping[str, Sequence[Placement]],
        beside: Iterable[Session] = (),
    ) -> None:
        self._openings = openings
        self.pools, taken = openings.demand.pools, openings.demand.taken
        self._taken: dict[tuple[int, int, int], list[tuple[Placement, int]]] = defaultdict(list)
        self._gone: dict[tuple[int, date, int], int] = defaultdict(int)
        # Nothing is counted of days on which nothing is to be decided.
        days = {p.day.index: p.day for placed in placements.values() for p in placed if p.free}
        for code, placed in placements.items():
            for placement in placed:
                index, when = placement.day.index, placement.day.first
                if index not in days:
                    continue
                for rank, count in taken[code]:
                    for period in placement.span.periods:
                        if placement.free:
                            self._taken[rank, index, period].append((placement, count))
                        else:
                            self._gone[rank, when, period] += count
        dates = {when for day in days.values() for when in day.dates}
        for session in beside:
            if session.date not in dates:
                continue
            span = openings.instance.grid.span(session.start, session.minutes)
            assert span is not None  # sessions of a plan lie on the grid
            for rank, count in taken[session.course]:
                for period in span.periods:
                    self._gone[rank, session.date, period] += count

    def crowded(self) -> Iterator[Crowd]:
        """Each pool with the rooms taken of it at a period of a day, and those free then.

        Only where more could be asked for than are free, and something is to be decided.
        """
        for (rank, _, period), taken in self._taken.items():
            pool, day = self.pools[rank], taken[0][0].day
            asked = sum(count for _, count in taken) * day.count
            free = sum(
                self._openings.rooms_free(pool.rooms, d, period)
                - self._gone.get((rank, d, period), 0)
                for d in day.dates
            )
            if asked > free:
                rooms = sum(count * placement.var for placement, count in taken)
                yield Crowd(pool, day, period, rooms, free)
