"""Dates as people of a school name them: weeks by number, days, months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from instances.rhythm import monday
from instances.text import MONTHS, WEEKDAYS, Lang, Text
from instances.timetable import Timetable

_SHORT_MONTHS = (
    Text("janv.", "Jan"),
    Text("févr.", "Feb"),
    Text("mars", "Mar"),
    Text("avr.", "Apr"),
    Text("mai", "May"),
    Text("juin", "June"),
    Text("juil.", "July"),
    Text("août", "Aug"),
    Text("sept.", "Sept"),
    Text("oct.", "Oct"),
    Text("nov.", "Nov"),
    Text("déc.", "Dec"),
)


def week_title(week: date, lang: Lang) -> str:
    """`Semaine 37 : du 7 au 13 septembre 2026`."""
    last = week + timedelta(days=6)
    begin = _day_month(week, lang) if week.month != last.month else str(week.day)
    if lang == "fr" and week.day == 1 and week.month == last.month:
        begin = "1er"
    if week.year != last.year:
        begin += f" {week.year}"
    text = Text("Semaine {number} : du {begin} au {last}", "Week {number}: {begin} to {last}")
    number = week.isocalendar().week
    return text.say(lang, number=number, begin=begin, last=f"{_day_month(last, lang)} {last.year}")


def _day_month(day: date, lang: Lang) -> str:
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1].say(lang)}"


def day_name(day: date, lang: Lang) -> str:
    """`lundi 7 septembre`."""
    return f"{WEEKDAYS[day.weekday()].say(lang)} {_day_month(day, lang)}"


def day_short(day: date, lang: Lang) -> str:
    """`lundi 7 sept. 2026`."""
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    month = month_name(day, lang, short=True)
    return f"{WEEKDAYS[day.weekday()].say(lang)} {number} {month} {day.year}"


def week_name(day: date, lang: Lang) -> str:
    """`S37`, `W37`: the ISO week of a date, as people name it."""
    return f"{'S' if lang == 'fr' else 'W'}{day.isocalendar().week:02d}"


def week_ranges(days: Iterable[date], lang: Lang) -> str:
    """The weeks of some dates, neighbours joined: `S37–S40, S45`."""
    mondays = sorted({monday(day) for day in days})
    runs: list[list[date]] = []
    for week in mondays:
        if runs and week - runs[-1][-1] == timedelta(days=7):
            runs[-1].append(week)
        else:
            runs.append([week])
    parts = []
    for run in runs:
        first, last = week_name(run[0], lang), week_name(run[-1], lang)
        joint = "–" if len(run) > 2 else ", "
        parts.append(first if len(run) == 1 else f"{first}{joint}{last}")
    return ", ".join(parts)


def months_of(timetable: Timetable) -> list[date]:
    """The first days of the months of the term, and of any session beyond it."""
    settings = timetable.instance.settings
    days = [settings.start, settings.end, *(session.date for session in timetable.sessions)]
    month, last = min(days).replace(day=1), max(days)
    found = []
    while month <= last:
        found.append(month)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return found


def month_name(month: date, lang: Lang, *, short: bool = False) -> str:
    """`septembre`, or `sept.` where room is short."""
    return (_SHORT_MONTHS if short else MONTHS)[month.month - 1].say(lang)
