"""The problem as one value: the records of every sheet and what follows from them.

An `Instance` is canonical: two workbooks that say the same give equal instances, and its JSON
is what a timetable carries along. Derived facts are computed once, on first use. It assumes
that names resolve (`instances.workbook` checks that first).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations, product
from typing import Literal

from instances.bonds import kindred, meeting
from instances.calendar import DayStatus, LearnerCalendar, days_between, learner_calendar
from instances.entities import (
    CalendarRow,
    Course,
    Group,
    Limit,
    LimitKind,
    Pin,
    Quota,
    Relation,
    Resource,
    Rhythm,
    Room,
    Settings,
    Teacher,
    TimeOff,
)
from instances.grid import Entity, Grid
from instances.groups import Atom, split
from instances.text import Text

Origin = Literal["workbook", "ctt", "fet"]


class Instance(Entity):
    """Everything that is to be planned over one term.

    prices
        Whole units of the objective that one amount of a soft rule costs, by rule id, where the
        problem's own format says so in place of a level.
    origin
        The form the problem was read from.
    left_out
        What the problem's file asks for and the model cannot express, a sentence each.
    """

    settings: Settings
    grid: Grid
    calendar: tuple[CalendarRow, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    groups: tuple[Group, ...]
    teachers: tuple[Teacher, ...] = ()
    times_off: tuple[TimeOff, ...] = ()
    rooms: tuple[Room, ...] = ()
    quotas: tuple[Quota, ...] = ()
    courses: tuple[Course, ...]
    pins: tuple[Pin, ...] = ()
    relations: tuple[Relation, ...] = ()
    limits: tuple[Limit, ...] = ()
    levels: dict[str, int] = {}
    prices: dict[str, int] = {}
    origin: Origin = "workbook"
    left_out: tuple[Text, ...] = ()

    # --- names -----------------------------------------------------------------------------

    @cached_property
    def group(self) -> dict[str, Group]:
        """Groups by code."""
        return {group.code: group for group in self.groups}

    @cached_property
    def teacher(self) -> dict[str, Teacher]:
        """Teachers by code."""
        return {teacher.code: teacher for teacher in self.teachers}

    @cached_property
    def room(self) -> dict[str, Room]:
        """Rooms by code."""
        return {room.code: room for room in self.rooms}

    @cached_property
    def course(self) -> dict[str, Course]:
        """Courses by code."""
        return {course.code: course for course in self.courses}

    def changed(self, **fields: object) -> Instance:
        """The problem with other values of some fields.

        A new value, not a copy, which would keep what the old one has worked out.
        """
        return Instance.model_construct(**{**dict(self), **fields})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: equal problems have equal digests.

        Rhythms that a class might take are no part of it: a plan does not depend on them.
        """
        apart = {"groups": {"__all__": {"possible_rhythms"}}}
        data = self.model_dump(mode="json", exclude=apart)
        text = json.dumps(data, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    # --- learners --------------------------------------------------------------------------

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The finest sets of learners told apart; see `instances.groups`."""
        return split(self.groups)

    @cached_property
    def atoms_of(self) -> dict[str, tuple[Atom, ...]]:
        """The atoms of each group."""
        found: dict[str, list[Atom]] = {group.code: [] for group in self.groups}
        for atom in self.atoms:
            for code in atom.groups:
                found[code].append(atom)
        return {code: tuple(atoms) for code, atoms in found.items()}

    @cached_property
    def learners(self) -> dict[str, tuple[Atom, ...]]:
        """The atoms that attend each course, by course code."""
        return {
            course.code: tuple(
                dict.fromkeys(atom for code in course.groups for atom in self.atoms_of[code])
            )
            for course in self.courses
        }

    @cached_property
    def roots(self) -> tuple[Group, ...]:
        """The classes: groups without a parent that are no union of others."""
        return tuple(group for group in self.groups if group.parent is None and not group.gathers)

    def has_minors(self, atom: Atom) -> bool:
        """Whether the narrowest group of the atom that says so counts learners under 18."""
        said = [self.group[code] for code in atom.groups]
        said = [group for group in said if group.minors is not None]
        said.sort(key=lambda group: len(self.atoms_of[group.code]))
        return bool(said and said[0].minors)

    def seats_needed(self, course: Course) -> int:
        """Learners of a course: its own count, else the sum of its groups' sizes."""
        if course.size is not None:
            return course.size
        return sum(self.group[code].size for code in course.groups)

    # --- time ------------------------------------------------------------------------------

    @cached_property
    def calendars(self) -> dict[Atom, LearnerCalendar]:
        """The resolved calendar of each atom; atoms that read alike share one."""
        shared: dict[tuple[object, ...], LearnerCalendar] = {}
        found = {}
        for atom in self.atoms:
            rows = self.calendar_rows(atom)
            rhythm = self.rhythm_of(atom)
            key = (rows, rhythm)
            if key not in shared:
                shared[key] = learner_calendar(self.settings, self.grid, rows, rhythm)
            found[atom] = shared[key]
        return found

    def calendar_rows(self, atom: Atom) -> tuple[tuple[int, CalendarRow], ...]:
        """The exceptions that speak of an atom, each with how many atoms it speaks for."""
        return tuple(
            (self._narrowness(row, atom), row)
            for row in self.calendar
            if not row.groups or set(row.groups) & set(atom.groups)
        )

    def _width(self, code: str) -> int:
        return len(self.atoms_of[code])

    def _narrowness(self, row: CalendarRow, atom: Atom) -> int:
        """How many atoms the group by which a row speaks of `atom` has; all, for everybody."""
        named = set(row.groups) & set(atom.groups)
        return min((self._width(code) for code in named), default=len(self.atoms))

    def rhythm_of(self, atom: Atom) -> tuple[Rhythm, ...]:
        """The rhythm of an atom: its narrowest group's that has one, else Monday to Friday."""
        named = [group for code in atom.groups if (group := self.group[code]).rhythm is not None]
        if not named:
            return (Rhythm(name="", spec="Mon-Fri"),)
        narrowest = min(reversed(named), key=lambda group: self._width(group.code))
        return tuple(row for row in self.rhythms if row.name == narrowest.rhythm)

    def status(self, group: str, day: date) -> DayStatus:
        """What `day` is for a group: its first atom's word, open only where all atoms are."""
        statuses = [self.calendars[atom].days[day] for atom in self.atoms_of[group]]
        opened = statuses[0].open
        for status in statuses[1:]:
            opened &= status.open
        return statuses[0]._replace(open=opened)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The dates of the term on which some learner may be taught, or has an exam.

        Every date, when a course has no group whose calendar could bar any.
        """
        term = days_between(self.settings.start, self.settings.end)
        if not all(self.learners[course.code] for course in self.courses):
            return tuple(term)
        calendars = {id(calendar): calendar for calendar in self.calendars.values()}.values()
        taught = {
            day
            for calendar in calendars
            for day, status in calendar.days.items()
            if status.open | status.exam
        }
        return tuple(day for day in term if day in taught)

    @cached_property
    def _off(self) -> dict[tuple[str, str], tuple[TimeOff, ...]]:
        found: dict[tuple[str, str], list[TimeOff]] = defaultdict(list)
        for row in self.times_off:
            found[row.kind, row.who].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def wishes(self, resource: Resource) -> tuple[TimeOff, ...]:
        """The rows of Indisponibilités about a resource, hard and soft."""
        return self._off.get((resource.kind, resource.code), ())

    def available(self, resource: Resource, day: date) -> int:
        """Bit mask of the periods of `day` a teacher, room, group or course is not barred from.

        `only` rows that speak of no date in common with `day` still bar it: a teacher who is
        available on Tuesdays only is not on Mondays. Outside the dates [first, last] of all
        `only` rows nothing is barred by them.
        """
        mask = self.grid.full
        allowed: int | None = None
        for row in self.wishes(resource):
            if row.level == "impossible" and row.covers(day):
                mask &= ~self.grid.mask(row.start, row.end)
            elif row.level == "only" and _within(row, day):
                allowed = allowed or 0
                if row.covers(day):
                    allowed |= self._inside(row.start, row.end)
        return mask if allowed is None else mask & allowed

    @cached_property
    def _closed(self) -> dict[date, int]:
        """Bit masks of the periods that are closed to everybody, by date."""
        found: dict[date, int] = defaultdict(int)
        for row in self.calendar:
            if row.kind in ("closed", "public") and not row.groups:
                for day in days_between(
                    max(row.first, self.settings.start), min(row.last, self.settings.end)
                ):
                    found[day] |= self.grid.mask(row.start, row.end)
        return found

    @cached_property
    def _labelled(self) -> dict[str, Atom]:
        return {atom.label: atom for atom in self.atoms}

    def presence(self, resource: Resource, day: date) -> int:
        """Bit mask of the periods of `day` at which a teacher or an atom could have a session."""
        if resource.kind != "group":
            return self.available(resource, day) & ~self._closed.get(day, 0)
        atom = self._labelled[resource.code]
        mask = self.calendars[atom].days[day].open
        for code in atom.groups:
            mask &= self.available(Resource("group", code), day)
        return mask

    def bounds(self, kind: LimitKind) -> dict[Resource, int]:
        """The strictest limit of a kind on each teacher and atom that has one."""
        strictest = max if kind in ("full_days", "busy_days") else min
        found: dict[Resource, int] = {}
        for limit in self.limits:
            if limit.kind == kind:
                for resource in self._bounded(limit):
                    found[resource] = strictest(limit.value, found.get(resource, limit.value))
        return found

    def _bounded(self, limit: Limit) -> Iterator[Resource]:
        if limit.of == "teacher":
            codes = [limit.who] if limit.who else list(self.teacher)
            yield from (Resource("teacher", code) for code in codes)
        else:
            atoms = self.atoms_of[limit.who] if limit.who else self.atoms
            yield from (Resource("group", atom.label) for atom in atoms)

    def _inside(self, start: int, end: int) -> int:
        return sum(
            1 << index
            for index, period in enumerate(self.grid.periods)
            if start <= period.start and period.end <= end
        )

    def open_periods(self, course: Course, day: date, *, pinned: bool = False) -> int:
        """Bit mask of the periods of `day` on which all learners of a course can be taught.

        A pinned session may also stand on an exam day.
        """
        mask = self.available(Resource("course", course.code), day)
        for atom in self.learners[course.code]:
            status = self.calendars[atom].days.get(day)
            if status is None:
                return 0
            mask &= status.open | (status.exam if pinned else 0)
        for code in course.groups:
            mask &= self.available(Resource("group", code), day)
        for atom in self.learners[course.code]:
            for code in atom.groups:
                mask &= self.available(Resource("group", code), day)
        return mask

    @cached_property
    def teachable(self) -> dict[str, tuple[date, ...]]:
        """The dates on which all learners of each course can be taught, by course code."""
        return {
            course.code: tuple(day for day in self.dates if self.open_periods(course, day))
            for course in self.courses
        }

    # --- who and where ---------------------------------------------------------------------

    @cached_property
    def teams(self) -> dict[str, tuple[frozenset[str], ...]]:
        """The sets of distinct teachers each course may be given, by course code."""
        return {course.code: _distinct_choices(course.posts) for course in self.courses}

    @cached_property
    def room_sets(self) -> dict[str, tuple[frozenset[str], ...]]:
        """The sets of rooms a session may use at once: seats and equipment suffice.

        The empty set alone when the course needs no room; nothing when none suits.
        """
        found = {}
        for course in self.courses:
            seats, wanted = self.seats_needed(course), set(course.equipment)
            found[course.code] = tuple(
                rooms
                for rooms in _distinct_choices(course.rooms)
                if not rooms
                or (
                    (self._seats(rooms) >= seats or not self.settings.seats_required)
                    and wanted <= self._equipped(rooms)
                )
            )
        return found

    def _seats(self, rooms: Iterable[str]) -> int:
        seats = [self.room[code].seats for code in rooms]
        return 10**9 if None in seats else sum(count or 0 for count in seats)

    def _equipped(self, rooms: Iterable[str]) -> set[str]:
        return {item for code in rooms for item in self.room[code].equipment}

    @property
    def siblings(self) -> tuple[tuple[Course, Course], ...]:
        """Each two courses of one split row."""
        families: dict[str, list[Course]] = defaultdict(list)
        for course in self.courses:
            if course.family is not None:
                families[course.family].append(course)
        return tuple(pair for family in families.values() for pair in combinations(family, 2))

    @cached_property
    def together(self) -> dict[str, frozenset[str]]:
        """For each course, itself and those that meet whenever it does."""
        return meeting(self)

    @cached_property
    def kin(self) -> dict[str, frozenset[str]]:
        """For each course, itself and those it shares learners, possible teachers or a rule with.

        Between courses that are not kin only rooms are shared.
        """
        return kindred(self)

    @cached_property
    def certain(self) -> dict[str, frozenset[str]]:
        """By course code, the teachers it has whichever team is chosen."""
        return {code: frozenset.intersection(*teams) for code, teams in self.teams.items()}

    @cached_property
    def givers(self) -> dict[str, frozenset[str]]:
        """By course code, the teachers any of its teams has."""
        return {code: frozenset[str]().union(*teams) for code, teams in self.teams.items()}

    @cached_property
    def tolerances(self) -> dict[str, int]:
        """By course code, minutes it may deviate from its hours: the least of its quotas'."""
        found: dict[str, list[int]] = {course.code: [] for course in self.courses}
        for quota in self.quotas:
            for course in {c.code: c for _, some in self.quota_of[quota] for c in some}:
                found[course].append(quota.tolerance)
        return {code: min(some, default=0) for code, some in found.items()}

    @cached_property
    def quota_of(self) -> dict[Quota, tuple[tuple[Atom, tuple[Course, ...]], ...]]:
        """By quota, for each atom of its group the courses that count towards it."""
        return {quota: self._counted(quota) for quota in self.quotas}

    def _counted(self, quota: Quota) -> tuple[tuple[Atom, tuple[Course, ...]], ...]:
        kind = quota.unit, quota.type
        courses = [c for c in self.courses if kind in ((c.unit, c.type), (c.unit, ""))]
        return tuple(
            (atom, tuple(c for c in courses if atom in self.learners[c.code]))
            for atom in self.atoms_of[quota.group]
        )


def _within(row: TimeOff, day: date) -> bool:
    return (row.first is None or row.first <= day) and (row.last is None or day <= row.last)


@lru_cache(maxsize=4096)
def _distinct_choices(needs: tuple[tuple[str, ...], ...]) -> tuple[frozenset[str], ...]:
    """Sets of as many distinct names as there are needs, one from each, in listed order."""
    return tuple(
        dict.fromkeys(
            frozenset(choice) for choice in product(*needs) if len(set(choice)) == len(choice)
        )
    )
