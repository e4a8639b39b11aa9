"""Courses one by one: staffed, housed, cut into sessions and fitted in, or not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from instances.audit.findings import Figure, Finding, Severity, find
from instances.audit.holding import capped, group_limits, strictest, teacher_limits
from instances.audit.masks import KNOWN, Masks
from instances.entities import Course, Resource
from instances.text import Text
from instances.units import Minutes

NOBODY = Text(
    "{subject} : il lui faut {posts} enseignants distincts, ses candidats n'y suffisent pas.",
    "{subject}: it needs {posts} distinct teachers, its candidates do not suffice.",
)
NOWHERE = Text(
    "{subject} : aucune des salles permises n'a {seats} {seats:place|places} et les équipements "
    "demandés.",
    "{subject}: none of the rooms allowed has {seats} {seats:seat|seats} and the equipment wanted.",
)
UNCUT = Text(
    "{subject} : {hours} ne sont pas une somme de séances des durées permises. Permettre une "
    "durée plus courte, ou une tolérance à la maquette.",
    "{subject}: {hours} are no sum of sessions of the allowed durations. Allow a shorter one, or "
    "a tolerance in the maquette.",
)
NO_ROOM_IN_TIME = Text(
    "{subject} : {demand} à placer, mais ses groupes, ses enseignants et ses salles ne sont "
    "libres ensemble que {days} {days:jour|jours}, qui tiennent {capacity} à {per_day} "
    "{per_day:séance|séances} par jour : il manque {missing}. Élargir les disponibilités, ou "
    "permettre plus de séances par jour.",
    "{subject}: {demand} to place, but its groups, teachers and rooms are free together on {days} "
    "{days:day|days} only, which hold {capacity} at {per_day} {per_day:session|sessions} a day: "
    "{missing} short. Widen the availabilities, or allow more sessions a day.",
)
UNEQUAL = Text(
    "{subject} ({hours}) et {other} ({other_hours}) sont en parallèle mais n'ont pas les mêmes "
    "heures. Donner les mêmes heures, ou retirer « En parallèle avec ».",
    "{subject} ({hours}) and {other} ({other_hours}) are parallel but have unequal hours. Give "
    "equal hours, or remove “Parallel with”.",
)
NEVER_TOGETHER = Text(
    "{subject} et {other} sont en parallèle mais ne peuvent avoir lieu en même temps : {why}.",
    "{subject} and {other} are parallel but cannot stand at the same time: {why}.",
)
LEARNERS = Text("ils ont des apprenants en commun", "they share learners")
TEACHERS = Text("il leur faut le même enseignant", "they need the same teacher")
ROOMS = Text("il leur faut la même salle", "they need the same room")
DURATIONS = Text("ils n'ont aucune durée en commun", "they have no duration in common")


def course_findings(masks: Masks) -> Iterator[Finding]:
    """What no timetable can do for a course, whatever the others do."""
    for course in masks.instance.courses:
        yield from _alone(masks, course)
        for code in course.parallel_with:
            yield from _parallel(masks, course, masks.instance.course[code])


def _alone(masks: Masks, course: Course) -> Iterator[Finding]:
    if not masks.instance.teams[course.code]:
        yield _find("course_team", "impossible", course, NOBODY, posts=len(course.posts))
    elif not masks.instance.room_sets[course.code]:
        seats = masks.instance.seats_needed(course)
        yield _find("course_room", "impossible", course, NOWHERE, seats=seats)
    elif not _divisible(course.minutes, course.durations, masks.slack(course)):
        yield _find("course_durations", "impossible", course, UNCUT, hours=Minutes(course.minutes))
    else:
        yield from _time(masks, course)


@lru_cache(maxsize=KNOWN)
def _divisible(minutes: int, durations: tuple[int, ...], slack: int) -> bool:
    """Whether some sum of allowed durations is within `slack` of a course's hours."""
    most = minutes + slack
    reached = {0}
    fresh = {0}
    while fresh:
        fresh = {
            total + step for total in fresh for step in durations if total + step <= most
        } - reached
        reached |= fresh
    return any(total >= minutes - slack for total in reached)


def _time(masks: Masks, course: Course) -> Iterator[Finding]:
    demand = masks.least(course)
    days, capacity = max(
        (_holds(masks, course, team) for team in masks.teams(course)), key=lambda held: held[1]
    )
    if demand > capacity:
        yield _find(
            "course_time", "impossible", course, NO_ROOM_IN_TIME,
            demand=Minutes(demand), days=days, capacity=Minutes(capacity), per_day=course.per_day,
            missing=Minutes(demand - capacity),
        )  # fmt: skip


def _holds(masks: Masks, course: Course, team: frozenset[str]) -> tuple[int, int]:
    """Dates on which a team can meet the course, and the most minutes these hold."""
    opened = masks.with_team(course, team)
    durations = tuple(sorted(set(course.durations)))
    best = {mask: masks.best_day(durations, course.per_day, mask, 0) for mask in set(opened)}
    minutes = [best[mask] for mask in opened]
    learners = masks.instance.learners[course.code]
    people = [teacher_limits(masks, masks.instance.teacher[code]) for code in team]
    limits = strictest([group_limits(masks, learners), *people])
    return sum(amount > 0 for amount in minutes), capped(masks, minutes, limits)


def _parallel(masks: Masks, course: Course, other: Course) -> Iterator[Finding]:
    if course.code > other.code and course.code in other.parallel_with:
        return
    if course.minutes != other.minutes:
        yield _find(
            "parallel_hours", "error", course, UNEQUAL,
            hours=Minutes(course.minutes), other=other.code, other_hours=Minutes(other.minutes),
        )  # fmt: skip
    why = _never_together(masks, course, other)
    if why:
        yield _find(
            "parallel_clash", "impossible", course, NEVER_TOGETHER, other=other.code, why=why
        )


def _never_together(masks: Masks, course: Course, other: Course) -> Text | None:
    instance = masks.instance
    if set(instance.learners[course.code]) & set(instance.learners[other.code]):
        return LEARNERS
    if all(a & b for a in instance.teams[course.code] for b in instance.teams[other.code]):
        return TEACHERS
    if all(a & b for a in instance.room_sets[course.code] for b in instance.room_sets[other.code]):
        return ROOMS
    return None if set(course.durations) & set(other.durations) else DURATIONS


def _find(
    code: str, severity: Severity, course: Course, sentence: Text, **figures: Figure
) -> Finding:
    return find(code, severity, Resource("course", course.code), sentence, **figures)
