"""Hours and clock times: how people write them, and the whole minutes we count in.

Every duration in semainier is an `int` of minutes, every clock time an `int` of minutes
since midnight. These are the only functions that read or write them as text.
"""

from __future__ import annotations

import re
from datetime import date

from instances.text import MONTHS, WEEKDAYS, Lang

HOUR = 60

_HOURS = re.compile(r"(?P<h>\d{1,5})\s*(?:h|H|:)\s*(?P<m>[0-5]?\d)?")
_MINUTES = re.compile(r"(?P<m>\d{1,5})\s*(?:min|mn|')")
_DECIMAL = re.compile(r"(?P<i>\d{0,5})[.,](?P<f>\d{1,4})\s*(?:h|H)?|(?P<whole>\d{1,5})")


def parse_hours(text: str) -> int:
    """Minutes in a duration written `2`, `2,5`, `2.5`, `2h30`, `2:30` or `55 min`.

    Raises
    ------
    ValueError
        When the text is no duration, or one that is not a whole number of minutes.
    """
    text = text.strip()
    if match := _MINUTES.fullmatch(text):
        return int(match["m"])
    if match := _HOURS.fullmatch(text):
        return int(match["h"]) * HOUR + int(match["m"] or 0)
    if match := _DECIMAL.fullmatch(text):
        if match["whole"] is not None:
            return int(match["whole"]) * HOUR
        scale: int = 10 ** len(match["f"])
        minutes, rest = divmod(int(match["f"]) * HOUR, scale)
        if rest == 0:
            return int(match["i"] or 0) * HOUR + minutes
    raise ValueError(text)


def format_hours(minutes: int, lang: Lang = "fr") -> str:
    """`150` as `2 h 30`, `-60` as `-1 h`."""
    del lang  # the same in both languages; kept so that callers need not know
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    hours, rest = divmod(minutes, HOUR)
    return f"{sign}{hours} h {rest:02d}" if rest else f"{sign}{hours} h"


def as_hours(minutes: int) -> int | float:
    """Minutes as the number of hours a spreadsheet shows: 120 → 2, 150 → 2.5."""
    return minutes // HOUR if minutes % HOUR == 0 else round(minutes / HOUR, 4)


def parse_clock(text: str) -> int:
    """Minutes since midnight in `8:00`, `08h30`, `8h` or `08:30:00`; `24:00` is allowed.

    Raises
    ------
    ValueError
        When the text is no time of day.
    """
    match = re.fullmatch(r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?(?::00)?)", text.strip())
    if match:
        minutes = int(match[1]) * HOUR + int(match[2] or 0)
        if int(match[2] or 0) < HOUR and minutes <= 24 * HOUR:
            return minutes
    raise ValueError(text)


def format_clock(minutes: int) -> str:
    """`510` as `08:30`."""
    return f"{minutes // HOUR:02d}:{minutes % HOUR:02d}"


def format_date(day: date, lang: Lang = "fr") -> str:
    """`lundi 7 septembre 2026`, `Monday 7 September 2026`."""
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    weekday, month = WEEKDAYS[day.weekday()].say(lang), MONTHS[day.month - 1].say(lang)
    return f"{weekday} {number} {month} {day.year}"


def short_date(day: date, lang: Lang) -> str:
    """`11/01/2027`, or `2027-01-11` in English, where the other could be read both ways."""
    return f"{day:%d/%m/%Y}" if lang == "fr" else day.isoformat()


def number(value: float, lang: Lang) -> str:
    """`1 250,5` or `1,250.5`: at most one decimal."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.replace(",", " ").replace(".", ",") if lang == "fr" else text


def percent(share: float, lang: Lang) -> str:
    """`28 %` or `28%`; one decimal under 10 %."""
    value = 100 * share
    text = f"{value:.1f}" if 0 < value < 10 else f"{value:.0f}"
    return f"{text.replace('.', ',')} %" if lang == "fr" else f"{text}%"


class Minutes(int):
    """A duration that a sentence shows as `2 h 30`."""

    def __str__(self) -> str:
        return format_hours(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Clock(int):
    """Minutes since midnight that a sentence shows as `08:30`."""

    def __str__(self) -> str:
        return format_clock(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)
