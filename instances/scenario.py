"""What if: a problem with some of its data changed, under a name.

A scenario changes rhythms, rooms, times off and hours; `under` gives the problem it makes, with
everything derived anew. Two scenarios that come to the same data give equal instances, whatever
they are called.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import floor, gcd

from pydantic import Field

from instances.entities import Course, Group, Quota, Rhythm, Room, TimeOff, taught
from instances.grid import Entity
from instances.instance import Instance
from instances.rhythm import RhythmError, format_rhythm, parse_rhythm, short_weekday
from instances.text import Lang, Text
from instances.units import format_hours

WORKDAYS = 5  # a set of days is chosen from Monday to Friday
TODAY = Text("Aujourd'hui", "Today")


class ScenarioError(ValueError):
    """A scenario that cannot be read, or does not fit the problem; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class MoreRoom(Entity):
    """A room to add: whatever may take place in the room `like` may take place in it too.

    `seats` and `equipment` left None are those of `like`.
    """

    code: str
    like: str
    seats: int | None = Field(default=None, ge=0)
    equipment: tuple[str, ...] | None = None


class NewHours(Entity):
    """Other hours for a quota: minutes of a unit and type due to each learner of a group.

    The courses that count towards it share them as they shared the old ones.
    """

    group: str
    unit: str
    type: str = ""
    minutes: int = Field(gt=0)


class Scenario(Entity):
    """Changes to a problem.

    rhythms
        A SPEC by group code; what is not named keeps its rhythm.
    more_rooms, fewer_rooms
        Rooms to add, codes of rooms to do without.
    freed
        Codes of teachers, rooms and groups whose times off and wishes are forgotten.
    times_off
        Times off to add, after `freed`.
    hours
        Quotas with other hours.
    day_max, day_target
        Minutes of a class's day, at the most and aimed at.
    """

    name: str
    rhythms: dict[str, str] = {}
    more_rooms: tuple[MoreRoom, ...] = ()
    fewer_rooms: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()
    times_off: tuple[TimeOff, ...] = ()
    hours: tuple[NewHours, ...] = ()
    day_max: int | None = Field(default=None, gt=0)
    day_target: int | None = Field(default=None, gt=0)


def under(instance: Instance, scenario: Scenario) -> Instance:
    """The problem that a scenario makes of `instance`.

    Raises
    ------
    ScenarioError
        When the scenario names what the problem does not have, or a SPEC cannot be read.
    """
    changed: dict[str, object] = {}
    changed |= _with_rhythms(instance, scenario)
    changed |= _with_rooms(instance, scenario)
    changed |= _with_times_off(instance, scenario)
    quotas, courses = instance.quotas, changed.get("courses", instance.courses)
    for new in scenario.hours:
        quotas, courses = _with_hours(instance, quotas, courses, new)  # type: ignore[arg-type]
    limits = {"group_day_max": scenario.day_max, "group_day_target": scenario.day_target}
    limits = {name: minutes for name, minutes in limits.items() if minutes is not None}
    settings = instance.settings.model_copy(update=limits)
    changed |= {"quotas": quotas, "courses": courses, "settings": settings}
    fields = {name: getattr(instance, name) for name in Instance.model_fields}
    # A new value, not a copy: what the old one has worked out no longer holds.
    return Instance(**(fields | changed))


def classes_with_rhythm(instance: Instance) -> tuple[str, ...]:
    """Codes of the classes that follow a rhythm, in the workbook's order."""
    return tuple(root.code for root in instance.roots if root.rhythm is not None)


def rhythm_of(instance: Instance, code: str, lang: Lang = "fr") -> str:
    """The SPEC that the first learners of a group follow; those of one name joined by ` ; `."""
    rows = instance.rhythm_of(instance.atoms_of[code][0])
    return " ; ".join(format_rhythm(parse_rhythm(row.spec), lang) for row in rows)


def every_set_of_days(sizes: Iterable[int], lang: Lang) -> tuple[str, ...]:
    """The SPEC of every set of so many weekdays, Monday to Friday, in a language's day names."""
    return tuple(
        " ".join(short_weekday(day, lang) for day in days)
        for size in sorted(set(sizes))
        for days in combinations(range(WORKDAYS), size)
    )


# --- rhythms ---------------------------------------------------------------------------------


def _with_rhythms(instance: Instance, scenario: Scenario) -> dict[str, object]:
    groups, rhythms = dict(instance.group), list(instance.rhythms)
    for code in scenario.rhythms:
        if code not in groups:
            raise not_among(NO_GROUP, code, groups)
    widest = sorted(scenario.rhythms, key=lambda code: -len(instance.atoms_of[code]))
    for code in widest:
        spec = read_spec(scenario.rhythms[code])
        if _followed(instance, groups, rhythms, code) == spec:
            continue
        name = _named(rhythms, spec)
        inside = set(instance.atoms_of[code])
        for other, group in groups.items():
            # What holds for a class holds for its half-groups, whatever they had of their own.
            if group.rhythm is not None and inside.issuperset(instance.atoms_of[other]):
                groups[other] = group.model_copy(update={"rhythm": None})
        groups[code] = groups[code].model_copy(update={"rhythm": name})
    return {"groups": tuple(groups.values()), "rhythms": tuple(rhythms)}


def _followed(
    instance: Instance, groups: Mapping[str, Group], rhythms: Sequence[Rhythm], code: str
) -> str | None:
    """The SPEC that all learners of a group follow all the time, if they follow one."""
    specs = set()
    for atom in instance.atoms_of[code]:
        named = [groups[other] for other in atom.groups if groups[other].rhythm is not None]
        narrowest = min(
            reversed(named), key=lambda group: len(instance.atoms_of[group.code]), default=None
        )
        if narrowest is None:
            return None
        rows = [row for row in rhythms if row.name == narrowest.rhythm]
        specs.add(read_spec(rows[0].spec) if len(rows) == 1 and rows[0].since is None else None)
    return specs.pop() if len(specs) == 1 else None


def _named(rhythms: list[Rhythm], spec: str) -> str:
    """The name of a rhythm with this SPEC alone, added where there is none."""
    name = spec
    while any(row.name == name and row != Rhythm(name=name, spec=spec) for row in rhythms):
        name += "'"
    if all(row.name != name for row in rhythms):
        rhythms.append(Rhythm(name=name, spec=spec))
    return name


def read_spec(spec: str) -> str:
    """A SPEC in its canonical form.

    Raises
    ------
    ScenarioError
        When it cannot be read, or has no day at the CFA.
    """
    try:
        weeks = parse_rhythm(spec)
    except RhythmError as error:
        raise ScenarioError(_NO_SPEC.fill(word=error.word, spec=spec)) from None
    if not any(weeks):
        raise ScenarioError(_NO_DAY.fill(spec=spec))
    return format_rhythm(weeks)


# --- rooms, times off, hours -----------------------------------------------------------------


def _with_rooms(instance: Instance, scenario: Scenario) -> dict[str, object]:
    rooms = dict(instance.room)
    courses, pins = list(instance.courses), instance.pins
    for more in scenario.more_rooms:
        if more.code in rooms:
            raise ScenarioError(_ROOM_EXISTS.fill(name=more.code))
        if more.like not in rooms:
            raise not_among(_NO_ROOM, more.like, rooms)
        rooms[more.code] = _another(rooms[more.like], more)
        courses = [_may_use(course, more) for course in courses]
    for code in scenario.fewer_rooms:
        if code not in rooms:
            raise not_among(_NO_ROOM, code, rooms)
        if any(code in pin.rooms for pin in pins):
            raise ScenarioError(_ROOM_PINNED.fill(name=code))
        del rooms[code]
        courses = [_may_not_use(course, code) for course in courses]
    return {"rooms": tuple(rooms.values()), "courses": tuple(courses)}


def _another(like: Room, more: MoreRoom) -> Room:
    seats = like.seats if more.seats is None else more.seats
    equipment = like.equipment if more.equipment is None else more.equipment
    return Room(code=more.code, kinds=like.kinds, seats=seats, equipment=equipment)


def _may_use(course: Course, more: MoreRoom) -> Course:
    rooms = tuple(
        (*choices, more.code) if more.like in choices else choices for choices in course.rooms
    )
    return course if rooms == course.rooms else course.model_copy(update={"rooms": rooms})


def _may_not_use(course: Course, code: str) -> Course:
    rooms = tuple(tuple(name for name in choices if name != code) for choices in course.rooms)
    if rooms == course.rooms:
        return course
    if not all(rooms):
        raise ScenarioError(_ROOM_NEEDED.fill(name=code, course=course.code))
    return course.model_copy(update={"rooms": rooms})


def _with_times_off(instance: Instance, scenario: Scenario) -> dict[str, object]:
    known = {*instance.teacher, *instance.room, *instance.group}
    known |= {room.code for room in scenario.more_rooms}
    for code in (*scenario.freed, *(row.who for row in scenario.times_off)):
        if code not in known:
            raise not_among(_NOBODY, code, known)
    gone = {*scenario.fewer_rooms, *scenario.freed}
    kept = [row for row in instance.times_off if row.kind == "course" or row.who not in gone]
    added = [row for row in scenario.times_off if row not in kept]
    return {"times_off": (*kept, *added)}


def _with_hours(
    instance: Instance, quotas: tuple[Quota, ...], courses: tuple[Course, ...], new: NewHours
) -> tuple[tuple[Quota, ...], tuple[Course, ...]]:
    """The quotas and courses with the hours of one quota changed."""
    what = taught(new.unit, new.type)
    asked = [q for q in quotas if (q.group, q.unit, q.type) == (new.group, new.unit, new.type)]
    if not asked:
        known = [f"{quota.group} {taught(quota.unit, quota.type)}" for quota in quotas]
        raise not_among(_NO_QUOTA, f"{new.group} {what}", known)
    inside = set(instance.atoms_of[new.group])
    present = {course.code: course for course in courses}
    for _, counted in instance.quota_of[asked[0]]:
        for course in counted:
            if not inside.issuperset(instance.learners[course.code]):
                raise ScenarioError(_SHARED.fill(course=course.code, group=new.group))
        shares = _shared([present[course.code] for course in counted], new, what)
        for course in counted:
            minutes = shares[course.code]
            before = present[course.code]
            changed = before.minutes not in (instance.course[course.code].minutes, minutes)
            if changed:
                raise ScenarioError(_UNEVEN.fill(course=course.code, what=what))
        present |= {
            code: present[code].model_copy(update={"minutes": minutes})
            for code, minutes in shares.items()
        }
    old = asked[0]
    quotas = tuple(q.model_copy(update={"minutes": new.minutes}) if q is old else q for q in quotas)
    return quotas, tuple(present.values())


def _shared(courses: Sequence[Course], new: NewHours, what: str) -> dict[str, int]:
    """New minutes of the courses one learner has for a quota, by largest remainder."""
    if not courses:
        raise ScenarioError(_NO_COURSE.fill(group=new.group, what=what))
    total = sum(course.minutes for course in courses)
    if total == new.minutes:
        return {course.code: course.minutes for course in courses}
    step = gcd(new.minutes, *(length for course in courses for length in course.durations))
    exact = {c.code: Fraction(new.minutes * c.minutes, total * step) for c in courses}
    shares = {code: floor(share) for code, share in exact.items()}
    missing = new.minutes // step - sum(shares.values())
    for code in sorted(exact, key=lambda code: shares[code] - exact[code])[:missing]:
        shares[code] += 1
    if not all(shares.values()):
        raise ScenarioError(
            _TOO_FEW.fill(hours=format_hours(new.minutes), what=what, count=len(shares))
        )
    return {code: share * step for code, share in shares.items()}


# --- what is wrong ---------------------------------------------------------------------------


def not_among(sentence: Text, name: str, known: Collection[str]) -> ScenarioError:
    """The error for a name that the problem does not have; `known` are those it has."""
    return ScenarioError(sentence.fill(name=name, known=", ".join(sorted(set(known))) or "-"))


_NO_SPEC = Text(
    "« {word} » dans le rythme « {spec} » ne se lit pas. Des jours (« lun mar », « lun-ven », "
    "« mer:matin »), « / » entre les semaines, « - » pour une semaine en entreprise.",
    "“{word}” in the rhythm “{spec}” cannot be read. Days (`Mon Tue`, `Mon-Fri`, `Wed:am`), "
    "`/` between weeks, `-` for a week in company.",
)
_NO_DAY = Text(
    "Le rythme « {spec} » n'a aucun jour au CFA. Donnez-lui au moins un jour.",
    "The rhythm “{spec}” has no day at the CFA. Give it one day at least.",
)
NO_GROUP = Text(
    "Il n'y a pas de groupe « {name} ». Groupes du problème : {known}.",
    "There is no group “{name}”. Groups of the problem: {known}.",
)
_NO_ROOM = Text(
    "Il n'y a pas de salle « {name} ». Salles du problème : {known}.",
    "There is no room “{name}”. Rooms of the problem: {known}.",
)
_ROOM_EXISTS = Text(
    "La salle « {name} » existe déjà. Donnez un autre code à la salle à ajouter.",
    "The room “{name}” exists already. Give the room to add another code.",
)
_ROOM_PINNED = Text(
    "La salle « {name} » ne peut pas être retirée : une séance imposée s'y tient.",
    "The room “{name}” cannot be taken away: a pinned session stands in it.",
)
_ROOM_NEEDED = Text(
    "La salle « {name} » ne peut pas être retirée : {course} n'en a pas d'autre.",
    "The room “{name}” cannot be taken away: {course} has no other.",
)
_NOBODY = Text(
    "« {name} » n'est ni un enseignant, ni une salle, ni un groupe. Il y a : {known}.",
    "“{name}” is no teacher, no room and no group. There are: {known}.",
)
_NO_QUOTA = Text(
    "La maquette n'a pas « {name} ». Elle a : {known}.",
    "The maquette has no “{name}”. It has: {known}.",
)
_NO_COURSE = Text(
    "{group}, {what} : aucun cours, ses heures ne peuvent pas changer.",
    "{group}, {what}: no course, its hours cannot change.",
)
_SHARED = Text(
    "{course} réunit d'autres groupes que {group} : changez ses heures dans le classeur.",
    "{course} unites other groups than {group}: change its hours in the workbook.",
)
_UNEVEN = Text(
    "{course} ({what}) : les heures se partagent autrement selon les apprenants. Changez-les dans "
    "le classeur.",
    "{course} ({what}): the hours are shared differently among learners. Change them in the "
    "workbook.",
)
_TOO_FEW = Text(
    "{hours} de {what} ne se partagent pas entre {count} cours.",
    "{hours} of {what} cannot be shared among {count} courses.",
)
