"""Rhythms of alternance: which days of which weeks a group spends at the CFA.

The grammar of a SPEC: days of a week separated by blanks or commas, `-` between two days for
a range, `:am` or `:pm` for a half-day, `/` between weeks, `-` or `entreprise` for a week in
company.
`Mon Tue/Mon Tue Wed`, `lun-ven/-`, `Mon Tue Wed:am`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from instances.text import Lang

Half = Literal["day", "am", "pm"]
Week = dict[int, Half]

_DAYS = {
    name: index
    for index, names in enumerate(
        (
            "mon monday lun lundi lu",
            "tue tues tuesday mar mardi ma",
            "wed weds wednesday mer mercredi me",
            "thu thur thurs thursday jeu jeudi je",
            "fri friday ven vendredi ve",
            "sat saturday sam samedi sa",
            "sun sunday dim dimanche di",
        )
    )
    for name in names.split()
}
_HALVES: dict[str, Half] = {
    "am": "am",
    "matin": "am",
    "morning": "am",
    "pm": "pm",
    "ap": "pm",
    "aprem": "pm",
    "apres-midi": "pm",
    "après-midi": "pm",
    "afternoon": "pm",
}
_AWAY = {"-", "–", "—", "entreprise", "company", "e"}
_SHORT: dict[Lang, tuple[str, ...]] = {
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


class RhythmError(ValueError):
    """A SPEC that cannot be read; `word` is the part at fault."""

    def __init__(self, spec: str, word: str) -> None:
        super().__init__(f"{word!r} in {spec!r}")
        self.spec, self.word = spec, word


def parse_weekday(text: str) -> int:
    """0 (Monday) to 6 for a French or English day name; `ValueError` otherwise."""
    try:
        return _DAYS[text.strip().lower().rstrip(".")]
    except KeyError:
        raise ValueError(text) from None


def short_weekday(weekday: int, lang: Lang) -> str:
    """`lun`, `Mon`: the name a SPEC uses."""
    return _SHORT[lang][weekday]


def parse_rhythm(spec: str) -> tuple[Week, ...]:
    """Read a SPEC into one mapping a week of the cycle: weekday (0-6) → half.

    Raises
    ------
    RhythmError
        For a word that is no day, a half-day that is none, or an empty SPEC.
    """
    if not spec.strip():
        raise RhythmError(spec, "")
    return tuple(dict(_days(spec, week.strip())) for week in spec.split("/"))


def _days(spec: str, week: str) -> Iterator[tuple[int, Half]]:
    if week.lower() in _AWAY:
        return
    words = re.sub(r"\s*([-–:])\s*", r"\1", week.replace(",", " ").replace(";", " ")).split()
    if not words:
        raise RhythmError(spec, week or "//")
    for word in words:
        days, _, half_name = word.lower().partition(":")
        try:
            half = _HALVES[half_name] if half_name else "day"
            first, _, last = days.replace("–", "-").partition("-")
            begin = parse_weekday(first)
            finish = parse_weekday(last) if last else begin
        except (KeyError, ValueError):
            raise RhythmError(spec, word) from None
        if finish < begin:
            raise RhythmError(spec, word)
        for weekday in range(begin, finish + 1):
            yield weekday, half


def format_rhythm(weeks: tuple[Week, ...], lang: Lang = "en") -> str:
    """The shortest plain SPEC of a cycle; `parse_rhythm` reads it back."""
    return "/".join(
        " ".join(
            _SHORT[lang][day] + ("" if half == "day" else f":{half}")
            for day, half in sorted(week.items())
        )
        or "-"
        for week in weeks
    )


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())
