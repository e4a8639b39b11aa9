"""The figures of a plan that people choose a rhythm by, counted from its sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exports.occupation import open_minutes
from exports.services import services
from instances.groups import Atom
from instances.timetable import Timetable, by_day
from instances.weeks import week_of


@dataclass(frozen=True)
class GroupFigures:
    """A class in a plan.

    days
        Dates with a session. Learners of one class may differ: the most any of them has, here
        and in `long_days`.
    long_days
        Dates above the day's target.
    closes
        Date of the last session.
    """

    code: str
    days: int
    weekdays: tuple[int, ...]
    long_days: int
    closes: date | None


@dataclass(frozen=True)
class TeacherFigures:
    """A teacher in a plan: dates with a session, their weekdays, hours of service and due."""

    code: str
    days: int
    weekdays: tuple[int, ...]
    service: float
    due: float | None


@dataclass(frozen=True)
class RoomFigures:
    """The rooms of a kind in the week that fills them most; `share` of their open time used."""

    kind: str
    rooms: int
    share: float
    week: str


@dataclass(frozen=True)
class Figures:
    """A plan in figures. Kinds of rooms are those the problem names; minutes for durations."""

    groups: tuple[GroupFigures, ...]
    teachers: tuple[TeacherFigures, ...]
    rooms: tuple[RoomFigures, ...]
    unplaced: Mapping[str, int]

    @property
    def teacher_days(self) -> int:
        """Days that teachers come, all of them together."""
        return sum(teacher.days for teacher in self.teachers)

    @property
    def over_service(self) -> float:
        """Hours of service above what is due, all teachers together."""
        return sum(max(0.0, t.service - t.due) for t in self.teachers if t.due is not None)

    @property
    def fullest(self) -> RoomFigures | None:
        """The kind of room that its worst week fills most."""
        return max(self.rooms, key=lambda rooms: rooms.share, default=None)


def figures(timetable: Timetable) -> Figures:
    """Count a plan, complete or not."""
    return Figures(
        tuple(_group(timetable, group.code) for group in timetable.instance.roots),
        tuple(_teachers(timetable)),
        tuple(_rooms(timetable)),
        unplaced_by_unit(timetable),
    )


def _group(timetable: Timetable, code: str) -> GroupFigures:
    instance = timetable.instance
    dates: set[date] = set()
    days = long_days = 0
    for atom in instance.atoms_of[code]:
        lived = by_day(timetable.by_atom[atom])
        dates |= set(lived)
        days = max(days, len(lived))
        long_days = max(long_days, _long(timetable, atom))
    weekdays = tuple(sorted({day.weekday() for day in dates}))
    return GroupFigures(code, days, weekdays, long_days, max(dates, default=None))


def _long(timetable: Timetable, atom: Atom) -> int:
    target = timetable.instance.settings.group_day_target
    lived = by_day(timetable.by_atom[atom]).values()
    return sum(sum(session.minutes for session in sessions) > target for sessions in lived)


def _teachers(timetable: Timetable) -> list[TeacherFigures]:
    given = {service.teacher: service for service in services(timetable)}
    found = []
    for code, sessions in timetable.by_teacher.items():
        dates = {session.date for session in sessions}
        weekdays = tuple(sorted({day.weekday() for day in dates}))
        service = given[code]
        found.append(TeacherFigures(code, len(dates), weekdays, service.weighted, service.due))
    return found


def _rooms(timetable: Timetable) -> list[RoomFigures]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for room in timetable.instance.rooms:
        for kind in room.kinds or (room.code,):
            kinds[kind].add(room.code)
    opened: dict[str, int] = defaultdict(int)
    for day, minutes in open_minutes(timetable).items():
        opened[week_of(day)] += minutes
    used: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for session in timetable.sessions:
        for code in session.rooms:
            used[code][week_of(session.date)] += session.minutes
    found = []
    for kind, rooms in kinds.items():
        shares = {
            week: sum(used[code][week] for code in rooms) / (minutes * len(rooms))
            for week, minutes in opened.items()
        }
        week = max(shares, key=lambda name: (shares[name], name), default="")
        found.append(RoomFigures(kind, len(rooms), shares.get(week, 0.0), week))
    return found


def unplaced_by_unit(timetable: Timetable) -> dict[str, int]:
    """Minutes not placed by unit, as one learner misses them: siblings count once."""
    solution = timetable.solution
    if solution is None:
        return {}
    families: dict[tuple[str, str], int] = {}
    for code, minutes in solution.unplaced.items():
        course = timetable.instance.course[code]
        key = (course.unit, course.family or code)
        families[key] = max(families.get(key, 0), minutes)
    units: dict[str, int] = defaultdict(int)
    for (unit, _), minutes in families.items():
        units[unit] += minutes
    return dict(units)
