"""Which sheets stand in which file, and what each is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from exports.alternance import TITLE as CALENDAR
from exports.alternance import class_calendars, write_alternance
from exports.context import Context, Subject
from exports.names import FILES, sheet_name
from exports.occupation import SHEET as OCCUPATION
from exports.occupation import write_occupation
from exports.quotas import SHEET as QUOTAS
from exports.quotas import write_quotas
from exports.selection import ALL, Selection
from exports.services import SHEET as SERVICES
from exports.services import write_services
from exports.sessions import SHEET as SESSIONS
from exports.sessions import write_sessions
from exports.traces import ViewKind
from exports.viewsheets import write_view
from instances.text import Text

MOST_VIEWS = 60  # groups, teachers and rooms one file holds; beyond, one file a kind
SUMMARY = Text("Synthèse", "Summary")
CHAPTERS: tuple[tuple[ViewKind, Text, str], ...] = (
    ("group", Text("Classes et groupes", "Classes and groups"), "2E7D5B"),
    ("teacher", Text("Enseignants", "Teachers"), "B7791F"),
    ("room", Text("Salles", "Rooms"), "7A5AA6"),
)
_TABLES: tuple[tuple[Text, Callable[[Context, Worksheet], None]], ...] = (
    (QUOTAS, write_quotas),
    (SERVICES, write_services),
    (OCCUPATION, write_occupation),
    (SESSIONS, write_sessions),
)


class Planned(NamedTuple):
    """A sheet to be written: its name, what the summary calls it, how to write it."""

    name: str
    label: str
    write: Callable[[Context, Worksheet], None]
    colour: str


class Chapter(NamedTuple):
    """Sheets that belong together. `file`: what the name of their own file ends with, if any."""

    title: str
    sheets: tuple[Planned, ...]
    file: str = ""


def chapters(subject: Subject, selection: Selection = ALL) -> tuple[Chapter, ...]:
    """All the sheets but the summary, in order, with names that are unique in every file.

    Of a part of the timetable: its views, and over the whole term the calendars of its classes.
    """
    taken = {subject.say(text).lower() for text in (SUMMARY, *(text for text, _ in _TABLES))}
    timetable, names = subject.timetable, subject.names
    views = {kind: selection.views(timetable, names, kind) for kind, _, _ in CHAPTERS}
    split = sum(len(found) for found in views.values()) > MOST_VIEWS
    found = []
    for kind, title, colour in CHAPTERS:
        sheets = tuple(
            Planned(
                sheet_name(view.short, taken),
                view.title,
                partial(write_view, view=view),
                colour,
            )
            for view in views[kind]
        )
        file = subject.say(FILES[kind]) if split and sheets else ""
        found.append(Chapter(subject.say(title), sheets, file))
    tables = subject.say(Text("Tableaux", "Tables"))
    sheets = () if selection.weeks else tuple(_calendars(subject, taken, selection))
    if not selection:
        sheets += tuple(_tables(subject))
    return (*found, Chapter(tables, sheets))


def _calendars(subject: Subject, taken: set[str], selection: Selection) -> Iterator[Planned]:
    """The annual calendars of the classes chosen."""
    instance = subject.timetable.instance
    # A problem that is no workbook's has one week, and no alternance.
    if instance.origin != "workbook":
        return
    titles = {root.code: subject.names.group_title(root.code) for root in instance.roots}
    chosen = {group.code for group in instance.roots}
    if selection.resources:
        chosen &= {resource.code for resource in selection.resources if resource.kind == "group"}
    for own in class_calendars(instance, titles):
        if own.atoms[0].groups[0] in chosen:
            label = subject.say(CALENDAR, name=own.name)
            write = partial(write_alternance, own=own)
            yield Planned(sheet_name(label, taken), label, write, "3B82C4")


def _tables(subject: Subject) -> Iterator[Planned]:
    """The tables of the whole timetable; the maquette's only where the problem has one."""
    alternance = subject.timetable.instance.origin == "workbook"
    for text, table in _TABLES if alternance else _TABLES[1:]:
        yield Planned(subject.say(text), subject.say(text), table, "22384F")
