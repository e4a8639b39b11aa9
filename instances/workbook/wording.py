"""Cells as they are written: values in their native form, words in the workbook's language.

The inverse of `cells` as far as a value can be understood; what cannot be is written as it is,
so that the reader can say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from instances.entities import Settings
from instances.text import WEEKDAYS, Lang, Text
from instances.units import as_hours
from instances.workbook import cells
from instances.workbook.build_settings import NO_LIMIT, find_parameter
from instances.workbook.layout import Choice, Column, Parameter

Written = str | int | float | date | time | None
YES, NO = Text("oui", "yes"), Text("non", "no")


def written(value: object, column: Column | Parameter, lang: Lang) -> Written:
    """What is written in a cell for a value of a table."""
    if cells.is_blank(value):
        return None
    try:
        return _understood(value, column, lang)
    except cells.CellError:
        return value if isinstance(value, int | float | date | time) else clean(str(value))


def _understood(value: object, column: Column | Parameter, lang: Lang) -> Written:
    match column.kind:
        case "date":
            found: Written = cells.day(value)
        case "clock":
            found = clock(cells.clock(value))
        case "hours":
            found = as_hours(cells.hours(value))
        case "minutes":
            found = cells.minutes(value)
        case "durations":
            found = "; ".join(decimal(minutes, lang) for minutes in cells.durations(value))
        case "integer":
            found = cells.integer(value)
        case "number":
            found = cells.number(value)
        case "flag":
            found = (YES if cells.flag(value) else NO).say(lang)
        case "choice":
            found = label(cells.choice(value, column.choices), column.choices).say(lang)
        case "weekdays":
            found = "; ".join(WEEKDAYS[day].say(lang) for day in cells.weekdays(value))
        case _:
            found = clean(value if isinstance(value, str) else cells.text(value))
    return found


def label(key: str, choices: Sequence[Choice]) -> Text:
    """What is shown for a choice."""
    return next(choice.label for choice in choices if choice.key == key)


def clock(minutes: int) -> str | time:
    """A time of day as Excel has it; midnight at the end of a day only exists as text."""
    return time(minutes // 60, minutes % 60) if minutes < 1440 else "24:00"


def decimal(minutes: int, lang: Lang) -> str:
    """Hours as text: 150 minutes are `2,5`, and 100 `1h40`."""
    hours = minutes / 60
    if round(hours, 2) != hours:
        return f"{minutes // 60}h{minutes % 60:02d}"
    shown = f"{hours:g}"
    return shown.replace(".", ",") if lang == "fr" else shown


def clean(text: str) -> str:
    """Text without the control characters that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def usual(parameter: Parameter, lang: Lang) -> Written:
    """The value of a setting that is left empty."""
    if parameter.required:
        return None
    default = Settings.model_fields[parameter.key].default
    if default is None or default == "":
        return "–"
    if isinstance(default, bool):
        return (YES if default else NO).say(lang)
    if parameter.kind == "clock":
        return clock(default)
    if parameter.kind == "hours":
        return as_hours(default)
    return written(default, parameter, lang)


def setting(record: dict[str, object], lang: Lang) -> tuple[Parameter | None, Written]:
    """The parameter a row of the table `settings` is about, and its value."""
    parameter = find_parameter(str(record.get("setting", "")))
    value = record.get("value")
    if parameter is None:
        return None, None
    if parameter.nullable and isinstance(value, str) and value.strip() in NO_LIMIT:
        return parameter, NO_LIMIT.say(lang)
    return parameter, written(value, parameter, lang)
