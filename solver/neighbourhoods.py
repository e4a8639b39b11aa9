"""Neighbourhoods: which part of a plan to free and plan anew, the rest staying as it is.

Each is a set of (course, date) pairs, made around what people think in: some weeks, the courses
of a class, a teacher, a weekday of a class, the course with the most slots.

Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems",
1998 (large neighbourhood search); Ropke and Pisinger, 2006 (choice by success).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from instances.entities import Course
from instances.instance import Instance, week_of
from instances.timetable import Session
from solver.plan import Plan

Part = frozenset[tuple[str, date]]
Maker = Callable[[Plan, int], Part]

# Sessions a neighbourhood frees at first (more while hours are missing, since nothing but the
# required rules is looked at then), at least and at most.
FIRST_SIZE, MENDING_SIZE, LEAST_SIZE, MOST_SIZE = 24.0, 50.0, 8.0, 2000.0
EASY = 0.2
# Courses with hours missing that any neighbourhood of such a plan frees besides.
MOST_MISSING = 4


@dataclass(frozen=True)
class Neighbourhood:
    """A part of a plan to free.

    `familiar`: courses may use only slots of the trame and those they already use somewhere, so
    that many dates can be freed at once; it moves sessions between weeks, not between slots.
    """

    name: str
    part: Part
    familiar: bool


class Neighbourhoods:
    """Makers of neighbourhoods for one instance, chosen by how well they have done.

    `size` is about how many sessions a neighbourhood frees; it follows how hard the last ones
    were. Draws come from one random generator, so a seeded search repeats.
    """

    def __init__(self, instance: Instance, seed: int, *, mending: bool) -> None:
        self.instance = instance
        self._random = random.Random(seed)
        self.makers: dict[str, Maker] = {
            "weeks": self._weeks,
            "class": self._class,
            "teacher": self._teacher,
            "weekday": self._weekday,
            "scattered": self._scattered,
            "missing": self._missing,
        }
        self._kinds = [(name, False) for name in self.makers]
        self._kinds += [(name, True) for name in self.makers if name != "scattered"]
        self._score = dict.fromkeys(self._kinds, 1.0)
        self._size = dict.fromkeys(self._kinds, MENDING_SIZE if mending else FIRST_SIZE)

    def draw(self, plan: Plan) -> Neighbourhood:
        """A part of the plan to free, of a kind that has done well."""
        kinds = [kind for kind in self._kinds if plan.unplaced or kind[0] != "missing"]
        # Hours missing are first looked for a place in the trame: a new slot is hard to win back.
        weights = [
            (0.1 + self._score[kind]) * (4 if plan.unplaced and kind[1] else 1) for kind in kinds
        ]
        kind = self._random.choices(kinds, weights)[0]
        part = self.makers[kind[0]](plan, round(self._size[kind]))
        if plan.unplaced:
            lacking = self._random.sample(
                sorted(plan.unplaced), min(MOST_MISSING, len(plan.unplaced))
            )
            dates = {day for _, day in part}
            part |= {(code, day) for code in lacking for day in dates}
        return Neighbourhood(kind[0], part, kind[1])

    def learn(self, tried: Neighbourhood, *, improved: bool, effort: float) -> None:
        """Take note of how a neighbourhood did.

        `effort` is the share of the work allowed that solving it to the end took; 1: it was not
        solved to the end. An easy one was too small, a hard one too large.
        """
        kind = tried.name, tried.familiar
        self._score[kind] = 0.9 * self._score[kind] + (1.0 if improved else 0.0)
        if effort < EASY:
            self._size[kind] = min(1.25 * self._size[kind], MOST_SIZE)
        elif effort >= 1:
            self._size[kind] = max(0.8 * self._size[kind], LEAST_SIZE)

    # --- makers ----------------------------------------------------------------------------

    @cached_property
    def _dates_by_week(self) -> list[list[date]]:
        found: dict[str, list[date]] = {}
        for day in self.instance.dates:
            found.setdefault(week_of(day), []).append(day)
        return list(found.values())

    @cached_property
    def _by_class(self) -> dict[str, list[Course]]:
        found = {
            root.code: [
                course
                for course in self.instance.courses
                if any(root.code == atom.groups[0] for atom in self.instance.learners[course.code])
            ]
            for root in self.instance.roots
        }
        nobody = [c for c in self.instance.courses if not self.instance.learners[c.code]]
        return {**found, "": nobody} if nobody else found

    def _weeks(self, plan: Plan, size: int) -> Part:
        weeks = self._dates_by_week
        start = self._random.randrange(len(weeks))
        busy = [sum(s.date in set(week) for s in plan.sessions) for week in weeks]
        dates: set[date] = set()
        freed = 0
        for offset in range(len(weeks)):
            index = (start + offset) % len(weeks)
            if dates and freed + busy[index] > size:
                break
            dates.update(weeks[index])
            freed += busy[index]
        return frozenset((c.code, day) for c in self.instance.courses for day in dates)

    def _whole(self, courses: Iterable[Course], plan: Plan, size: int) -> Part:
        """Whole courses, with those parallel to them, until about `size` sessions are freed."""
        counts: dict[str, int] = {}
        for session in plan.sessions:
            counts[session.course] = counts.get(session.course, 0) + 1
        chosen: set[str] = set()
        freed = 0
        for course in courses:
            if chosen and freed + counts.get(course.code, 0) > size:
                break
            together = {course.code, *course.parallel_with}
            together |= {c.code for c in self.instance.courses if course.code in c.parallel_with}
            freed += sum(counts.get(code, 0) for code in together - chosen)
            chosen |= together
        return frozenset((code, day) for code in chosen for day in self.instance.dates)

    def _shuffled(self, courses: Iterable[Course]) -> list[Course]:
        found = list(courses)
        self._random.shuffle(found)
        return found

    def _class(self, plan: Plan, size: int) -> Part:
        courses = self._by_class[self._random.choice(list(self._by_class))]
        return self._whole(self._shuffled(courses), plan, size)

    def _teacher(self, plan: Plan, size: int) -> Part:
        teacher = self._random.choice([t.code for t in self.instance.teachers] or [""])
        own = {code for code, team in plan.teams.items() if teacher in team}
        mine = self._shuffled(c for c in self.instance.courses if c.code in own)
        others = self._shuffled(c for c in self.instance.courses if c.code not in own)
        return self._whole([*mine, *others], plan, size)

    def _weekday(self, plan: Plan, size: int) -> Part:
        session = self._random.choice(plan.sessions)
        weekday = session.date.weekday()
        days = [day for day in self.instance.dates if day.weekday() == weekday]
        counts = [sum(s.date == day for s in plan.sessions) for day in days]
        start = self._random.randrange(len(days))
        dates: set[date] = set()
        freed = 0
        for offset in range(len(days)):
            index = (start + offset) % len(days)
            if dates and freed + counts[index] > size:
                break
            dates.add(days[index])
            freed += counts[index]
        return frozenset((c.code, day) for c in self.instance.courses for day in dates)

    def _missing(self, plan: Plan, size: int) -> Part:
        """A course with hours missing and courses that share its learners or teachers."""
        lacking = self.instance.course[self._random.choice(sorted(plan.unplaced))]
        learners = set(self.instance.learners[lacking.code])
        teachers = plan.teams[lacking.code]

        def close(course: Course) -> float:
            both = learners & set(self.instance.learners[course.code])
            shared = len(both) / max(1, len(learners))
            return -(shared + len(teachers & plan.teams[course.code])) * self._random.random()

        family = [c for c in self.instance.courses if c.family and c.family == lacking.family]
        others = sorted((c for c in self.instance.courses if c not in family), key=close)
        return self._whole([lacking, *(c for c in family if c != lacking), *others], plan, size)

    def _scattered(self, plan: Plan, size: int) -> Part:
        """A course with more slots than it may need, and courses that stand in its slots."""
        slots: dict[str, set[tuple[int, int, int]]] = {}
        for session in plan.sessions:
            slots.setdefault(session.course, set()).add(session.slot)
        codes = list(slots)
        worst = self._random.choices(codes, [len(slots[code]) ** 2 for code in codes])[0]
        wanted = [s for s in plan.sessions if s.course == worst]
        rivals: dict[str, int] = {}
        for session in plan.sessions:
            meets = sum(_share_time(session, other) for other in wanted)
            if meets:
                rivals[session.course] = rivals.get(session.course, 0) + meets
        related = sorted(rivals, key=lambda code: (-rivals[code] * self._random.random(), code))
        order = [worst, *(code for code in related if code != worst)]
        return self._whole([self.instance.course[code] for code in order], plan, size)


def _share_time(first: Session, second: Session) -> bool:
    return (
        first.date.weekday() == second.date.weekday()
        and first.start < second.end
        and second.start < first.end
    )
