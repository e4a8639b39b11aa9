"""Which team gives each course, and about how much of it in each week, before any time is known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from instances.entities import Course, Resource, Teacher
from instances.instance import Instance
from instances.weeks import week_of, weeks_of

Hours = NDArray[np.float64]

# The share of a teacher's week that is taken counts by this power: the fullest count most.
POWER = 10
# Rounds in which every course may change its team and the weeks it is held in.
ROUNDS = 8
# What a minute counts that two halves of a class cannot have at once, since one teacher has both:
# a class whose days are nearly full finds no time for its halves one after the other.
SHARED = 0.1
# How much of a course goes to weeks that are full, against those that are empty.
LEAST_ROOM, MOST_ROOM = 0.02, 1.05


class Shares(NamedTuple):
    """The team of each course, by its code, and its minutes in each week of the term."""

    teams: dict[str, frozenset[str]]
    weeks: dict[str, Hours]


def choose_teams(instance: Instance, given: Mapping[str, frozenset[str]]) -> Shares:
    """A team for each course, so that nobody's weeks are much fuller than those of others.

    Each course is thought of as spread over the weeks it may be held in, more of it in those that
    leave its teachers more time. A descent: courses change teams and weeks, one after the other, as
    long as that makes full weeks less full.

    Parameters
    ----------
    given
        The team of each course that has one already.
    """
    capacity = {teacher.code: _capacity(instance, teacher) for teacher in instance.teachers}
    load = {code: np.zeros(len(weeks)) for code, weeks in capacity.items()}
    teams = {
        c.code: (given[c.code],) if c.code in given else _offered(instance, c)
        for c in instance.courses
    }
    dates = {course.code: _dates(instance, course) for course in instance.courses}
    chosen: dict[str, frozenset[str]] = {}
    ordered = sorted(instance.courses, key=lambda c: (len(teams[c.code]), -c.minutes))
    spread: dict[str, Hours] = {}

    def full(team: frozenset[str]) -> Hours:
        shares = [load[code] / capacity[code] for code in sorted(team)]
        return np.max(shares, axis=0) if shares else np.zeros(1)

    def spreads(course: Course) -> dict[frozenset[str], Hours]:
        """What each team would give of a course in each week."""
        found = {}
        for team in teams[course.code]:
            room = dates[course.code] * np.maximum(LEAST_ROOM, MOST_ROOM - full(team))
            found[team] = room * course.minutes / max(1e-9, room.sum())
        return found

    def weight(team: frozenset[str], hours: Hours, everybody: Collection[str]) -> float:
        """How full the weeks of some teachers are if a team of them gives so much more."""
        return sum(
            float((((load[c] + hours * (c in team)) / capacity[c]) ** POWER * capacity[c]).sum())
            for c in everybody
        )

    halves: dict[str, list[str]] = defaultdict(list)
    for first, second in instance.siblings:
        halves[first.code].append(second.code)
        halves[second.code].append(first.code)
    for _ in range(ROUNDS):
        before = dict(chosen)
        for course in ordered:
            for code in chosen.get(course.code, ()):
                load[code] = load[code] - spread[course.code]
            ways = spreads(course)
            everybody = sorted(frozenset[str]().union(*ways))
            apart = [chosen.get(code, frozenset[str]()) for code in halves[course.code]]
            price = {
                team: weight(team, hours, everybody)
                + SHARED * course.minutes * sum(not team.isdisjoint(other) for other in apart)
                for team, hours in ways.items()
            }
            team = min(price, key=price.__getitem__)
            chosen[course.code], spread[course.code] = team, ways[team]
            for code in team:
                load[code] = load[code] + ways[team]
        if chosen == before:
            break
    return Shares(chosen, spread)


def _offered(instance: Instance, course: Course) -> tuple[frozenset[str], ...]:
    """The teams that have everybody the pins of a course name; all, if none has."""
    named = {c for pin in instance.pins if pin.course == course.code for c in pin.teachers}
    teams = instance.teams[course.code]
    return tuple(team for team in teams if named <= team) or teams


def _dates(instance: Instance, course: Course) -> Hours:
    """On how many dates of each week a course may be held."""
    count = Counter(week_of(day) for day in instance.teachable[course.code])
    return np.array([count[week] for week in weeks_of(instance.dates)], np.float64)


def _capacity(instance: Instance, teacher: Teacher) -> Hours:
    """Minutes that a teacher can give in each week at the most, by the limits on days and weeks."""
    settings = instance.settings
    a_day = settings.teacher_day_max if teacher.day_max is None else teacher.day_max
    a_week = settings.teacher_week_max if teacher.week_max is None else teacher.week_max
    found, who = [], Resource("teacher", teacher.code)
    for days in weeks_of(instance.dates).values():
        open_to = sorted(
            (min(a_day, instance.grid.credited(instance.available(who, day))) for day in days),
            reverse=True,
        )
        week = sum(open_to[: teacher.week_days_max])
        # One minute where there is none: what is given there counts beyond all measure.
        found.append(max(1, week if a_week is None else min(week, a_week)))
    return np.array(found, np.float64)
