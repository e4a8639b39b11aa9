"""What the edits of a workbook say, gathered and put together; contradictions are told.

The session list and every grid say each what changed since the export was written, and where;
what nobody touched says nothing. Two that say different things of one session contradict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from instances.instance import Instance
from instances.text import Lang, Text
from instances.timetable import Session
from instances.units import format_clock, format_date, format_hours
from instances.workbook.problems import Findings, Place

Field = Literal["removed", "date", "time", "course", "groups", "teachers", "rooms", "locked"]
FIELD_NAMES: dict[Field, Text] = {
    "removed": Text("la suppression", "whether it is removed"),
    "date": Text("la date", "the date"),
    "time": Text("l’horaire", "the time"),
    "course": Text("le cours", "the course"),
    "groups": Text("les groupes", "the groups"),
    "teachers": Text("les enseignants", "the teachers"),
    "rooms": Text("les salles", "the rooms"),
    "locked": Text("le verrou", "the lock"),
}


class Time(NamedTuple):
    """Clock times and credited length of a session, in minutes."""

    start: int
    end: int
    minutes: int


Value = date | Time | str | bool | tuple[str, ...]


class Change(NamedTuple):
    """One thing an edit says of a session that was there."""

    id: str
    field: Field
    value: Value
    place: Place


@dataclass(frozen=True)
class Draft:
    """A session added by hand; None: not said there. `also`: where else it stands."""

    course: str
    date: date
    time: Time
    place: Place
    id: str = ""
    groups: tuple[str, ...] | None = None
    teachers: tuple[str, ...] | None = None
    rooms: tuple[str, ...] | None = None
    locked: bool = False
    also: tuple[Place, ...] = ()


@dataclass
class Edits:
    """Everything read in the files of one export."""

    changes: list[Change] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)


def apply(
    instance: Instance, sessions: Sequence[Session], edits: Edits, taken: Iterable[str] = ()
) -> tuple[tuple[Session, ...], dict[str, list[Place]]]:
    """The sessions after the edits, and where each new one stands, by id.

    Contradictions go to the findings. `taken`: ids that new sessions must not get.
    """
    said = _by_session(sessions, edits)
    new: dict[str, list[Place]] = {}
    if not said and not edits.drafts:
        return tuple(sessions), new
    kept = []
    for session in sessions:
        values = said.get(session.id, {})
        if "removed" not in values:
            kept.append(_changed(session, values))
    used = {session.id for session in sessions} | set(taken)
    for draft in _distinct(edits):
        identity = draft.id or _new_id(draft.course, used)
        used.add(identity)
        new[identity] = [draft.place, *draft.also]
        kept.append(_session(instance, sessions, draft, identity))
    return tuple(sorted(kept, key=lambda s: (s.date, s.start, s.end, s.course, s.id))), new


def _by_session(sessions: Sequence[Session], edits: Edits) -> dict[str, dict[Field, Value]]:
    said: dict[str, dict[Field, Change]] = {}
    for change in edits.changes:
        fields = said.setdefault(change.id, {})
        first = fields.setdefault(change.field, change)
        if first.value != change.value:
            _contradiction(edits.findings, first, change)
    for fields in said.values():
        removed = fields.get("removed")
        for change in fields.values():
            if removed is not None and change.field != "removed":
                _contradiction(edits.findings, removed, change)
    return {
        identity: {name: change.value for name, change in fields.items()}
        for identity, fields in said.items()
    }


def _contradiction(findings: Findings, first: Change, second: Change) -> None:
    def sentence(lang: Lang) -> str:
        here, there = show(second.value, lang), show(first.value, lang)
        where, name = first.place.say(lang), FIELD_NAMES[second.field].say(lang)
        if first.field == "removed":
            fr = f"la séance {first.id} est modifiée ici mais supprimée ailleurs ({where})."
            en = f"session {first.id} is changed here but removed elsewhere ({where})."
        else:
            fr = f"séance {first.id}, {name} : « {here} » ici, « {there} » ailleurs ({where})."
            en = f"session {first.id}, {name}: “{here}” here, “{there}” elsewhere ({where})."
        return fr if lang == "fr" else en

    advice = Text("Gardez une seule des deux modifications.", "Keep only one of the two edits.")
    what = Text(sentence("fr"), sentence("en"))
    findings.problem(second.place, show(second.value, "fr"), what, advice)


def show(value: Value, lang: Lang) -> str:
    """A value as people write it."""
    match value:
        case Time():
            span = f"{format_clock(value.start)}–{format_clock(value.end)}"
            return f"{span} ({format_hours(value.minutes)})"
        case date():
            return format_date(value, lang)
        case bool() | str():
            return str(value)
        case _:
            return "; ".join(value) or "–"


def _changed(session: Session, values: dict[Field, Value]) -> Session:
    update: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Time):
            update |= value._asdict()
        else:
            update[name] = value
    return session.model_copy(update=update)


def _distinct(edits: Edits) -> list[Draft]:
    """New sessions, those told in several sheets put together."""
    found: dict[tuple[str, date, int, tuple[str, ...]], Draft] = {}
    for draft in edits.drafts:
        # Told twice in one sheet, they are two: only the same one seen from elsewhere is merged.
        groups = draft.groups or ()
        key = next((k for k in found if _same(found[k], draft)), None)
        if key is None:
            found[draft.course, draft.date, draft.time.start, (*groups, str(len(found)))] = draft
        else:
            found[key] = _merged(edits.findings, found[key], draft)
    return list(found.values())


def _same(one: Draft, other: Draft) -> bool:
    return (
        one.place.sheet != other.place.sheet
        and (one.course, one.date, one.time.start) == (other.course, other.date, other.time.start)
        and (not one.groups or not other.groups or set(one.groups) == set(other.groups))
    )


def _merged(findings: Findings, one: Draft, other: Draft) -> Draft:
    one = replace(one, also=(*one.also, other.place))
    names: tuple[Field, ...] = ("time", "teachers", "rooms", "groups")
    for name in names:
        first, second = getattr(one, name), getattr(other, name)
        if first is None:
            one = replace(one, **{name: second})
        elif second is not None and first != second:
            label = f"nouvelle ({one.course})"
            _contradiction(
                findings,
                Change(label, name, first, one.place),
                Change(label, name, second, other.place),
            )
    return one


def _new_id(course: str, used: set[str]) -> str:
    number = 1
    while f"{course}+{number}" in used:
        number += 1
    return f"{course}+{number}"


def _session(
    instance: Instance, sessions: Sequence[Session], draft: Draft, identity: str
) -> Session:
    """A new session; what the edit does not say is the course's own."""
    course = instance.course.get(draft.course)
    groups, teachers, rooms = draft.groups, draft.teachers, draft.rooms
    if groups is None:
        groups = course.groups if course else ()
    if teachers is None:
        alike = next((s.teachers for s in sessions if s.course == draft.course), None)
        teachers = alike if alike is not None else _only(course.posts if course else ())
    if rooms is None:
        rooms = _only(course.rooms if course else ())
    return Session(
        id=identity,
        course=draft.course,
        date=draft.date,
        start=draft.time.start,
        end=draft.time.end,
        minutes=draft.time.minutes,
        groups=groups,
        teachers=teachers,
        rooms=rooms,
        locked=draft.locked,
    )


def _only(needs: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Those needs leave no choice about."""
    return tuple(choice[0] for choice in needs if len(choice) == 1)
