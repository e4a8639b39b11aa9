"""Absences as they are typed: `FEN 2026-10-05..2026-10-09`."""

from __future__ import annotations

import re
from typing import Literal

from instances.entities import TimeOff
from instances.instance import Instance
from instances.text import Text
from instances.units import parse_clock
from semainier.failures import CommandError, Exit
from semainier.named import BACKWARDS, DATE, find_code, outside_term, parse_date

_ABSENCE = re.compile(
    rf"(?P<who>.+?)\s+(?P<first>{DATE})(?:\s*\.\.\s*(?P<last>{DATE}))?"
    r"(?:\s+(?P<start>[\dh:]+)\s*\.\.\s*(?P<end>[\dh:]+))?"
)
_FORM = Text(
    "« {text} » : écrivez QUI DU..AU, par exemple « {example} 2026-10-05..2026-10-09 » ou "
    "« {example} 2026-10-05 08:00..12:00 »",
    '"{text}": write WHO FROM..TO, for example "{example} 2026-10-05..2026-10-09" or '
    '"{example} 2026-10-05 08:00..12:00"',
)


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
    who = find_code(kind, match["who"], instance)
    first = parse_date(match["first"])
    last = parse_date(match["last"]) if match["last"] else first
    try:
        start = parse_clock(match["start"]) if match["start"] else 0
        end = parse_clock(match["end"]) if match["end"] else 1440
    except ValueError:
        raise CommandError(_FORM.fill(text=text, example=who), Exit.USAGE) from None
    if last < first or end <= start:
        raise CommandError(BACKWARDS.fill(text=text), Exit.USAGE)
    if last < instance.settings.start or first > instance.settings.end:
        raise outside_term(text, instance)
    return TimeOff(who=who, kind=kind, first=first, last=last, start=start, end=end)
