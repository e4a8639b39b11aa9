"""Hours missing in a plan, put in one after another by compiled steps.

Chains (`solver.ejections`) try one way to make room for a session. Here tens of thousands of
sessions a second take the place of others, which take that of others again, until the hours missing
have come to where there is room. Neither teams nor the lengths of what stands change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest

import numpy as np

from constraints.openings import Openings
from instances.timetable import Session
from instances.weeks import in_one_week
from solver.board import Board, Piece, goes_on_a_board
from solver.control import Control
from solver.cooling import Run, compiled_in_time
from solver.ejections import missing
from solver.exchange_days import WANTED
from solver.forward_arrays import Forward, Scratch
from solver.forward_kernel import GIVES_WAY, LEAST, MINUTES, advance
from solver.holding import without_broken
from solver.insertion import STAGE, impose, in_order
from solver.plan import Plan, unplaced
from solver.teams import choose_teams, handed_on
from solver.units import Unit

# Steps before the clock is looked at, and so few of them while they ask what days may be like; what
# one costs of a deterministic budget, in seconds.
STEPS, ASKING, WORK = 1000, 100, 4e-5
# Steps without fewer minutes missing after which it is given up: at the least; more for each
# session of a week, where nothing else would help, or of a term, where other teams may; the most.
LEAST_STEPS, EACH_OF_WEEK, EACH_OF_TERM, MOST_STEPS = 3000, 300, 1, 60_000
# How often a unit has failed whose long sessions are cut, how many of them at the most, and the
# share of the hours of a plan that are cut at a time.
OFTEN, EACH_CUT, CUT_SHARE = 10, 4, 0.01
# Rounds of a first plan with hours missing: long sessions are cut and courses handed on in turn.
# What failing has made a unit count in one of them counts so much in the next.
ROUNDS, REMEMBERED = 6, 0.5
# The share of the time left that may go to it.
SHARE = 0.4
# Seconds of a core that it takes to lay out a session in arrays.
EACH_SESSION = 2e-4


def first_of_all(
    openings: Openings, control: Control, kept: Collection[Session] = ()
) -> Plan | None:
    """A first plan beside the sessions `kept`; hours may be missing. None: it cannot be made so."""
    if not goes_on_a_board(openings.instance):
        return None
    control.enter(STAGE)
    run = _run(begun(openings, control, kept), control)
    best = None if run is None else without_broken(run.plan())
    weights: dict[str, int] = {}
    for number in range(ROUNDS):
        if run is None or best is None or best.complete or control.over:
            break
        if number % 2 == 0:
            begin, shorter = run.cut(best)
        else:
            begin, shorter = relieved(best, number // 2), frozenset[str]()
        if begin is best:
            continue
        weights |= run.weights
        run = _run(_runs(_arrays(openings, begin, shorter), control, 1 + number, weights), control)
        if run is not None:
            best = min(best, without_broken(run.plan()), key=lambda plan: plan.rank)
    return best


def relieved(plan: Plan, number: int) -> Plan:
    """A plan without the courses that who misses hours hands on, which others are to give.

    Others are handed on for another number. The plan itself, if there are none.
    """
    instance = plan.instance
    changes = handed_on(instance, plan.teams, plan.unplaced, number)
    if not changes:
        return plan
    gone = frozenset[str]().union(*(instance.together[code] for code in changes))
    left = [session for session in plan.sessions if session.course not in gone]
    return Plan.of(instance, left, plan.teams | changes)


def begun(openings: Openings, control: Control, kept: Collection[Session]) -> list[Steps]:
    """Runs of steps from what is pinned and the sessions `kept` alone, one for each thread."""
    instance = openings.instance
    shares = choose_teams(instance, {s.course: frozenset(s.teachers) for s in kept})
    plan = Plan(instance, tuple(kept), shares.teams, unplaced(instance, kept), 0)
    board = Board(openings, plan, kept, anywhere=True)
    impose(board, everything=True)
    arrays = Forward(openings, board, in_order(board, shares, everything=True))
    return _runs(arrays, control, 0)


def place_missing(
    openings: Openings,
    plan: Plan,
    control: Control,
    shorter: Collection[str] = (),
    number: int = 0,
) -> Plan:
    """A plan with fewer hours missing, or with as many elsewhere.

    Parameters
    ----------
    shorter
        Courses whose missing hours are placed in sessions as short as may be.
    number
        Other steps are made for another one.
    """
    if plan.complete or not goes_on_a_board(openings.instance):
        return plan
    if control.remaining < EACH_SESSION * len(plan.sessions):
        return plan
    arrays = _arrays(openings, plan, shorter)
    if arrays.placed == len(arrays.pieces):
        return plan
    run = _run(_runs(arrays, control, number), control)
    if run is None:
        return plan
    found = without_broken(run.plan())
    return found if found.rank <= plan.rank else plan


def _arrays(openings: Openings, plan: Plan, shorter: Collection[str]) -> Forward:
    board = Board(openings, plan, anywhere=True)
    return Forward(openings, board, list(missing(board, plan, shorter, everything=True)))


def _runs(
    arrays: Forward, control: Control, number: int, weights: Mapping[str, int] | None = None
) -> list[Steps]:
    seed = control.options.seed or 0
    return [Steps(arrays, (seed, number, rank), weights) for rank in range(control.workers)]


def _run(runs: Sequence[Steps], control: Control) -> Steps | None:
    """The run with least amiss, once nothing is in one of them or all stand still.

    None if the steps could not be compiled in time.
    """
    if not compiled_in_time(runs[0], control):
        return None
    least, still = min(run.cost for run in runs), 0
    sessions = len(runs[0].arrays.pieces)
    one_week = in_one_week(runs[0].arrays.instance.dates)
    each = EACH_OF_WEEK if one_week else EACH_OF_TERM
    patience = min(MOST_STEPS, LEAST_STEPS + each * sessions)
    steps, until = ASKING, control.remaining * (1 - SHARE)
    with ThreadPoolExecutor(len(runs)) as pool:
        while least and still < patience and control.remaining > until and not control.over:
            for made in [pool.submit(run.step, 0.0, steps) for run in runs]:
                made.result()
            control.spend(len(runs) * steps * WORK)
            asked = [run.wanted[0, 0] for run in runs]
            for run in runs:
                run.settle()
            steps = ASKING if max(asked) > 1 else STEPS
            fewest = min(run.cost for run in runs)
            still = 0 if fewest < least else still + steps
            least = min(least, fewest)
            control.unplaced = min(int(run.state.missing[MINUTES]) for run in runs)
            control.tell()
    return min(runs, key=lambda run: run.cost)


class Steps(Run):
    """Steps from one plan; `weights` is what units count at first, if not all the same."""

    steps, work = STEPS, WORK

    def __init__(
        self, arrays: Forward, seed: Sequence[int], weights: Mapping[str, int] | None = None
    ) -> None:
        self.arrays, self.state = arrays, arrays.state()
        for code, count in (weights or {}).items():
            self.state.weight[arrays.board.unit[code].number] = count
        self.scratch = Scratch.of(self.state)
        self.rng = np.random.default_rng(seed)
        self.wanted = np.zeros((WANTED, 2), np.int64)

    @property
    def cost(self) -> float:
        """What is amiss at the least, in minutes."""
        return float(self.state.missing[LEAST])

    @property
    def weights(self) -> dict[str, int]:
        """What units count in another run, by their first course: those that have failed here."""
        more = REMEMBERED * (self.state.weight - GIVES_WAY)
        failed = [unit for unit in self.arrays.board.units if more[unit.number]]
        return {u.courses[0].code: GIVES_WAY + int(more[u.number]) for u in failed}

    def step(self, share: float, steps: int) -> None:
        """Make so many steps; `share` is of no interest."""
        days = self.arrays.days.known(self.wanted)
        advance(self.arrays.layout, self.state, days, self.scratch, self.rng, steps)

    def cut(self, plan: Plan) -> tuple[Plan, frozenset[str]]:
        """A plan without some long sessions of the units that failed most, and their courses.

        Their hours are to be placed in short ones. The plan itself, if there are none.
        """
        board = Board(self.arrays.openings, plan, anywhere=True)
        weight, enough = self.state.weight, CUT_SHARE * sum(s.minutes for s in plan.sessions)
        failed = [unit for unit in board.units if weight[unit.number] > OFTEN * GIVES_WAY]
        failed.sort(key=lambda unit: -weight[unit.number])
        codes = {c.code for unit in failed for c in unit.courses} & plan.unplaced.keys()
        minutes = 0
        # One of each in turn, so that few units have none but short ones.
        for turn in zip_longest(*(_long(board, unit)[:EACH_CUT] for unit in failed)):
            for piece in turn:
                if piece is None or minutes >= enough:
                    continue
                board.remove(piece)
                codes.update(course.code for course in piece.unit.courses)
                minutes += piece.minutes * len(piece.unit.courses)
        return (board.plan() if codes else plan), frozenset(codes)

    def settle(self) -> None:
        """Work out which days steps asked for."""
        self.arrays.days.answer(self.wanted)

    def plan(self) -> Plan:
        """The plan in which least was amiss."""
        return self.arrays.plan(self.state)


def _long(board: Board, unit: Unit) -> list[Piece]:
    """What may be cut of a unit: longer than its shortest sessions, and not where it has to be."""
    shortest = min(unit.durations)
    return [p for p in board.pieces_of(unit) if p.minutes > shortest and not p.fixed]
