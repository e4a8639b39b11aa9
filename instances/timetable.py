"""What was planned: dated sessions, and how good the plan is known to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from instances.entities import Course, Resource, TimeOff
from instances.grid import Entity
from instances.groups import Atom
from instances.instance import Instance

Status = Literal["optimal", "feasible", "partial"]


class Session(Entity):
    """One meeting of a course.

    `start` and `end` are clock times, `minutes` the credited length. `groups` are the
    course's, repeated so that a session reads alone. A session edited by hand may stand
    off the grid. `locked`: an imposed session.
    """

    id: str
    course: str
    date: date
    start: int
    end: int
    minutes: int
    groups: tuple[str, ...]
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    locked: bool = False

    def overlaps(self, other: Session) -> bool:
        """Whether the two meet at the same time on the same date."""
        return self.date == other.date and self.start < other.end and other.start < self.end

    @property
    def slot(self) -> tuple[int, int, int]:
        """Weekday (0-6), start and credited length: the session's place in the trame."""
        return self.date.weekday(), self.start, self.minutes


class Solution(Entity):
    """How a timetable was found and what is proved of it.

    `objective`, `bound` and `costs` are in points (`constraints.weights`); `bound` None: none is
    known. `unplaced`: minutes not placed, by course. `stopped`: why the search ended.
    `seconds` of search; `first_complete` of them until a plan was complete.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    costs: dict[str, float] = {}
    amounts: dict[str, int] = {}
    unbounded: tuple[str, ...] = ()
    unplaced: dict[str, int] = {}
    stopped: str = ""
    seconds: float = 0.0
    first_complete: float | None = None
    seed: int | None = None
    options: dict[str, object] = {}
    versions: dict[str, str] = {}
    created: datetime | None = None

    @property
    def repeatable(self) -> bool | None:
        """Whether another run of the same finds the same; None: it had no seed."""
        if self.seed is None:
            return None
        return self.stopped not in ("wall_limit", "interrupted")

    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(1, objective); None where no bound is known."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, self.objective - self.bound) / max(1.0, self.objective)


class Timetable(Entity):
    """The sessions of an instance, in time order; complete or not, right or not."""

    instance: Instance
    sessions: tuple[Session, ...]
    solution: Solution | None = None
    changes: tuple[TimeOff, ...] = ()
    workbook_digest: str | None = None

    @cached_property
    def by_course(self) -> dict[str, tuple[Session, ...]]:
        """Sessions of every course of the instance, in time order; unknown codes too."""
        found: dict[str, list[Session]] = {course.code: [] for course in self.instance.courses}
        for session in self.sessions:
            found.setdefault(session.course, []).append(session)
        return _ordered(found)

    @cached_property
    def by_teacher(self) -> dict[str, tuple[Session, ...]]:
        """Sessions of every teacher, in time order; unknown codes too."""
        found: dict[str, list[Session]] = {t.code: [] for t in self.instance.teachers}
        for session in self.sessions:
            for code in session.teachers:
                found.setdefault(code, []).append(session)
        return _ordered(found)

    @cached_property
    def by_room(self) -> dict[str, tuple[Session, ...]]:
        """Sessions in every room, in time order; unknown codes too."""
        found: dict[str, list[Session]] = {room.code: [] for room in self.instance.rooms}
        for session in self.sessions:
            for code in session.rooms:
                found.setdefault(code, []).append(session)
        return _ordered(found)

    @cached_property
    def by_atom(self) -> dict[Atom, tuple[Session, ...]]:
        """Sessions each atom of learners attends, in time order."""
        found: dict[Atom, list[Session]] = {atom: [] for atom in self.instance.atoms}
        for session in self.sessions:
            for atom in self.attending(session):
                found[atom].append(session)
        return {atom: _sorted(sessions) for atom, sessions in found.items()}

    def attending(self, session: Session) -> tuple[Atom, ...]:
        """The atoms that attend a session, by its own groups."""
        atoms = (atom for code in session.groups for atom in self.instance.atoms_of.get(code, ()))
        return tuple(dict.fromkeys(atoms))

    def of_group(self, code: str) -> tuple[Session, ...]:
        """Sessions that some learner of a group attends, in time order."""
        atoms = set(self.instance.atoms_of[code])
        return tuple(s for s in self.sessions if atoms & set(self.attending(s)))

    def of(self, resource: Resource) -> tuple[Session, ...]:
        """Sessions of a group, teacher or room, in time order."""
        if resource.kind == "group":
            return self.of_group(resource.code)
        own = self.by_teacher if resource.kind == "teacher" else self.by_room
        return own.get(resource.code, ())

    @cached_property
    def by_resource(self) -> dict[Resource, tuple[Session, ...]]:
        """Sessions of every exclusive resource: atoms (by label), teachers, rooms."""
        return {
            **{Resource("group", atom.label): s for atom, s in self.by_atom.items()},
            **{Resource("teacher", code): s for code, s in self.by_teacher.items()},
            **{Resource("room", code): s for code, s in self.by_room.items()},
        }

    def planned(self, course: Course) -> int:
        """Credited minutes of a course that are placed."""
        return sum(session.minutes for session in self.by_course[course.code])


def _sorted(sessions: list[Session]) -> tuple[Session, ...]:
    return tuple(sorted(sessions, key=lambda s: (s.date, s.start, s.end, s.course, s.id)))


def _ordered(found: Mapping[str, list[Session]]) -> dict[str, tuple[Session, ...]]:
    return {code: _sorted(sessions) for code, sessions in found.items()}


def by_day(sessions: tuple[Session, ...]) -> dict[date, tuple[Session, ...]]:
    """Sessions grouped by date, in time order."""
    found: dict[date, list[Session]] = defaultdict(list)
    for session in sessions:
        found[session.date].append(session)
    return {day: _sorted(found[day]) for day in sorted(found)}
