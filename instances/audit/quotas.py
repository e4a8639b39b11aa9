"""The maquette against the courses, for every learner, by unit and type."""

from __future__ import annotations

from collections.abc import Iterator

from instances.audit.findings import Finding, find
from instances.audit.masks import Masks
from instances.entities import Course, Quota, Resource, taught
from instances.text import Text
from instances.units import Minutes

UNMET = Text(
    "{subject}, {what} : {planned} de cours pour {due} à la maquette ({tolerance} de "
    "tolérance). Corriger les heures de {courses}, ou la maquette.",
    "{subject}, {what}: {planned} of courses for {due} in the maquette (tolerance "
    "{tolerance}). Mend the hours of {courses}, or the maquette.",
)
UNTAUGHT = Text(
    "{subject}, {what} : aucun cours pour {due} à la maquette. Ajouter un cours.",
    "{subject}, {what}: no course for {due} in the maquette. Add a course.",
)
NOT_DUE = Text(
    "{subject} ({what}) : la maquette ne le prévoit pas pour {learners}.",
    "{subject} ({what}): not in the maquette of {learners}.",
)


def quota_findings(masks: Masks) -> Iterator[Finding]:
    """Quotas that the courses miss, and courses no quota asks for."""
    for quota in masks.instance.quotas:
        yield from _unmet(masks, quota)
    for course in masks.instance.courses:
        yield from _not_due(masks, course)


def _unmet(masks: Masks, quota: Quota) -> Iterator[Finding]:
    wrong: dict[int, dict[str, tuple[Course, ...]]] = {}
    for atom, courses in masks.instance.quota_of[quota]:
        planned = sum(course.minutes for course in courses)
        if abs(planned - quota.minutes) > quota.tolerance:
            wrong.setdefault(planned, {})[atom.label] = courses
    everybody = len(masks.instance.atoms_of[quota.group])
    for planned, found in wrong.items():
        codes = tuple(dict.fromkeys(c.code for courses in found.values() for c in courses))
        for label in [quota.group] if len(found) == everybody else found:
            yield find(
                "quota", "error", Resource("group", label), UNMET if codes else UNTAUGHT,
                what=taught(quota.unit, quota.type), unit=quota.unit, type=quota.type,
                planned=Minutes(planned), due=Minutes(quota.minutes),
                tolerance=Minutes(quota.tolerance), courses=codes,
            )  # fmt: skip


def _not_due(masks: Masks, course: Course) -> Iterator[Finding]:
    due = {
        code
        for quota in masks.instance.quotas
        if quota.unit == course.unit and quota.type in ("", course.type)
        for code in [quota.group]
    }
    missing = tuple(
        atom.label for atom in masks.instance.learners[course.code] if not due & set(atom.groups)
    )
    if missing and masks.instance.quotas:
        yield find(
            "course_not_due", "warning", Resource("course", course.code), NOT_DUE,
            what=taught(course.unit, course.type), unit=course.unit, type=course.type,
            learners=missing,
        )  # fmt: skip
