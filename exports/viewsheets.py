"""The sheet of one group, teacher or room: its trame, then every week."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context, Subject
from exports.grids import GridSheet
from exports.styles import Look
from exports.trame import write_trame
from exports.views import View
from exports.weeks import write_week
from instances.text import Text


def write_view(context: Context, sheet: Worksheet, view: View) -> None:
    """Write a view's sheet, one week a page.

    Of a problem of one week, and of chosen weeks, there is no trame.
    """
    page.set_up(context, sheet)
    grid = GridSheet(context, sheet, view)
    grid.lay_columns()
    row = page.title(context, sheet, view.title, grid.columns, subtitle(context.subject, view))
    grid.head = row - 1
    sheet.print_title_cols = "A:A"
    sheet.freeze_panes = sheet.cell(row, 2).coordinate
    sheet.sheet_view.zoomScale = 90
    if not view.sessions:
        none = Text("Aucune séance sur la période.", "No session in the term.")
        if view.chosen:
            none = Text("Aucune séance ces semaines-là.", "No session in these weeks.")
        context.paint.put(sheet, row, 1, context.say(none), Look(size=11))
        row += 1
    weekly = bool(view.chosen) or view.timetable.instance.origin != "workbook"
    for turn in range(view.cycle if view.sessions and not weekly else 0):
        if turn:
            page.break_after(sheet, row - 1)
        row = write_trame(grid, row, turn)
    for index, week in enumerate(view.weeks):
        if index or not weekly:
            page.break_after(sheet, row - 1)
        row = write_week(grid, row, week)


def subtitle(subject: Subject, view: View) -> str:
    """What is known of a view beside its name: learners or seats, sessions and hours."""
    instance = view.timetable.instance
    parts = []
    if view.kind == "group":
        size = instance.group[view.code].size
        if size:
            parts.append(subject.say(Text("{size} apprenants", "{size} learners"), size=size))
    elif view.kind == "teacher":
        teacher = instance.teacher.get(view.code)
        parts += [teacher.status] if teacher and teacher.status else []
    elif (room := instance.room.get(view.code)) is not None:
        if room.seats is not None:
            parts.append(subject.say(Text("{seats} places", "{seats} seats"), seats=room.seats))
        parts += [*room.kinds, *room.equipment]
    count = Text("{count} séances, {hours}", "{count} sessions, {hours}")
    if view.kind == "group":
        count = Text(
            "{count} séances, {hours} par apprenant", "{count} sessions, {hours} per learner"
        )
    parts.append(subject.say(count, count=len(view.sessions), hours=view.hours()))
    return " · ".join(parts)
