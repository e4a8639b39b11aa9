"""Scenarios: what if a class had another rhythm, there were one lab more, a teacher a day off.

A scenario says what changes; `under` gives the problem as it would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from pydantic import Field

from instances.entities import Course, Quota, Rhythm, Room, TimeOff
from instances.grid import Entity
from instances.instance import Instance
from instances.rhythm import RhythmError, Week, format_rhythm, parse_rhythm
from instances.text import Lang, Text

WORKDAYS = 5
TODAY = Text("Aujourd'hui", "Today")

UNKNOWN_GROUP = Text(
    "scénario « {name} » : {code} n'est pas un groupe ; les classes sont {known}",
    'scenario "{name}": {code} is no group; the classes are {known}',
)
UNKNOWN_COURSE = Text(
    "scénario « {name} » : {code} n'est pas un cours du classeur",
    'scenario "{name}": {code} is no course of the workbook',
)
UNKNOWN_ROOM = Text(
    "scénario « {name} » : {code} n'est pas une salle ; les salles sont {known}",
    'scenario "{name}": {code} is no room; the rooms are {known}',
)
UNKNOWN_WHO = Text(
    "scénario « {name} » : {code} n'est ni un enseignant, ni une salle, ni un groupe",
    'scenario "{name}": {code} is no teacher, room or group',
)
TAKEN_ROOM = Text(
    "scénario « {name} » : la salle {code} existe déjà",
    'scenario "{name}": there is a room {code} already',
)
NO_ROOM_LEFT = Text(
    "scénario « {name} » : sans {code}, le cours {course} n'a plus de salle",
    'scenario "{name}": without {code}, the course {course} has no room left',
)
NOT_A_SPEC = Text(
    "scénario « {name} » : « {word} » ne se lit pas dans le rythme « {spec} » ; "
    "par exemple lun mar, lun mar/lun mar mer, lun-ven/-",
    'scenario "{name}": "{word}" cannot be read in the rhythm "{spec}"; '
    "for example Mon Tue, Mon Tue/Mon Tue Wed, Mon-Fri/-",
)


class ScenarioError(ValueError):
    """A scenario that makes no sense for a problem; `text` says where and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class NewRoom(Entity):
    """A room that there would be: wherever `like` may be used, it may too."""

    code: str
    like: str
    seats: int | None = Field(default=None, ge=0)


class Scenario(Entity):
    """What changes.

    rhythms
        The SPEC of each group whose rhythm changes.
    add_rooms, remove_rooms
        Rooms that there would be, and codes of rooms that there would not.
    times_off
        Times off or wishes to add.
    free
        Teachers, rooms and groups whose times off and wishes go.
    hours
        Minutes of courses, by code; the quotas of their learners follow by the difference.
    day_max, day_target
        Minutes of a class's day, at the most and aimed at.
    """

    name: str
    rhythms: dict[str, str] = {}
    add_rooms: tuple[NewRoom, ...] = ()
    remove_rooms: tuple[str, ...] = ()
    times_off: tuple[TimeOff, ...] = ()
    free: tuple[str, ...] = ()
    hours: dict[str, int] = {}
    day_max: int | None = Field(default=None, gt=0)
    day_target: int | None = Field(default=None, gt=0)

    @property
    def content(self) -> Scenario:
        """What it changes, whatever its name: two equal ones give one plan."""
        return self.model_copy(update={"name": ""})


def under(instance: Instance, scenario: Scenario) -> Instance:
    """The problem as it would be.

    Raises
    ------
    ScenarioError
        When it speaks of what the problem does not have, or leaves a course without a room.
    """
    _check_names(instance, scenario)
    changed = _with_rhythms(instance, scenario)
    changed = _with_rooms(changed, scenario)
    changed = _with_hours(changed, scenario)
    settings = changed.settings.model_copy(
        update={
            name: minutes
            for name, minutes in (
                ("group_day_max", scenario.day_max),
                ("group_day_target", scenario.day_target),
            )
            if minutes is not None
        }
    )
    times_off = tuple(row for row in changed.times_off if row.who not in scenario.free)
    return _anew(changed, settings=settings, times_off=(*times_off, *scenario.times_off))


def classes_with_rhythm(instance: Instance) -> tuple[str, ...]:
    """Codes of the classes that follow a rhythm, in the workbook's order."""
    return tuple(root.code for root in instance.roots if root.rhythm is not None)


def rhythm_of(instance: Instance, code: str, lang: Lang = "fr") -> str:
    """The SPEC a group follows, its own or its parent's; rows of one name joined by ` ; `."""
    group = instance.group[code]
    while group.rhythm is None and group.parent is not None:
        group = instance.group[group.parent]
    specs = [row.spec for row in instance.rhythms if row.name == group.rhythm]
    return " ; ".join(format_rhythm(parse_rhythm(spec), lang) for spec in specs)


def every_set_of_days(sizes: Iterable[int], lang: Lang) -> tuple[str, ...]:
    """The SPEC of every set of so many weekdays, Monday to Friday, in a language's day names."""
    weeks: list[Week] = [
        dict.fromkeys(chosen, "day")
        for size in sorted(set(sizes))
        for chosen in combinations(range(WORKDAYS), size)
    ]
    return tuple(format_rhythm((week,), lang) for week in weeks)


def _check_names(instance: Instance, scenario: Scenario) -> None:
    name = scenario.name
    classes = ", ".join(root.code for root in instance.roots)
    for code, spec in scenario.rhythms.items():
        if code not in instance.group:
            raise ScenarioError(UNKNOWN_GROUP.fill(name=name, code=code, known=classes))
        try:
            parse_rhythm(spec)
        except RhythmError as error:
            raise ScenarioError(NOT_A_SPEC.fill(name=name, word=error.word, spec=spec)) from None
    rooms = ", ".join(instance.room)
    for code in (*scenario.remove_rooms, *(new.like for new in scenario.add_rooms)):
        if code not in instance.room:
            raise ScenarioError(UNKNOWN_ROOM.fill(name=name, code=code, known=rooms))
    for new in scenario.add_rooms:
        if new.code in instance.room:
            raise ScenarioError(TAKEN_ROOM.fill(name=name, code=new.code))
    for code in scenario.hours:
        if code not in instance.course:
            raise ScenarioError(UNKNOWN_COURSE.fill(name=name, code=code))
    known = {*instance.group, *instance.teacher, *instance.room}
    for code in (*scenario.free, *(row.who for row in scenario.times_off)):
        if code not in known:
            raise ScenarioError(UNKNOWN_WHO.fill(name=name, code=code))


def _with_rhythms(instance: Instance, scenario: Scenario) -> Instance:
    if not scenario.rhythms:
        return instance
    own = {code: f"{code} : {spec}" for code, spec in scenario.rhythms.items()}
    rhythms = tuple(Rhythm(name=own[code], spec=spec) for code, spec in scenario.rhythms.items())
    groups = []
    for group in instance.groups:
        if group.code in own:
            groups.append(group.model_copy(update={"rhythm": own[group.code]}))
        elif set(_ancestors(instance, group.code)) & own.keys():
            groups.append(group.model_copy(update={"rhythm": None}))
        else:
            groups.append(group)
    return _anew(instance, groups=tuple(groups), rhythms=(*instance.rhythms, *rhythms))


def _ancestors(instance: Instance, code: str) -> Iterable[str]:
    parent = instance.group[code].parent
    while parent is not None:
        yield parent
        parent = instance.group[parent].parent


def _with_rooms(instance: Instance, scenario: Scenario) -> Instance:
    if not scenario.add_rooms and not scenario.remove_rooms:
        return instance
    gone = set(scenario.remove_rooms)
    rooms = [room for room in instance.rooms if room.code not in gone]
    copies: dict[str, list[str]] = {}
    for new in scenario.add_rooms:
        like = instance.room[new.like]
        seats = like.seats if new.seats is None else new.seats
        rooms.append(Room(**{**dict(like), "code": new.code, "name": "", "seats": seats}))
        copies.setdefault(new.like, []).append(new.code)
    courses = tuple(
        course.model_copy(
            update={"rooms": tuple(_alternatives(need, copies, gone) for need in course.rooms)}
        )
        for course in instance.courses
    )
    for course in courses:
        if not all(course.rooms):
            codes = ", ".join(scenario.remove_rooms)
            values = {"name": scenario.name, "code": codes, "course": course.code}
            raise ScenarioError(NO_ROOM_LEFT.fill(**values))
    times_off = tuple(row for row in instance.times_off if row.who not in gone)
    return _anew(instance, rooms=tuple(rooms), courses=courses, times_off=times_off)


def _alternatives(
    need: tuple[str, ...], copies: Mapping[str, list[str]], gone: set[str]
) -> tuple[str, ...]:
    more = [copy for code in need for copy in copies.get(code, ())]
    return tuple(code for code in dict.fromkeys((*need, *more)) if code not in gone)


def _with_hours(instance: Instance, scenario: Scenario) -> Instance:
    if not scenario.hours:
        return instance
    courses: list[Course] = []
    quotas = list(instance.quotas)
    settled: set[str] = set()
    for course in instance.courses:
        minutes = scenario.hours.get(course.code, course.minutes)
        courses.append(course.model_copy(update={"minutes": minutes}))
        row = course.family or course.code
        # Siblings stand for one row: its quota changes once.
        if minutes != course.minutes and row not in settled:
            settled.add(row)
            quotas = [_follow(instance, q, course, minutes - course.minutes) for q in quotas]
    return _anew(instance, courses=tuple(courses), quotas=tuple(quotas))


def _follow(instance: Instance, quota: Quota, course: Course, more: int) -> Quota:
    counts = (quota.unit, quota.type or course.type) == (course.unit, course.type)
    if counts and set(instance.atoms_of[quota.group]) & set(instance.learners[course.code]):
        return quota.model_copy(update={"minutes": max(0, quota.minutes + more)})
    return quota


def _anew(instance: Instance, **fields: object) -> Instance:
    """A copy with other fields and nothing worked out yet."""
    return Instance.model_construct(**{**dict(instance), **fields})
