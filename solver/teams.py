"""Which team gives each course, and about how much of it on each date, before any time is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from constraints.limit_day_hours import day_limits
from constraints.limit_week_hours import week_limits
from instances.entities import Course, Resource, Teacher
from instances.groups import Atom
from instances.instance import Instance
from instances.weeks import week_numbers, week_of
from solver.laid import Ints

Hours = NDArray[np.float64]

# The share that is taken of a teacher's week or day, or of the days of a class, counts by this
# power: the fullest count most.
POWER = 10
# The share of a day that sessions of several hours fill.
DAY_FILLED = 0.8
# Rounds in which every course may change its team and the dates it is held on.
ROUNDS = 8
# How much of a course goes to dates that are full, against those that are empty.
LEAST_ROOM, MOST_ROOM = 0.02, 1.05


class Shares(NamedTuple):
    """The team of each course, by its code, and its minutes on each date of the term."""

    teams: dict[str, frozenset[str]]
    dates: dict[str, Hours]


class _Time:
    """A teacher's time: what is taken of it on each date and in each week, and what there is.

    week
        The week of each date of the term, by its number.
    """

    def __init__(self, instance: Instance, teacher: Teacher, week: Ints) -> None:
        who = Resource("teacher", teacher.code)
        a_day = day_limits(instance)[who]
        open_to = (instance.grid.credited(instance.available(who, day)) for day in instance.dates)
        days = np.array([min(a_day, minutes) for minutes in open_to], np.float64)
        most = [np.sort(days[week == number])[::-1] for number in np.unique(week)]
        weeks = np.array([best[: teacher.week_days_max].sum() for best in most])
        a_week = week_limits(instance).get(who, np.inf)
        # One minute where there is none: what is given there counts beyond all measure.
        self.day_max = np.maximum(1, DAY_FILLED * days)
        self.week_max = np.maximum(1, np.minimum(weeks, a_week))
        self.is_there, self.week = days > 0, week
        self.taken = np.zeros(len(days))

    def _by_week(self, minutes: Hours) -> Hours:
        found = np.zeros(len(self.week_max))
        np.add.at(found, self.week, minutes)
        return found

    def room(self) -> Hours:
        """How much of a course to give on each date: more where less of it or its week is taken."""
        weeks = self._by_week(self.taken) / self.week_max
        full = np.maximum(self.taken / self.day_max, weeks[self.week])
        room: Hours = self.is_there * np.maximum(LEAST_ROOM, MOST_ROOM - full)
        return room

    def weight(self, more: Hours | float) -> float:
        """How full dates and weeks are with so many minutes more."""
        taken = self.taken + more
        days = (taken / self.day_max) ** POWER @ self.day_max
        weeks = (self._by_week(taken) / self.week_max) ** POWER @ self.week_max
        return float(days + weeks)


class _Classes:
    """The time of each class: what is taken of it when nobody is in two places, and what there is.

    Courses of the whole class and those that one teacher gives to parts of it come one after the
    other, whatever the rest of the class does meanwhile. A class with nearly full days has no time
    for halves that wait for the same teacher.
    """

    def __init__(self, instance: Instance) -> None:
        self._most = {
            root.code: min(_most(instance, atom) for atom in instance.atoms_of[root.code])
            for root in instance.roots
            if instance.atoms_of[root.code]
        }
        self._whole = dict.fromkeys(self._most, 0.0)
        self._parts: dict[str, list[str]] = {}
        for course in instance.courses:
            learners = set(instance.learners[course.code])
            met = {code: learners.intersection(instance.atoms_of[code]) for code in self._most}
            for code, some in met.items():
                if len(some) == len(instance.atoms_of[code]):
                    self._whole[code] += course.minutes
                elif some:
                    self._parts.setdefault(course.code, []).append(code)
        self._taken: dict[tuple[str, str], float] = defaultdict(float)

    def give(self, course: Course, team: Collection[str], times: int) -> None:
        """Count a course as given by a team, or no longer (times -1)."""
        for code in self._parts.get(course.code, ()):
            for teacher in team:
                self._taken[code, teacher] += times * course.minutes

    def weight(self, course: Course, team: Collection[str]) -> float:
        """How much fuller classes are if a team gives a course."""
        found = 0.0
        for code in self._parts.get(course.code, ()):
            most = max(1, self._most[code])
            for teacher in team:
                taken = self._whole[code] + self._taken[code, teacher]
                more = ((taken + course.minutes) / most) ** POWER - (taken / most) ** POWER
                found += more * most
        return found


def _most(instance: Instance, atom: Atom) -> int:
    """Minutes that some learners can be taught in the term."""
    who, found = Resource("group", atom.label), defaultdict[str, int](int)
    for day, status in instance.calendars[atom].days.items():
        open_to = instance.grid.credited(status.open)
        found[week_of(day)] += min(open_to, day_limits(instance)[who])
    a_week = week_limits(instance).get(who)
    return sum(minutes if a_week is None else min(minutes, a_week) for minutes in found.values())


def choose_teams(instance: Instance, given: Mapping[str, frozenset[str]]) -> Shares:
    """A team for each course, so that nobody's days and weeks are much fuller than those of others.

    Each course is thought of as spread over the dates it may be held on, more of it where its
    teachers have more time. A descent: courses change teams and dates, one after the other, as
    long as that makes full ones less full.

    Parameters
    ----------
    given
        The team of each course that has one already.
    """
    week = np.array(week_numbers(instance.dates), np.int64)
    time = {teacher.code: _Time(instance, teacher, week) for teacher in instance.teachers}
    teams = {
        c.code: (given[c.code],) if c.code in given else _offered(instance, c)
        for c in instance.courses
    }
    day = {when: index for index, when in enumerate(instance.dates)}
    dates = {course.code: np.zeros(len(day)) for course in instance.courses}
    for code, some in dates.items():
        some[[day[when] for when in instance.teachable[code]]] = 1.0
    chosen: dict[str, frozenset[str]] = {}
    ordered = sorted(instance.courses, key=lambda c: (len(teams[c.code]), -c.minutes))
    spread: dict[str, Hours] = {}

    def spreads(course: Course) -> dict[frozenset[str], Hours]:
        """What each team would give of a course on each date."""
        found = {}
        for team in teams[course.code]:
            room = dates[course.code]
            for code in sorted(team):
                room = np.minimum(room, time[code].room())
            if not room.any():
                room = dates[course.code]
            found[team] = room * course.minutes / max(1.0, room.sum())
        return found

    def weight(team: frozenset[str], hours: Hours, everybody: Collection[str]) -> float:
        """How full the time of some teachers is if a team of them gives so much more."""
        return sum(time[code].weight(hours if code in team else 0.0) for code in everybody)

    classes = _Classes(instance)
    for _ in range(ROUNDS):
        before = dict(chosen)
        for course in ordered:
            for code in chosen.get(course.code, ()):
                time[code].taken -= spread[course.code]
            classes.give(course, chosen.get(course.code, ()), -1)
            ways = spreads(course)
            everybody = sorted(frozenset[str]().union(*ways))
            price = {
                team: weight(team, hours, everybody) + classes.weight(course, team)
                for team, hours in ways.items()
            }
            team = min(price, key=price.__getitem__)
            chosen[course.code], spread[course.code] = team, ways[team]
            for code in team:
                time[code].taken += ways[team]
            classes.give(course, team, 1)
        if chosen == before:
            break
    return Shares(chosen, spread)


def _offered(instance: Instance, course: Course) -> tuple[frozenset[str], ...]:
    """The teams that have everybody the pins of a course name; all, if none has."""
    named = {c for pin in instance.pins if pin.course == course.code for c in pin.teachers}
    teams = instance.teams[course.code]
    return tuple(team for team in teams if named <= team) or teams
