"""Which team gives each course, and about how much of it on each date, before any time is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

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
# What a team counts for a course, and its minutes on each date.
Way = tuple[float, Hours]

# The share that is taken of a teacher's week or day, or of the days of a class, counts by this
# power: the fullest count most. Of teachers all time is counted, of a class the least it needs.
POWER, CLASS_POWER = 10, 20
# Beyond these shares of a teacher's weeks, of all or of those some course is held in, and of a
# class's days each minute counts so much more: what is not held in the term at all is worse than
# any day that is full.
TEACHER_FULL, CLASS_FULL, BEYOND = 0.97, 0.93, 50.0
# The share of a day that sessions of several hours fill.
DAY_FILLED = 0.8
# Rounds in which every course may change its team and the dates it is held on.
ROUNDS = 8
# Changes of two courses at a time that follow, at the most; what one has to gain.
MOST_RELIEVED, ENOUGH = 100, 1.0
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
    spans
        Whether each week is in each span, of shape (spans, weeks).
    """

    def __init__(
        self, instance: Instance, teacher: Teacher, week: Ints, spans: NDArray[np.bool_]
    ) -> None:
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
        self.span_max = TEACHER_FULL * (spans @ self.week_max)
        self.within = np.zeros(len(spans))

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

    def weight(self, more: Hours | float, within: Hours | float) -> float:
        """How full all is with so many minutes more on each date, and within each span."""
        taken = self.taken + more
        days = (taken / self.day_max) ** POWER @ self.day_max
        weeks = (self._by_week(taken) / self.week_max) ** POWER @ self.week_max
        return float(days + weeks) + BEYOND * self.beyond(within)

    def beyond(self, within: Hours | float = 0.0) -> float:
        """By how many minutes the fullest span is too full with so many more within each."""
        return max(0.0, float((self.within + within - self.span_max).max()))


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
        return sum(
            _price(before + course.minutes, most) - _price(before, most)
            for code in self._parts.get(course.code, ())
            for teacher in team
            for most in (max(1, self._most[code]),)
            for before in (self._whole[code] + self._taken[code, teacher],)
        )


def _price(taken: float, most: int) -> float:
    """What it counts that so much of the time of a class is taken."""
    return (taken / most) ** CLASS_POWER * most + BEYOND * max(0.0, taken - CLASS_FULL * most)


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
    long as that makes full ones less full. Who is still too full hands a course on to somebody who
    hands on another one.

    Parameters
    ----------
    given
        The team of each course that has one already.
    """
    choice = _Choice(instance, given)
    choice.descend()
    choice.relieve()
    return Shares(choice.chosen, choice.spread)


def handed_on(
    instance: Instance, teams: Mapping[str, frozenset[str]], lacking: Collection[str], number: int
) -> dict[str, frozenset[str]]:
    """Courses of those who miss hours and other teams for them, one for each who does.

    Parameters
    ----------
    lacking
        The courses with hours missing.
    number
        Of all such changes that one in turn, those first that leave everybody most time.
    """
    choice = _Choice(instance, {})
    for course in choice.ordered:
        choice.take(course, teams[course.code])
    fixed = {pin.course for pin in instance.pins}
    found: dict[str, frozenset[str]] = {}
    relieved = frozenset[str]()
    for short in (teams[code] for code in sorted(lacking)):
        if not relieved.isdisjoint(short):
            continue
        changes = sorted(
            (choice.best_change(course), course.code)
            for course in choice.ordered
            if len(choice.teams[course.code]) > 1
            and not short.isdisjoint(teams[course.code])
            and course.code not in fixed
            and course.code not in found
        )
        if changes:
            (_, team), code = changes[number % len(changes)]
            found[code] = frozenset(team)
            choice.take(instance.course[code], found[code])
            relieved |= teams[code]
    return found


class _Choice:
    """The team of each course and its hours by date, on their way."""

    def __init__(self, instance: Instance, given: Mapping[str, frozenset[str]]) -> None:
        week = np.array(week_numbers(instance.dates), np.int64)
        spans = _spans(instance, week)
        self.time = {t.code: _Time(instance, t, week, spans) for t in instance.teachers}
        self.classes = _Classes(instance)
        self.teams = {
            c.code: (given[c.code],) if c.code in given else _offered(instance, c)
            for c in instance.courses
        }
        day = {when: index for index, when in enumerate(instance.dates)}
        self.dates = {course.code: np.zeros(len(day)) for course in instance.courses}
        for code, some in self.dates.items():
            some[[day[when] for when in instance.teachable[code]]] = 1.0
        # Of each course its minutes in each span that has all of its weeks.
        self.within: dict[str, Hours] = {}
        for course in instance.courses:
            its = np.zeros(spans.shape[1], np.bool_)
            its[week[self.dates[course.code] > 0]] = True
            self.within[course.code] = np.where((~its | spans).all(axis=1), course.minutes, 0.0)
        self.chosen: dict[str, frozenset[str]] = {}
        self.spread: dict[str, Hours] = {}
        self.ordered = sorted(instance.courses, key=lambda c: (len(self.teams[c.code]), -c.minutes))

    def descend(self) -> None:
        """Let every course change its team and dates as long as that is better."""
        for _ in range(ROUNDS):
            before = dict(self.chosen)
            for course in self.ordered:
                self._lift(course)
                ways = self._ways(course)
                team = min(ways, key=lambda team: ways[team][0])
                self._put(course, team, ways[team][1])
            if self.chosen == before:
                break

    def relieve(self) -> None:
        """Hand courses of teachers who are too full on to others, who hand on one of theirs."""
        for _ in range(MOST_RELIEVED):
            full = [code for code, time in self.time.items() if time.beyond()]
            moves = [move for code in full for move in self._handed_on(code)]
            gain, *handed = min(moves, key=lambda move: move[0], default=(0.0,))
            if gain >= 0:
                break
            for course, team in handed:
                self.take(course, team)

    def _handed_on(self, code: str) -> Iterator[tuple[Any, ...]]:
        """What is gained (less than 0) if a course of somebody goes to others, or one for one."""
        for course in self._movable(code):
            own = self.chosen[course.code], self.spread[course.code]
            self._lift(course)
            ways = self._ways(course)
            for team, (price, hours) in ways.items():
                self._put(course, team, hours)
                more = price - ways[own[0]][0]
                if more < -ENOUGH:
                    yield more, (course, team)
                others = [c for who in sorted(team - own[0]) for c in self._movable(who)]
                for other in (c for c in others if c is not course):
                    least, to = self.best_change(other)
                    if more + least < -ENOUGH:
                        yield more + least, (course, team), (other, frozenset(to))
                self._lift(course)
            self._put(course, *own)

    def best_change(self, course: Course) -> tuple[float, tuple[str, ...]]:
        """How much worse the best other team of a course is than its own, and who that is."""
        own = self.chosen[course.code], self.spread[course.code]
        self._lift(course)
        ways = self._ways(course)
        self._put(course, *own)
        return min(
            (price - ways[own[0]][0], tuple(sorted(team)))
            for team, (price, _) in ways.items()
            if team != own[0]
        )

    def take(self, course: Course, team: frozenset[str]) -> None:
        """Give a course to a team, on the dates on which it has most time."""
        self._lift(course)
        self._put(course, team, self._spread(course, team))

    def _movable(self, code: str) -> list[Course]:
        """The courses of a teacher that others may give."""
        return [
            c for c in self.ordered if code in self.chosen[c.code] and len(self.teams[c.code]) > 1
        ]

    def _lift(self, course: Course) -> None:
        """Nobody gives a course, for a moment."""
        team = self.chosen.get(course.code, frozenset())
        for code in team:
            self.time[code].taken -= self.spread[course.code]
            self.time[code].within -= self.within[course.code]
        self.classes.give(course, team, -1)

    def _put(self, course: Course, team: frozenset[str], hours: Hours) -> None:
        self.chosen[course.code], self.spread[course.code] = team, hours
        for code in team:
            self.time[code].taken += hours
            self.time[code].within += self.within[course.code]
        self.classes.give(course, team, 1)

    def _ways(self, course: Course) -> dict[frozenset[str], Way]:
        """What each team of a course that nobody gives would make of everybody's time."""
        spreads = {team: self._spread(course, team) for team in self.teams[course.code]}
        everybody = sorted(frozenset[str]().union(*spreads))
        within = self.within[course.code]
        return {
            team: (
                sum(
                    self.time[code].weight(hours, within)
                    if code in team
                    else self.time[code].weight(0.0, 0.0)
                    for code in everybody
                )
                + self.classes.weight(course, team),
                hours,
            )
            for team, hours in spreads.items()
        }

    def _spread(self, course: Course, team: frozenset[str]) -> Hours:
        """What a team would give of a course on each date."""
        room = self.dates[course.code]
        for code in sorted(team):
            room = np.minimum(room, self.time[code].room())
        if not room.any():
            room = self.dates[course.code]
        # All of it, however little room there is; nothing where no date is open.
        hours: Hours = room * course.minutes / (room.sum() or 1.0)
        return hours


def _spans(instance: Instance, week: Ints) -> NDArray[np.bool_]:
    """The weeks that courses are held in, each such set of weeks once, and all weeks."""
    number = dict(zip(instance.dates, week.tolist(), strict=True))
    found = {frozenset(number[day] for day in instance.teachable[c.code]) for c in instance.courses}
    every = range(1 + int(week.max(initial=-1)))
    spans = sorted(found | {frozenset(every)}, key=sorted)
    return np.array([[number in span for number in every] for span in spans], np.bool_)


def _offered(instance: Instance, course: Course) -> tuple[frozenset[str], ...]:
    """The teams that have everybody the pins of a course name; all, if none has."""
    named = {c for pin in instance.pins if pin.course == course.code for c in pin.teachers}
    teams = instance.teams[course.code]
    return tuple(team for team in teams if named <= team) or teams
