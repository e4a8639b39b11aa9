"""Units: courses that meet as one, and what ties them to others in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from instances.entities import Course, Resource
from instances.instance import Instance

# Relations that ask for the same times.
SAME = ("same_start", "same_day", "same_hour")


class Apart(NamedTuple):
    """Units of which one at most meets within some days; `near`: of each date, which are within."""

    units: tuple[Unit, ...]
    near: NDArray[np.int64]


@dataclass(eq=False)
class Unit:
    """Courses that meet as one, with everybody who is there.

    people
        Indices of its learners and teachers.
    still
        Whether a rule binds it that the board does not keep count of.
    known
        Whether forward steps know every rule that binds it (`solver.forward_kernel`).
    related
        Whether a relation binds it, of which compiled steps know nothing.
    siblings, paced, ordered
        Units that it keeps in step with; with the one that sets the pace (second), the one that
        comes before (first), the pairs it is one of.
    apart
        The units, itself among them, that are kept days apart.
    """

    number: int
    courses: tuple[Course, ...]
    people: NDArray[np.int64]
    still: bool
    known: bool = True
    related: bool = False
    siblings: list[Unit] = field(default_factory=list)
    paced: list[tuple[Unit, Unit]] = field(default_factory=list)
    ordered: list[tuple[Unit, Unit]] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)

    @property
    def tied(self) -> Iterator[Unit]:
        """Units that it keeps in step with in any way."""
        yield from self.siblings
        for one, other in (*self.paced, *self.ordered):
            yield other if one is self else one

    @property
    def is_tied(self) -> bool:
        """Whether there are any."""
        return bool(self.siblings or self.paced or self.ordered)

    @property
    def minutes(self) -> int:
        """Those of each of its courses."""
        return self.courses[0].minutes

    @property
    def durations(self) -> tuple[int, ...]:
        """Those of each of its courses."""
        return self.courses[0].durations

    @property
    def per_day(self) -> int:
        """Sessions of each of its courses a date, at the most."""
        return self.courses[0].per_day


def units_of(
    instance: Instance, teams: dict[str, frozenset[str]], resources: list[Resource]
) -> Iterator[Unit]:
    """The courses that meet together, each unit once."""
    index = {resource: number for number, resource in enumerate(resources)}
    together = instance.together
    related = {code for relation in instance.relations for code in relation.courses}
    joined = [relation for relation in instance.relations if relation.kind != "apart"]
    bound = {code for relation in joined for code in relation.courses}
    same = {c for relation in joined if relation.kind in SAME for c in relation.courses}
    others = {limit.kind for limit in instance.limits} - {"day_hours"}
    limited = {index[r] for kind in others for r in instance.bounds(kind) if r in index}
    seen: set[str] = set()
    number = 0
    for course in instance.courses:
        if course.code in seen:
            continue
        courses = tuple(c for c in instance.courses if c.code in together[course.code])
        seen |= together[course.code]
        people = dict.fromkeys(
            index[resource]
            for c in courses
            for resource in (
                *(Resource("group", atom.label) for atom in instance.learners[c.code]),
                *(Resource("teacher", code) for code in sorted(teams[c.code])),
            )
        )
        alike = len({(c.minutes, c.durations, c.per_day) for c in courses}) == 1
        is_limited = not limited.isdisjoint(people)
        free = alike and bound.isdisjoint(together[course.code]) and not is_limited
        yield Unit(
            number,
            courses,
            np.array(list(people), np.int64),
            still=not free,
            known=alike and same.isdisjoint(together[course.code]) and not is_limited,
            related=not related.isdisjoint(together[course.code]),
        )
        number += 1


def bind(instance: Instance, unit: dict[str, Unit]) -> None:
    """Tell units which others they are tied to in time."""
    for first, second in instance.siblings:
        one, other = unit[first.code], unit[second.code]
        one.siblings.append(other)
        other.siblings.append(one)
    for course in instance.courses:
        mine = unit[course.code]
        if course.pace_of is not None:
            for side in {mine, unit[course.pace_of]}:
                side.paced.append((mine, unit[course.pace_of]))
        for code in course.after:
            for side in {mine, unit[code]}:
                side.ordered.append((unit[code], mine))
    for relation in instance.relations:
        if relation.kind == "apart" and relation.weight is None:
            units = tuple(dict.fromkeys(unit[code] for code in relation.courses))
            apart = Apart(units, _within(instance, relation.days))
            for side in units:
                side.apart.append(apart)


def _within(instance: Instance, days: int) -> NDArray[np.int64]:
    """For each date a row: 1 for those less than so many days from it."""
    dates = np.array([when.toordinal() for when in instance.dates], np.int64)
    near: NDArray[np.int64] = (np.abs(dates[:, None] - dates) < days).astype(np.int64)
    return near
