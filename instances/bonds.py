"""What binds courses to one another: who meets together, who shares somebody or a rule."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from instances.entities import Resource

if TYPE_CHECKING:
    from instances.instance import Instance


def meeting(instance: Instance) -> dict[str, frozenset[str]]:
    """For each course, itself and those that are parallel to it, by way of others too."""
    found = {course.code: frozenset((course.code,)) for course in instance.courses}
    for course in instance.courses:
        for other in course.parallel_with:
            both = found[course.code] | found[other]
            found.update(dict.fromkeys(both, both))
    return found


def kindred(instance: Instance) -> dict[str, frozenset[str]]:
    """For each course, itself and those it shares learners, possible teachers or a rule with."""
    sharing: dict[object, set[str]] = defaultdict(set)
    for course in instance.courses:
        relatives = {*course.after, *course.parallel_with, course.pace_of or course.code}
        for bond in (
            *instance.learners[course.code],
            *(Resource("teacher", code) for code in instance.givers[course.code]),
            ("family", course.family or course.code),
            *(frozenset((course.code, other)) for other in relatives),
        ):
            sharing[bond].add(course.code)
        for other in relatives:
            sharing[frozenset((course.code, other))].add(other)
    bound = [*sharing.values(), *(set(relation.courses) for relation in instance.relations)]
    for quota in instance.quotas:
        bound += ({course.code for course in courses} for _, courses in instance.quota_of[quota])
    found: dict[str, set[str]] = {course.code: {course.code} for course in instance.courses}
    for some in bound:
        for code in some:
            found[code] |= some
    return {code: frozenset(others) for code, others in found.items()}
