"""What a command line names of a problem: teachers, groups, rooms, dates and weeks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from instances.entities import Group, Room, Teacher
from instances.instance import Instance
from instances.rhythm import monday
from instances.text import Text
from instances.workbook.layout import as_near, listed, plain
from semainier.failures import CommandError, Exit

Kind = Literal["group", "teacher", "room"]

DATE = r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}"
_WEEK = r"\d{4}-W\d{2}"
_WEEKS = re.compile(rf"\s*({_WEEK})(?:\s*\.\.\s*({_WEEK}))?\s*", re.IGNORECASE)

_UNKNOWN: dict[Kind, Text] = {
    "group": Text(
        "« {text} » n'est pas un groupe{near} ; les groupes sont {known}",
        '"{text}" is no group{near}; the groups are {known}',
    ),
    "teacher": Text(
        "« {text} » n'est pas un enseignant{near} ; les codes sont {known}",
        '"{text}" is no teacher{near}; the codes are {known}',
    ),
    "room": Text(
        "« {text} » n'est pas une salle{near} ; les salles sont {known}",
        '"{text}" is no room{near}; the rooms are {known}',
    ),
}
_SEVERAL = Text(
    "« {text} » a plusieurs sens : donnez un code parmi {known}",
    '"{text}" may be several: give one of the codes {known}',
)
_NEAR = Text(" (vouliez-vous dire {near} ?)", " (did you mean {near}?)")
_NOTHING = Text("–", "–")
_NOT_A_DATE = Text(
    "« {text} » n'est pas une date ; écrivez 2026-10-05 ou 05/10/2026",
    '"{text}" is no date; write 2026-10-05 or 05/10/2026',
)
_NOT_A_WEEK = Text(
    "« {text} » : écrivez une semaine ISO, 2026-W40, plusieurs, 2026-W40..2026-W42, ou une date "
    "qui y tombe",
    '"{text}": write an ISO week, 2026-W40, several, 2026-W40..2026-W42, or a date in it',
)
BACKWARDS = Text("« {text} » finit avant de commencer", '"{text}" ends before it begins')
_OUTSIDE = Text(
    "« {text} » : hors de la période, qui va du {first} au {last}",
    '"{text}": outside the term, which runs from {first} to {last}',
)


def find_code(kind: Kind, text: str, instance: Instance) -> str:
    """The code of whom or what is named by code or by name; a code comes before a name.

    Raises
    ------
    CommandError
        When nothing or more than one is called that; with the nearest name.
    """
    known = _known(kind, instance)
    codes, wanted = [one.code for one in known], plain(text)
    found = [code for code in codes if plain(code) == wanted]
    found = found or [one.code for one in known if one.name and plain(one.name) == wanted]
    if len(found) == 1:
        return found[0]
    if text.strip() in found:
        return text.strip()
    if found:
        raise CommandError(_SEVERAL.fill(text=text, known=", ".join(found)))
    near = as_near(text, [*codes, *(one.name for one in known if one.name)])
    raise CommandError(
        _UNKNOWN[kind].fill(
            text=text,
            near=_near(near) if near else "",
            known=Text(listed(codes, "fr"), listed(codes, "en")) if codes else _NOTHING,
        )
    )


def _near(names: Sequence[str]) -> Text:
    french = " ou ".join(f"« {name} »" for name in names)
    english = " or ".join(f'"{name}"' for name in names)
    return _NEAR.fill(near=Text(french, english))


def _known(kind: Kind, instance: Instance) -> Sequence[Group | Teacher | Room]:
    if kind == "group":
        return instance.groups
    return instance.teachers if kind == "teacher" else instance.rooms


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


def week_range(text: str) -> tuple[str, str] | None:
    """The first and last ISO week of `2026-W40..2026-W42` or `2026-W40`; None for other texts."""
    match = _WEEKS.fullmatch(text)
    if match is None:
        return None
    first = match[1].upper()
    return first, (match[2] or first).upper()


def parse_weeks(text: str, instance: Instance) -> list[date]:
    """The Mondays of some weeks of the term: `2026-W40`, `2026-W40..2026-W42`, a date in a week.

    Raises
    ------
    CommandError
        When it is not written so, or no week of the term is among them.
    """
    settings = instance.settings
    ends = week_range(text)
    if ends is None and not re.fullmatch(DATE, text.strip()):
        raise CommandError(_NOT_A_WEEK.fill(text=text), Exit.USAGE)
    try:
        begin = monday(parse_date(text.strip())) if ends is None else _first_day(ends[0])
        last = begin if ends is None else _first_day(ends[1])
    except ValueError:
        raise CommandError(_NOT_A_WEEK.fill(text=text), Exit.USAGE) from None
    if last < begin:
        raise CommandError(BACKWARDS.fill(text=text), Exit.USAGE)
    begin, last = max(begin, monday(settings.start)), min(last, monday(settings.end))
    found = [begin + timedelta(days=day) for day in range(0, (last - begin).days + 1, 7)]
    if not found:
        raise outside_term(text, instance)
    return found


def outside_term(text: str, instance: Instance) -> CommandError:
    """That no date of the term is meant."""
    settings = instance.settings
    first, last = (f"{day:%d/%m/%Y}" for day in (settings.start, settings.end))
    return CommandError(_OUTSIDE.fill(text=text, first=first, last=last))


def _first_day(week: str) -> date:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)
