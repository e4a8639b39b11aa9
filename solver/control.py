"""One clock for a whole search: limits, stopping, progress, and running CP-SAT under them.

With a seed a search is repeatable: each solve has a deterministic time and the stages spend a
deterministic budget; the wall clock is then only a safety net, reported when it cuts a search.
Nothing a seeded search decides may look at the wall clock, or at which of two threads came first:
`clock` and `remaining` are what it may ask, and tries side by side have accounts of their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from math import ceil
from os import cpu_count, sched_getaffinity
from typing import TYPE_CHECKING, Any, Literal

from ortools.sat.python import cp_model

from constraints.weights import points
from instances.text import Text

if TYPE_CHECKING:
    from solver.plan import Plan

# Share of the deterministic budget in the wall limit: one unit of CP-SAT's deterministic time
# takes about a second of one core, and building models in Python is not counted in it.
DETERMINISTIC_SHARE = 0.5

Guide = Literal["flat", "strata", "tree"]

# How much longer than on a free core a small solve may take on a busy one.
BUSY = 3.0


def cores() -> int:
    """Cores this process may run on."""
    try:
        return len(sched_getaffinity(0))
    except (AttributeError, OSError):
        return cpu_count() or 1


def proven(bound: float | None) -> int:
    """What a bound says of a cost in whole units: rounded up, a hair of floating point aside."""
    return 0 if bound is None else max(0, ceil(bound - 1e-6))


@dataclass(frozen=True)
class Options:
    """How long and how hard to search.

    time_limit
        Wall-clock seconds for everything.
    workers
        Threads; None: all cores, or one with a seed, so that machines agree.
    seed
        Makes the search repeatable; None: as fast as can be. With one each solve has one thread,
        and more workers are more tries at a time: the result depends on how many.
    gap
        Stop when proven this close to the best possible (0.05: 5 %).
    share
        With a seed: the deterministic budget as a share of the time limit. Less of it leaves the
        clock more room on a busy machine before it cuts a search that should be repeatable.
    """

    time_limit: float = 60.0
    workers: int | None = None
    seed: int | None = None
    gap: float = 0.0
    share: float = DETERMINISTIC_SHARE


@dataclass(frozen=True)
class Event:
    """Where a search stands: its stage, seconds since the start, cost and bound in points.

    `unplaced` counts minutes not placed yet; the cost is that of a complete plan only.
    """

    stage: Text
    seconds: float
    remaining: float
    objective: float | None = None
    bound: float | None = None
    unplaced: int | None = None


Report = Callable[[Event], None]


class Stop:
    """A request to end a search with the best it has; may be set from a signal handler."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def stop(self) -> None:
        """Ask the search to end."""
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Whether somebody asked."""
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until asked, at most so long."""
        return self._asked.wait(seconds)


@dataclass
class Solved:
    """What CP-SAT found: status by name, values by variable, objective and bound."""

    status: str
    solver: cp_model.CpSolver
    objective: float | None
    bound: float | None

    @property
    def work(self) -> float:
        """Deterministic time spent: about seconds of one core, the same on every run."""
        return float(self.solver.response_proto.deterministic_time)

    @property
    def found(self) -> bool:
        """Whether there is a solution."""
        return self.status in ("OPTIMAL", "FEASIBLE")

    @property
    def closed(self) -> bool:
        """Whether nothing is left to find out."""
        return self.status in ("OPTIMAL", "INFEASIBLE")

    def value(self, term: cp_model.LinearExpr | int) -> int:
        """The value of a term in the solution."""
        return term if isinstance(term, int) else self.solver.value(term)


@dataclass
class Job:
    """One model to solve, for so many seconds (of the budget), with so many threads.

    `near`: a small model, best with a hint, whose linear relaxation is tight. `by_hint`: it
    branches as the hint says, wherever that is possible. `by_work`: its seconds are of work, on a
    busy core more by the clock (up to `BUSY` times as many). `to_gap`: it ends when proven as close
    as the options ask for. `bounding`: what counts is the bound. `guided`: it is raised by
    core-guided search, all parts of the objective at once (`flat`) or the heaviest first
    (`strata`), or by a tree of relaxations (`tree`): for models of counts and clauses. `number`:
    seeds a solve, where solves do not always begin in one order. `last_chance`: it runs for its
    seconds even when the search was stopped or is late, since without it there would be nothing at
    all to write.
    """

    model: cp_model.CpModel
    seconds: float
    workers: int = 1
    to_gap: bool = False
    on_bound: Callable[[float], None] | None = None
    on_solution: Callable[[float], None] | None = None
    last_chance: bool = False
    near: bool = False
    by_hint: bool = False
    by_work: bool = False
    bounding: bool = False
    guided: Guide | None = None
    number: int | None = None


class Control:
    """The clock, the stop and the reporting shared by all stages of one search."""

    def __init__(
        self,
        options: Options,
        report: Report | None = None,
        stop: Stop | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock; `now` reads it, in seconds since any moment."""
        self.options = options
        self.stop = stop or Stop()
        self.workers = options.workers or (cores() if options.seed is None else 1)
        self._report = report or (lambda event: None)
        # Every solve gets its seconds of work: where a busy core would find no first plan.
        self.patient = False
        self._now = now
        self._start = now()
        self._spent = self._lent = 0
        self._solves = 0
        self.cut_by_wall = False
        self.stage = Text("Préparation", "Preparing")
        self.objective: int | None = None
        self.bound: int | None = None
        # The soft rules that have a part in it.
        self.bounded: set[str] = set()
        self.unplaced: int | None = None
        self.first_complete: float | None = None
        self.begun_with_plan = False
        self._lock = threading.Lock()

    # --- time ------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the search began."""
        return self._now() - self._start

    @property
    def clock(self) -> float:
        """Seconds spent: of the wall clock, or of the deterministic budget when seeded."""
        return self.seconds if self.options.seed is None else self._spent / 1e6

    @property
    def remaining(self) -> float:
        """Seconds left: of the wall limit, or of the deterministic budget when seeded."""
        if self.options.seed is None:
            return self.wall_left
        if self.wall_left <= 0 and self.budget > self._spent / 1e6:
            self.cut_by_wall = True
            return 0.0
        return max(0.0, self.budget - self._spent / 1e6)

    @property
    def wall_left(self) -> float:
        """Wall-clock seconds left."""
        return max(0.0, self.options.time_limit - self.seconds)

    @property
    def budget(self) -> float:
        """What `remaining` starts from."""
        if self.options.seed is None:
            return self.options.time_limit
        return self.options.time_limit * self.options.share

    @property
    def over(self) -> bool:
        """Whether the search has to end now."""
        return self.stop.asked or self.remaining <= 0 or self.close_enough

    @property
    def close_enough(self) -> bool:
        """Whether the plan is complete and proven within the gap asked for."""
        if self.objective is None or self.bound is None:
            return False
        return self.objective - self.bound <= self.options.gap * max(60, self.objective)

    def spend(self, work: float) -> None:
        """Count work done outside CP-SAT (building a model) into a deterministic budget."""
        with self._lock:
            # Whole microseconds: their sum does not depend on the order of the threads.
            self._spent += round(work * 1e6)

    def aside(self) -> Control:
        """The control of a try beside others: what those spend meanwhile does not concern it.

        `settle` adds what it spent once its turn has come.
        """
        alone = copy(self)
        alone._lent = self._spent
        return alone

    def settle(self, alone: Control) -> None:
        """Take over what a control of `aside` spent, and whether the clock cut its try."""
        with self._lock:
            self._spent += alone._spent - alone._lent
        self.cut_by_wall |= alone.cut_by_wall

    # --- telling ---------------------------------------------------------------------------

    def enter(self, stage: Text) -> None:
        """Begin a stage."""
        self.stage = stage
        self.tell()

    def tell(self) -> None:
        """Report where the search stands, and note when a plan is complete for the first time."""
        if self.objective is not None and self.first_complete is None:
            self.first_complete = self.seconds
        self._report(
            Event(
                self.stage,
                self.seconds,
                self.wall_left,
                None if self.objective is None else points(self.objective),
                None if self.bound is None else points(self.bound),
                self.unplaced,
            )
        )

    def note(self, plan: Plan) -> None:
        """Report where a plan stands: what it misses, or costs."""
        self.unplaced = sum(plan.unplaced.values())
        self.objective = plan.cost if plan.complete else None
        self.tell()

    def raise_bound(self, bound: float, rules: Iterable[str] = ()) -> None:
        """Take a proven lower bound, in whole units of the objective, of what these rules cost."""
        least = proven(bound)
        if self.bound is None or least > self.bound:
            self.bound, self.bounded = least, set(rules)
            self.tell()
        elif least == self.bound:
            self.bounded.update(rules)

    # --- solving ---------------------------------------------------------------------------

    def run(self, job: Job) -> Solved:
        """Solve one model within its share of the time left."""
        return self.run_all([job])[0]

    def run_all(self, jobs: Sequence[Job]) -> list[Solved]:
        """Solve several models side by side, one thread each, and wait for all.

        CP-SAT holds no Python signal while it runs, so it runs in threads of its own and this
        one waits where Ctrl-C can reach it.
        """
        solvers = [self._solver(job) for job in jobs]
        results: list[Solved | None] = [None] * len(jobs)
        failures: list[BaseException] = []

        def work(index: int) -> None:
            try:
                results[index] = self._solve(jobs[index], solvers[index])
            except BaseException as error:
                failures.append(error)

        threads = [
            threading.Thread(target=work, args=(index,), daemon=True) for index in range(len(jobs))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.05)
                if jobs[0].last_chance:
                    continue
                if self.stop.asked or self.wall_left <= 0:
                    self.cut_by_wall |= self.wall_left <= 0 and self.options.seed is not None
                    for solver in solvers:
                        solver.stop_search()
        if failures:
            raise failures[0]
        for result in results:
            if result is not None and self.options.seed is not None:
                self.spend(result.work)
        return [result for result in results if result is not None]

    def _solver(self, job: Job) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.catch_sigint_signal = False
        with self._lock:
            self._solves += 1
            number = self._solves if job.number is None else job.number
        seconds = job.seconds if job.last_chance else min(job.seconds, self.remaining)
        seconds = max(0.01, seconds)
        # CP-SAT's own threads repeat only when they take turns, which finds less than one alone.
        parameters.num_workers = job.workers if self.options.seed is None else 1
        if job.near:
            # Measured on neighbourhoods of the examples and of ITC-2007: docs/decisions/0007.
            parameters.linearization_level = 2
            parameters.cut_level = 0
            parameters.cp_model_probing_level = 0
            parameters.symmetry_level = 0
            if job.by_hint:
                parameters.search_branching = parameters.SearchBranching.HINT_SEARCH
        elif job.bounding:
            parameters.linearization_level = 2
        elif job.guided is not None:
            _guide(parameters, job.guided)
        if job.to_gap:
            parameters.relative_gap_limit = self.options.gap
        if self.options.seed is None:
            parameters.max_time_in_seconds = seconds
            if job.by_work or self.patient:
                # The same work on a busy core as on a free one, in up to so many times as long.
                parameters.max_deterministic_time = seconds
                longest = min(BUSY * job.seconds, self.remaining)
                parameters.max_time_in_seconds = max(seconds, longest)
            parameters.random_seed = number % 2**31
        else:
            parameters.max_deterministic_time = seconds
            parameters.random_seed = (self.options.seed * 7919 + number) % 2**31
        return solver

    def _solve(self, job: Job, solver: cp_model.CpSolver) -> Solved:
        if job.on_bound is not None:
            solver.best_bound_callback = job.on_bound
        callback = _Improved(job.on_solution) if job.on_solution else None
        status = solver.status_name(solver.solve(job.model, callback))
        found = status in ("OPTIMAL", "FEASIBLE")
        bounded = status in ("OPTIMAL", "FEASIBLE", "UNKNOWN")
        return Solved(
            status,
            solver,
            solver.objective_value if found else None,
            solver.best_objective_bound if bounded and job.model.has_objective() else None,
        )


def _guide(parameters: Any, how: Guide) -> None:
    """Set a solve up to raise the bound: docs/decisions/0011."""
    if how == "tree":
        parameters.optimize_with_lb_tree_search = True
        parameters.linearization_level = 2
        return
    parameters.optimize_with_core = True
    parameters.linearization_level = 0
    # Making cores smaller takes longer than it saves.
    parameters.core_minimization_level = 0
    if how == "flat":
        stratification = parameters.MaxSatStratificationAlgorithm
        parameters.max_sat_stratification = stratification.STRATIFICATION_NONE


class _Improved(cp_model.CpSolverSolutionCallback):
    def __init__(self, told: Callable[[float], None]) -> None:
        super().__init__()
        self._told = told

    def on_solution_callback(self) -> None:
        self._told(self.objective_value)
