"""Which of the teams that may give each course does, before anything is known of its times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from instances.entities import Course, Resource, Teacher
from instances.instance import Instance
from instances.weeks import week_of, weeks_of

Hours = NDArray[np.float64]

# The share of a teacher's week that is taken counts by this power: the fullest count most.
POWER = 10


def choose_teams(
    instance: Instance, given: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """A team for each course, so that nobody's weeks are much fuller than those of others.

    Courses are thought of as evenly spread over the dates they may be held on. A descent: courses
    change teams as long as that makes the fullest weeks less full.

    Parameters
    ----------
    given
        The team of each course that has one already.
    """
    capacity = {teacher.code: _capacity(instance, teacher) for teacher in instance.teachers}
    load = {code: np.zeros(len(weeks)) for code, weeks in capacity.items()}
    spread = {course.code: _spread(instance, course) for course in instance.courses}
    chosen: dict[str, frozenset[str]] = {}

    def weight(course: Course, team: Collection[str]) -> float:
        """How full the weeks of those who may give a course are if a team does."""
        mine = chosen.get(course.code, frozenset())
        return sum(
            _fullness(
                load[code] + ((code in team) - (code in mine)) * spread[course.code],
                capacity[code],
            )
            for code in sorted(frozenset[str]().union(mine, *offered[course.code]))
        )

    def give(course: Course, team: frozenset[str]) -> None:
        for code in chosen.get(course.code, ()):
            load[code] = load[code] - spread[course.code]
        for code in team:
            load[code] = load[code] + spread[course.code]
        chosen[course.code] = team

    offered = {
        c.code: (given[c.code],) if c.code in given else _offered(instance, c)
        for c in instance.courses
    }
    for course in sorted(instance.courses, key=lambda c: (len(offered[c.code]), -c.minutes)):
        give(course, min(offered[course.code], key=lambda team: weight(course, team)))
    free = [course for course in instance.courses if len(offered[course.code]) > 1]
    moved = True
    while moved:
        moved = False
        for course in free:
            best = min(offered[course.code], key=lambda team: weight(course, team))
            if weight(course, best) < (1 - 1e-9) * weight(course, chosen[course.code]):
                give(course, best)
                moved = True
    return chosen


def _fullness(load: Hours, capacity: Hours) -> float:
    return float((capacity * (load / capacity) ** POWER).sum())


def _offered(instance: Instance, course: Course) -> tuple[frozenset[str], ...]:
    """The teams that have everybody the pins of a course name; all, if none has."""
    named = {c for pin in instance.pins if pin.course == course.code for c in pin.teachers}
    teams = instance.teams[course.code]
    return tuple(team for team in teams if named <= team) or teams


def _spread(instance: Instance, course: Course) -> Hours:
    """The minutes of a course in each week, if it were held evenly on the dates it may be."""
    dates = instance.teachable[course.code]
    count = Counter(week_of(day) for day in dates)
    share = np.array([count[week] for week in weeks_of(instance.dates)], np.float64)
    return share * course.minutes / max(1, len(dates))


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
