"""Times first: a week improved with its rooms left out, then given back.

Where a session lasts one period and needs one room at most, rooms of different periods have nothing
to do with each other but for the wish that a course keeps its room. What seats cost at a period
is then an assignment, exact in a model that only counts rooms; such models are a fraction of the
size, so tries free more at once. Rooms are given course by course at the end, and the usual tries
take over: they decide both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from constraints.openings import Openings
from constraints.registry import WISH
from constraints.weights import weight
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session
from solver.control import Control
from solver.model import Scope, build
from solver.neighbourhoods import ROOMS, Neighbourhood
from solver.plan import Plan
from solver.polish import Polish, run
from solver.rooms import Seating, settle_rooms
from solver.tries import Found, Tries, Try
from solver.whole_days import single_periods

STAGE = Text("Amélioration des horaires", "Improving times")
# The share of the time left for it.
SHARE = 0.6
# After so many gains rooms are given, to have something to show.
SHOWN = 8

When = tuple[date, int]


def rooms_apart(instance: Instance) -> bool:
    """Whether the rooms of a period can be given without regard to other periods."""
    return (
        single_periods(instance)
        and bool(instance.rooms)
        and all(len(course.rooms) <= 1 for course in instance.courses)
        and not any(pin.rooms for pin in instance.pins)
    )


def improve_times(openings: Openings, plan: Plan, control: Control) -> Plan:
    """A plan at least as good as a complete one, by tries that look at times alone."""
    state = _Times(openings, plan, control)
    enough = (1 - SHARE) * control.remaining
    run(state, until=lambda _: control.remaining < enough)
    state.show()
    return state.best


class _Seats:
    """What learners without a seat cost at each period, by the sessions held then."""

    def __init__(self, openings: Openings) -> None:
        self._instance, self._seating = openings.instance, Seating(openings)
        self._price = weight(WISH["seat_everybody"], openings.instance)
        self._known: dict[tuple[When, tuple[str, ...]], int | None] = {}
        self._offers: dict[tuple[When, str], dict[str, int]] = {}

    def cost(self, sessions: Iterable[Session]) -> int | None:
        """The least cost in whole units; None when some session has no room at all."""
        at: dict[When, list[Session]] = defaultdict(list)
        for session in sessions:
            if self._instance.course[session.course].rooms:
                at[session.date, session.start].append(session)
        total = 0
        for when, together in at.items():
            least = self._least(when, together)
            if least is None:
                return None
            total += least
        return self._price * total

    def _least(self, when: When, together: list[Session]) -> int | None:
        key = when, tuple(sorted(session.course for session in together))
        if key not in self._known:
            self._known[key] = self._assigned([self._offer(when, one) for one in together])
        return self._known[key]

    def _offer(self, when: When, session: Session) -> dict[str, int]:
        """The rooms open to a session, each with how many learners would stand."""
        key = when, session.course
        if key not in self._offers:
            standing = self._seating.standing
            free = self._seating.free(session)
            self._offers[key] = {code: standing(session, rooms) for rooms in free for code in rooms}
        return self._offers[key]

    def _assigned(self, offers: list[dict[str, int]]) -> int | None:
        rooms = {room.code: index for index, room in enumerate(self._instance.rooms)}
        if len(offers) > len(rooms):
            return None
        solver = SimpleLinearSumAssignment()
        for row, offer in enumerate(offers):
            for code, standing in offer.items():
                solver.add_arc_with_cost(row, rooms[code], standing)
        for row in range(len(offers), len(rooms)):  # rooms that stay empty
            for column in rooms.values():
                solver.add_arc_with_cost(row, column, 0)
        return solver.optimal_cost() if solver.solve() == solver.OPTIMAL else None  # type: ignore[no-untyped-call]


class TimeTries(Tries):
    """Tries that plan the times of a neighbourhood; rooms are counted."""

    def make(self, begun: Try) -> Found | None:
        """Plan the times of a neighbourhood anew."""
        kept, teams = begun.beside()
        scope = Scope(kept=kept, part=begun.where.part, teams=teams)
        return self.solve(build(self.openings, self.days, scope), begun)


class _Times(Polish):
    """Tries on a plan without rooms; `best` is the best plan with rooms so far."""

    stage, kind = STAGE, TimeTries

    def __init__(self, openings: Openings, plan: Plan, control: Control) -> None:
        self.best = plan
        self._seats = _Seats(openings)
        self._gained = 0
        bare = [session.model_copy(update={"rooms": ()}) for session in plan.sessions]
        super().__init__(openings, Plan.of(plan.instance, bare, plan.teams), {}, control)
        self.neighbourhoods.without(ROOMS)
        self._seat_cost = self._seats.cost(bare)

    def note(self) -> None:
        """Tell where the best plan with rooms stands."""
        self.control.note(self.best)

    def rooms_for(self, where: Neighbourhood) -> dict[str, frozenset[frozenset[str]]]:
        """Nothing: rooms are counted."""
        return {}

    def take(self, found: Found) -> None:
        """Lay what was found over the plan, if that is no worse and every session has a room."""
        before, gain = self.plan, -1
        after = before.with_part(found.where.sessions, found.sessions, found.teams)
        seated = None if after is None else self._seats.cost(after.sessions)
        if after is not None and seated is not None and self._seat_cost is not None:
            gain = before.cost + self._seat_cost - after.cost - seated
        better = gain >= 0 and (
            found.base is before or (after is not None and after.keeps_what(before, found.base))
        )
        improved = better and gain > 0
        self.learn(found, improved=improved)
        if better and after is not None:
            self.plan, self._seat_cost = after, seated
        if improved:
            self._gained += 1
            if self._gained % SHOWN == 0 or self._proven():
                self.show()

    def _proven(self) -> bool:
        """Whether nothing is left to gain at times."""
        bound = self.control.bound
        return bound is not None and self.plan.cost + (self._seat_cost or 0) <= bound

    def show(self) -> None:
        """Give rooms to the plan, and keep it if that is the best so far."""
        seated = settle_rooms(self.openings, self.plan.sessions)
        if len(seated) == len(self.plan.sessions):
            plan = Plan.of(self.plan.instance, seated, self.plan.teams)
            if plan.complete and plan.cost < self.best.cost:
                self.best = plan
                self.note()
