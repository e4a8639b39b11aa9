"""Fewer times of the week: slots that a course uses seldom are given up, by chains.

The sessions of such a slot go to other slots of their course, and what they eject to slots of its
own. What that saves is counted on those who have other hours then. A model of as many sessions
takes a second; this takes milliseconds, and looks for nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np

from constraints.openings import Openings
from constraints.placements import Slot
from constraints.registry import WISH
from constraints.weights import weight
from instances.instance import Instance
from instances.text import Text
from instances.weeks import in_one_week
from solver.board import Board, Piece
from solver.control import Control
from solver.ejections import Due, Ejections
from solver.holding import without_broken
from solver.plan import Plan
from solver.units import Unit

STAGE = Text("Des semaines plus régulières", "More regular weeks")
# A slot with more sessions is one that its course keeps; share of the time left for all of it.
MOST, SHARE = 12, 0.5
# It ends after a round in which fewer slots than this share of those looked at were given up.
FEW = 0.02


def more_regular(openings: Openings, plan: Plan, control: Control) -> Plan:
    """A plan at least as good as a complete one, with fewer times of the week."""
    price = _price(openings.instance)
    if not price or control.over:
        return plan
    control.enter(STAGE)
    enough = (1 - SHARE) * control.remaining
    board = Board(openings, plan)
    chains = Ejections(board, control, familiar=True)
    chance = np.random.default_rng(control.options.seed or 0)
    saves = partial(_saves, board, price)
    best = plan
    while True:
        seldom = _seldom(board)
        given_up = 0
        for rank in chance.permutation(len(seldom)).tolist():
            if control.over or control.remaining < enough:
                break
            unit, slot = seldom[rank]
            given_up += _give_up(chains, unit, slot, saves)
        found = without_broken(board.plan()) if given_up else best
        if found.complete and found.cost < best.cost:
            best = found
            control.note(best)
        if given_up <= FEW * len(seldom) or control.over or control.remaining < enough:
            return best


def _price(instance: Instance) -> int:
    """What a slot costs, if there are weeks for it to come back in."""
    return 0 if in_one_week(instance.dates) else weight(WISH["keep_weekly_slots"], instance)


def _seldom(board: Board) -> list[tuple[Unit, Slot]]:
    """The slots with few sessions, of courses that have others."""
    return [
        (unit, slot)
        for unit in board.units
        if not unit.still and sum(map(bool, board.slots[unit.number].values())) > 1
        for slot, count in board.slots[unit.number].items()
        if 0 < count <= MOST
    ]


def _give_up(chains: Ejections, unit: Unit, slot: Slot, saves: partial[bool]) -> bool:
    """Move all sessions of a slot to others of their course, if that costs less."""
    pieces = [piece for piece in chains.board.pieces_of(unit) if piece.slot == slot]
    if not pieces or len(pieces) > MOST or any(piece.fixed for piece in pieces):
        return False
    return chains.chain([Due(unit, p.minutes, p.day) for p in pieces], pieces, saves)


def _saves(board: Board, price: int, gone: Sequence[Piece], placed: Sequence[Piece]) -> bool:
    """Whether a board costs less than with what is gone and without what was placed."""
    hours: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    slots: dict[tuple[Unit, Slot], int] = defaultdict(int)
    for side, pieces in enumerate((gone, placed)):
        for piece in pieces:
            slots[piece.unit, piece.slot] += 2 * side - 1
            for person in piece.unit.people.tolist():
                hours[person, piece.day][side] |= piece.span.mask
    more = 0
    for (person, day), (out, into) in hours.items():
        now = int(board.busy[person, day])
        before = now & ~into | out
        more += board.day_price(person, now) - board.day_price(person, before)
    for (unit, slot), added in slots.items():
        held = board.slots[unit.number][slot]
        more += price * len(unit.courses) * (bool(held) - bool(held - added))
    return more < 0
