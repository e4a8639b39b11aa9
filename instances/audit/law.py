"""What the law says of the learners' hours: a day, a week with the company's hours, the whole.

Code du travail L3162-1 (8 h a day under 18), L3121-18 (10 h), L3121-27 and L6222-24 (35 h, CFA
and company); décret 2020-624 (1350 h over the two years of a BTS). Every limit is a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from instances.audit.findings import Finding, GroupLoad, find
from instances.audit.masks import Masks
from instances.calendar import days_between
from instances.entities import Group, Resource
from instances.groups import Atom
from instances.rhythm import monday
from instances.text import Text
from instances.units import Minutes

MINOR_DAY, ADULT_DAY = 480, 600
WORKDAYS = 5

LONG_DAY = Text(
    "{subject} : des journées de {day_max} sont permises, la loi en permet {legal}{who}.",
    "{subject}: days of {day_max} are allowed, the law allows {legal}{who}.",
)
MINORS = Text(" aux mineurs", " to minors")
ADULTS = Text("", "")
OVER_WEEK = Text(
    "{subject} : à {company} par jour en entreprise, {limit} par semaine laissent {room} au CFA "
    "pour {demand} dues : au moins {over} au-delà sur la période.",
    "{subject}: at {company} a day in company, {limit} a week leave {room} at the CFA for {demand} "
    "due: at least {over} beyond over the term.",
)
WEEK_UNKNOWN = Text(
    "35 heures par semaine (CFA et entreprise) : non vérifiable, il manque {what}.",
    "35 hours a week (CFA and company): not verifiable, {what} is missing.",
)
COMPANY_HOURS = Text("« Heures en entreprise par jour »", "“Hours in company a day”")
WEEK_LIMIT = Text("« Apprenants : heures max par semaine »", "“Learners: hours a week at most”")
UNDER_FLOOR = Text(
    "{subject} : {demand} ici et {others} aux autres semestres font {total}, sous le plancher de "
    "{floor} : il manque {missing}.",
    "{subject}: {demand} here and {others} in the other semesters make {total}, under the floor of "
    "{floor}: {missing} short.",
)
FLOOR_UNKNOWN = Text(
    "Plancher de {floor} au CFA sur le cycle : non vérifiable, il manque « Heures au CFA des "
    "autres semestres ».",
    "Floor of {floor} at the CFA in all: not verifiable, “Hours at the CFA in the other semesters” "
    "is missing.",
)


def law_findings(masks: Masks, loads: Sequence[GroupLoad]) -> Iterator[Finding]:
    """Days too long, weeks too long with the company's hours, too few hours in all."""
    by_label = {load.label: load for load in loads}
    for root in masks.instance.roots:
        yield from _days(masks, root)
    yield from _weeks(masks, by_label)
    yield from _floor(masks, by_label)


def _classes(
    masks: Masks, loads: dict[str, GroupLoad]
) -> Iterator[tuple[Atom, Resource, GroupLoad]]:
    """Each class once when its learners are alike, else each atom."""
    for root in masks.instance.roots:
        atoms = masks.instance.atoms_of[root.code]
        alike = {replace(loads[atom.label], label="", groups=()) for atom in atoms}
        for atom in atoms[:1] if len(alike) == 1 else atoms:
            code = root.code if len(alike) == 1 else atom.label
            yield atom, Resource("group", code), loads[atom.label]


def _days(masks: Masks, root: Group) -> Iterator[Finding]:
    atoms = masks.instance.atoms_of[root.code]
    minors = [atom for atom in atoms if masks.instance.has_minors(atom)]
    for some, legal, who in ((minors, MINOR_DAY, MINORS), (atoms, ADULT_DAY, ADULTS)):
        longest = max((masks.group_day_max(atom) for atom in some), default=0)
        if longest > legal:
            yield find(
                "legal_day", "warning", Resource("group", root.code), LONG_DAY,
                day_max=Minutes(longest), legal=Minutes(legal), who=who,
            )  # fmt: skip
            return


def _weeks(masks: Masks, loads: dict[str, GroupLoad]) -> Iterator[Finding]:
    settings = masks.instance.settings
    company, limit = settings.company_day_minutes, settings.group_week_max
    if company is None or limit is None:
        what = COMPANY_HOURS if company is None else WEEK_LIMIT
        school = Resource("school", settings.school)
        yield find("legal_week", "info", school, WEEK_UNKNOWN, what=what)
        return
    for atom, subject, load in _classes(masks, loads):
        room = _room(masks, atom, company, limit)
        if load.demand > room:
            yield find(
                "legal_week", "warning", subject, OVER_WEEK,
                company=Minutes(company), limit=Minutes(limit), room=Minutes(room),
                demand=Minutes(load.demand), over=Minutes(load.demand - room),
            )  # fmt: skip


def _room(masks: Masks, atom: Atom, company: int, limit: int) -> int:
    """CFA minutes that the company's days of each week leave under the week's limit."""
    settings = masks.instance.settings
    statuses = masks.instance.calendars[atom].days
    opened = dict(zip(masks.dates, masks.atoms[atom], strict=True))
    room, week, day_max = 0, monday(settings.start), masks.group_day_max(atom)
    while week <= settings.end:
        held, away = 0, 0
        for day in days_between(week, week + timedelta(days=6)):
            mask = opened.get(day, 0)
            held += min(masks.credited(mask), day_max)
            status = statuses.get(day)
            if mask == 0 and status and status.kind in ("company", "holidays"):
                away += company * (day.weekday() < WORKDAYS)
            elif status and status.exam & ~mask:
                away += min(masks.credited(status.exam), settings.group_day_target)
        room += max(0, min(held, limit - away))
        week += timedelta(days=7)
    return room


def _floor(masks: Masks, loads: dict[str, GroupLoad]) -> Iterator[Finding]:
    settings = masks.instance.settings
    others, floor = settings.other_semesters_minutes, Minutes(settings.floor_minutes)
    if not floor:
        return
    if others is None:
        school = Resource("school", settings.school)
        yield find("legal_floor", "info", school, FLOOR_UNKNOWN, floor=floor)
        return
    for _, subject, load in _classes(masks, loads):
        total = load.demand + others
        if total < floor:
            yield find(
                "legal_floor", "warning", subject, UNDER_FLOOR,
                demand=Minutes(load.demand), others=Minutes(others), total=Minutes(total),
                floor=floor, missing=Minutes(floor - total),
            )  # fmt: skip
