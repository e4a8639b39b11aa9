"""What a timetable comes to, in the figures by which people compare two of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from constraints.verify import verify
from constraints.weights import points
from instances.audit import audit
from instances.instance import week_of
from instances.timetable import Timetable


@dataclass(frozen=True)
class Peak:
    """The fullest week of a kind of rooms: minutes used of the minutes there are."""

    kind: str
    week: str
    used: int
    capacity: int

    @property
    def share(self) -> float:
        """The part of the room time that is used."""
        return self.used / max(1, self.capacity)


@dataclass(frozen=True)
class Figures:
    """What a timetable comes to; minutes unless said.

    cost
        Points; what a partial plan costs says nothing of a complete one.
    amounts
        By soft rule, in its unit.
    short
        By unit: not placed.
    idle_groups, idle_teachers
        Gaps inside days.
    days
        By teacher: days he comes on.
    service
        By teacher.
    long_days
        Days of a learner group above the target, counted once a class.
    slots
        Slots of the trame, summed over the courses.
    closes
        By class: the date of its last session.
    weekdays
        By teacher: the weekdays he comes on.
    """

    cost: float
    amounts: dict[str, int]
    short: dict[str, int]
    idle_groups: int
    idle_teachers: int
    days: dict[str, int]
    service: dict[str, int]
    peak: Peak | None
    long_days: int
    slots: int
    closes: dict[str, date]
    weekdays: dict[str, tuple[int, ...]]

    @property
    def teacher_days(self) -> int:
        """Days on which teachers come, summed."""
        return sum(self.days.values())


def figures(timetable: Timetable) -> Figures:
    """Count a timetable, by the rules' own checks where a rule counts it."""
    instance = timetable.instance
    report = verify(timetable)
    short: dict[str, int] = defaultdict(int)
    for course in instance.courses:
        short[course.unit] += max(0, course.minutes - timetable.planned(course))
    teachers = timetable.by_teacher
    return Figures(
        cost=points(report.cost),
        amounts=report.amounts,
        short={unit: minutes for unit, minutes in short.items() if minutes},
        idle_groups=report.amounts["limit_group_gaps"],
        idle_teachers=report.amounts["limit_teacher_gaps"],
        days={code: len({s.date for s in some}) for code, some in teachers.items()},
        service={code: sum(s.minutes for s in some) for code, some in teachers.items()},
        peak=_peak(timetable),
        long_days=_long_days(timetable),
        slots=len({(s.course, s.slot) for s in timetable.sessions}),
        closes=_closes(timetable),
        weekdays={
            code: tuple(sorted({s.date.weekday() for s in some})) for code, some in teachers.items()
        },
    )


def _peak(timetable: Timetable) -> Peak | None:
    used: dict[tuple[str, str], int] = defaultdict(int)
    for session in timetable.sessions:
        for code in session.rooms:
            used[code, week_of(session.date)] += session.minutes
    peaks = [
        Peak(load.kind, week.week, sum(used[code, week.week] for code in load.rooms), week.cap)
        for load in audit(timetable.instance).rooms
        for week in load.weeks
        if week.cap
    ]
    return max(peaks, key=lambda peak: (peak.share, peak.used), default=None)


def _long_days(timetable: Timetable) -> int:
    target = timetable.instance.settings.group_day_target
    found: set[tuple[str, date]] = set()
    for atom, sessions in timetable.by_atom.items():
        minutes: dict[date, int] = defaultdict(int)
        for session in sessions:
            minutes[session.date] += session.minutes
        found |= {(atom.groups[0], day) for day, count in minutes.items() if count > target}
    return len(found)


def _closes(timetable: Timetable) -> dict[str, date]:
    return {
        root.code: max(session.date for session in sessions)
        for root in timetable.instance.roots
        if (sessions := timetable.of_group(root.code))
    }
