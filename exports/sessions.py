"""The session list: one row a session, filterable, the form everybody exchanges and edits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.measure import UNIT, lines_needed, width
from exports.styles import BAND, LINE, ROW, Box, CellValue, Look
from exports.tables import JOIN
from instances.instance import Instance
from instances.text import WEEKDAYS, Lang, Text
from instances.timetable import Session
from instances.units import as_hours

SHEET = Text("Séances", "Sessions")
YES = Text("oui", "yes")


class Field(NamedTuple):
    """A column: its key, its header in both languages, its width."""

    key: str
    header: Text
    width: float


FIELDS = (
    Field("id", Text("Id", "Id"), 15),
    Field("date", Text("Date", "Date"), 11),
    Field("weekday", Text("Jour", "Weekday"), 10),
    Field("start", Text("Début", "Start"), 7.5),
    Field("end", Text("Fin", "End"), 7.5),
    Field("hours", Text("Durée (h)", "Hours"), 9),
    Field("unit", Text("Unité", "Unit"), 13),
    Field("course", Text("Cours", "Course"), 16),
    Field("type", Text("Type", "Type"), 10),
    Field("groups", Text("Groupes", "Groups"), 16),
    Field("teachers", Text("Enseignants", "Teachers"), 18),
    Field("rooms", Text("Salles", "Rooms"), 18),
    Field("locked", Text("Verrouillée", "Locked"), 10.5),
)
COLUMN = {field.key: index for index, field in enumerate(FIELDS, start=1)}
WIDEST, MOST_LINES = 32.0, 6
SPARE_ROWS = 500  # rows below the list that live formulas also read, for sessions added by hand

_HEADER = Look(
    size=9, bold=True, colour="FFFFFF", fill=BAND, wrap=True, box=Box("", "", "", "thin")
)
_SIZE = 9.0
_CELL = ROW._replace(size=_SIZE, wrap=True)
_CENTRE = _CELL._replace(across="center")
_LOOKS = {
    "date": _CENTRE._replace(number="dd/mm/yyyy"),
    "start": _CENTRE._replace(number="hh:mm"),
    "end": _CENTRE._replace(number="hh:mm"),
    "hours": _CENTRE,
    "locked": _CENTRE,
}


def write_sessions(context: Context, sheet: Worksheet) -> None:
    """Write the session list; its header stands in the first row of a complete plan."""
    page.set_up(context, sheet)
    instance, lang = context.timetable.instance, context.lang
    listed = [cells(instance, session, lang) for session in context.timetable.sessions]
    widths = [_width(field, [values[i] for values in listed]) for i, field in enumerate(FIELDS)]
    page.set_widths(sheet, widths)
    row = 1
    if context.subject.partial:
        page.warn(context, sheet, row, len(FIELDS))
        row += 1
    context.paint.row(sheet, row, [context.say(field.header) for field in FIELDS], _HEADER)
    sheet.row_dimensions[row].height = 20
    sheet.print_title_rows = f"1:{row}"
    sheet.freeze_panes = sheet.cell(row + 1, 3).coordinate
    head = row
    for session, values in zip(context.timetable.sessions, listed, strict=True):
        row += 1
        sheet.row_dimensions[row].height = _height(values, widths)
        for column, field in enumerate(FIELDS, start=1):
            look = _LOOKS.get(field.key, _CELL)
            if field.key == "unit" and session.course in instance.course:
                look = context.subject.palette.tint(str(values[column - 1]), look)
            context.paint.put(sheet, row, column, values[column - 1], look)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(FIELDS))}{max(row, head + 1)}"


def cells(instance: Instance, session: Session, lang: Lang) -> tuple[CellValue, ...]:
    """The values of a session's row."""
    course = instance.course.get(session.course)
    return (
        session.id,
        session.date,
        WEEKDAYS[session.date.weekday()].say(lang),
        clock(session.start),
        clock(session.end),
        as_hours(session.minutes),
        course.unit if course else "",
        session.course,
        course.type if course else "",
        JOIN.join(session.groups),
        JOIN.join(session.teachers),
        JOIN.join(session.rooms),
        YES.say(lang) if session.locked else "",
    )


def _width(field: Field, values: Sequence[CellValue]) -> float:
    """A column as wide as its longest value, within reason."""
    longest = max((width(value) for value in values if isinstance(value, str)), default=0.0)
    return max(field.width, min(WIDEST, longest * _SIZE / UNIT + 1.5))


def _height(values: Sequence[CellValue], widths: Sequence[float]) -> float:
    """The height of the row, for the cell with the most lines."""
    lines = 1
    for value, wide in zip(values, widths, strict=True):
        if isinstance(value, str):
            lines = max(lines, min(MOST_LINES, lines_needed(value, (wide * UNIT - 4) / _SIZE)))
    return 1.5 + lines * _SIZE * LINE + 1.2


def clock(minutes: int) -> CellValue:
    """A clock time as a spreadsheet holds it; midnight at the end of the day as text."""
    return time(*divmod(minutes, 60)) if minutes < 1440 else "24:00"


def column_range(context: Context, sheet: str, key: str) -> str:
    """The cells of a column of the list, and some below, as formulas name them."""
    letter = get_column_letter(COLUMN[key])
    first = 3 if context.subject.partial else 2
    last = first + len(context.timetable.sessions) + SPARE_ROWS
    return f"'{sheet}'!${letter}${first}:${letter}${last}"
