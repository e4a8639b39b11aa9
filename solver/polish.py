"""Polish: plan parts of a timetable anew, again and again, keeping what is better.

As many parts as there are threads are tried side by side; what a try found is laid over the plan
as it then stands. A plan with hours missing is mended in the same way, looking at nothing but the
minutes missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from constraints.openings import Openings
from instances.text import Text
from solver.control import Control
from solver.holding import without_broken
from solver.insertion import eject
from solver.neighbourhoods import Neighbourhood, Neighbourhoods
from solver.plan import Plan
from solver.tries import Found, Tries, Try

MENDING = Text("Placement des heures manquantes", "Placing missing hours")
STAGE = Text("Amélioration", "Improving")
# Sets of rooms a course may use anew in a try, besides those it uses.
WEEK_MORE_ROOMS, MORE_ROOMS = 1, 2
# Once fewer tries than this share of the last ones (about so many) gained anything, every other
# one chooses at random among plans that cost the same.
RARE, RARE_MENDED, MEMORY = 0.12, 0.3, 40
# Each try that leaves a course with hours missing makes a missing hour of it count so much more:
# the search leaves the plans it stands still at by missing hours that are easier to place.
URGENT = 0.1
# Tries after which chains are looked for again in a plan with hours missing, and the share of the
# time that they may take.
CHAINS_EVERY, CHAINS_SHARE = 12, 0.2
# Sessions of a plan from which on compiled steps do that instead (before any try), and their share.
MANY, STEPS_SHARE = 1000, 0.5
# What steps begin with in turn: the plan with another team for a course of everybody who misses
# hours, since steps that kept all teams have just come to an end; as it is; with missing hours in
# many short sessions.
TURNS, HANDING_ON, CUTTING = 3, 1, 0


class Polish:
    """The state of one run of tries: the plan, what is drawn, what is in the air."""

    def __init__(self, openings: Openings, plan: Plan, control: Control) -> None:
        self.openings, self.plan, self.control = openings, plan, control
        self.tries = Tries(openings)
        self.drawn = 0
        self.ample: dict[str, tuple[frozenset[str], ...]] = {}
        self.gains = 1.0
        self.urgency: dict[str, float] = {}
        self.closest = plan
        self.many = len(plan.sessions) >= MANY
        # Chains were what the first plan ended with; steps come before all tries.
        self.chained = -CHAINS_EVERY if self.many else 0
        self.chaining, self.since, self.rounds = 0.0, control.clock, 0
        self._begin()

    def _begin(self) -> None:
        plan, control = self.plan, self.control
        control.enter(MENDING if plan.unplaced else STAGE)
        self.neighbourhoods = Neighbourhoods(
            self.openings.instance, control.options.seed or 0, mending=bool(plan.unplaced)
        )
        self.control.note(self.closest)

    def draw(self, tried: Sequence[Neighbourhood]) -> Try:
        """A neighbourhood of the plan as it stands, apart from those that are being tried."""
        self.drawn += 1
        control = self.control.aside()
        where = self.neighbourhoods.draw(self.plan, tried)
        offered = self.plan.instance.rooms and not where.at_once
        rooms = dict(self._rooms(where)) if offered else {}
        often = RARE_MENDED if self.plan.unplaced else RARE if self.neighbourhoods.one_week else 0
        shaken = self.gains < often and self.drawn % 2 == 1
        return Try(where, self.plan, control, rooms, self.drawn, shaken, dict(self.urgency))

    def _rooms(self, where: Neighbourhood) -> Iterator[tuple[str, frozenset[frozenset[str]]]]:
        """For courses that many rooms suit: those they use, and few others."""
        count = WEEK_MORE_ROOMS if self.neighbourhoods.one_week else MORE_ROOMS
        used: dict[str, set[frozenset[str]]] = {code: set() for code in where.part}
        for session in self.plan.sessions:
            if session.course in used:
                used[session.course].add(frozenset(session.rooms))
        for code in where.part:
            suiting = self.openings.instance.room_sets[code]
            if len(suiting) > len(used[code]) + count:
                more = self.neighbourhoods.sample(self._ample(code), count)
                yield code, frozenset(used[code]).union(more)

    def _ample(self, code: str) -> tuple[frozenset[str], ...]:
        """Of the sets of rooms that suit a course those with a seat for everybody, if any has."""
        if code not in self.ample:
            instance = self.openings.instance
            suiting = instance.room_sets[code]
            learners = instance.seats_needed(instance.course[code])
            seats = {room.code: room.seats for room in instance.rooms}
            large = tuple(
                rooms
                for rooms in suiting
                if any(seats[room] is None for room in rooms)
                or sum(seats[room] or 0 for room in rooms) >= learners
            )
            self.ample[code] = large or suiting
        return self.ample[code]

    def chain(self) -> None:
        """While hours are missing, now and then place some by chains or steps, or move them.

        No new try begins meanwhile.
        """
        before, begun = self.plan, self.control.clock
        soon = self.drawn < self.chained + CHAINS_EVERY
        share = STEPS_SHARE if self.many else CHAINS_SHARE
        late = self.chaining > share * (begun - self.since)
        if self.control.over or not before.unplaced or soon or late:
            return
        self.chained = self.drawn
        after = self._stepped(before) if self.many else self._chained(before)
        if self.worth(after) <= self.worth(before):
            self.settle(after)
        else:
            self.control.note(self.closest)
        self.chaining += self.control.clock - begun

    def _chained(self, before: Plan) -> Plan:
        found = eject(self.openings, before, self.control, number=self.drawn)
        return before if found is before else without_broken(found)

    def _stepped(self, before: Plan) -> Plan:
        # Numba takes a while to load.
        from solver.forward import place_missing, relieved  # noqa: PLC0415

        self.rounds += 1
        turn, begun = self.rounds % TURNS, before
        if turn == HANDING_ON:
            begun = relieved(before, (self.rounds - 1) // TURNS)
        # Where full days have no room for long sessions, shorter ones are tried.
        shorter = before.unplaced if turn == CUTTING else ()
        return place_missing(self.openings, begun, self.control, shorter, self.drawn)

    def worth(self, plan: Plan) -> tuple[float, int]:
        """Less is better: missing minutes as they count now; of complete plans, the cost."""
        missing = sum(self.urgency.get(code, 1.0) * m for code, m in plan.unplaced.items())
        return missing, plan.cost

    def merged(self, found: Found) -> Plan | None:
        """The plan with what was found; None if that is worse, or breaks something."""
        before = self.plan
        after = before.with_part(found.where.sessions, found.sessions, found.teams)
        if after is None or self.worth(after) > self.worth(before):
            return None
        # Beside the plan it began with it breaks nothing: its model had every rule.
        kept = found.base is before or after.keeps_what(before, found.base)
        return after if kept else None

    def take(self, found: Found) -> None:
        """Lay what was found over the plan, if that is no worse and breaks nothing."""
        before = self.plan
        if before.unplaced and found.base is not before:
            found = self.tries.seat_again(found, before, self.control)
        after = self.merged(found)
        improved = after is not None and self.worth(after) < self.worth(before)
        self.gains += (improved - self.gains) / MEMORY
        self.neighbourhoods.learn(found.where, improved=improved, effort=found.effort)
        for code in () if improved else before.unplaced.keys() & found.where.part.keys():
            self.urgency[code] = self.urgency.get(code, 1.0) + URGENT
        # Another plan that misses as many hours takes their base from the tries beside this one.
        wanted = improved or found.shaken or not before.unplaced
        if after is not None and wanted:
            self.settle(after)

    def settle(self, plan: Plan) -> None:
        """Go on from a plan."""
        before, self.plan = self.plan, plan
        self.closest = min(self.closest, plan, key=lambda plan: plan.rank)
        if before.unplaced and plan.complete:
            self._begin()
        elif self.worth(plan) < self.worth(before):
            self.control.note(self.closest)


def polish(
    openings: Openings,
    plan: Plan,
    control: Control,
    *,
    until: Callable[[Plan], bool] | None = None,
) -> Plan:
    """Improve a plan until the time is over, it is proven close enough, or `until` holds.

    With a seed the tries of a round all begin with the same plan and are taken in order.
    """
    if not plan.sessions:
        return plan  # neighbourhoods are drawn around what stands
    state = Polish(openings, plan, control)
    when = FIRST_COMPLETED if control.options.seed is None else ALL_COMPLETED
    flying: dict[Future[Found | None], Try] = {}

    def land(done: Iterable[Future[Found | None]]) -> None:
        for future in done:
            found = future.result()
            control.settle(flying.pop(future).control)
            if found is not None:
                state.take(found)

    state.chain()
    with ThreadPoolExecutor(control.workers) as pool:
        while not control.over and not (until and until(state.plan)):
            while len(flying) < control.workers:
                drawn = state.draw([other.where for other in flying.values()])
                flying[pool.submit(state.tries.make, drawn)] = drawn
            _wait(flying, when, control)
            land([future for future in flying if future.done()])
            state.chain()
        land(list(flying))
    return state.closest


def _wait(flying: Collection[Future[Found | None]], when: str, control: Control) -> None:
    """Wait for one of the tries, or for all of them, unless the search is over before."""
    while not control.over:
        done = wait(flying, timeout=0.5, return_when=when).done
        if len(done) == len(flying) or (done and when == FIRST_COMPLETED):
            return
