"""What differs between two timetables: in sessions, in hours, and for whom.

A session is the same one where its id is. Ids found in one timetable only are compared within
their course, so that the whole distance is least: a session that got a new id is a session that
moved, not one removed and another added. Locks are no difference to anybody who attends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from instances.assignment import least_cost
from instances.entities import Resource
from instances.timetable import Session, Timetable

Kind = Literal["added", "removed", "moved", "rooms", "teachers", "groups", "course"]
Total = Literal["course", "unit", "group", "teacher"]

_MINUTES_A_DAY = 1440
_OTHER_NAME = 60  # another teacher or room weighs as much as an hour's move


class Change(NamedTuple):
    """A session before and after; None: it was not there, or is no more."""

    before: Session | None
    after: Session | None

    @property
    def now(self) -> Session:
        """The session as it is, or as it was before it was removed."""
        found = self.after or self.before
        assert found is not None, "a change of no session"
        return found

    @property
    def first(self) -> date:
        """The first date it touches."""
        return min(session.date for session in (self.before, self.after) if session is not None)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What changed; nothing for two sessions alike. A move is of date, start or duration."""
        old, new = self.before, self.after
        if old is None or new is None:
            return ("added",) if old is None else ("removed",)
        found: list[Kind] = []
        if _time(old) != _time(new):
            found.append("moved")
        fields: tuple[Literal["rooms", "teachers", "groups"], ...] = ("rooms", "teachers", "groups")
        found += [name for name in fields if set(getattr(old, name)) != set(getattr(new, name))]
        return (*found, "course") if old.course != new.course else tuple(found)

    def both(self, of: Callable[[Session], Sequence[str]]) -> tuple[str, ...]:
        """Codes of the session before and after, each once."""
        sessions = [session for session in self if session is not None]
        return tuple(dict.fromkeys(code for session in sessions for code in of(session)))


class Hours(NamedTuple):
    """Credited minutes before and after, of a course, unit, learner group or teacher."""

    kind: Total
    code: str
    before: int
    after: int


class Concerned(NamedTuple):
    """Somebody to tell: a teacher or a class, and the changes of her sessions."""

    who: Resource
    changes: tuple[Change, ...]


class Difference(NamedTuple):
    """What differs.

    changes
        In time order, by the first date each touches.
    hours
        Every total whose minutes differ.
    concerned
        Classes, then teachers, in the order of the data. A class is told what changes for any
        of its learners, a teacher what she gives, gave or will give.
    same
        Sessions that are alike in both.
    """

    changes: tuple[Change, ...]
    hours: tuple[Hours, ...]
    concerned: tuple[Concerned, ...]
    same: int

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of a kind; one may be of several."""
        return tuple(change for change in self.changes if kind in change.kinds)


def difference(before: Timetable, after: Timetable, *, ids: bool = True) -> Difference:
    """What differs between two timetables, of one instance or of two states of it.

    Parameters
    ----------
    before, after
        Timetables, complete or not.
    ids
        Whether an id means the same session in both. Two searches number their sessions alike
        by chance: there, the nearest sessions of each course belong together.
    """
    pairs = _pairs(before.sessions, after.sessions, ids=ids)
    changes = sorted(
        (pair for pair in pairs if pair.kinds),
        key=lambda c: (c.first, c.now.date, c.now.start, c.now.course, c.now.id),
    )
    return Difference(
        tuple(changes),
        tuple(_hours(before, after)),
        tuple(_concerned(before, after, changes)),
        len(pairs) - len(changes),
    )


def _time(session: Session) -> tuple[date, int, int, int]:
    return session.date, session.start, session.end, session.minutes


def _pairs(before: Sequence[Session], after: Sequence[Session], *, ids: bool) -> list[Change]:
    found: list[Change] = []
    old, new = list(before), list(after)
    if ids:
        once = [
            {i for i, n in Counter(s.id for s in part).items() if n == 1} for part in (old, new)
        ]
        shared = once[0] & once[1]
        later = {session.id: session for session in new}
        found = [Change(s, later[s.id]) for s in old if s.id in shared]
        old = [session for session in old if session.id not in shared]
        new = [session for session in new if session.id not in shared]
    of_course: dict[str, tuple[list[Session], list[Session]]] = defaultdict(lambda: ([], []))
    for session in old:
        of_course[session.course][0].append(session)
    for session in new:
        of_course[session.course][1].append(session)
    for left, right in of_course.values():
        found += _nearest(left, right)
    return found


def _nearest(old: list[Session], new: list[Session]) -> Iterator[Change]:
    """Pair the sessions of a course; those alike first, which no least cost would part."""
    waiting: dict[object, list[Session]] = defaultdict(list)
    for session in new:
        waiting[_alike(session)].append(session)
    left = []
    for session in old:
        twins = waiting[_alike(session)]
        if twins:
            yield Change(session, twins.pop(0))
        else:
            left.append(session)
    right = [session for sessions in waiting.values() for session in sessions]
    matched = least_cost([[_distance(one, other) for other in right] for one in left])
    for row, column in matched:
        yield Change(left[row], right[column])
    rows, columns = {row for row, _ in matched}, {column for _, column in matched}
    yield from (Change(s, None) for i, s in enumerate(left) if i not in rows)
    yield from (Change(None, s) for i, s in enumerate(right) if i not in columns)


def _alike(session: Session) -> object:
    names = (session.groups, session.teachers, session.rooms)
    return (*_time(session), *map(frozenset, names))


def _distance(one: Session, other: Session) -> int:
    """How far two sessions are apart, in minutes and names: a metric."""
    names = (
        set(one.teachers) ^ set(other.teachers),
        set(one.rooms) ^ set(other.rooms),
        set(one.groups) ^ set(other.groups),
    )
    return (
        abs((one.date - other.date).days) * _MINUTES_A_DAY
        + abs(one.start - other.start)
        + abs(one.end - other.end)
        + abs(one.minutes - other.minutes)
        + sum(map(len, names)) * _OTHER_NAME
    )


def _hours(before: Timetable, after: Timetable) -> Iterator[Hours]:
    old, new = _totals(before), _totals(after)
    for kind, code in dict.fromkeys((*old, *new)):
        first, last = old.get((kind, code), 0), new.get((kind, code), 0)
        if first != last:
            yield Hours(kind, code, first, last)


def _totals(timetable: Timetable) -> dict[tuple[Total, str], int]:
    """Minutes by course and unit, by learners who attend the same sessions, by teacher."""
    found: dict[tuple[Total, str], int] = {}
    units: dict[str, int] = defaultdict(int)
    course = timetable.instance.course
    for code, sessions in timetable.by_course.items():
        found["course", code] = sum(session.minutes for session in sessions)
        units[course[code].unit if code in course else code] += found["course", code]
    found |= {("unit", unit): minutes for unit, minutes in units.items()}
    for atom, sessions in timetable.by_atom.items():
        found["group", atom.label] = sum(session.minutes for session in sessions)
    for code, sessions in timetable.by_teacher.items():
        found["teacher", code] = sum(session.minutes for session in sessions)
    return found


def _concerned(
    before: Timetable, after: Timetable, changes: Sequence[Change]
) -> Iterator[Concerned]:
    told: dict[Resource, list[Change]] = {}
    for timetable in (after, before):
        told |= {Resource("group", group.code): [] for group in timetable.instance.roots}
    for timetable in (after, before):
        told |= {Resource("teacher", one.code): [] for one in timetable.instance.teachers}
    for change in changes:
        classes = dict.fromkeys(
            code
            for timetable, session in ((before, change.before), (after, change.after))
            if session is not None
            for code in classes_of(timetable, session)
        )
        who = [Resource("group", code) for code in classes]
        who += [Resource("teacher", code) for code in change.both(lambda s: s.teachers)]
        for resource in who:
            told.setdefault(resource, []).append(change)
    for kind in ("group", "teacher"):
        for resource, mine in told.items():
            if mine and resource.kind == kind:
                yield Concerned(resource, tuple(mine))


def classes_of(timetable: Timetable, session: Session) -> tuple[str, ...]:
    """The classes whose learners attend a session; a group nobody knows stands for itself."""
    instance = timetable.instance
    atoms = set(timetable.attending(session))
    known = [group.code for group in instance.roots if atoms & set(instance.atoms_of[group.code])]
    unknown = [code for code in session.groups if code not in instance.atoms_of]
    return (*known, *unknown)
