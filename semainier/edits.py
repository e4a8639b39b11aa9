"""The edits of an exported workbook in words, and the violations they bring, with their cells."""

from __future__ import annotations

from collections.abc import Iterable

from constraints.base import Violation
from constraints.verify import Report, verify
from exports import Edited
from exports.readback import Kept
from exports.readback.changes import FIELD_NAMES, Value, show
from instances.absences import with_absences
from instances.instance import Instance
from instances.text import SEMICOLON, Lang, Text
from instances.timetable import Timetable
from instances.units import format_date
from instances.workbook.problems import Place
from semainier.console import Console

_TITLE = Text("Retouches lues", "Edits read")
_CHANGED = Text(
    "{where} : {session}, {field} : {before} → {after}",
    "{where}: {session}, {field}: {before} → {after}",
)
_REMOVED = Text("{where} : {session} supprimée", "{where}: {session} removed")
_ADDED = Text("{where} : séance ajoutée, {what}", "{where}: session added, {what}")
_FROM = Text("retouche : {where}", "edit: {where}")
_BEFORE = Text("déjà là avant les retouches", "there before the edits")


class Blame:
    """Which cells the violations of an edited workbook come from."""

    def __init__(self, instance: Instance, edited: Edited) -> None:
        self._edited = edited
        self._old: set[object] = set()
        if edited.edits:
            changes = edited.timetable.changes
            original = Timetable(
                instance=with_absences(instance, changes),
                sessions=edited.before,
                changes=changes,
            )
            self._old = {_key(violation) for violation in _broken(verify(original))}

    def cells(self, violation: Violation) -> tuple[tuple[str, Place], ...]:
        """The sessions and cells a violation comes from; none where no edit has to do with it."""
        return self._edited.causes(violation, fresh=not self.already(violation))

    def already(self, violation: Violation) -> bool:
        """Whether an edited workbook's plan broke the rule so before the edits."""
        return not self._edited.edits or _key(violation) in self._old

    def say(self, violation: Violation, lang: Lang) -> str:
        """A violation, the cells it comes from, or that it was there before."""
        said = violation.say(lang)
        if cells := self.cells(violation):
            said += f" [{_FROM.say(lang, where=_causes(cells, lang))}]"
        elif self._edited.edits and self.already(violation):
            said += f" [{_BEFORE.say(lang)}]"
        return said


def _broken(report: Report) -> tuple[Violation, ...]:
    return (*report.violations, *report.deviations)


def _key(violation: Violation) -> object:
    ids = frozenset(session.id for session in violation.sessions)
    return violation.rule.id, violation.subject, violation.amount, ids, violation.say("fr")


def show_edits(console: Console, edited: Edited) -> None:
    """List each edit as it was understood."""
    if not edited.edits:
        return
    console.title(_TITLE)
    for edit in edited.edits:
        console.item(_say(edit, edited, console.lang))


def _say(edit: Kept, edited: Edited, lang: Lang) -> str:
    where = _places(edit.places, lang)
    if edit.what == "removed":
        return _REMOVED.say(lang, where=where, session=edit.session)
    if edit.what == "added":
        session = next(s for s in edited.timetable.sessions if s.id == edit.session)
        what = f"{session.course}, {format_date(session.date, lang)}"
        return _ADDED.say(lang, where=where, what=what)
    words = {"before": _value(edit.before, lang), "after": _value(edit.after, lang)}
    field = FIELD_NAMES[edit.what].say(lang)
    return _CHANGED.say(lang, where=where, session=edit.session, field=field, **words)


def _value(value: Value | None, lang: Lang) -> str:
    if isinstance(value, bool):
        return (Text("oui", "yes") if value else Text("non", "no")).say(lang)
    return "–" if value is None else show(value, lang)


def _places(places: tuple[Place, ...], lang: Lang) -> str:
    return SEMICOLON.say(lang).join(place.say(lang) for place in places)


def _causes(cells: tuple[tuple[str, Place], ...], lang: Lang) -> str:
    """Cells, and the session where its row is gone."""
    said = [
        place.say(lang) if place.row is not None else f"{place.say(lang)} ({identity})"
        for identity, place in cells
    ]
    return SEMICOLON.say(lang).join(dict.fromkeys(said))


def edits_data(edited: Edited, lang: Lang) -> list[dict[str, object]]:
    """The edits as `--json` writes them."""
    return [
        {
            "session": edit.session,
            "what": edit.what,
            "before": None if edit.before is None else _value(edit.before, lang),
            "after": _value(edit.after, lang),
            "cells": cells_data((edit.session, place) for place in edit.places),
        }
        for edit in edited.edits
    ]


def cells_data(cells: Iterable[tuple[str, Place]]) -> list[dict[str, object]]:
    """Sessions and their cells as `--json` writes them."""
    return [
        {
            "session": identity,
            "sheet": place.sheet,
            "row": place.row,
            "column": place.column,
            "header": place.header,
        }
        for identity, place in cells
    ]
