"""Rooms counted rather than chosen: pools of rooms and how many a session takes from each.

A need for one of the rooms A takes one room of every pool that contains A. If at every period
no pool is asked for more rooms than it has, sessions of one period can be seated (Hall's
theorem); a relaxation for longer sessions, which the choice of rooms then makes exact.

Hall, "On Representatives of Subsets", 1935.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_POOLS = 400


@dataclass(frozen=True)
class Pool:
    """Rooms that some needs compete for."""

    rooms: frozenset[str]

    def taken_by(self, needs: Iterable[frozenset[str]]) -> int:
        """How many rooms of the pool a session with these needs takes for sure."""
        return sum(need <= self.rooms for need in needs)


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
