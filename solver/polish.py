"""Polish: plan parts of a timetable anew, again and again, keeping what is better.

Each part is an exact model of its own, with rooms decided and the rest of the timetable fixed.
As many parts as there are threads are tried side by side; what a try found is laid over the plan
as it then stands. A plan with hours missing is mended in the same way, looking at nothing but the
minutes missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from constraints.openings import Openings
from constraints.placements import Day, Slot
from constraints.registry import WISH
from instances.entities import Course
from instances.grid import Span
from instances.text import Text
from instances.timetable import Session
from solver.control import Control, Job
from solver.model import Model, Scope, build, exact_days, hint, press, shake
from solver.neighbourhoods import Neighbourhood, Neighbourhoods
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.tiles import tiled

MENDING = Text("Placement des heures manquantes", "Placing missing hours")
STAGE = Text("Amélioration", "Improving")
SECONDS, WEEK_SECONDS, ROOMS_SECONDS = 1.0, 0.15, 0.1
# Sets of rooms a course may use anew in a try, besides those it uses.
WEEK_MORE_ROOMS, MORE_ROOMS = 1, 2
# Once fewer tries than this share of the last ones (about so many) gained anything, every other
# one chooses at random among plans that cost the same.
RARE, RARE_MENDED, MEMORY = 0.12, 0.3, 40
# Each try that leaves a course with hours missing makes a missing hour of it count so much more:
# the search leaves the plans it stands still at by missing hours that are easier to place.
URGENT = 0.1


@dataclass(frozen=True)
class Found:
    """What a try found: the plan it began with, and the sessions for those it freed."""

    where: Neighbourhood
    base: Plan
    sessions: tuple[Session, ...]
    teams: dict[str, frozenset[str]]
    effort: float
    shaken: bool = False


class Try(NamedTuple):
    """What is planned anew in a thread: all that was drawn for it, before it begins.

    rooms
        The sets of rooms offered to each course that has not its choice.
    number
        Its rank among all tries; seeds what is random about it.
    shaken
        Whether it chooses at random among plans that cost the same.
    urgency
        Of courses whose hours did not find a place: how many times a missing hour counts.
    """

    where: Neighbourhood
    plan: Plan
    control: Control
    rooms: Mapping[str, frozenset[frozenset[str]]]
    number: int
    shaken: bool
    urgency: Mapping[str, float]

    def beside(self) -> tuple[list[Session], dict[str, frozenset[str]]]:
        """The sessions that stay, and the teams of their courses."""
        freed = {id(session) for session in self.where.sessions}
        kept = [session for session in self.plan.sessions if id(session) not in freed]
        partly = {session.course for session in kept}
        return kept, {code: team for code, team in self.plan.teams.items() if code in partly}


class Polish:
    """The state of one run of tries: the plan, what is drawn, what is in the air."""

    stage = STAGE

    def __init__(
        self, openings: Openings, plan: Plan, slots: Mapping[str, frozenset[Slot]], control: Control
    ) -> None:
        self.openings, self.plan, self.control = openings, plan, control
        self.slots = slots
        self.days: tuple[Day, ...] = exact_days(openings.instance.dates)
        self.tiles = tiled(openings.instance)
        self.drawn = 0
        self.ample: dict[str, tuple[frozenset[str], ...]] = {}
        self.gains = 1.0
        self.urgency: dict[str, float] = {}
        self.closest = plan
        self._begin()

    def _begin(self) -> None:
        plan, control = self.plan, self.control
        control.enter(MENDING if plan.unplaced else self.stage)
        self.neighbourhoods = Neighbourhoods(
            self.openings.instance, control.options.seed or 0, mending=bool(plan.unplaced)
        )
        self.note()

    def note(self) -> None:
        """Tell where the plan stands."""
        self.control.unplaced = sum(self.closest.unplaced.values())
        self.control.objective = self.closest.cost if self.closest.complete else None
        self.control.tell()

    def draw(self, tried: Sequence[Neighbourhood]) -> Try:
        """A neighbourhood of the plan as it stands, apart from those that are being tried."""
        self.drawn += 1
        control = self.control.aside()
        where = self.neighbourhoods.draw(self.plan, tried)
        rooms = self.rooms_for(where)
        often = RARE_MENDED if self.plan.unplaced else RARE if self.neighbourhoods.one_week else 0
        shaken = self.gains < often and self.drawn % 2 == 1
        return Try(where, self.plan, control, rooms, self.drawn, shaken, dict(self.urgency))

    def rooms_for(self, where: Neighbourhood) -> dict[str, frozenset[frozenset[str]]]:
        """The sets of rooms offered to each course of a neighbourhood that has not its choice."""
        offered = self.plan.instance.rooms and not where.at_once
        return dict(self._rooms(where)) if offered else {}

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

    def attempt(self, begun: Try) -> Found | None:
        """Plan a neighbourhood anew, rooms and all; while hours are missing rooms come after."""
        where, plan = begun.where, begun.plan
        kept, teams = begun.beside()
        used = {(s.course, s.slot) for s in plan.sessions if s.course in where.part}
        used |= {(code, slot) for code in where.part for slot in self.slots.get(code, ())}

        mending = bool(plan.unplaced)
        anew = self.tiles if mending and not where.familiar else None
        standing_at = {(s.course, s.date, s.start) for s in where.sessions}

        def known(course: Course, when: date, span: Span) -> bool:
            if where.at_once:
                return (course.code, when, span.start) in standing_at
            slot = when.weekday(), span.start, span.minutes
            return (course.code, slot) in used or (anew is not None and anew(course, when, span))

        model = build(
            self.openings,
            self.days,
            Scope(
                kept=kept,
                part=where.part,
                narrow=known if where.familiar or where.at_once or mending else None,
                rooms=begun.rooms,
                teams=teams,
            ),
            decide_rooms=not mending,
            elastic=mending,
            # A plan with all its hours is soon regular again: no wish is looked at before.
            without=WISH if mending else (),
        )
        found = self.solve(model, begun)
        if found is None or not mending or found.sessions is where.sessions:
            return found
        where, sessions = self._seated(begun.control, where, found.sessions, kept)
        return replace(found, where=where, sessions=sessions)

    def solve(self, model: Model, begun: Try) -> Found | None:
        """What the model of a try finds; the sessions that stood, if nothing."""
        where, plan, control, number = begun.where, begun.plan, begun.control, begun.number
        hint(model, where.sessions)
        if model.x.elastic:
            model = press(model, begun.urgency)
        if begun.shaken:
            shake(model, number)
        control.spend(0.02 + model.size * 2e-5)
        if control.over:
            return None
        one_week = self.neighbourhoods.one_week
        seconds = WEEK_SECONDS if one_week else SECONDS
        solved = control.run(Job(model.cp, seconds, near=True, by_work=one_week, number=number))
        effort = min(1.0, solved.work / seconds) if solved.status == "OPTIMAL" else 1.0
        if not solved.found:
            return Found(where, plan, where.sessions, {}, effort)
        standing = {id(session) for session in model.x.kept}
        standing |= {id(session) for session in model.x.beside}
        sessions = tuple(s for s in read_sessions(model.x, solved.value) if id(s) not in standing)
        teams = chosen_teams(model.x, solved.value)
        return Found(where, plan, sessions, teams, effort, begun.shaken)

    def _seated(
        self,
        control: Control,
        where: Neighbourhood,
        sessions: tuple[Session, ...],
        kept: Sequence[Session],
    ) -> tuple[Neighbourhood, tuple[Session, ...]]:
        """Sessions with rooms; where some find none, all sessions of their dates choose anew."""
        near = _near(kept, sessions)
        seated = choose_rooms(self.openings, sessions, control, ROOMS_SECONDS, near, fit=True)
        if len(seated) == len(sessions):
            return where, seated
        found = {(s.course, s.date, s.start) for s in seated}
        dates = {s.date for s in sessions if (s.course, s.date, s.start) not in found}
        moved = tuple(session for session in kept if session.date in dates)
        there = tuple(session for session in seated if session.date not in dates)
        rest = (*(session for session in kept if session.date not in dates), *there)
        again = (*moved, *(session for session in sessions if session.date in dates))
        near = _near(rest, again)
        anew = choose_rooms(self.openings, again, control, ROOMS_SECONDS, near, fit=True)
        return replace(where, sessions=(*where.sessions, *moved)), (*there, *anew)

    def learn(self, found: Found, *, improved: bool) -> None:
        """Take note of how a try did."""
        self.gains += (improved - self.gains) / MEMORY
        self.neighbourhoods.learn(found.where, improved=improved, effort=found.effort)

    def worth(self, plan: Plan) -> tuple[float, int]:
        """Less is better: missing minutes as they count now; of complete plans, the cost."""
        missing = sum(self.urgency.get(code, 1.0) * m for code, m in plan.unplaced.items())
        return missing, 0 if missing else plan.cost

    def take(self, found: Found) -> None:
        """Lay what was found over the plan, if that is no worse and breaks nothing."""
        before = self.plan
        after = before.with_part(found.where.sessions, found.sessions, found.teams)
        better = after is not None and (
            self.worth(after) <= self.worth(before)
            and (found.base is before or after.keeps_what(before, found.base))
        )
        improved = better and after is not None and self.worth(after) < self.worth(before)
        self.learn(found, improved=improved)
        for code in () if improved else before.unplaced.keys() & found.where.part.keys():
            self.urgency[code] = self.urgency.get(code, 1.0) + URGENT
        # Another plan that misses as many hours takes their base from the tries beside this one.
        wanted = improved or found.shaken or not before.unplaced
        if better and wanted and after is not None:
            self.plan = after
            self.closest = min(self.closest, after, key=lambda plan: plan.rank)
        if improved:
            if before.unplaced and self.plan.complete:
                self._begin()
            else:
                self.note()


def _near(kept: Iterable[Session], sessions: Sequence[Session]) -> list[Session]:
    """Of kept sessions those on the dates of some others, which take rooms, or of their courses."""
    dates, codes = {s.date for s in sessions}, {s.course for s in sessions}
    return [session for session in kept if session.date in dates or session.course in codes]


def polish(
    openings: Openings,
    plan: Plan,
    slots: Mapping[str, frozenset[Slot]],
    control: Control,
    *,
    until: Callable[[Plan], bool] | None = None,
) -> Plan:
    """Improve a plan until the time is over, it is proven close enough, or `until` holds.

    With a seed the tries of a round all begin with the same plan and are taken in order.
    """
    return run(Polish(openings, plan, slots, control), until)


def run(state: Polish, until: Callable[[Plan], bool] | None = None) -> Plan:
    """Make tries until the time is over, the plan is proven close enough, or `until` holds."""
    control = state.control
    when = FIRST_COMPLETED if control.options.seed is None else ALL_COMPLETED
    flying: dict[Future[Found | None], Try] = {}

    def land(done: Iterable[Future[Found | None]]) -> None:
        for future in done:
            found = future.result()
            control.settle(flying.pop(future).control)
            if found is not None:
                state.take(found)

    with ThreadPoolExecutor(control.workers) as pool:
        while not control.over and not (until and until(state.plan)):
            while len(flying) < control.workers:
                drawn = state.draw([other.where for other in flying.values()])
                flying[pool.submit(state.attempt, drawn)] = drawn
            wait(flying, timeout=0.5, return_when=when)
            if when == ALL_COMPLETED and not all(future.done() for future in flying):
                continue
            land([future for future in flying if future.done()])
        land(list(flying))
    return state.closest
