"""The table of changes: each session before and after, what changed marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.dates import day_short
from exports.layout import clock_range
from exports.measure import UNIT, lines_needed
from exports.styles import BAND, COLUMN_HEAD, HAIR, LINE, MUTED, ROW, THIN, Box, Look
from instances.difference import Change, Difference, Kind
from instances.entities import taught
from instances.text import Lang, Text
from instances.timetable import Session
from instances.units import format_hours

Names = Callable[[str], str]

_WHAT, _COURSE, _GROUPS = (
    Text("Changement", "Change"),
    Text("Cours", "Course"),
    Text("Groupes", "Groups"),
)
_FIELDS = (
    Text("Date", "Date"),
    Text("Horaire", "Time"),
    Text("Salles", "Rooms"),
    Text("Enseignants", "Teachers"),
)
_BEFORE, _AFTER = Text("Avant", "Before"), Text("Après", "After")
TABLE = (_WHAT, _COURSE, _GROUPS, *_FIELDS, *_FIELDS)
WIDTHS = [13.5, 13.0, 12.0, *[21.0, 12.5, 12.0, 15.0] * 2]

_KINDS: dict[Kind, Text] = {
    "moved": Text("déplacée", "moved"),
    "rooms": Text("autre salle", "other room"),
    "teachers": Text("autre enseignant", "other teacher"),
    "groups": Text("autres groupes", "other groups"),
    "course": Text("autre cours", "other course"),
    "added": Text("ajoutée", "added"),
    "removed": Text("supprimée", "removed"),
}
_COUNTED: dict[Kind, Text] = {
    "moved": Text("{count} {count:déplacée|déplacées}", "{count} moved"),
    "rooms": Text("{count} avec une autre salle", "{count} in another room"),
    "teachers": Text("{count} avec un autre enseignant", "{count} with another teacher"),
    "groups": Text("{count} avec d'autres groupes", "{count} with other groups"),
    "course": Text("{count} d'un autre cours", "{count} of another course"),
    "added": Text("{count} {count:ajoutée|ajoutées}", "{count} added"),
    "removed": Text("{count} {count:supprimée|supprimées}", "{count} removed"),
}
_NOTHING = Text("Rien ne change : les deux plans sont les mêmes.", "Nothing changes: same plans.")
_COUNT = Text(
    "{count} {count:séance change|séances changent} sur {total} : {kinds}.",
    "{count} of {total} {total:session|sessions} {count:changes|change}: {kinds}.",
)
_MINE_NOW = Text("nouvelle pour vous", "new for you")
_MINE_NO_MORE = Text("n'est plus à vous", "no longer yours")

_SIZE = 9.0
_CELL = ROW._replace(size=_SIZE, wrap=True, edge=HAIR)
_BOLD = _CELL._replace(bold=True)
_GONE = _CELL._replace(strike=True, colour=MUTED)
_NEW = _CELL._replace(bold=True, fill="FFE9A8", box=THIN, edge=BAND)
_SIDE = Look(size=9, bold=True, colour="FFFFFF", fill=BAND, across="center", box=Box("thin"))
_NONE = "—"
_MOST_LINES = 3
_USUAL_LINES = 2  # to which the rows of a table are all as high, where one of them has so many


def kind_words(kind: Kind, count: int | None = None) -> Text:
    """What a kind of change is called; with a count, how many sessions it is said of."""
    return _KINDS[kind] if count is None else _COUNTED[kind]


def counted(found: Difference, lang: Lang) -> str:
    """How many sessions change, and how."""
    if not found.changes:
        return _NOTHING.say(lang)
    counts = [(len(found.of(kind)), kind) for kind in _COUNTED]
    kinds = ", ".join(kind_words(kind, n).say(lang, count=n) for n, kind in counts if n)
    total = len(found.changes) + found.same
    return _COUNT.say(lang, count=len(found.changes), total=total, kinds=kinds)


def changes_table(
    context: Context,
    sheet: Worksheet,
    row: int,
    changes: Sequence[Change],
    names: Names,
    *,
    teacher: str | None = None,
) -> int:
    """Write a table of changes from a row on; returns the first free row.

    `names` says how a teacher is called; `teacher`: whose table it is, who then reads which
    sessions come to her and which go.
    """
    paint = context.paint
    page.set_widths(sheet, WIDTHS)
    paint.block(sheet, (row, 4, row, 7), context.say(_BEFORE), _SIDE)
    paint.block(sheet, (row, 8, row, 11), context.say(_AFTER), _SIDE)
    paint.row(sheet, row + 1, [context.say(text) for text in TABLE], COLUMN_HEAD)
    sheet.row_dimensions[row + 1].height = 16
    row += 2
    texts = [_cells(context, change, names, teacher) for change in changes]
    usual = min(max(map(_lines, texts), default=1), _USUAL_LINES)
    for change, values in zip(changes, texts, strict=True):
        _row(context, sheet, row, change, values)
        lines = max(_lines(values), usual)
        sheet.row_dimensions[row].height = 5.5 + lines * _SIZE * LINE
        row += 1
    return row


def _row(
    context: Context, sheet: Worksheet, row: int, change: Change, values: Sequence[str]
) -> None:
    paint = context.paint
    course = context.timetable.instance.course.get(change.now.course)
    paint.put(sheet, row, 1, values[0], _BOLD)
    tint = context.subject.palette.tint(course.unit, _CELL) if course else _CELL
    paint.put(sheet, row, 2, values[1], tint)
    paint.put(sheet, row, 3, values[2], _CELL)
    for field in range(len(_FIELDS)):
        before, after = values[3 + field], values[7 + field]
        gone = before != after and change.before is not None
        new = before != after and change.after is not None
        paint.put(sheet, row, 4 + field, before, _GONE if gone else _CELL)
        paint.put(sheet, row, 8 + field, after, _NEW if new else _CELL)


def _cells(context: Context, change: Change, names: Names, teacher: str | None) -> list[str]:
    """The texts of a row of the table."""
    course = context.timetable.instance.course.get(change.now.course)
    return [
        _word(context, change, teacher),
        taught(course.unit, course.type) if course else change.now.course,
        "; ".join(change.now.groups),
        *_values(context, change.before, names),
        *_values(context, change.after, names),
    ]


def _values(context: Context, session: Session | None, names: Names) -> list[str]:
    """Date, clock times, rooms and teachers of a session as people read them."""
    if session is None:
        return [_NONE] * len(_FIELDS)
    time = clock_range(session.start, session.end)
    if session.minutes != session.end - session.start:
        time += f" ({format_hours(session.minutes)})"
    rooms, teachers = sorted(session.rooms), sorted(map(names, session.teachers))
    return [
        day_short(session.date, context.lang),
        time,
        "; ".join(rooms) or _NONE,
        "; ".join(teachers) or _NONE,
    ]


def _word(context: Context, change: Change, teacher: str | None) -> str:
    if teacher is not None and change.before is not None and change.after is not None:
        had, has = teacher in change.before.teachers, teacher in change.after.teachers
        if had != has:
            return context.say(_MINE_NOW if has else _MINE_NO_MORE)
    return ", ".join(context.say(kind_words(kind)) for kind in change.kinds)


def _lines(values: Sequence[str]) -> int:
    """Lines that the highest of a row's texts needs."""
    lines = 1
    for value, wide in zip(values, WIDTHS, strict=True):
        needed = lines_needed(value, (wide * UNIT - 5) / _SIZE, bold=True)
        lines = max(lines, min(needed, _MOST_LINES))
    return lines
