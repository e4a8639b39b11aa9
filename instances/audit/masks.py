"""When everybody is open, date by date, as bit masks of periods: what every count rests on.

All masks are generous: whatever a timetable may do lies within them, so a demand that exceeds
what they hold is a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property, reduce
from itertools import chain
from operator import and_, or_

from instances.entities import Course, Quota, Resource
from instances.groups import Atom
from instances.instance import Instance
from instances.weeks import week_of

MOST_TEAMS = 16
# Answers remembered of one count for the next: courses of one problem, and the same course under
# two rhythms, mostly ask the same (of 50 rhythms of the example one question in seven is new).
KNOWN = 4096


class Masks:
    """Open periods of the atoms, teachers, rooms and courses of an instance.

    Every sequence of masks is aligned on `dates`.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.dates = instance.dates
        self.weeks = tuple(week_of(day) for day in self.dates)
        self.credited = cache(instance.grid.credited)
        self.best_day = cache(self._best_day)
        self.given_by = cache(self._given_by)
        self.group_day_max = cache(self._group_day_max)
        self._met: dict[tuple[str, frozenset[str]], tuple[int, ...]] = {}

    @cached_property
    def _always(self) -> tuple[int, ...]:
        return (self.instance.grid.full,) * len(self.dates)

    @cached_property
    def atoms(self) -> dict[Atom, tuple[int, ...]]:
        """Periods at which the learners of each atom are at the CFA, pinned exam days too."""
        return {
            atom: tuple(
                opened | pinned
                for opened, pinned in zip(self._taught(atom), self._pinned_exams(atom), strict=True)
            )
            for atom in self.instance.atoms
        }

    @cached_property
    def attended(self) -> dict[Atom, tuple[Course, ...]]:
        """The courses each atom attends."""
        return {
            atom: tuple(c for c in self.instance.courses if atom in self.instance.learners[c.code])
            for atom in self.instance.atoms
        }

    @cached_property
    def possible(self) -> dict[str, tuple[Course, ...]]:
        """The courses each teacher may be given, in order."""
        found: dict[str, list[Course]] = {teacher.code: [] for teacher in self.instance.teachers}
        for course in self.instance.courses:
            for code in dict.fromkeys(chain.from_iterable(self.instance.teams[course.code])):
                found[code].append(course)
        return {code: tuple(courses) for code, courses in found.items()}

    @cached_property
    def learners(self) -> dict[str, tuple[int, ...]]:
        """Periods at which all learners of each course are at the CFA."""
        return {
            course.code: meet(
                [self.atoms[atom] for atom in self.instance.learners[course.code]],
                len(self.dates),
                self.instance.grid.full,
            )
            for course in self.instance.courses
        }

    @cached_property
    def teachers(self) -> dict[str, tuple[int, ...]]:
        """Periods at which each teacher is available."""
        return {t.code: self._available("teacher", t.code) for t in self.instance.teachers}

    @cached_property
    def rooms(self) -> dict[str, tuple[int, ...]]:
        """Periods at which each room is available."""
        return {r.code: self._available("room", r.code) for r in self.instance.rooms}

    @cached_property
    def courses(self) -> dict[str, tuple[int, ...]]:
        """Periods at which each course may meet: learners, one team, one set of rooms."""
        return {
            course.code: join(
                [self.with_team(course, team) for team in self.teams(course)], len(self.dates)
            )
            for course in self.instance.courses
        }

    def _given_by(self, course: str, teacher: str) -> tuple[int, ...]:
        """Periods at which a teacher could give a course."""
        teams = self.instance.teams[course]
        if len(teams) == 1 and teacher in teams[0]:
            return self.courses[course]  # it meets when all of its only team are there
        return tuple(map(and_, self.courses[course], self.teachers[teacher]))

    def teams(self, course: Course) -> tuple[frozenset[str], ...]:
        """The teams a course may be given; their common teachers alone when they are many."""
        teams = self.instance.teams[course.code]
        if len(teams) > MOST_TEAMS:
            return (frozenset.intersection(*teams),)
        return teams

    def with_team(self, course: Course, team: frozenset[str]) -> tuple[int, ...]:
        """Periods at which a course may meet when `team` teaches it."""
        if (course.code, team) not in self._met:
            size, full = len(self.dates), self.instance.grid.full
            where = [
                meet([self.rooms[code] for code in rooms], size, full)
                for rooms in self.instance.room_sets[course.code]
            ]
            who = [self.teachers[code] for code in team]
            own = self._available("course", course.code)
            met = meet([self.learners[course.code], own, join(where, size), *who], size, full)
            self._met[course.code, team] = met
        return self._met[course.code, team]

    def least(self, course: Course) -> int:
        """The fewest minutes a complete timetable may give a course."""
        return course.minutes - self._slacks[course.code]

    def slack(self, course: Course) -> int:
        """Minutes a course may deviate from its hours: the least tolerance of its quotas."""
        return self._slacks[course.code]

    @cached_property
    def _slacks(self) -> dict[str, int]:
        return {course.code: self._slack(course) for course in self.instance.courses}

    def _slack(self, course: Course) -> int:
        atoms = frozenset(self.instance.learners[course.code])
        return min(
            (quota.tolerance for quota in self._quotas(course) if atoms & self._due[quota.group]),
            default=0,
        )

    def _quotas(self, course: Course) -> Iterable[Quota]:
        return (
            quota
            for quota in self.instance.quotas
            if quota.unit == course.unit and quota.type in ("", course.type)
        )

    @cached_property
    def _due(self) -> dict[str, frozenset[Atom]]:
        return {code: frozenset(atoms) for code, atoms in self.instance.atoms_of.items()}

    def _group_day_max(self, atom: Atom) -> int:
        """The hard limit of an atom's day, in minutes."""
        settings = self.instance.settings
        if self.instance.has_minors(atom):
            return min(settings.group_day_max, settings.minor_day_max)
        return settings.group_day_max

    def by_week(self, amounts: Sequence[int]) -> dict[str, int]:
        """Amounts of each date summed by ISO week, in order."""
        found: dict[str, int] = {}
        for week, amount in zip(self.weeks, amounts, strict=True):
            found[week] = found.get(week, 0) + amount
        return found

    def _taught(self, atom: Atom) -> tuple[int, ...]:
        days = self.instance.calendars[atom].days
        off = [self._available("group", code) for code in atom.groups]
        return meet(
            [tuple(days[day].open for day in self.dates), *off],
            len(self.dates),
            self.instance.grid.full,
        )

    def _pinned_exams(self, atom: Atom) -> tuple[int, ...]:
        masks = dict.fromkeys(self.dates, 0)
        for pin in self.instance.pins:
            span = self.instance.grid.span(pin.start, pin.minutes)
            if pin.date in masks and span and atom in self.instance.learners[pin.course]:
                exam = self.instance.calendars[atom].days[pin.date].exam
                masks[pin.date] |= span.mask & exam
        return tuple(masks.values())

    def _available(self, kind: str, code: str) -> tuple[int, ...]:
        resource = Resource(kind, code)  # type: ignore[arg-type]
        rows = self.instance.wishes(resource)
        if not rows:
            return self._always
        if any(row.first or row.last for row in rows):
            return tuple(self.instance.available(resource, day) for day in self.dates)
        # Nothing but the weekday matters: seldom more than a handful of them.
        alike = {day.weekday(): day for day in self.dates}
        masks = {weekday: self.instance.available(resource, day) for weekday, day in alike.items()}
        return tuple(masks[day.weekday()] for day in self.dates)

    def _best_day(self, durations: tuple[int, ...], most: int, mask: int, after: int = 0) -> int:
        """The most minutes up to `most` sessions can have within `mask`, from period `after`."""
        if most == 0:
            return 0
        return max(
            (
                span.minutes + self.best_day(durations, most - 1, mask, span.first + span.length)
                for span in self.instance.grid.spans
                if span.first >= after and span.minutes in durations and not span.mask & ~mask
            ),
            default=0,
        )


def meet(masks: Iterable[tuple[int, ...]], size: int, full: int) -> tuple[int, ...]:
    """Periods open in all of `masks`, date by date; `full` where there is none."""
    return _all(and_, masks) or (full,) * size


def join(masks: Iterable[tuple[int, ...]], size: int) -> tuple[int, ...]:
    """Periods open in some of `masks`, date by date; none where there is none."""
    return _all(or_, masks) or (0,) * size


def _all(both: Callable[[int, int], int], masks: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    # Most masks of a school are one and the same (nobody is barred): each counts once.
    different = {id(mask): mask for mask in masks}.values()
    return reduce(lambda found, more: tuple(map(both, found, more)), different) if different else ()
