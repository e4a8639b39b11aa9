"""The first sheet of the comparison: every scenario a row, the best value of a column marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.comparison.changes import in_short
from exports.comparison.columns import (
    COLUMNS,
    Kind,
    Value,
    best_of,
    rule_amount,
    rules_that_count,
    titles,
)
from exports.comparison.entries import STATES, Entry
from exports.context import LINKED, Context
from exports.durations import Shown, duration
from exports.measure import lines_needed
from exports.styles import BAND, COLUMN_HEAD, MUTED, RED, ROW, CellValue, Look
from instances.text import COLON, Text
from instances.units import HOUR

SHEET = Text("Comparaison", "Comparison")
BEST_FILL = "D6EFD8"
_TITLE = Text("Comparaison de scénarios", "Scenarios compared")
_RANK = Text("Rang", "Rank")
_SCENARIO = Text("Scénario", "Scenario")
_STATE = Text("État", "State")
_WIDTHS = (6.0, 24.0, 18.0)
_WIDE = 10.4
_CENTIMETRE = 72 / 2.54  # points
_GAP = 27.0  # points above the charts
_ACROSS = 860.0  # points that a line across the page has, before it is made to fit
_NUMBER = ROW._replace(across="right")
_TEXT = ROW._replace(wrap=True)
_NOTE = Look(size=9.5, wrap=True, down="top")
_STATE_COLOURS = {"optimal": "1E7145", "feasible": "1E7145", "unfinished": "B45309"}
FORMATS: dict[Kind, str] = {
    "hours": "General",  # as `duration` says
    "points": "#,##0.0",
    "count": "#,##0",
    "amount": "General",
    "date": "dd/mm/yyyy",
    "share": "0 %",
    "signed": "+General;-General;0",
}


class Area(NamedTuple):
    """Where the table stands, for the charts: rows of complete scenarios, and the row below all."""

    first: int
    complete: int
    below: int


def write_summary(
    context: Context,
    sheet: Worksheet,
    entries: Sequence[Entry],
    names: Sequence[str],
    notes: Sequence[str],
) -> Area:
    """Write the summary; `names` are those of the scenarios' sheets."""
    page.set_up(context, sheet)
    sheet.sheet_properties.tabColor = BAND
    sheet.page_setup.fitToHeight = 0
    columns = len(_WIDTHS) + len(COLUMNS)
    page.set_widths(sheet, [*_WIDTHS, *[_WIDE] * len(COLUMNS)])
    settings = context.timetable.instance.settings
    row = page.title(context, sheet, context.say(_TITLE), columns, settings.title)
    for note in notes:
        row = _paragraph(context, sheet, row, columns, note)
    row += 1
    first, row = _figures(context, sheet, row, entries, names)
    row = _reasons(context, sheet, row + 1, columns, entries)
    page.break_after(sheet, row)  # a table never begins at the foot of a page
    top = row + 1
    row = _rules(context, sheet, top, entries)
    row = _changes(context, sheet, row + 1, columns, entries)
    complete = sum(entry.complete for entry in entries)
    written = sum(sheet.row_dimensions[at].height or 13.5 for at in range(top, row + 1))
    if complete > 1 and written + _GAP + _CENTIMETRE * chart_height(complete) > _room(columns):
        page.break_after(sheet, row)
    return Area(first, complete, row)


def chart_height(complete: int) -> float:
    """Centimetres of a chart of so many complete scenarios."""
    return min(16.0, 4.5 + 1.1 * complete)


def _room(columns: int) -> float:
    """Height of a page in points, made as narrow as the sheet is made to fit."""
    wide = sum(_WIDTHS) + _WIDE * (columns - len(_WIDTHS))
    titles = page.TITLE_HEIGHT + page.SUBTITLE_HEIGHT
    return page.HEIGHT * max(1.0, wide / page.COLUMNS) - titles


def _paragraph(context: Context, sheet: Worksheet, row: int, columns: int, text: str) -> int:
    """A text across the page, as high as it needs; the next row."""
    context.paint.block(sheet, (row, 1, row, columns), text, _NOTE)
    lines = lines_needed(text, _ACROSS / 9.5)
    sheet.row_dimensions[row].height = 13.0 * lines + 1
    return row + 1


def _head(context: Context, sheet: Worksheet, row: int, titles: Sequence[str]) -> None:
    context.paint.row(sheet, row, titles, COLUMN_HEAD)
    sheet.row_dimensions[row].height = 48


def _figures(
    context: Context, sheet: Worksheet, row: int, entries: Sequence[Entry], names: Sequence[str]
) -> tuple[int, int]:
    """The table of figures: its first row and the row after it."""
    heads = map(context.say, (_RANK, _SCENARIO, _STATE, *titles(entries)))
    _head(context, sheet, row, list(heads))
    best = [
        best_of([column.value(e) for e in entries if e.complete]) if column.best else None
        for column in COLUMNS
    ]
    first = row + 1
    for entry, name in zip(entries, names, strict=True):
        row += 1
        _name(context, sheet, row, entry, name)
        for index, column in enumerate(COLUMNS):
            value, look = _shown(column.value(entry), best[index], column.kind)
            context.paint.put(sheet, row, len(_WIDTHS) + 1 + index, value, look)
    sheet.freeze_panes = f"C{first}"
    return first, row + 1


def _name(context: Context, sheet: Worksheet, row: int, entry: Entry, name: str) -> None:
    rank = "" if entry.rank is None else f"{entry.rank}{' =' if entry.tied else ''}"
    context.paint.put(sheet, row, 1, rank, ROW._replace(across="center", bold=True))
    text = entry.scenario.name
    look = LINKED._replace(box=ROW.box, edge=ROW.edge, bold=entry.today, wrap=True)
    context.link(sheet, (row, 2), name, text, look)
    colour = _STATE_COLOURS.get(entry.state, RED)
    state = context.say(STATES[entry.state])
    context.paint.put(sheet, row, 3, state, ROW._replace(colour=colour, bold=True, wrap=True))
    lines = max(lines_needed(text, 24 * 5.25 / 9.4), lines_needed(state, 17 * 5.25 / 9.4, True))
    sheet.row_dimensions[row].height = 12.5 * min(lines, 4) + 3


def cell(value: Value, kind: Kind) -> Shown:
    """A figure as a cell shows it; a dash where there is none."""
    if value is None:
        return Shown("–")
    if kind == "hours" and not isinstance(value, date):
        return duration(round(value * HOUR))
    return Shown(value, FORMATS[kind])


def _shown(value: Value, best: Value, kind: Kind) -> tuple[CellValue, Look]:
    """A value and its look: the best one marked, a dash where there is none."""
    shown = cell(value, kind)
    look = _NUMBER._replace(number=shown.number)
    if value is None:
        look = look._replace(colour=MUTED)
    elif best is not None and value == best:  # bold too: it must show without colour
        look = look._replace(fill=BEST_FILL, bold=True)
    return shown.value, look


def _reasons(
    context: Context, sheet: Worksheet, row: int, columns: int, entries: Sequence[Entry]
) -> int:
    """Why the others have no complete plan, a line each."""
    told = [(entry, reason) for entry in entries if (reason := entry.reason())]
    if not told:
        return row
    title = Text("Pourquoi pas les autres", "Why not the others")
    context.paint.section(sheet, row, context.say(title), columns)
    for entry, reason in told:
        row += 1
        words = f"{entry.scenario.name}{context.say(COLON)}{context.say(reason)}"
        _paragraph(context, sheet, row, columns, words)
    return row + 1


def _rules(context: Context, sheet: Worksheet, row: int, entries: Sequence[Entry]) -> int:
    """What each soft rule counts, in its own unit."""
    rules, complete = rules_that_count(entries), [entry for entry in entries if entry.complete]
    if not complete:
        return row
    title = Text("Règles souhaitées, chacune dans son unité", "Soft rules, each in its own unit")
    context.paint.section(sheet, row, context.say(title), len(_WIDTHS) + len(COLUMNS))
    row += 1
    units = [f"{context.say(rule.name)} ({context.say(rule.unit)})" for rule in rules]
    _head(context, sheet, row, [context.say(_RANK), context.say(_SCENARIO), "", *units])
    sheet.row_dimensions[row].height = 92
    best = [best_of([rule_amount(entry, rule) for entry in complete]) for rule in rules]
    for entry in complete:
        row += 1
        context.paint.put(sheet, row, 1, entry.rank, ROW._replace(across="center", bold=True))
        context.paint.block(sheet, (row, 2, row, 3), entry.scenario.name, _TEXT)
        for index, rule in enumerate(rules):
            kind: Kind = "hours" if rule.minutes else "amount"
            value, look = _shown(rule_amount(entry, rule), best[index], kind)
            context.paint.put(sheet, row, len(_WIDTHS) + 1 + index, value, look)
    return row + 1


def _changes(
    context: Context, sheet: Worksheet, row: int, columns: int, entries: Sequence[Entry]
) -> int:
    """What each scenario changes for whom, a line each."""
    today = next(entry for entry in entries if entry.today)
    title = Text("Ce qui change, pour qui", "What changes, for whom")
    context.paint.section(sheet, row, context.say(title), columns)
    for entry in entries:
        words = context.say(in_short(entry, today))
        if entry is today or not words:
            continue
        row += 1
        told = f"{entry.scenario.name}{context.say(COLON)}{words}"
        _paragraph(context, sheet, row, columns, told)
    return row + 1
