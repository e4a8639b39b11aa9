"""Plans on their way: sessions read from a model, numbered once the search is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from constraints.placements import Placement
from constraints.plan_hours import slack
from constraints.variables import Variables
from constraints.verify import cost
from instances.instance import Instance
from instances.timetable import Session, Timetable

# A minute not placed costs more than any soft rule could give back for it.
UNPLACED = 10_000

Value = Callable[[cp_model.LinearExpr | int], int]


@dataclass(frozen=True)
class Plan:
    """A timetable in the making: its sessions, teams, hours still missing and cost.

    unplaced
        Minutes missing, by course that misses some.
    cost
        Whole units of the objective.
    """

    instance: Instance
    sessions: tuple[Session, ...]
    teams: dict[str, frozenset[str]]
    unplaced: dict[str, int]
    cost: int = field(compare=False)

    @classmethod
    def of(
        cls, instance: Instance, sessions: Iterable[Session], teams: dict[str, frozenset[str]]
    ) -> Plan:
        """A plan with its cost, counted by the rules' checks."""
        ordered = tuple(sorted(sessions, key=_order))
        missing = unplaced(instance, ordered)
        priced = cost(Timetable(instance=instance, sessions=ordered))
        return cls(instance, ordered, teams, missing, priced)

    @property
    def rank(self) -> tuple[int, int]:
        """Less is better: minutes missing first, then, of complete plans, the cost."""
        missing = sum(self.unplaced.values())
        return missing, 0 if missing else self.cost

    @property
    def complete(self) -> bool:
        """Whether no hour is missing."""
        return not self.unplaced


def unplaced(instance: Instance, sessions: Iterable[Session]) -> dict[str, int]:
    """Minutes of each course that no session covers, beyond its tolerance."""
    missing = {course.code: course.minutes - slack(instance, course) for course in instance.courses}
    for session in sessions:
        missing[session.course] -= session.minutes
    return {code: minutes for code, minutes in missing.items() if minutes > 0}


def _order(session: Session) -> tuple[object, ...]:
    return session.date, session.start, session.course, session.end


def read_sessions(x: Variables, value: Value) -> list[Session]:
    """The sessions of a solved model with days of one date, kept ones as they are."""
    teams = chosen_teams(x, value)
    return [
        *x.kept,
        *x.beside,
        *(
            _session(x, placement, teams[course.code], value)
            for course in x.courses
            for placement in x.of(course)
            if placement.free and value(placement.var)
        ),
    ]


def _session(x: Variables, placement: Placement, team: frozenset[str], value: Value) -> Session:
    rooms: frozenset[str] = frozenset()
    if x.decide_rooms:
        rooms = next(
            chosen for chosen in placement.room_sets if value(x.in_room[placement, chosen])
        )
    return Session(
        id="",
        course=placement.course.code,
        date=placement.day.first,
        start=placement.span.start,
        end=placement.span.end,
        minutes=placement.span.minutes,
        groups=placement.course.groups,
        teachers=tuple(sorted(team)),
        rooms=tuple(sorted(rooms)),
    )


def chosen_teams(x: Variables, value: Value) -> dict[str, frozenset[str]]:
    """The team each course that is planned was given."""
    return {
        course.code: frozenset(
            code
            for code in sorted(frozenset.union(*x.instance.teams[course.code]))
            if value(x.teaches(course, code))
        )
        for course in x.courses
    }


def numbered(instance: Instance, sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Sessions in time order with their ids: the course and a number in date order.

    Ids are issued once; after that they are names, not positions. Sessions that a pin imposes
    are marked locked.
    """
    counts: dict[str, int] = defaultdict(int)
    found = []
    for session in sorted(sessions, key=_order):
        counts[session.course] += 1
        name = f"{session.course}.{counts[session.course]:02d}"
        where = session.course, session.date, session.start, session.minutes
        locked = any(pin.speaks_of(*where) for pin in instance.pins)
        found.append(session.model_copy(update={"id": name, "locked": locked}))
    return tuple(found)
