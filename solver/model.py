"""Build a model: variables, required rules, and the objective of the soft ones."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ortools.sat.python import cp_model

from constraints.openings import Openings
from constraints.placements import Day
from constraints.registry import REQUIRED, SOFT
from constraints.variables import Variables
from constraints.weights import weight
from instances.entities import Course, Resource
from instances.grid import Span
from instances.instance import Instance
from instances.timetable import Session
from solver.floors import Floor, lift
from solver.plan import UNPLACED

# Seconds that a place of a course takes to be built, and that more for each period of the day.
EACH_PLACE, EACH_PERIOD = 3e-5, 5e-6


@dataclass(frozen=True)
class Model:
    """A CP-SAT model with the words it was written in and its objective.

    `floor` bounds the objective from below, in whole units, before anything is solved.
    """

    cp: cp_model.CpModel
    x: Variables
    objective: cp_model.LinearExpr | int
    floor: int = 0

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.cp.proto.variables)


@dataclass(frozen=True)
class Scope:
    """What of a timetable a model decides; everything, by default.

    kept
        Sessions that stay.
    part
        The dates on which each course is planned; None: every course and date.
    later
        Codes of courses that are to be planned after these.
    narrow
        Whether a span may be used there.
    rooms
        Sets of rooms a course may use, where not all that suit.
    teams
        Teachers already chosen, by course.
    """

    kept: Sequence[Session] = ()
    part: Mapping[str, Collection[date]] | None = None
    later: Collection[str] = ()
    narrow: Callable[[Course, date, Span], bool] | None = None
    rooms: Mapping[str, Collection[frozenset[str]]] | None = None
    teams: Mapping[str, frozenset[str]] | None = None

    def near(self, instance: Instance) -> tuple[list[Session], list[Session]]:
        """Kept sessions that concern what is planned, and those that only take rooms."""
        if self.part is None:
            return list(self.kept), []
        kin = frozenset[str]().union(*(instance.kin[code] for code in self.part))
        concern: list[Session] = []
        beside: list[Session] = []
        for session in self.kept:
            (concern if session.course in kin else beside).append(session)
        return concern, beside


def build(
    openings: Openings,
    days: Sequence[Day],
    scope: Scope | None = None,
    *,
    decide_rooms: bool = False,
    elastic: bool = False,
    without: Iterable[str] = (),
    floors: Iterable[Floor] = (),
) -> Model:
    """Post every rule on the days given, but for those named in `without`.

    In the trame (days of several dates) rules that do not aggregate are left out, so its
    optimum is a bound. An elastic model may leave hours unplaced, at a price above all others.
    Floors of everything are cuts in a model of everything.
    """
    scope = scope or Scope()
    cp = cp_model.CpModel()
    kept, beside = scope.near(openings.instance)
    x = Variables(
        cp,
        openings,
        days,
        kept=kept,
        part=scope.part,
        later=scope.later,
        beside=beside,
        narrow=scope.narrow,
        rooms=scope.rooms,
        teams=scope.teams,
        decide_rooms=decide_rooms,
        elastic=elastic,
    )
    skipped = set(without)
    for rule in REQUIRED:
        if rule.id not in skipped and (x.dated or rule.trame != "absent"):
            for _ in rule.post(x):
                pass
    instance = openings.instance
    terms: list[cp_model.LinearExpr | int] = []
    priced: dict[tuple[str, Resource], list[cp_model.LinearExpr | int]] = defaultdict(list)
    for wish in SOFT:
        cost = weight(wish, instance)
        if cost and wish.id not in skipped and (x.dated or wish.trame != "absent"):
            for subject, amount in wish.penalize(x):
                terms.append(cost * amount)
                priced[wish.id, subject].append(amount)
    floor = lift(x, priced, floors)
    if elastic:
        terms.extend(UNPLACED * x.unplaced(course) for course in x.courses)
    objective = sum(terms)
    if not isinstance(objective, int):
        cp.minimize(objective)
    return Model(cp, x, objective, floor)


def build_seconds(openings: Openings) -> float:
    """About how long it takes to build the exact model, in seconds of a core.

    Measured on semesters of one to three classes with 9 to 108 periods a day: 52 to 584 millionths
    of a second for a place of a course, where this says 75 to 570.
    """
    instance = openings.instance
    places = sum(len(openings.at(c, day)) for c in instance.courses for day in instance.dates)
    return places * (EACH_PLACE + EACH_PERIOD * len(instance.grid.periods))


def exact_days(dates: Iterable[date]) -> tuple[Day, ...]:
    """One day a date."""
    return tuple(Day(index, (when,)) for index, when in enumerate(dates))


def hint(model: Model, sessions: Iterable[Session]) -> None:
    """Start the search of a model from the sessions given; nothing else stands in the hint."""
    sessions = tuple(sessions)
    stands = {(s.course, s.date, s.start, s.minutes): frozenset(s.rooms) for s in sessions}
    planned: Counter[str] = Counter()
    for session in (*sessions, *model.x.kept):
        planned[session.course] += session.minutes
    for course in model.x.courses:
        if not isinstance(left := model.x.unplaced(course), int):
            model.cp.add_hint(left, max(0, course.minutes - planned[course.code]))
        for placement in model.x.of(course):
            if isinstance(placement.var, int):
                continue
            span = placement.span
            rooms = stands.get((course.code, placement.day.first, span.start, span.minutes))
            model.cp.add_hint(placement.var, rooms is not None)
            for choice in placement.room_sets if len(placement.room_sets) > 1 else ():
                term = model.x.in_room.get((placement, choice), 0)
                if not isinstance(term, int):
                    model.cp.add_hint(term, choice == rooms)


def press(model: Model, urgency: Mapping[str, float]) -> Model:
    """The model with a higher price on the hours that some courses miss, so many times as high."""
    more = [
        round(UNPLACED * (urgency[course.code] - 1)) * model.x.unplaced(course)
        for course in model.x.courses
        if course.code in urgency
    ]
    if not more:
        return model
    objective = model.objective + sum(more)
    model.cp.minimize(objective)
    return replace(model, objective=objective)


def shake(model: Model, seed: int) -> None:
    """Prefer some placements to others at random, by less in all than one unit of the cost.

    Of plans that cost the same the solver then finds another one, so that a search does not
    stand still where most parts are as good as they can be by themselves.
    """
    chance = random.Random(seed)
    free = [p.var for course in model.x.courses for p in model.x.of(course) if p.free]
    liking = cp_model.LinearExpr.weighted_sum(free, [chance.randrange(3) for _ in free])
    model.cp.minimize((2 * len(free) + 1) * model.objective + liking)
