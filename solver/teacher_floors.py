"""Floors of teachers: the fewest and lightest days that hold the hours they give.

The days of a teacher are patterns that cover his hours: the cutting stock of Gilmore and Gomory,
"A Linear Programming Approach to the Cutting-Stock Problem", 1961, here by dynamic programming.
Hours that one of several teachers gives are nobody's for certain, and yet somebody's: teachers who
may give the same course have a floor together, over all ways to choose the teams.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import gcd

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from constraints.openings import Openings
from constraints.plan_hours import due
from constraints.registry import WISH
from constraints.weights import weight
from instances.entities import Course
from instances.instance import Instance
from solver.control import Control, Job, proven

TEACHER_RULES = ("gather_teacher_days", "balance_days")


@dataclass(frozen=True)
class Given:
    """What a teacher gives and may give, and the days he has for it.

    certain, possible
        Courses he gives whatever the teams, and those that some of their teams give him.
    days
        Dates on which he can be in a session of any of them.
    """

    instance: Instance
    teacher: str
    certain: tuple[Course, ...]
    possible: tuple[Course, ...]
    days: int

    @classmethod
    def of(cls, openings: Openings, teacher: str) -> Given:
        """Look a teacher's courses and days up."""
        instance = openings.instance
        certain: list[Course] = []
        possible: list[Course] = []
        for course in instance.courses:
            if teacher in instance.certain[course.code]:
                certain.append(course)
            elif teacher in instance.givers[course.code]:
                possible.append(course)
        days = sum(
            any(
                openings.attends(teacher, when, span)
                for course in (*certain, *possible)
                for span, _ in openings.at(course, when)
            )
            for when in instance.dates
        )
        return cls(instance, teacher, tuple(certain), tuple(possible), days)

    @cached_property
    def step(self) -> int:
        """Minutes that all his hours and loads of a day are multiples of."""
        minutes = [due(self.instance, course) for course in (*self.certain, *self.possible)]
        return gcd(*self._loads, *minutes) or 1

    @cached_property
    def sure(self) -> int:
        """Steps he gives whatever the teams."""
        return sum(due(self.instance, course) for course in self.certain) // self.step

    @cached_property
    def least(self) -> int:
        """What his days cost at the least, in whole units; 0 if they cannot hold his hours."""
        cost = self.costs[self.sure]
        return int(cost) if np.isfinite(cost) else 0

    @cached_property
    def costs(self) -> NDArray[np.float64]:
        """By steps given, from none to all he may give: the least cost of days that hold them.

        A day holds sessions of different courses, as many of one as it meets a day; he comes at
        least as often as the most frequent of his certain courses meets. Infinite where his days
        cannot hold so much.
        """
        coming, over = (weight(WISH[rule], self.instance) for rule in TEACHER_RULES)
        target = self.instance.settings.teacher_day_target
        most = self.sure + sum(due(self.instance, c) for c in self.possible) // self.step
        best = np.full(most + 1, np.inf)
        loads = self._loads
        fewest = max((self._meets(course) for course in self.certain), default=0)
        if not coming or not loads:
            return np.zeros(most + 1)
        cost = {load // self.step: coming + over * max(0, load - target) for load in loads}
        reached = np.full(most + 1, np.inf)
        reached[0] = 0
        if fewest == 0:
            best[0] = 0
        for day in range(1, self.days + 1):
            if day * coming >= best[most]:
                break
            after = np.full(most + 1, np.inf)
            for load, price in cost.items():
                if load <= most:
                    after[load:] = np.minimum(after[load:], reached[: most + 1 - load] + price)
                # A day may hold more than what is left to cover.
                after[most] = min(after[most], reached[max(0, most - load) :].min() + price)
            reached = after
            if day >= fewest:
                # Days that hold more hold so much, too.
                best = np.minimum(best, np.minimum.accumulate(reached[::-1])[::-1])
        return best

    def _meets(self, course: Course) -> int:
        """On how many days a course meets at the least."""
        return -(-due(self.instance, course) // (max(course.durations) * course.per_day))

    @cached_property
    def _loads(self) -> list[int]:
        """Minutes a day of his sessions can have."""
        own = self.instance.teacher[self.teacher].day_max
        most = self.instance.settings.teacher_day_max if own is None else own
        found = {0}
        for course in (*self.certain, *self.possible):
            for _ in range(min(course.per_day, most // min(course.durations))):
                found |= {
                    load + minutes
                    for load in found
                    for minutes in course.durations
                    if load + minutes <= most
                }
        return sorted(found - {0})


def circles(instance: Instance) -> Iterator[tuple[str, ...]]:
    """Teachers apart into sets that share no course whose team is still to be chosen."""
    circle: dict[str, set[str]] = {code: {code} for code in instance.teacher}
    for course in instance.courses:
        certain = instance.certain[course.code]
        either = instance.givers[course.code] - certain
        joined = set[str]().union(*(circle[code] for code in either))
        for code in joined:
            circle[code] = joined
    seen: set[str] = set()
    for code, members in circle.items():
        if code not in seen:
            seen |= members
            yield tuple(sorted(members))


def shared_floor(given: Sequence[Given], control: Control, seconds: float) -> int:
    """The least that the teachers of a circle cost together, over all ways to choose teams.

    A bound of it in whole units, as good as the seconds allow; 0 if none is found.
    """
    instance = given[0].instance
    model = cp_model.CpModel()
    chosen: dict[str, list[cp_model.IntVar]] = {}
    costs = []
    for someone in given:
        more: list[cp_model.LinearExpr | int] = []
        for course in someone.possible:
            teams = instance.teams[course.code]
            if course.code not in chosen:
                chosen[course.code] = [model.new_bool_var("") for _ in teams]
                model.add_exactly_one(chosen[course.code])
            his = zip(chosen[course.code], teams, strict=True)
            taken = sum(var for var, team in his if someone.teacher in team)
            more.append(due(instance, course) * taken)
        costs.append(_priced(model, someone, sum(more)))
    model.minimize(sum(costs))
    control.spend(len(model.proto.variables) * 1e-5)
    return proven(control.run(Job(model, seconds, near=True)).bound)


def _priced(
    model: cp_model.CpModel, someone: Given, more: cp_model.LinearExpr | int
) -> cp_model.LinearExpr | int:
    """What a teacher's days cost who gives so many minutes more than what is certain."""
    held = someone.costs[someone.sure :]
    table = [int(cost) for cost in held[np.isfinite(held)]]
    if len(table) <= 1:
        model.add(more == 0)
        return sum(table)
    steps = model.new_int_var(0, len(table) - 1, "")
    model.add(someone.step * steps == more)
    cost = model.new_int_var(table[0], table[-1], "")
    model.add_element(steps, table, cost)
    # The lower hull of the table: what the linear relaxation knows of it.
    for (left, low), (right, high) in pairwise(_hull(table)):
        model.add((right - left) * (cost - low) >= (high - low) * (steps - left))
    return cost


def _hull(table: Iterable[int]) -> list[tuple[int, int]]:
    """The points (place, value) of a table's lower convex hull, from left to right."""
    hull: list[tuple[int, int]] = []
    for place, value in enumerate(table):
        while len(hull) > 1:
            (first, low), (last, high) = hull[-2:]
            if (last - first) * (value - low) > (high - low) * (place - first):
                break
            hull.pop()
        hull.append((place, value))
    return hull
