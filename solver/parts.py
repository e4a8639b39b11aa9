"""Parts of a school small enough for one model each: classes, or what else learns together."""

from __future__ import annotations

from constraints.openings import Openings
from instances.entities import Course
from instances.groups import Atom
from instances.instance import Instance

# Places (spans open on dates) that one model takes before the next part begins.
PLACES = 9000


def parts(openings: Openings, places: int = PLACES) -> list[tuple[Course, ...]]:
    """The courses of each class, the fullest class first; small ones are put together.

    A course of several classes goes with the first. Courses nobody attends make a part.
    """
    instance = openings.instance
    classes = sorted(instance.roots, key=lambda root: -_fullness(instance, root.code))
    by_class: dict[str, list[Course]] = {root.code: [] for root in classes}
    by_class[""] = []
    for course in instance.courses:
        learners = instance.learners[course.code]
        by_class[learners[0].groups[0] if learners else ""].append(course)
    found: list[list[Course]] = []
    room = 0
    for courses in by_class.values():
        wanted = sum(_places(openings, course) for course in courses)
        if not courses:
            continue
        if found and wanted <= room:
            found[-1] += courses
            room -= wanted
        else:
            found.append(list(courses))
            room = places - wanted
    return [tuple(courses) for courses in found]


def _fullness(instance: Instance, root: str) -> float:
    """The share of its open time that the fullest learners of a class are in session."""
    return max(fullness(instance, atom) for atom in instance.atoms_of[root])


def fullness(instance: Instance, atom: Atom) -> float:
    """The share of their open time that learners are in session; over 1 they never can be."""
    due = sum(c.minutes for c in instance.courses if atom in instance.learners[c.code])
    day_max = instance.settings.group_day_max
    days = instance.calendars[atom].days.values()
    return due / max(1, sum(min(day_max, instance.grid.credited(day.open)) for day in days))


def _places(openings: Openings, course: Course) -> int:
    dates = openings.instance.teachable[course.code]
    return sum(len(openings.at(course, when)) for when in dates)
