"""A first plan in no time: session after session, through the term.

What is imposed comes first. Then all courses go on together: each session is aimed at a date that
leaves its teachers time, and of a few weeks what takes most of most people comes first. A session
goes where it has least in its way, at times its course has used before if it can; what it ejects
finds another place (`solver.ejections`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import count

import numpy as np

from constraints.openings import Openings
from instances.entities import Pin
from instances.text import Text
from instances.timetable import Session
from solver.board import Board, Piece, goes_on_a_board
from solver.control import Control
from solver.ejections import PATIENCE, Due, Ejections, cut, minutes_of, missing
from solver.places import Place
from solver.plan import Plan, unplaced
from solver.teams import Shares, choose_teams
from solver.units import Unit

STAGE = Text("Premier plan, séance par séance", "First plan, session by session")
# Weeks whose sessions are put in one order.
WINDOW = 2


def inserted(
    openings: Openings,
    control: Control,
    kept: Collection[Session] = (),
    patience: int = PATIENCE,
) -> Iterator[Plan]:
    """Plans of all sessions that find a place beside those `kept`, each another one, without end.

    Hours may be missing; more of them with less patience (steps of chains without a gain). There
    are none if days have too many periods for a board.
    """
    instance = openings.instance
    if not goes_on_a_board(instance):
        return
    control.enter(STAGE)
    shares = choose_teams(instance, {s.course: frozenset(s.teachers) for s in kept})
    begun = Plan(instance, tuple(kept), shares.teams, unplaced(instance, kept), 0)
    for number in count():
        board = Board(openings, begun, kept)
        impose(board)
        search = Ejections(board, control, number)
        due = in_order(board, shares)
        left = [one for one in due if control.over or not search.place(one)]
        search.place_all(left, patience)
        yield board.plan()


def eject(
    openings: Openings,
    plan: Plan,
    control: Control,
    number: int = 0,
) -> Plan:
    """A plan with fewer hours missing, if chains find places for them, or as many others.

    Other chains are tried for another `number`. What is pinned stays where it is.
    """
    if not goes_on_a_board(openings.instance):
        return plan
    board = Board(openings, plan)
    due = list(missing(board, plan))
    left = Ejections(board, control, number).place_all(due)
    return board.plan() if left != due and minutes_of(left) <= minutes_of(due) else plan


def _order(board: Board, due: Due) -> tuple[int, ...]:
    """Earlier windows first; of one, what takes most of most people."""
    aim = due.aim or 0
    return int(board.week[aim]) // WINDOW, -due.size, due.unit.number, aim


def impose(board: Board, *, everything: bool = False) -> None:
    """Put what is pinned where it has to be: on dates first, then every week.

    Of `everything` also what chains leave alone.
    """
    for pin in sorted(board.instance.pins, key=lambda pin: pin.date is None):
        unit = board.unit[pin.course]
        leaves = unit.still and not everything
        for place in () if leaves else board.places(unit).all:
            if not _asked(board, unit, pin, place):
                continue
            rest = _left(board, unit) - place.span.minutes
            if rest >= 0 and sum(cut(rest, unit.durations)) == rest:
                rooms = board.free_rooms(unit, place, pin)
                if rooms is not None:
                    board.add(Piece(unit, place.day, place.span, rooms, place.slot, fixed=True))


def _asked(board: Board, unit: Unit, pin: Pin, place: Place) -> bool:
    """Whether a pin asks for a place at which nobody is busy yet."""
    when, span = board.dates[place.day], place.span
    return (
        pin.speaks_of(pin.course, when, span.start, span.minutes)
        and board.count[unit.number, place.day] < unit.per_day
        and not (board.busy[unit.people, place.day] & span.mask).any()
        and not board.too_near(unit, place.day)
    )


def _left(board: Board, unit: Unit) -> int:
    """Minutes of a unit that nothing on the board covers."""
    return unit.minutes - int(board.done[unit.number].sum())


def in_order(board: Board, shares: Shares, *, everything: bool = False) -> list[Due]:
    """What is left of each unit, in the order in which it should be put in.

    Of `everything` what forward steps know also where chains leave it alone.
    """
    return sorted(_due(board, shares, everything), key=lambda one: _order(board, one))


def _due(board: Board, shares: Shares, everything: bool) -> Iterator[Due]:
    """What is left of each unit, spread over its dates as its shares say; longer sessions first."""
    part = _parts()
    for unit in board.units:
        moves = unit.known if everything else not unit.still
        lengths = cut(_left(board, unit), board.lengths(unit)) if moves else []
        open_to = np.unique(board.places(unit).days) if lengths else np.zeros(0, np.int64)
        if not len(open_to):
            continue
        done = np.cumsum(shares.dates[unit.courses[0].code][open_to])
        begin, end = part(unit)
        for rank, minutes in enumerate(lengths):
            at = begin + (end - begin) * (rank + 0.5) / len(lengths)
            yield Due(unit, minutes, int(open_to[np.searchsorted(done, at * done[-1])]))


def _parts() -> Callable[[Unit], tuple[float, float]]:
    """The part of the term in which a unit is held: all of it, but for the order of courses.

    Units that come one after the other share the term by their hours.
    """

    @cache
    def before(unit: Unit) -> int:
        firsts = (first for first, second in unit.ordered if second is unit)
        return max((before(first) + first.minutes for first in firsts), default=0)

    @cache
    def behind(unit: Unit) -> int:
        seconds = (second for first, second in unit.ordered if first is unit)
        return max((behind(second) + second.minutes for second in seconds), default=0)

    def part(unit: Unit) -> tuple[float, float]:
        early, late = before(unit), behind(unit)
        whole = max(1, early + unit.minutes + late)
        return early / whole, (early + unit.minutes) / whole

    return part
