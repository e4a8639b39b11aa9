"""Chains: a session takes the place of others, which find another one in turn.

A session goes where it has least in its way. What was there is placed again in the same manner, and
so on; a chain that comes to an end is kept, one that does not is undone. Where no chain ends, a
session takes the place of some that have failed less often than it has, which are missing then in
its stead: the hours missing wander through the school until they come to where there is room. All
this takes milliseconds where a model of the same neighbourhood takes a second, but it looks at one
session at a time: what it does not find is left to the models.

Glover, "Ejection chains, reference structures and alternating path methods", 1996 (the recursive
swapping of FET is of the kind); Nagata and Bräysy, "A powerful route minimization heuristic for the
vehicle routing problem with time windows", 2009 (guided ejection: who failed less often gives way).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.board import Board, Piece, Rooms
from solver.control import Control
from solver.holding import unmet
from solver.laid import Ints
from solver.places import Offer, Place
from solver.plan import Plan
from solver.units import Unit

# Sessions that one chain may place; that may wait in it; places looked at for each of them.
LENGTH, WAITING, LOOKS = 60, 4, 12
# Steps without fewer hours missing after which the rest is left to the models, and so many more for
# each session missing; places looked at for a session that takes the place of others.
PATIENCE, PATIENCE_EACH, GUIDED_LOOKS = 150, 3, 40
# How often any of the missing sessions is tried, not the one missing last.
ANY = 0.5
# What counts as minutes in the way: being out of step; a place where a chain has begun before; a
# time of the week that is new for the course; a week away from where it is aimed; at random up to.
OUT_OF_STEP, TRIED, NEW_SLOT, PULL, CHANCE = 120, 20, 60, 30, 20
# What a minute of a session counts that has to go.
IN_THE_WAY = 10
# Sets of rooms looked at, those with least in them; periods that a room of one's own counts.
ROOM_LOOKS, OWN = 12, 10**6
# Failures of a unit after which a missing session is cut into shorter ones, if it may.
SPLIT_EVERY = 5
# What counts as a failure of a session that has to go: a unit out of step; at random up to.
GUIDED_STEP, GUIDED_CHANCE = 1.0, 0.5
# Seconds of work that looking for a place takes.
EFFORT = 0.001


class Due(NamedTuple):
    """A session to place, near a date (by index) if it is aimed at one."""

    unit: Unit
    minutes: int
    aim: int | None = None

    @property
    def size(self) -> int:
        """What it takes of everybody: more is harder to place."""
        return self.minutes * len(self.unit.people)


class Way(NamedTuple):
    """A place for a unit, by its number, with rooms and the pieces that have to go."""

    number: int
    place: Place
    rooms: Rooms
    out: tuple[Piece, ...]


def _due_again(piece: Piece) -> Due:
    """A session that has to go, near where it was."""
    return Due(piece.unit, piece.minutes, piece.day)


def minutes_of(some: Iterable[Due | Piece]) -> int:
    """Minutes of all courses that meet."""
    return sum(one.minutes * len(one.unit.courses) for one in some)


class Ejections:
    """Chains on a board."""

    def __init__(self, board: Board, control: Control, number: int = 0) -> None:
        """Begin; of the same problem and `number` the same chains follow."""
        self.board, self.control = board, control
        self._chance = np.random.default_rng((control.options.seed or 0, number))
        self._tried: Counter[tuple[Unit, int]] = Counter()
        self._failed: Counter[Unit] = Counter()
        self._placed: dict[Piece, None] = {}

    def place_all(self, missing: Iterable[Due], patience: int = PATIENCE) -> list[Due]:
        """Place sessions, the hardest first; return what finds no place.

        It is given up after so many steps without a gain, and more for each session missing.
        """
        left = sorted(missing, key=lambda due: -due.size)
        left = [due for due in left if self.control.over or not self.place(due)]
        least, kept, stale = (minutes_of(left), left), dict(self.board.all), 0
        while left and stale < patience + PATIENCE_EACH * len(left) and not self.control.over:
            left = self.step(left)
            stale = 0 if minutes_of(left) < least[0] else stale + 1
            # As many elsewhere are as good, and whoever goes on from there finds something else.
            if minutes_of(left) <= least[0]:
                least, kept = (minutes_of(left), left), dict(self.board.all)
        self._back_to(kept)
        return least[1]

    def step(self, left: Sequence[Due]) -> list[Due]:
        """Place one of the missing sessions, the last or any; return what is missing then."""
        last = len(left) - 1
        rank = int(self._chance.integers(len(left))) if self._chance.random() < ANY else last
        due, others = left[rank], [*left[:rank], *left[rank + 1 :]]
        if self.place(due):
            return others
        self._failed[due.unit] += 1
        if self._failed[due.unit] % SPLIT_EVERY == 0:
            # Where weeks are full to the last hour it may be that long sessions do not go in.
            shorter = [length for length in self.board.lengths(due.unit) if length < due.minutes]
            lengths = cut(due.minutes, shorter)
            if sum(lengths) == due.minutes:
                return [*others, *(Due(due.unit, length, due.aim) for length in lengths)]
        out = self._push_out(due)
        return [due, *others] if out is None else [*others, *out]

    def _back_to(self, pieces: Collection[Piece]) -> None:
        """Make the board what it was when these were all its pieces."""
        for piece in self.board.all.keys() - pieces:
            self.board.remove(piece)
        for piece in pieces:
            if piece not in self.board.all:
                self.board.add(piece)

    def place(self, due: Due) -> bool:
        """Place a session and whatever that ejects, near where that was; whether it was done.

        All is as it was, if not.
        """
        board = self.board
        removed: list[Piece] = []
        before: dict[Unit, int] = {}
        waiting, begun = [due], None
        self._placed = {}
        while waiting and len(waiting) <= WAITING and len(self._placed) < LENGTH:
            mover = waiting.pop()
            way = self._way(mover)
            if way is None:
                waiting.append(mover)
                break
            begun = begun or (mover.unit, way.number)
            self._note(before, (mover.unit, *(piece.unit for piece in way.out)))
            removed += way.out
            waiting += map(_due_again, way.out)
            self._placed[self._put(mover, way)] = None
            waiting.sort(key=lambda one: one.size)
        if not waiting and self._in_step(before):
            return True
        for piece in self._placed:
            board.remove(piece)
        for piece in removed:
            board.add(piece)
        if begun is not None:
            self._tried[begun] += 1
        return False

    def _push_out(self, due: Due) -> list[Due] | None:
        """Put a session in the place of others that failed less often; None if there are none."""
        board = self.board
        self._placed = {}
        way = self._way(due, guided=True)
        if way is None or self._failures(way.out) > self._failed[due.unit]:
            return None
        before: dict[Unit, int] = {}
        self._note(before, (due.unit, *(piece.unit for piece in way.out)))
        placed = self._put(due, way)
        self._placed[placed] = None
        out = [*way.out, *self._out_of_step(before)]
        if self._failures(out) <= self._failed[due.unit] and self._in_step(before):
            return list(map(_due_again, out))
        board.remove(placed)
        for piece in out:
            board.add(piece)
        return None

    def _note(self, before: dict[Unit, int], units: Iterable[Unit]) -> None:
        """Note the disorder of units that are about to change, and of those tied to them."""
        for unit in units:
            for one in (unit, *unit.tied):
                if one not in before:
                    before[one] = self.board.disorder(one)

    def _in_step(self, before: Mapping[Unit, int]) -> bool:
        """Whether units are no more out of step than before."""
        return all(self.board.disorder(unit) <= was for unit, was in before.items())

    def _out_of_step(self, before: Mapping[Unit, int]) -> list[Piece]:
        """Take away what keeps units from being in step as before, as far as that helps."""
        board, out = self.board, list[Piece]()
        for unit, was in before.items():
            while (now := board.disorder(unit)) > was and len(out) < WAITING:
                best = board.most_in_disorder(unit, self._may_go)
                if best is None or best[0] >= now:
                    break
                board.remove(best[1])
                out.append(best[1])
        return out

    def _put(self, due: Due, way: Way) -> Piece:
        """Put a session at a place, and what is in its way out."""
        for piece in way.out:
            self.board.remove(piece)
        place = way.place
        placed = Piece(due.unit, place.day, place.span, way.rooms, place.slot)
        self.board.add(placed)
        return placed

    def _failures(self, out: Iterable[Piece]) -> int:
        """How often some pieces have failed, with what they count for being placed now."""
        return sum(1 + self._failed[piece.unit] for piece in out)

    def _way(self, due: Due, *, guided: bool = False) -> Way | None:
        """The place for a session that has least in its way, or what failed least (`guided`)."""
        self.control.spend(EFFORT)
        board, unit = self.board, due.unit
        places = board.places(unit)
        some = np.flatnonzero(places.minutes == due.minutes)
        days = places.days[some]
        some = some[board.count[unit.number, days] < unit.per_day]
        if not len(some):
            return None
        days, masks = places.days[some], places.masks[some]
        step = board.disorder_added(unit, due.minutes)[days]
        hard = self._in_the_way(unit, due.minutes, days, masks)
        if guided:
            looks = GUIDED_LOOKS
            price = GUIDED_STEP * step + GUIDED_CHANCE * self._chance.random(len(some))
            hard += 60 * step + self._chance.integers(60, size=len(some))
        else:
            looks, price = LOOKS, self._price(due, some, step)
        order = np.argsort(price + hard, kind="stable")[:looks]
        best: tuple[float, Way] | None = None
        for index in order.tolist():
            if best is not None and best[0] <= price[index]:
                continue
            number = int(some[index])
            found = self._out(unit, places.all[number])
            if found is not None:
                rooms, out = found
                in_the_way = self._failures(out) if guided else IN_THE_WAY * minutes_of(out)
                cost = price[index] + in_the_way
                if best is None or cost < best[0]:
                    best = cost, Way(number, places.all[number], rooms, tuple(out))
        return None if best is None else best[1]

    def _price(self, due: Due, some: Ints, step: Ints) -> NDArray[np.float64]:
        """What some places of a session (by number) count, besides who is in its way there."""
        board, unit = self.board, due.unit
        places, known, tried = board.places(unit), board.slots[unit.number], self._tried
        price = CHANCE * self._chance.random(len(some)) + OUT_OF_STEP * step
        price += [
            TRIED * tried[unit, n] + (0 if known[places.all[n].slot] else NEW_SLOT)
            for n in some.tolist()
        ]
        if due.aim is not None:
            price += PULL * np.abs(board.week[places.days[some]] - board.week[due.aim])
        return price

    def _in_the_way(self, unit: Unit, minutes: int, days: Ints, masks: Ints) -> Ints:
        """About how many minutes of people have to go from each place."""
        board, who = self.board, unit.people[:, None]
        taken = 60 * np.bitwise_count(board.busy[who, days] & masks).astype(np.int64)
        over = board.week_minutes[who, board.week[days]] + minutes - board.week_max[who]
        found: Ints = np.maximum(taken, over).sum(0)
        for apart in unit.apart:
            there = board.count[[other.number for other in apart.units]].sum(0)
            found += minutes * (apart.near[days] @ there)
        return found

    def _out(self, unit: Unit, place: Place) -> tuple[Rooms, dict[Piece, None]] | None:
        """The rooms of a unit at a place, and all that has to go; None if some has to stay."""
        board, day, mask = self.board, place.day, place.span.mask
        people = unit.people.tolist()
        out = dict.fromkeys(board.too_near(unit, day))
        out |= {
            piece: None
            for person in people
            for piece in board.pieces[person][day]
            if piece.span.mask & mask
        }
        if not all(map(self._may_go, out)):
            return None
        rooms = self._rooms(unit, place, out)
        if rooms is None:
            return None
        for person in people:
            if not (self._day_eased(person, place, out) and self._week_eased(person, place, out)):
                return None
        return rooms, out

    def _may_go(self, piece: Piece) -> bool:
        return not (piece.fixed or piece.unit.still or piece in self._placed)

    def _rooms(self, unit: Unit, place: Place, out: dict[Piece, None]) -> Rooms | None:
        """Rooms for each course of a unit; who has to leave them is added to `out`."""
        board, day, mask = self.board, place.day, place.span.mask
        taken = board.filled[:, day] & mask
        for piece in out:
            for code in frozenset[str]().union(*piece.rooms):
                taken[board.room[code]] &= ~piece.span.mask
        load = np.bitwise_count(taken).astype(np.int64)
        chosen: list[frozenset[str]] = []
        for course, offer in zip(unit.courses, place.offers, strict=True):
            rooms = self._seat(offer, load, board.used.get(course.code), place, out)
            if rooms is None:
                return None
            load[[board.room[code] for code in rooms]] = OWN
            chosen.append(rooms)
        return tuple(chosen)

    def _seat(
        self,
        offer: Offer,
        load: Ints,
        usual: frozenset[str] | None,
        place: Place,
        out: dict[Piece, None],
    ) -> frozenset[str] | None:
        """The usual rooms if they are free, or those with least in them, which is added to `out`.

        `load`: for how many periods of the place somebody is in each room; OWN: it is taken.
        """
        loads: Ints = load[offer.numbers].sum(1)
        rank = offer.rank.get(usual) if usual is not None else None
        if rank is not None and not loads[rank]:
            return usual
        for index in map(int, np.argsort(loads, kind="stable")[:ROOM_LOOKS]):
            if loads[index] >= OWN:
                break
            there = self._inside(offer.sets[index], place) if loads[index] else ()
            if all(map(self._may_go, there)):
                out.update(dict.fromkeys(there))
                return offer.sets[index]
        return None

    def _inside(self, rooms: frozenset[str], place: Place) -> list[Piece]:
        """Who is in some rooms at a place."""
        inside, day, mask = self.board.inside, place.day, place.span.mask
        return [p for code in sorted(rooms) for p in inside[code, day] if p.span.mask & mask]

    def _day_eased(self, person: int, place: Place, out: dict[Piece, None]) -> bool:
        """Whether somebody's day may be so, at most one more session of it gone."""
        board = self.board
        there = [piece for piece in board.pieces[person][place.day] if piece not in out]
        together = place.span.mask | sum(piece.span.mask for piece in there)
        if board.day_kept(person, together):
            return True
        return self._one_more(
            [
                piece
                for piece in there
                if self._may_go(piece) and board.day_kept(person, together & ~piece.span.mask)
            ],
            out,
        )

    def _week_eased(self, person: int, place: Place, out: dict[Piece, None]) -> bool:
        """Whether somebody's week may have the session; others of it go if it is too full."""
        board, day = self.board, place.day
        week, days = board.week[day], board.days_of_week[day]
        most = board.days_max[person]
        if most is not None:
            present = {d for d in days if any(p not in out for p in board.pieces[person][d])}
            if len(present | {day}) > most:
                return False
        over = board.week_minutes[person, week] + place.span.minutes - board.week_max[person]
        if over <= 0:
            return True
        there = [piece for d in days for piece in board.pieces[person][d]]
        over -= sum(piece.minutes for piece in there if piece in out)
        while over > 0:
            ways = [piece for piece in there if piece not in out and self._may_go(piece)]
            least = min((max(piece.minutes, over) for piece in ways), default=0)
            ways = [piece for piece in ways if max(piece.minutes, over) == least]
            if not self._one_more(ways, out):
                return False
            over -= next(reversed(out)).minutes
        return True

    def _one_more(self, ways: Sequence[Piece], out: dict[Piece, None]) -> bool:
        """Choose one of some pieces to go as well; whether there is any."""
        if ways:
            out[ways[int(self._chance.integers(len(ways)))]] = None
        return bool(ways)


def missing(
    board: Board, plan: Plan, shorter: Collection[str] = (), *, everything: bool = False
) -> Iterator[Due]:
    """Sessions for the hours missing in a plan, as few as may be.

    Of the courses `shorter` they are as many as may be instead. What a pin asks for and is missing
    has one place only: such courses have none of them. Chains leave some courses alone that forward
    steps do not (`everything`).
    """
    pinned = {pin.course for pin, _ in unmet(board.instance, plan.sessions)}
    for unit in board.units:
        codes = {course.code for course in unit.courses}
        left_alone = not (unit.known if everything else not unit.still)
        if left_alone or not pinned.isdisjoint(codes):
            continue
        due = min(plan.unplaced.get(code, 0) for code in codes)
        lengths = board.lengths(unit) if due else ()
        for minutes in cut(due, lengths, many=not codes.isdisjoint(shorter)):
            yield Due(unit, minutes)


def cut(minutes: int, durations: Collection[int], *, many: bool = False) -> list[int]:
    """As much of some minutes as whole sessions can cover, longer ones first.

    In the fewest sessions, or in the most (`many`).
    """
    choose, step = max if many else min, gcd(*durations)
    sums: dict[int, list[int]] = {0: []}
    for total in range(step, minutes + 1, step or 1):
        ways = [[*sums[total - d], d] for d in durations if total - d in sums]
        if ways:
            sums[total] = choose(ways, key=len)
    return sorted(sums[max(sums)], reverse=True)
