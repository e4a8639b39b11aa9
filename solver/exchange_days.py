"""What days of people cost by the periods they are busy, found out as steps ask for it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from constraints.respect_daily_rest import rests, too_near
from solver.board import Board
from solver.exchange_state import Prices
from solver.laid import Ints, ints
from solver.term_kernel import EMPTY, FORBIDDEN, find_day

# Questions that are noted in one run of steps.
WANTED = 4096
# Days of each kind of person that there is room for at first, a power of two.
ROOM = 256


class Days:
    """What days cost, as far as anybody has asked.

    A day is the periods somebody is busy, as bits. There are too many to have all in a table: steps
    find theirs by hashing.

    Attributes
    ----------
    kind
        By person: people whose days cost the same are of one kind.
    asked, prices
        By kind, days (or `EMPTY`) and what each costs, in whole units, or that it is `FORBIDDEN`.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        kinds: dict[object, int] = {}
        alike = board.alike
        self.kind: Ints = np.array([kinds.setdefault(who, len(kinds)) for who in alike], np.int64)
        self._somebody = [alike.index(who) for who in kinds]
        self.asked: Ints = np.full((len(kinds), ROOM), EMPTY, np.int64)
        self.prices: Ints = np.zeros((len(kinds), ROOM), np.int64)
        self._known = [0] * len(kinds)
        for person, kind in enumerate(self.kind.tolist()):
            for day in set(board.busy[person].tolist()):
                self._answer(kind, day)

    def known(self, wanted: Ints) -> Prices:
        """What days cost, for steps that note in `wanted` what they ask for."""
        return Prices(self.asked, self.prices, wanted)

    def answer(self, wanted: Ints) -> None:
        """Work out what steps asked for."""
        for kind, day in wanted[1 : 1 + wanted[0, 0]].tolist():
            self._answer(kind, day)
        wanted[0, 0] = 0

    def _answer(self, kind: int, day: int) -> None:
        at = find_day(kind, day, self.asked)
        if self.asked[kind, at] != EMPTY:
            return
        person = self._somebody[kind]
        kept = self.board.day_kept(person, day)
        self.asked[kind, at] = day
        self.prices[kind, at] = self.board.day_price(person, day) if kept else FORBIDDEN
        self._known[kind] += 1
        # Half empty, so that what is looked for is near the place where it should be.
        if 2 * self._known[kind] > self.asked.shape[1]:
            self._grow()

    def _grow(self) -> None:
        """Make twice the room."""
        before, prices = self.asked, self.prices
        shape = len(before), 2 * before.shape[1]
        self.asked, self.prices = np.full(shape, EMPTY, np.int64), np.zeros(shape, np.int64)
        for kind, was in np.argwhere(before != EMPTY).tolist():
            at = find_day(kind, before[kind, was], self.asked)
            self.asked[kind, at], self.prices[kind, at] = before[kind, was], prices[kind, was]


def late_evenings(days: Days) -> Ints:
    """Periods too late before the first one of the next date, as bits, by kind of person."""
    instance = days.board.instance
    found = np.zeros((len(days.asked), len(instance.grid.periods)), np.int64)
    least = rests(instance)
    # The rest is the same for all of a kind: anybody will do.
    somebody = dict(zip(days.kind.tolist(), days.board.resources, strict=True))
    for kind, who in somebody.items():
        for late, early in too_near(instance.grid, least[who]):
            found[kind, early] |= 1 << late
    return found


def by_weekday(board: Board) -> tuple[Ints, Ints]:
    """The date of each week and weekday, or -1; the weekday of each date."""
    weekday = ints(when.weekday() for when in board.dates)
    day_of = np.full((int(board.week.max()) + 1, 7), -1, np.int64)
    day_of[board.week, weekday] = np.arange(len(board.dates))
    return day_of, weekday


def dates_beside(board: Board, days: int) -> Ints:
    """The date so many days away from each, by number; -1: nothing is taught on it."""
    number = {when: index for index, when in enumerate(board.dates)}
    return ints(number.get(when + timedelta(days=days), -1) for when in board.dates)
