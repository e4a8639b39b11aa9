"""Neighbourhoods: which sessions of a plan to free and plan anew, the rest staying as it is.

They are made around what people think in: some weeks, the courses of a class, a teacher, a
weekday, the course with the most slots, what learns together; in a typical week also the courses
that cost most, and rooms at times that stay. In a school of many classes each
looks at a few of them. Courses may go anywhere on the dates that are theirs in the neighbourhood.

Shaw, "Using Constraint Programming and Local Search Methods to Solve Vehicle Routing Problems",
1998 (large neighbourhood search, relatedness); Ropke and Pisinger, 2006 (choice by success).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from instances.entities import Course
from instances.instance import Instance
from instances.timetable import Session
from instances.weeks import in_one_week, week_of, weeks_of
from solver.plan import Plan

# Sessions a neighbourhood frees at first (more while hours are missing, since nothing but the
# required rules is looked at then), at least and at most.
FIRST_SIZE, MENDING_SIZE, LEAST_SIZE, MOST_SIZE = 40.0, 150.0, 8.0, 600.0
EASY = 0.3
# What each kind of a week has to its credit at first, as if two in five tries had gained: the many
# tries of a week's first seconds all gain, and kinds not drawn yet would be forgotten.
WEEK_SCORE = 4.0
# Courses with hours missing that any neighbourhood of such a plan frees besides; draws to find a
# neighbourhood apart from those being tried.
MOST_MISSING, DRAWS = 4, 5
# The kinds made around a course with hours missing.
MISSING = ("missing", "missing weeks")
# The kind that changes nothing but rooms.
ROOMS = "rooms"
# Courses looked at by neighbourhoods that cut through a whole school.
MOST_COURSES = 70

# The dates on which each course is planned anew.
Part = dict[str, tuple[date, ...]]


@dataclass(frozen=True)
class Neighbourhood:
    """A part of a plan to free.

    sessions
        What is freed.
    part
        The dates on which each course may stand anew.
    familiar
        Courses may use only slots that they already use somewhere, so that many dates can be freed
        at once; it moves sessions between weeks, not between slots.
    at_once
        Sessions stay at their times: only rooms change, and any that suits is offered.
    """

    name: str
    sessions: tuple[Session, ...]
    part: Part
    familiar: bool
    at_once: bool = False


Maker = Callable[[Plan, int], tuple[Part, tuple[Session, ...] | None]]


class Neighbourhoods:
    """Makers of neighbourhoods for one instance, chosen by how well they have done.

    About how many sessions a neighbourhood of each kind frees follows how hard the last ones were.
    Draws come from one random generator, so a seeded search repeats.
    """

    def __init__(self, instance: Instance, seed: int, *, mending: bool) -> None:
        self.instance = instance
        self._random = random.Random(seed)
        self.one_week = in_one_week(instance.dates)
        self.makers: dict[str, Maker] = {
            "class": self._class,
            "teacher": self._teacher,
            "related": self._related,
        }
        if self.one_week:
            self.makers |= {"days": self._days, "loose": self._loose, "mixed": self._mixed}
        else:
            self.makers |= {
                "weeks": self._weeks,
                "weekday": self._weekday,
                "scattered": self._scattered,
            }
        if mending:
            self.makers |= {"missing": self._missing}
            if not self.one_week:
                self.makers |= {"missing weeks": self._missing_weeks}
        elif self.one_week:
            self.makers |= {
                "costly": self._costly,
                "costly day": self._costly_day,
                "costly mix": self._costly_mix,
            }
            if instance.rooms:
                self.makers |= {ROOMS: self._rooms}
        self._kinds = [(name, False) for name in self.makers]
        if not self.one_week:
            self._kinds += [(name, True) for name in self.makers if name != "scattered"]
        # Courses with hours missing, those that no try looks at now if there are such.
        self._lacking: list[str] = []
        self._score = dict.fromkeys(self._kinds, WEEK_SCORE if self.one_week else 1.0)
        if mending and not self.one_week:
            # Of a large school hardly any other part has to do with what is missing: they come
            # when those that have do not get on.
            self._score |= {kind: 0.0 for kind in self._kinds if kind[0] not in MISSING}
        self._size = dict.fromkeys(self._kinds, MENDING_SIZE if mending else FIRST_SIZE)

    def draw(self, plan: Plan, tried: Sequence[Neighbourhood] = ()) -> Neighbourhood:
        """A part of the plan to free, of a kind that has done well.

        It keeps away from those being tried, if one of a few draws does: of two results for the
        same sessions, or hours placed twice with one teacher, only one can be taken.
        """
        busy = {id(session) for other in tried for session in other.sessions}
        parts = set[str]().union(*(other.part for other in tried))
        near = frozenset[str]().union(*(self.instance.kin[code] for code in parts))
        short = plan.unplaced.keys()
        self._lacking = sorted(short - near or short - parts or short)
        for _ in range(DRAWS):
            found = self._draw(plan)
            if busy.isdisjoint(id(session) for session in found.sessions) and not (
                plan.unplaced and near.intersection(found.part)
            ):
                break
        return found

    def _draw(self, plan: Plan) -> Neighbourhood:
        weights = [0.1 + self._score[kind] for kind in self._kinds]
        kind = self._random.choices(self._kinds, weights)[0]
        part, freed = self.makers[kind[0]](plan, round(self._size[kind]))
        if self._lacking and freed is None:
            dates = {day for some in part.values() for day in some}
            count = min(MOST_MISSING, len(self._lacking))
            for code in self._random.sample(self._lacking, count):
                part[code] = tuple(sorted({*dates, *part.get(code, ())}))
        if freed is None:
            open_to = {code: frozenset(dates) for code, dates in part.items()}
            freed = tuple(s for s in plan.sessions if s.date in open_to.get(s.course, ()))
        return Neighbourhood(kind[0], freed, part, kind[1], at_once=kind[0] == ROOMS)

    def learn(self, tried: Neighbourhood, *, improved: bool, effort: float) -> None:
        """Take note of how a neighbourhood did.

        `effort` is the share of the work allowed that solving it to the end took; 1: it was not
        solved to the end. An easy one was too small, a hard one too large.
        """
        kind = tried.name, tried.familiar
        if kind not in self._score:
            return  # begun before the last hour found its place
        self._score[kind] = 0.9 * self._score[kind] + (1.0 if improved else 0.0)
        if effort < EASY and len(tried.sessions) > 0.6 * self._size[kind]:
            self._size[kind] = min(1.15 * self._size[kind], MOST_SIZE)
        elif effort >= 1:
            self._size[kind] = max(0.87 * self._size[kind], LEAST_SIZE)

    def sample(self, rooms: Sequence[frozenset[str]], count: int) -> list[frozenset[str]]:
        """Some sets of rooms, drawn as neighbourhoods are."""
        return self._random.sample(rooms, min(count, len(rooms)))

    # --- makers ----------------------------------------------------------------------------

    @cached_property
    def _dates_by_week(self) -> list[list[date]]:
        return list(weeks_of(self.instance.dates).values())

    @cached_property
    def _by_class(self) -> dict[str, list[Course]]:
        found: dict[str, list[Course]] = {root.code: [] for root in self.instance.roots}
        for course in self.instance.courses:
            for code in dict.fromkeys(
                atom.groups[0] for atom in self.instance.learners[course.code]
            ):
                found[code].append(course)
        return {code: courses for code, courses in found.items() if courses}

    def _some_courses(self) -> Sequence[Course]:
        """All courses of a small school; of a larger one, a class's and others close to it."""
        courses = self.instance.courses
        if len(courses) <= MOST_COURSES or not self._by_class:
            return courses
        own = self._by_class[self._random.choice(list(self._by_class))]
        return self._grown(own, MOST_COURSES)

    def _grown(self, seeds: Sequence[Course], count: int) -> list[Course]:
        """Courses, and kin of theirs at random, until there are so many."""
        found = dict.fromkeys(course.code for course in seeds)
        queue = list(found)
        while queue and len(found) < count:
            code = queue.pop(self._random.randrange(len(queue)))
            kin = [other for other in sorted(self.instance.kin[code]) if other not in found]
            for other in self._random.sample(kin, min(len(kin), 4)):
                found[other] = None
                queue.append(other)
        return [self.instance.course[code] for code in list(found)[: max(count, len(seeds))]]

    def _weeks(self, plan: Plan, size: int) -> tuple[Part, None]:
        return self._cut(plan, size, self._dates_by_week), None

    def _weekday(self, plan: Plan, size: int) -> tuple[Part, None]:
        weekday = self._random.choice(plan.sessions).date.weekday()
        days = [[day] for day in self.instance.dates if day.weekday() == weekday]
        return self._cut(plan, size, days), None

    def _cut(self, plan: Plan, size: int, steps: Sequence[Sequence[date]]) -> Part:
        """Dates in a row, from a random one on, until about `size` sessions are freed."""
        courses = self._some_courses()
        codes = {course.code for course in courses}
        busy: dict[date, int] = defaultdict(int)
        for session in plan.sessions:
            busy[session.date] += session.course in codes
        start = self._random.randrange(len(steps))
        dates: list[date] = []
        freed = 0
        for offset in range(len(steps)):
            step = steps[(start + offset) % len(steps)]
            more = sum(busy[day] for day in step)
            if dates and freed + more > size:
                break
            dates += step
            freed += more
        return dict.fromkeys(sorted(codes), tuple(sorted(dates)))

    def _whole(self, courses: Iterable[Course], plan: Plan, size: int) -> tuple[Part, None]:
        """Whole courses, with those parallel to them, until about `size` sessions are freed."""
        counts: dict[str, int] = defaultdict(int)
        for session in plan.sessions:
            counts[session.course] += 1
        chosen: dict[str, None] = {}
        freed = 0
        for course in courses:
            together = self.instance.together[course.code] - chosen.keys()
            more = sum(counts[code] for code in together)
            if chosen and freed + more > size:
                break
            freed += more
            chosen |= dict.fromkeys(sorted(together))
        return dict.fromkeys(chosen, self.instance.dates), None

    def _drawn(self, weights: Mapping[str, float]) -> list[str]:
        """All of some names in random order, those of more weight sooner.

        Efraimidis and Spirakis, 2006: a weighted draw without replacement, as one sort.
        """
        keys = {name: self._random.random() ** (1 / weight) for name, weight in weights.items()}
        return sorted(keys, key=lambda name: -keys[name])

    def _shuffled(self, courses: Iterable[Course]) -> list[Course]:
        found = list(courses)
        self._random.shuffle(found)
        return found

    def _class(self, plan: Plan, size: int) -> tuple[Part, None]:
        if not self._by_class:
            return self._whole(self._shuffled(self.instance.courses), plan, size)
        courses = self._by_class[self._random.choice(list(self._by_class))]
        more = self._grown(courses, len(courses) + 20) if self.one_week else []
        return self._whole([*self._shuffled(courses), *more], plan, size)

    def _teacher(self, plan: Plan, size: int) -> tuple[Part, None]:
        teacher = self._random.choice([t.code for t in self.instance.teachers] or [""])
        mine = self._shuffled(
            c for c in self.instance.courses if teacher in plan.teams.get(c.code, ())
        )
        seeds = mine or [self._random.choice(self.instance.courses)]
        return self._whole(self._grown(seeds, len(seeds) + 20), plan, size)

    def _related(self, plan: Plan, size: int) -> tuple[Part, None]:
        seed = self._random.choice(self.instance.courses)
        return self._whole(self._grown([seed], 40), plan, size)

    def _mixed(self, plan: Plan, size: int) -> tuple[Part, None]:
        return self._whole(self._shuffled(self.instance.courses), plan, size)

    def _by_cost(self, plan: Plan) -> list[Course]:
        """All courses in random order, those that cost more sooner."""
        courses = self.instance.courses
        mean = max(1.0, sum(plan.blame.values()) / len(courses))
        # The share that is the same for all lets courses in that cost nothing now.
        share = {code: price / mean for code, price in plan.blame.items()}
        weights = {course.code: 0.3 + share.get(course.code, 0.0) for course in courses}
        return [self.instance.course[code] for code in self._drawn(weights)]

    def _costly(self, plan: Plan, size: int) -> tuple[Part, None]:
        """A course that costs much, and courses near it."""
        return self._whole(self._grown(self._by_cost(plan)[:1], 40), plan, size)

    def _costly_mix(self, plan: Plan, size: int) -> tuple[Part, None]:
        """Courses that cost much, wherever they are."""
        return self._whole(self._by_cost(plan), plan, size)

    def _costly_day(self, plan: Plan, size: int) -> tuple[Part, tuple[Session, ...]]:
        """Sessions of one day, of courses that cost much first; they may go anywhere."""
        day = self._random.choice(plan.sessions).date
        there: dict[str, list[Session]] = defaultdict(list)
        for session in plan.sessions:
            if session.date == day:
                there[session.course].append(session)
        freed = [s for course in self._by_cost(plan) for s in there.get(course.code, ())][:size]
        return {s.course: self.instance.dates for s in freed}, tuple(freed)

    def _rooms(self, plan: Plan, size: int) -> tuple[Part, tuple[Session, ...]]:
        """A course of several rooms, and others at its times or not, each at its own times."""
        rooms: dict[str, set[str]] = defaultdict(set)
        mine: dict[str, list[Session]] = defaultdict(list)
        for session in plan.sessions:
            rooms[session.course].update(session.rooms)
            mine[session.course].append(session)
        needs = {code: len(self.instance.course[code].rooms) for code in mine}
        many = [code for code in mine if len(rooms[code]) > needs[code]]
        first = self._random.choice(many or sorted(mine))
        times = {(s.date, s.start) for s in mine[first]}
        meets = {code: 0.1 + sum((s.date, s.start) in times for s in mine[code]) for code in mine}
        freed = list(mine[first])
        for code in self._drawn(meets):
            if len(freed) + len(mine[code]) > size:
                break
            freed += mine[code] if code != first else []
        dates: dict[str, set[date]] = defaultdict(set)
        for session in freed:
            dates[session.course].add(session.date)
        return {code: tuple(sorted(found)) for code, found in dates.items()}, tuple(freed)

    def _days(self, plan: Plan, size: int) -> tuple[Part, None]:
        """Two or three days among themselves, as many related courses as the size allows."""
        days = self._random.sample(
            self.instance.dates, min(len(self.instance.dates), self._random.choice((2, 2, 3)))
        )
        counts: dict[str, int] = defaultdict(int)
        for session in plan.sessions:
            counts[session.course] += session.date in days
        chosen: list[str] = []
        freed = 0
        seed = self._random.choice(self.instance.courses)
        for course in self._grown([seed], len(self.instance.courses)):
            freed += counts[course.code]
            if chosen and freed > size:
                break
            chosen.append(course.code)
        return dict.fromkeys(chosen, tuple(sorted(days))), None

    def _loose(self, plan: Plan, size: int) -> tuple[Part, tuple[Session, ...]]:
        """Sessions of one day, which may go anywhere."""
        day = self._random.choice(plan.sessions).date
        there = [session for session in plan.sessions if session.date == day]
        freed = tuple(self._random.sample(there, min(size, len(there))))
        return {s.course: self.instance.dates for s in freed}, freed

    def _missing(self, plan: Plan, size: int) -> tuple[Part, None]:
        """A course with hours missing and courses that share its learners or teachers."""
        lacking = self.instance.course[self._random.choice(self._lacking)]
        learners = set(self.instance.learners[lacking.code])
        teachers = plan.teams[lacking.code]

        def close(course: Course) -> float:
            same = learners & set(self.instance.learners[course.code])
            shared = len(same) / max(1, len(learners))
            return -(shared + len(teachers & plan.teams[course.code])) * self._random.random()

        near = [self.instance.course[code] for code in sorted(self.instance.kin[lacking.code])]
        family = [c for c in near if c.family and c.family == lacking.family and c != lacking]
        others = sorted((c for c in near if c not in family and c != lacking), key=close)
        return self._whole([lacking, *family, *others], plan, size)

    def _missing_weeks(self, plan: Plan, size: int) -> tuple[Part, None]:
        """Weeks of all that the class and the teachers of a course with hours missing do.

        Those weeks sooner in which its teachers have fewest hours.
        """
        lacking = self.instance.course[self._random.choice(self._lacking)]
        learners, team = set(self.instance.learners[lacking.code]), plan.teams[lacking.code]
        codes = {
            course.code
            for course in self.instance.courses
            if team & plan.teams[course.code] or learners & set(self.instance.learners[course.code])
        }
        busy: dict[str, int] = defaultdict(int)
        taught: dict[str, int] = defaultdict(int)
        for session in plan.sessions:
            week = week_of(session.date)
            busy[week] += session.course in codes
            taught[week] += session.minutes * len(team & set(session.teachers))
        weeks = dict.fromkeys(week_of(day) for day in self.instance.teachable[lacking.code])
        most = max((taught[week] for week in weeks), default=0)
        chosen: set[str] = set()
        freed = 0
        for week in self._drawn({week: 60 + most - taught[week] for week in weeks}):
            freed += busy[week]
            if chosen and freed > size:
                break
            chosen.add(week)
        days = tuple(day for day in self.instance.dates if week_of(day) in chosen)
        return dict.fromkeys(sorted(codes), days), None

    def _scattered(self, plan: Plan, size: int) -> tuple[Part, None]:
        """A course with more slots than it may need, and courses that stand in its slots."""
        slots: dict[str, set[tuple[int, int, int]]] = {}
        for session in plan.sessions:
            slots.setdefault(session.course, set()).add(session.slot)
        codes = list(slots)
        worst = self._random.choices(codes, [len(slots[code]) ** 2 for code in codes])[0]
        kin = self.instance.kin[worst]
        rivals: dict[str, int] = {}
        for code in sorted(kin & slots.keys()):
            meets = sum(_share_time(a, b) for a in slots[code] for b in slots[worst])
            if meets:
                rivals[code] = meets
        related = sorted(rivals, key=lambda code: (-rivals[code] * self._random.random(), code))
        order = [worst, *(code for code in related if code != worst)]
        return self._whole([self.instance.course[code] for code in order], plan, size)


def _share_time(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    return (
        first[0] == second[0]
        and first[1] < second[1] + second[2]
        and second[1] < first[1] + first[2]
    )
