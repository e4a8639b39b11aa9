"""Plans on their way: sessions read from a model, numbered once the search is over."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ortools.sat.python import cp_model

from constraints.placements import Placement
from constraints.plan_hours import due
from constraints.variables import Variables
from constraints.verify import cost, priced, violations
from instances.entities import Course, Pin
from instances.grid import Span
from instances.instance import Instance
from instances.timetable import Session, Timetable

# A minute not placed costs more than any soft rule could give back for it.
UNPLACED = 10_000
# Rules that a plan with hours missing does not keep yet.
HOURS = ("plan_hours", "meet_quotas")

Value = Callable[[cp_model.LinearExpr | int], int]


@dataclass(frozen=True)
class Plan:
    """A timetable in the making: its sessions, teams, hours still missing and cost.

    unplaced
        Minutes missing, by course that misses some.
    cost
        Whole units of the objective; 0 while hours are missing, where it is of no interest.
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
        """A plan with its cost, counted by the rules' checks once no hour is missing."""
        ordered = tuple(sorted(sessions, key=_order))
        missing = unplaced(instance, ordered)
        priced = 0 if missing else cost(Timetable(instance=instance, sessions=ordered))
        return cls(instance, ordered, teams, missing, priced)

    def with_part(
        self,
        freed: Sequence[Session],
        planned: Sequence[Session],
        teams: Mapping[str, frozenset[str]],
    ) -> Plan | None:
        """The plan with other sessions for some of its own; None if it no longer has those.

        Only what shares learners, teachers or a rule with a course that changed is counted anew.
        """
        gone = {id(session) for session in freed}
        rest = [session for session in self.sessions if id(session) not in gone]
        if len(rest) + len(gone) != len(self.sessions):
            return None
        stood = {what(session): session for session in freed}
        planned = [stood.get(what(session), session) for session in planned]
        for session in planned:
            insort(rest, session, key=_order)
        ordered = tuple(rest)
        part = self._restricted(self._near(s.course for s in _other_than(freed, planned)))
        looked_at = {course.code for course in part.courses}
        missing = {code: short for code, short in self.unplaced.items() if code not in looked_at}
        missing |= unplaced(part, (s for s in ordered if s.course in looked_at))
        # Of a course that has no session here another change may have chosen the team since.
        placed = {session.course for session in planned}
        merged = self.teams | {code: team for code, team in teams.items() if code in placed}
        if missing:
            return Plan(self.instance, ordered, merged, missing, 0)
        if self.unplaced:
            return Plan.of(self.instance, ordered, merged)
        gained = _cost(part, self.sessions) - _cost(part, ordered)
        return Plan(self.instance, ordered, merged, missing, self.cost - gained)

    def keeps_what(self, before: Plan, base: Plan) -> bool:
        """Whether a change breaks no rule that the plan before it kept, missing hours apart.

        Parameters
        ----------
        base
            The plan that the change was made on, where it broke nothing. Only what concerns both
            the change and what has changed since can be broken now.
        """
        mine = _other_than(before.sessions, self.sessions)
        others = _other_than(base.sessions, before.sessions)
        both = self._near(s.course for s in mine) & self._near(s.course for s in others)
        rooms = {(code, s.date) for s in mine for code in s.rooms}
        rooms &= {(code, s.date) for s in others for code in s.rooms}
        both |= {
            s.course for s in (*mine, *others) if any((code, s.date) in rooms for code in s.rooms)
        }
        if not both:
            return True
        part = self._restricted(both)
        return not _broken(part, self.sessions) - _broken(part, before.sessions)

    def _near(self, codes: Iterable[str]) -> frozenset[str]:
        kin = self.instance.kin
        return frozenset[str]().union(*(kin[code] for code in set(codes)))

    def _restricted(self, codes: Collection[str]) -> Instance:
        """The instance with some of its courses; what it has worked out already stays known."""
        codes, pending = set(codes), list(codes)
        while pending:
            course = self.instance.course[pending.pop()]
            for other in (*course.after, *course.parallel_with, course.pace_of):
                if other is not None and other not in codes:
                    codes.add(other)
                    pending.append(other)
            for relation in self.instance.relations:
                if course.code in relation.courses:
                    pending += set(relation.courses) - codes
                    codes.update(relation.courses)
        if len(codes) == len(self.instance.courses):
            return self.instance
        courses = tuple(course for course in self.instance.courses if course.code in codes)
        pins = tuple(pin for pin in self.instance.pins if pin.course in codes)
        relations = tuple(r for r in self.instance.relations if codes.issuperset(r.courses))
        return self.instance.model_copy(
            update={"courses": courses, "pins": pins, "relations": relations}
        )

    @cached_property
    def blame(self) -> dict[str, int]:
        """What each course costs that costs something: the deviations its sessions are part of.

        Those that name no session count for the course they speak of; others for none.
        """
        found: dict[str, int] = defaultdict(int)
        for deviation, price in priced(_of(self.instance, self.sessions)):
            courses = {session.course for session in deviation.sessions}
            if not courses and deviation.subject.kind == "course":
                courses = {deviation.subject.code}
            for code in courses if price else ():
                found[code] += price
        return dict(found)

    @property
    def rank(self) -> tuple[int, int]:
        """Less is better: minutes missing first, then, of complete plans, the cost."""
        return sum(self.unplaced.values()), self.cost

    @property
    def complete(self) -> bool:
        """Whether no hour is missing."""
        return not self.unplaced


def unplaced(instance: Instance, sessions: Iterable[Session]) -> dict[str, int]:
    """Minutes of each course that no session covers, beyond its tolerance."""
    missing = {course.code: due(instance, course) for course in instance.courses}
    for session in sessions:
        missing[session.course] -= session.minutes
    return {code: minutes for code, minutes in missing.items() if minutes > 0}


def what(session: Session) -> tuple[object, ...]:
    """When, who and where a session is: all but its id."""
    where = session.course, session.date, session.start, session.minutes
    return (*where, frozenset(session.teachers), frozenset(session.rooms))


def _other_than(before: Iterable[Session], after: Iterable[Session]) -> list[Session]:
    """Sessions that are in one of two plans only: what is the same in both is the same object."""
    found = {id(session): session for session in before}
    added = [session for session in after if found.pop(id(session), None) is None]
    return [*found.values(), *added]


def _of(part: Instance, sessions: Iterable[Session]) -> Timetable:
    codes = {course.code for course in part.courses}
    return Timetable.model_construct(
        instance=part, sessions=tuple(s for s in sessions if s.course in codes)
    )


def _cost(part: Instance, sessions: Iterable[Session]) -> int:
    return cost(_of(part, sessions))


def _broken(part: Instance, sessions: Iterable[Session]) -> Counter[tuple[object, ...]]:
    return Counter(
        (violation.rule.id, violation.subject, violation.amount)
        for violation in violations(_of(part, sessions), without=HOURS)
    )


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
    return session_at(placement.course, placement.day.first, placement.span, team, rooms)


def session_at(
    course: Course,
    when: date,
    span: Span,
    team: Collection[str],
    rooms: Collection[str] = (),
) -> Session:
    """A session that has no id yet."""
    return Session(
        id="",
        course=course.code,
        date=when,
        start=span.start,
        end=span.end,
        minutes=span.minutes,
        groups=course.groups,
        teachers=tuple(sorted(team)),
        rooms=tuple(sorted(rooms)),
    )


def chosen_teams(x: Variables, value: Value) -> dict[str, frozenset[str]]:
    """The team each course that is planned was given."""
    return {
        course.code: frozenset(
            code
            for code in sorted(x.instance.givers[course.code])
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
    is_pinned = pinned(instance)
    found = []
    for session in sorted(sessions, key=_order):
        counts[session.course] += 1
        name = f"{session.course}.{counts[session.course]:02d}"
        update = {"id": name, "locked": is_pinned(session)}
        found.append(session.model_copy(update=update))
    return tuple(found)


def pinned(instance: Instance) -> Callable[[Session], bool]:
    """Whether a pin imposes a session."""
    pins: dict[str, list[Pin]] = defaultdict(list)
    for pin in instance.pins:
        pins[pin.course].append(pin)

    def is_pinned(session: Session) -> bool:
        where = session.course, session.date, session.start, session.minutes
        return any(pin.speaks_of(*where) for pin in pins[session.course])

    return is_pinned
