"""What changes are called: sentences for a coordinator, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from instances.entities import Pin, TimeOff
from instances.text import LANGS, WEEKDAYS, Text
from instances.units import format_clock

FREE = Text("{who} : lever l'indisponibilité {when}", "{who}: lift the unavailability {when}")
FREE_ALL = Text("{who} : lever toutes ses indisponibilités", "{who}: lift every unavailability")
ALWAYS = Text("{who} : disponible toute la semaine", "{who}: available all week")
ADD = Text("{who} : disponible aussi {when}", "{who}: available {when} too")
OTHER = Text("{course} : confié à {who}", "{course}: given to {who}")
DAYS = Text(
    "{who} : {days} jours de présence par semaine au plus, au lieu de {now}",
    "{who}: {days} days of presence a week at most, instead of {now}",
)
DAY_MAX = Text(
    "{who} : {hours} par jour au plus, au lieu de {now}",
    "{who}: {hours} a day at most, instead of {now}",
)
WEEK_MAX = Text(
    "{who} : {hours} par semaine au plus, au lieu de {now}",
    "{who}: {hours} a week at most, instead of {now}",
)
LAB = Text("Une salle de plus, comme {room}", "One room more, like {room}")
PER_DAY = Text("{course} : {count} séances par jour", "{course}: {count} sessions a day")
TOLERANCE = Text(
    "{course} : une tolérance de {hours} sur sa maquette",
    "{course}: a tolerance of {hours} on its quota",
)
UNTIED = {
    "run_in_parallel": Text(
        "{course} : plus en parallèle avec {other}", "{course}: no longer in parallel with {other}"
    ),
    "follow_order": Text("{course} : plus après {other}", "{course}: no longer after {other}"),
    "keep_pace": Text(
        "{course} : plus au rythme de {other}", "{course}: no longer at the pace of {other}"
    ),
    "keep_siblings_in_step": Text(
        "{course} : sans garder le pas de l'autre demi-groupe",
        "{course}: without keeping step with the other half-group",
    ),
}
UNPINNED = Text(
    "{course} : sans {count:la séance imposée|les séances imposées} {when}",
    "{course}: without the {count:session|sessions} pinned {when}",
)
SPAN = Text(
    "{who} : {hours} d'amplitude par jour au plus, au lieu de {now}",
    "{who}: a span of {hours} a day at most, instead of {now}",
)
LUNCH = Text(
    "{who} : {hours} de pause méridienne au moins, au lieu de {now}",
    "{who}: {hours} of lunch break at least, instead of {now}",
)
STRETCH = Text(
    "{who} : {hours} de suite sans pause au plus, au lieu de {now}",
    "{who}: {hours} without a break at most, instead of {now}",
)
REST = Text(
    "{who} : {hours} de repos d'un jour à l'autre au moins, au lieu de {now}",
    "{who}: {hours} of rest from a day to the next at least, instead of {now}",
)
BARE = Text("{course} : sans exiger « {what} »", "{course}: without asking for “{what}”")
SEATS = Text(
    "Accepter des salles trop petites pour le groupe ({courses})",
    "Take rooms that are too small for the group ({courses})",
)
LENGTHS = Text(
    "{course} : des séances de {hours} permises aussi", "{course}: sessions of {hours} allowed too"
)
CFA = Text(
    "{who} : {count} {count:jour|jours} au CFA de plus ({when})",
    "{who}: {count} CFA {count:day|days} more ({when})",
)
SOONER = Text(
    "{who} : « {what} » jusqu'au {end} au lieu du {now}",
    "{who}: “{what}” until {end} instead of {now}",
)
WITHOUT_ROW = Text(
    "{who} : sans « {what} » du {first} au {last}", "{who}: without “{what}” from {first} to {last}"
)


def when_off(row: TimeOff) -> Text:
    """When somebody is off, as part of a sentence."""
    hours = ""
    if (row.start, row.end) != (0, 1440):
        hours = f" {row.start // 60} h {row.start % 60:02d}-{row.end // 60} h {row.end % 60:02d}"
    if row.weekday is not None:
        day = WEEKDAYS[row.weekday]
        return Text(f"le {day.fr}{hours}", f"on {day.en}{hours}")
    if row.first is not None and row.first == row.last:
        return Text(f"le {row.first:%d/%m/%Y}{hours}", f"on {row.first:%d/%m/%Y}{hours}")
    if row.first is not None and row.last is not None:
        return Text(
            f"du {row.first:%d/%m/%Y} au {row.last:%d/%m/%Y}{hours}",
            f"from {row.first:%d/%m/%Y} to {row.last:%d/%m/%Y}{hours}",
        )
    return Text(f"tous les jours{hours}", f"every day{hours}")


def when_pinned(pins: Iterable[Pin]) -> Text:
    """When sessions are imposed, as part of a sentence."""
    found = tuple(dict.fromkeys(map(_pinned_at, pins)))
    return Text(*(", ".join(text.say(lang) for text in found) for lang in LANGS))


def _pinned_at(pin: Pin) -> Text:
    start = format_clock(pin.start)
    if pin.date is not None:
        day = pin.date
        return Text(f"le {day:%d/%m/%Y} à {start}", f"on {day:%d/%m/%Y} at {start}")
    weekday = WEEKDAYS[pin.weekday or 0]
    return Text(f"chaque {weekday.fr} à {start}", f"every {weekday.en} at {start}")


def dates_said(days: Iterable[date]) -> Text:
    """Dates one after the other."""
    said = ", ".join(f"{day:%d/%m/%Y}" for day in days)
    return Text(said, said)
