"""What a scenario changes for whom, against today's plan."""

from __future__ import annotations

from typing import NamedTuple

from exports.comparison.entries import Entry
from instances.audit import Audit
from instances.instance import Instance
from instances.rhythm import short_weekday
from instances.scenario import rhythm_of
from instances.text import LANGS, SEMICOLON, Text

NOTHING = Text("rien", "nothing")


class Change(NamedTuple):
    """A class or a teacher: days and weekdays before and after; None where no plan says."""

    who: str
    name: str
    before: int | None
    after: int | None
    weekdays_before: Text
    weekdays_after: Text

    @property
    def same(self) -> bool:
        """Whether nothing changes."""
        return (self.before, self.weekdays_before) == (self.after, self.weekdays_after)


def rhythm_changes(entry: Entry, today: Entry) -> tuple[Change, ...]:
    """The classes whose days at the CFA change: days of the term and rhythm, as the data say."""
    found = []
    for group in today.instance.roots:
        if group.code not in entry.instance.group:
            continue
        change = Change(
            group.code,
            group.name,
            _days(today.audit, today.instance, group.code),
            _days(entry.audit, entry.instance, group.code),
            _rhythm(today.instance, group.code),
            _rhythm(entry.instance, group.code),
        )
        if not change.same:
            found.append(change)
    return tuple(found)


def teacher_changes(entry: Entry, today: Entry) -> tuple[Change, ...]:
    """The teachers who come on other days, by the two plans; none where one is missing."""
    if entry.figures is None or today.figures is None or not (entry.complete and today.complete):
        return ()
    before = {teacher.code: teacher for teacher in today.figures.teachers}
    found = []
    for teacher in entry.figures.teachers:
        old = before.get(teacher.code)
        known = entry.instance.teacher.get(teacher.code)
        change = Change(
            teacher.code,
            known.name if known else "",
            old.days if old else None,
            teacher.days,
            _weekdays(old.weekdays if old else ()),
            _weekdays(teacher.weekdays),
        )
        if not change.same:
            found.append(change)
    return tuple(found)


_GROUP = Text(
    "{who} : {before} → {after}, {days:+d} jour{s}",
    "{who}: {before} → {after}, {days:+d} day{s}",
)
_AS_MANY = Text(
    "{who} : {before} → {after}, autant de jours", "{who}: {before} → {after}, as many days"
)
_TEACHERS = Text(
    "{count} {count:enseignant|enseignants} sur d'autres jours ({days:+d} venue{s})",
    "{count} {count:teacher|teachers} on other days ({days:+d} day{s})",
)


def in_short(entry: Entry, today: Entry) -> Text:
    """What changes, in a line."""
    parts = []
    for change in rhythm_changes(entry, today):
        days = (change.after or 0) - (change.before or 0)
        parts.append(
            (_GROUP if days else _AS_MANY).fill(
                who=change.who,
                before=change.weekdays_before,
                after=change.weekdays_after,
                days=days,
                s="s" if abs(days) > 1 else "",
            )
        )
    teachers = teacher_changes(entry, today)
    if teachers:
        days = sum((change.after or 0) - (change.before or 0) for change in teachers)
        parts.append(_TEACHERS.fill(count=len(teachers), days=days, s="s" if abs(days) > 1 else ""))
    if not parts:
        return NOTHING if entry.complete else Text("", "")
    return Text(*(SEMICOLON.say(x).join(p.say(x) for p in parts) for x in LANGS))


def _days(audit: Audit, instance: Instance, code: str) -> int | None:
    labels = {atom.label for atom in instance.atoms_of[code]}
    return max((load.days for load in audit.groups if load.label in labels), default=None)


def _rhythm(instance: Instance, code: str) -> Text:
    return Text(*(rhythm_of(instance, code, lang) for lang in LANGS))


def _weekdays(days: tuple[int, ...]) -> Text:
    return Text(*(" ".join(short_weekday(day, lang) for day in days) or "-" for lang in LANGS))
