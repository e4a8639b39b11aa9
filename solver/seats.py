"""Rooms given to sessions one after the other, each making way for the next.

A session that finds its rooms taken moves those that stand there elsewhere, which may move others
in turn: an augmenting path of a matching, but for sessions of several periods, so it may miss one.

Glover, "Ejection chains, reference structures and alternating path methods", 1996.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from instances.timetable import Session

Rooms = frozenset[str]
# Moves after each other that one session may ask for; all that may be looked at for it.
DEPTH, LOOKS = 4, 2000


class Hall:
    """Sessions and who sits where so far.

    Parameters
    ----------
    sessions
        Those to seat.
    masks
        The periods of each, as bits.
    offers
        The sets of rooms that each may use, and nothing else has taken.
    rank
        How good rooms are for a session, by its index: less is better.
    """

    def __init__(
        self,
        sessions: Sequence[Session],
        masks: Sequence[int],
        offers: Sequence[Sequence[Rooms]],
        rank: Callable[[int, Rooms], tuple[object, ...]],
    ) -> None:
        self._sessions, self._masks = sessions, masks
        # Rooms that fewest want come before others that suit a session as well.
        wanted = Counter(code for sets in offers for rooms in sets for code in rooms)
        self._offers = [
            sorted(sets, key=lambda rooms: (rank(index, rooms), sum(wanted[c] for c in rooms)))
            for index, sets in enumerate(offers)
        ]
        self._inside: dict[tuple[str, date], set[int]] = defaultdict(set)
        self._looks = 0
        self.seats: dict[int, Rooms] = {}

    def fill(self) -> dict[int, Rooms]:
        """The rooms of all that find some, by index; those of fewest choices choose first."""
        first = sorted(
            range(len(self._sessions)),
            key=lambda i: (
                len(self._offers[i]),
                self._sessions[i].start,
                -self._masks[i].bit_count(),
            ),
        )
        left = [index for index in first if not self._find(index, 0)]
        for index in left:
            self._looks = LOOKS
            self._find(index, DEPTH)
        return self.seats

    def _find(self, index: int, depth: int) -> bool:
        """Seat a session; those in its way move elsewhere, and others out of their way."""
        blocked: list[tuple[Rooms, set[int]]] = []
        for rooms in self._offers[index]:
            others = self._in_the_way(index, rooms)
            if not others:
                self._sit(index, rooms)
                return True
            blocked.append((rooms, others))
        if not depth:
            return False
        before = dict(self.seats)
        for rooms, others in sorted(blocked, key=lambda way: len(way[1])):
            self._looks -= 1
            if self._looks < 0:
                return False
            for other in others:
                self._rise(other)
            self._sit(index, rooms)
            if all(self._find(other, depth - 1) for other in sorted(others)):
                return True
            self._back(before)
        return False

    def _back(self, before: dict[int, Rooms]) -> None:
        """Take back all moves since the seats were these."""
        moved = [i for i in {*self.seats, *before} if self.seats.get(i) != before.get(i)]
        for index in moved:
            if index in self.seats:
                self._rise(index)
        for index in moved:
            if index in before:
                self._sit(index, before[index])

    def _in_the_way(self, index: int, rooms: Rooms) -> set[int]:
        when, mask = self._sessions[index].date, self._masks[index]
        return {
            other
            for code in rooms
            for other in self._inside[code, when]
            if self._masks[other] & mask
        }

    def _sit(self, index: int, rooms: Rooms) -> None:
        self.seats[index] = rooms
        for code in rooms:
            self._inside[code, self._sessions[index].date].add(index)

    def _rise(self, index: int) -> None:
        for code in self.seats.pop(index):
            self._inside[code, self._sessions[index].date].discard(index)
