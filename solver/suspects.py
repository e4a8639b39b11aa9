"""Parts of a school in which a conflict is looked for, and the problem that each of them is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import inf

from instances.entities import Resource, Teacher
from instances.instance import Instance
from instances.weeks import week_of
from solver.parts import fullness


def part_of(instance: Instance, codes: Iterable[str]) -> Instance:
    """The problem with some of its courses, those they are tied to, and what speaks of them alone.

    What has no timetable has none with more courses either.
    """
    chosen, pending = set[str](), list(codes)
    while pending:
        code = pending.pop()
        if code in chosen:
            continue
        chosen.add(code)
        course = instance.course[code]
        pending += [*course.after, *course.parallel_with, *filter(None, (course.pace_of,))]
    if len(chosen) == len(instance.courses):
        return instance
    quotas = tuple(
        quota
        for quota in instance.quotas
        if all(c.code in chosen for _, some in instance.quota_of[quota] for c in some)
        and any(some for _, some in instance.quota_of[quota])
    )
    part = instance.model_copy(
        update={
            "courses": tuple(c for c in instance.courses if c.code in chosen),
            "quotas": quotas,
            "pins": tuple(pin for pin in instance.pins if pin.course in chosen),
            "relations": tuple(r for r in instance.relations if chosen.issuperset(r.courses)),
        }
    )
    # As all quotas have it: without those left out no hours could be other than the course's own.
    part.__dict__["tolerances"] = instance.tolerances
    return part


def suspects(instance: Instance) -> Iterator[frozenset[str]]:
    """Courses alone, of a teacher, a half-group, a class, rooms, a day's pins: small first."""
    found: dict[frozenset[str], None] = {}
    for course in instance.courses:
        found[frozenset((course.code,))] = None
    by_subject: dict[object, set[str]] = {}
    for course in instance.courses:
        subjects: list[object] = [*instance.learners[course.code]]
        subjects += [("teacher", code) for code in instance.certain[course.code]]
        subjects += [("class", atom.groups[0]) for atom in instance.learners[course.code]]
        subjects += [("rooms", need) for need in course.rooms]
        for subject in subjects:
            by_subject.setdefault(subject, set()).add(course.code)
    for pin in instance.pins:
        by_subject.setdefault(("pinned", pin.date or pin.weekday), set()).add(pin.course)
    for codes in by_subject.values():
        found[frozenset(codes)] = None
    # Who has more hours than days is a conflict for sure; one of a single course is plainer.
    overfull: list[object] = [a for a in instance.atoms if fullness(instance, a) > 1]
    overfull += [("teacher", t.code) for t in instance.teachers if _has_too_much(instance, t)]
    full = {frozenset(by_subject[who]) for who in overfull}

    def order(codes: frozenset[str]) -> tuple[bool, bool, int, list[str]]:
        return len(codes) > 1, codes not in full, len(codes), sorted(codes)

    for some in sorted(found, key=order):
        if len(some) < len(instance.courses):
            yield some


def _has_too_much(instance: Instance, teacher: Teacher) -> bool:
    """Whether a teacher's hours are more than the days and weeks that he or she can come hold."""
    courses = [c for c in instance.courses if teacher.code in instance.certain[c.code]]
    dates = {day for course in courses for day in instance.teachable[course.code]}
    day_max = teacher.day_max or instance.settings.teacher_day_max
    week_max = teacher.week_max or instance.settings.teacher_week_max or inf
    who = Resource("teacher", teacher.code)
    weeks: dict[str, float] = defaultdict(float)
    for day in dates:
        weeks[week_of(day)] += min(day_max, instance.grid.credited(instance.available(who, day)))
    return sum(c.minutes for c in courses) > sum(min(week_max, room) for room in weeks.values())
