"""Room occupation: hours by week and the share of the time each room is used."""

from __future__ import annotations

from datetime import date

import pandas as pd
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Color
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.dates import week_name
from exports.live import SessionSums
from exports.measure import UNIT, width
from exports.styles import COLUMN_HEAD, FEW, HEAD, LIVE, ROW, SECTION
from exports.tables import hours
from instances.rhythm import monday
from instances.text import WEEKDAYS, Text
from instances.timetable import Timetable

SHEET = Text("Occupation des salles", "Room occupation")
MOST_WEEKS = 26  # beyond, the columns are months
_TEXT = ROW._replace(bold=True)
_NUMBER = ROW._replace(across="center", number=FEW)
_SHARE = ROW._replace(across="center", number="0 %")
_TOTAL = _NUMBER._replace(bold=True, fill=HEAD)
_LIVE = LIVE._replace(across="center")
_FULL = "9CC5EE"


def used(timetable: Timetable) -> pd.DataFrame:
    """One row per room and session: room, date, weekday, week, minutes."""
    rows = [
        (room, s.date, s.date.weekday(), monday(s.date), s.minutes)
        for s in timetable.sessions
        for room in s.rooms
    ]
    return pd.DataFrame(rows, columns=["room", "date", "weekday", "week", "minutes"])


def open_minutes(timetable: Timetable) -> dict[date, int]:
    """Credited minutes a room could be used on each date with learners at the CFA."""
    instance = timetable.instance
    whole = instance.grid.credited(instance.grid.full)
    return dict.fromkeys(
        sorted({*instance.dates, *(session.date for session in timetable.sessions)}), whole
    )


def write_occupation(context: Context, sheet: Worksheet) -> None:
    """Write the sheet: rooms by week, or by month in a long term, then rooms by weekday."""
    page.set_up(context, sheet)
    timetable, names = context.timetable, context.subject.names
    weeks = sorted({monday(day) for day in open_minutes(timetable)})
    by_week = len(weeks) <= MOST_WEEKS
    span = weeks if by_week else sorted({day.replace(day=1) for day in open_minutes(timetable)})
    longest = max(
        (width(names.room_title(code), bold=True) for code in timetable.by_room), default=0
    )
    first = min(44.0, max(18.0, longest * 9 / UNIT + 2))
    wide = max(5.4, min(9.0, (page.COLUMNS - first - 3 * 9) / max(1, len(span))))
    page.set_widths(sheet, [first, *[wide] * len(span), 9, 9, 9])
    about = Text(
        "Taux : heures occupées sur heures de la grille, les jours où des apprenants sont au CFA.",
        "Share: hours used of the grid's hours, on dates with learners at the training centre.",
    )
    row = page.title(context, sheet, context.say(SHEET), len(span) + 4, context.say(about))
    row = _by_span(context, sheet, row, span)
    _by_weekday(context, sheet, row + 1)


def _by_span(context: Context, sheet: Worksheet, row: int, span: list[date]) -> int:
    timetable, paint = context.timetable, context.paint
    by_week = all(day.weekday() == 0 for day in span)
    names = [week_name(day, context.lang) if by_week else f"{day:%m/%y}" for day in span]
    after = [Text("Total (h)", "Total (h)"), Text("Taux", "Share"), Text("Recalculé", "Live")]
    room = context.say(Text("Salle (heures)", "Room (hours)"))
    paint.row(sheet, row, [room, *names, *map(context.say, after)], COLUMN_HEAD)
    sheet.row_dimensions[row].height = 20
    sheet.print_title_rows = f"1:{row}"
    sheet.freeze_panes = f"B{row + 1}"
    table, capacity = used(timetable), sum(open_minutes(timetable).values())
    table["span"] = table["week"] if by_week else [day.replace(day=1) for day in table["date"]]
    sums, first, column = SessionSums(context), row + 1, len(span) + 2
    for code in timetable.by_room:
        row += 1
        own = table[table["room"] == code].groupby("span")["minutes"].sum().to_dict()
        total = sum(own.values())
        paint.put(sheet, row, 1, context.subject.names.room_title(code), _TEXT)
        paint.row(sheet, row, [hours(own.get(day, 0)) for day in span], _NUMBER, first=2)
        paint.put(sheet, row, column, hours(total), _TOTAL)
        paint.put(sheet, row, column + 1, total / capacity if capacity else 0, _SHARE)
        live = sums.hours(sums.names_any("rooms", [code]))
        paint.formula(sheet, row, column + 2, live, _LIVE)
    if row >= first and span:
        _heat(sheet, f"B{first}:{get_column_letter(len(span) + 1)}{row}")
    return row + 1


def _by_weekday(context: Context, sheet: Worksheet, row: int) -> None:
    title = Text("Taux d’occupation par jour de la semaine", "Share of the time used, by weekday")
    context.paint.put(sheet, row, 1, context.say(title), SECTION)
    sheet.row_dimensions[row].height = 24
    table, capacity = used(context.timetable), open_minutes(context.timetable)
    weekdays = sorted({day.weekday() for day in capacity})
    row += 1
    context.paint.put(sheet, row, 1, context.say(Text("Salle", "Room")), COLUMN_HEAD)
    for index, weekday in enumerate(weekdays):
        area = (row, 2 + 2 * index, row, 3 + 2 * index)
        context.paint.block(sheet, area, context.say(WEEKDAYS[weekday]), COLUMN_HEAD)
    first = row + 1
    for code in context.timetable.by_room:
        row += 1
        context.paint.put(sheet, row, 1, context.subject.names.room_title(code), _TEXT)
        own = table[table["room"] == code].groupby("weekday")["minutes"].sum().to_dict()
        for index, weekday in enumerate(weekdays):
            possible = sum(m for day, m in capacity.items() if day.weekday() == weekday)
            area = (row, 2 + 2 * index, row, 3 + 2 * index)
            context.paint.block(sheet, area, own.get(weekday, 0) / possible, _SHARE)
    if row >= first and weekdays:
        _heat(sheet, f"B{first}:{get_column_letter(2 * len(weekdays) + 1)}{row}")


def _heat(sheet: Worksheet, area: str) -> None:
    """Darker where fuller; the numbers stay, for a print without colours."""
    scale = ColorScale(
        cfvo=[FormatObject(type="num", val=0), FormatObject(type="max")],
        color=[Color("FFFFFF"), Color(_FULL)],
    )
    sheet.conditional_formatting.add(area, Rule(type="colorScale", colorScale=scale))
