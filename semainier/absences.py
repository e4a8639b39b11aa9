"""Absences and dates as they are typed: `FEN 2026-10-05..2026-10-09`."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from instances.entities import TimeOff
from instances.instance import Instance
from instances.text import Text
from instances.units import parse_clock
from semainier.failures import CommandError, Exit

_DATE = r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}"
_ABSENCE = re.compile(
    rf"(?P<who>.+?)\s+(?P<first>{_DATE})(?:\s*\.\.\s*(?P<last>{_DATE}))?"
    r"(?:\s+(?P<start>[\dh:]+)\s*\.\.\s*(?P<end>[\dh:]+))?"
)
_FORM = Text(
    "« {text} » : écrivez QUI DU..AU, par exemple « {example} 2026-10-05..2026-10-09 » ou "
    "« {example} 2026-10-05 08:00..12:00 »",
    '"{text}": write WHO FROM..TO, for example "{example} 2026-10-05..2026-10-09" or '
    '"{example} 2026-10-05 08:00..12:00"',
)
_UNKNOWN = {
    "teacher": Text(
        "« {who} » n'est pas un enseignant ; les codes sont {known}",
        '"{who}" is no teacher; the codes are {known}',
    ),
    "room": Text(
        "« {who} » n'est pas une salle ; les salles sont {known}",
        '"{who}" is no room; the rooms are {known}',
    ),
}
_NOT_A_DATE = Text(
    "« {text} » n'est pas une date ; écrivez 2026-10-05 ou 05/10/2026",
    '"{text}" is no date; write 2026-10-05 or 05/10/2026',
)
_BACKWARDS = Text("« {text} » finit avant de commencer", '"{text}" ends before it begins')


def parse_absence(text: str, kind: Literal["teacher", "room"], instance: Instance) -> TimeOff:
    """Read who is away, and when; a teacher or room by code or by name.

    Raises
    ------
    CommandError
        When it is not written so, nobody is called that, or it ends before it begins.
    """
    known = instance.teachers if kind == "teacher" else instance.rooms
    match = _ABSENCE.fullmatch(text.strip())
    if match is None:
        example = known[0].code if known else "X"
        raise CommandError(_FORM.fill(text=text, example=example), Exit.USAGE)
    wanted = match["who"].strip().casefold()
    found = [one.code for one in known if wanted in (one.code.casefold(), one.name.casefold())]
    if len(found) != 1:
        codes = ", ".join(one.code for one in known)
        raise CommandError(_UNKNOWN[kind].fill(who=match["who"], known=codes))
    first = parse_date(match["first"])
    last = parse_date(match["last"]) if match["last"] else first
    try:
        start = parse_clock(match["start"]) if match["start"] else 0
        end = parse_clock(match["end"]) if match["end"] else 1440
    except ValueError:
        raise CommandError(_FORM.fill(text=text, example=found[0]), Exit.USAGE) from None
    if last < first or end <= start:
        raise CommandError(_BACKWARDS.fill(text=text), Exit.USAGE)
    return TimeOff(who=found[0], kind=kind, first=first, last=last, start=start, end=end)


def parse_date(text: str) -> date:
    """Read `2026-10-05` or `05/10/2026`.

    Raises
    ------
    CommandError
        When it is no such date.
    """
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(_NOT_A_DATE.fill(text=text), Exit.USAGE) from None
