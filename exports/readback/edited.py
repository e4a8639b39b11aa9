"""What an edited export comes to: the timetable, each edit that was kept, and its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from constraints.base import Violation
from exports.readback.changes import Edits, Field, Time, Value
from instances.entities import Resource, taught
from instances.timetable import Session, Timetable
from instances.workbook.problems import Place


class Kept(NamedTuple):
    """An edit as it was understood: of which session, what, from what to what, and where.

    `before` None: the session is new.
    """

    session: str
    what: Field | Literal["added"]
    before: Value | None
    after: Value
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Edited:
    """An export read back.

    before
        The sessions as the export was written; empty where nothing is known of them.
    edits
        In the order they were read; empty where the list is taken as it stands.
    rows
        Where each session that is no edit's stands, when the list is taken as it stands.
    planned
        The digest of the problem as the plan was made for it, where that is known.
    """

    timetable: Timetable
    before: tuple[Session, ...] = ()
    edits: tuple[Kept, ...] = ()
    rows: tuple[tuple[str, Place], ...] = ()
    planned: str = ""

    def causes(self, violation: Violation, *, fresh: bool) -> tuple[tuple[str, Place], ...]:
        """The sessions and cells a violation comes from.

        Those of its own sessions; for one that came with the edits (`fresh`) and has no edited
        session, those of the edits of its subject, or else of all: one of them broke the rule.
        """
        ids = {session.id for session in violation.sessions}
        edits = [edit for edit in self.edits if edit.session in ids]
        if fresh and not edits:
            concerned = self._concerned(violation)
            edits = [edit for edit in self.edits if edit.session in concerned] or [*self.edits]
        found = [(edit.session, place) for edit in edits for place in edit.places]
        found += [(identity, place) for identity, place in self.rows if identity in ids]
        return tuple(dict.fromkeys(found))

    def _concerned(self, violation: Violation) -> set[str]:
        """Sessions that are or were of what a violation speaks of: its subject, its values.

        A quota speaks of a unit and type of a group, a rule of pace of two courses.
        """
        course = self.timetable.instance.course
        said = {value for value in violation.values.values() if isinstance(value, str)}
        mine = [
            session
            for session in (*self.before, *self.timetable.sessions)
            if session.course in said or _of(self.timetable, session, violation.subject)
        ]
        of_unit = [
            session
            for session in mine
            if (one := course.get(session.course)) and said & {one.unit, taught(one.unit, one.type)}
        ]
        return {session.id for session in of_unit or mine}


def _of(timetable: Timetable, session: Session, subject: Resource) -> bool:
    match subject.kind:
        case "course":
            return session.course == subject.code
        case "teacher":
            return subject.code in session.teachers
        case "room":
            return subject.code in session.rooms
        case "group":
            atoms = timetable.attending(session)
            return any(subject.code in (atom.label, *atom.groups) for atom in atoms)
        case _:
            return True


def kept(
    before: Sequence[Session], after: Sequence[Session], edits: Edits, new: dict[str, list[Place]]
) -> Iterator[Kept]:
    """Each edit, the same one told in several sheets once. `new`: where added sessions stand."""
    old = {session.id: session for session in before}
    places: dict[tuple[str, Field], list[Place]] = {}
    values: dict[tuple[str, Field], Value] = {}
    for change in edits.changes:
        places.setdefault((change.id, change.field), []).append(change.place)
        values[change.id, change.field] = change.value
    for (identity, field), where in places.items():
        was = _value(old[identity], field)
        yield Kept(identity, field, was, values[identity, field], tuple(dict.fromkeys(where)))
    for session in after:
        if session.id in new:
            yield Kept(session.id, "added", None, session.course, tuple(new[session.id]))


def _value(session: Session, field: Field) -> Value:
    if field == "removed":
        return False
    if field == "time":
        return Time(session.start, session.end, session.minutes)
    value: Value = getattr(session, field)
    return value
