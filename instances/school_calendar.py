"""Official school and public holidays of France, from the package `holidays`.

School holidays are known for the zones A, B and C of mainland France (arrêtés published to the
school year 2027-28). The package guesses later years by rule without saying so; `unofficial`
says it. Corsica and the overseas académies set their own calendars, which the package does not
have: their schools leave the zone empty and write the holidays in the sheet Calendrier.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays

from instances.entities import CalendarRow, DayKind
from instances.text import LANGS, Lang, Text

ZONES = ("A", "B", "C")
FIRST_OFFICIAL = date(2017, 9, 1)
LAST_OFFICIAL = date(2028, 8, 31)

_REGIONS = {
    "Alsace": "6AE",
    "Moselle": "57",
    "Guadeloupe": "971",
    "Martinique": "972",
    "Guyane": "973",
    "La Réunion": "974",
    "Mayotte": "976",
    "Saint-Barthélemy": "BL",
    "Saint-Martin": "MF",
    "Nouvelle-Calédonie": "NC",
    "Polynésie Française": "PF",
    "Saint-Pierre-et-Miquelon": "PM",
    "Wallis-et-Futuna": "WF",
}
REGIONS = tuple(_REGIONS)
_LOCALES: dict[Lang, str] = {"fr": "fr", "en": "en_US"}
_NAMED = range(2024, 2029)  # years in which every official name occurs


class UnknownZoneError(ValueError):
    """A school zone or a region of public holidays that is not known; `text` says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.fr)
        self.text = text


def find_zone(zone: str) -> str:
    """`A`, `B` or `C` for `c`, `Zone C`…; empty for an empty text.

    Raises
    ------
    UnknownZoneError
        For any other zone.
    """
    word = zone.strip().upper().removeprefix("ZONE").strip()
    if word and word not in ZONES:
        raise UnknownZoneError(
            Text(
                "Zones connues : A, B, C. Pour la Corse et l'outre-mer, laissez vide et écrivez "
                "les vacances dans la feuille Calendrier.",
                "Known zones: A, B, C. For Corsica and overseas, leave it empty and write the "
                "holidays in the sheet Calendar.",
            )
        )
    return word


def find_region(region: str) -> str:
    """The region of local public holidays as we spell it; empty for the national ones alone.

    Raises
    ------
    UnknownZoneError
        For a region that has no public holidays of its own.
    """
    word = region.strip().casefold()
    if not word:
        return ""
    for name, code in _REGIONS.items():
        if word in (name.casefold(), code.casefold()):
            return name
    near = difflib.get_close_matches(region.strip().title(), REGIONS, 1)
    names = ", ".join(REGIONS)
    raise UnknownZoneError(
        Text(
            (f"Vouliez-vous dire « {near[0]} » ? " if near else "") + f"Régions connues : {names}.",
            (f"Did you mean “{near[0]}”? " if near else "") + f"Known regions: {names}.",
        )
    )


def official_rows(
    zone: str, region: str, first: date, last: date, lang: Lang = "fr"
) -> tuple[CalendarRow, ...]:
    """School and public holidays that touch [first, last], whole, in date order.

    Parameters
    ----------
    zone
        `A`, `B`, `C`, or empty: no school holidays.
    region
        A region with public holidays of its own (`Alsace`, `Moselle`…), or empty.

    Raises
    ------
    UnknownZoneError
        For a zone or a region that is not known.
    """
    zone, region = find_zone(zone), find_region(region)
    # A run of holidays may begin or end in the civil year before or after the dates asked for.
    years = range(first.year - 1, last.year + 2)
    public = holidays.country_holidays(
        "FR", subdiv=_REGIONS.get(region), years=years, language=_LOCALES[lang]
    )
    found = [_row("public", day, day, label) for day, label in public.items()]
    if zone:
        school = holidays.country_holidays(
            "FR",
            subdiv=f"Zone {zone}",
            categories=("school",),
            years=years,
            language=_LOCALES[lang],
        )
        found += _runs(school.items())
    inside = (row for row in found if row.first <= last and first <= row.last)
    return tuple(sorted(inside, key=lambda row: (row.first, row.last, row.kind)))


def official_name(label: str, lang: Lang) -> str:
    """The name in *lang* of an official holiday, whichever language `label` has it in.

    A label that is no official name, which somebody wrote, comes back as it is.
    """
    return _names().get(label, Text(label, label)).say(lang)


@lru_cache(maxsize=1)
def _names() -> dict[str, Text]:
    """Every official name in either language, with both."""
    found: dict[str, Text] = {}
    public = [(code, ("public",)) for code in (None, *_REGIONS.values())]
    school = [(f"Zone {zone}", ("school",)) for zone in ZONES]
    for subdiv, categories in (*public, *school):
        french, english = (
            holidays.country_holidays(
                "FR", subdiv=subdiv, categories=categories, years=_NAMED, language=_LOCALES[lang]
            )
            for lang in LANGS
        )
        for day, name in french.items():
            both = Text(name, english[day])
            found |= dict.fromkeys(both, both)
    return found


def unofficial(zone: str, first: date, last: date) -> Text | None:
    """A warning when some date of [first, last] is outside the published school calendars."""
    if not find_zone(zone) or (first >= FIRST_OFFICIAL and last <= LAST_OFFICIAL):
        return None
    return Text(
        "ATTENTION : le calendrier scolaire officiel n'est connu que du "
        f"{FIRST_OFFICIAL:%d/%m/%Y} au {LAST_OFFICIAL:%d/%m/%Y} ; hors de ces dates, les "
        "vacances sont une estimation, à corriger dans la feuille Calendrier.",
        "WARNING: the official school calendar is known only from "
        f"{FIRST_OFFICIAL} to {LAST_OFFICIAL}; outside these dates the holidays are a guess, "
        "to be corrected in the sheet Calendar.",
    )


def _runs(days: Iterable[tuple[date, str]]) -> list[CalendarRow]:
    """Consecutive days of one label as one row each."""
    rows: list[CalendarRow] = []
    for day, label in sorted(days):
        previous = rows[-1] if rows else None
        if previous and previous.label == label and day - previous.last == timedelta(days=1):
            rows[-1] = _row("holidays", previous.first, day, label)
        else:
            rows.append(_row("holidays", day, day, label))
    return rows


def _row(kind: DayKind, first: date, last: date, label: str) -> CalendarRow:
    return CalendarRow(first=first, last=last, kind=kind, label=label)
