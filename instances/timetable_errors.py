"""Why a file is no `timetable.json`: which session, which field, which value, what is expected."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from instances.text import Lang, Text

_LONGEST = 60  # of a value that is quoted

_CLOCK = Text("une heure HH:MM, par exemple 08:30", "a time HH:MM, such as 08:30")
_CODES = Text("une liste de codes entre crochets", "a list of codes in brackets")
_TEXT = Text("un texte entre guillemets", "a text in quotes")
_EXPECTED = {
    "id": _TEXT,
    "course": Text("le code d'un cours", "the code of a course"),
    "date": Text("une date AAAA-MM-JJ, par exemple 2026-09-07", "a date such as 2026-09-07"),
    "start": _CLOCK,
    "end": _CLOCK,
    "duration": Text(
        "un nombre d'heures plus grand que 0, par exemple 1.5",
        "a number of hours above 0, such as 1.5",
    ),
    "groups": _CODES,
    "teachers": _CODES,
    "rooms": _CODES,
    "locked": Text("true ou false", "true or false"),
}
_SESSION = Text(
    "une séance : id, course, date, start, end, duration, groups",
    "a session: id, course, date, start, end, duration, groups",
)
_AS_WRITTEN = Text("la valeur que semainier a écrite", "the value that semainier wrote")

NO_SESSIONS = Text("il n'a pas de séances (sessions)", "it has no sessions")
WORKBOOK = Text(
    "c'est un classeur Excel ; donnez le timetable.json qui l'accompagne",
    "it is an Excel workbook; give the timetable.json beside it",
)


class TimetableError(ValueError):
    """A file that holds no timetable we can read; `reason` says why."""

    def __init__(self, file: str, reason: Text) -> None:
        self.file, self.reason = file, reason
        super().__init__(self.say())

    def say(self, lang: Lang = "fr") -> str:
        """The file and the reason."""
        return f"{self.file}{' : ' if lang == 'fr' else ': '}{self.reason.say(lang)}"


def not_json(error: ValueError | RecursionError) -> Text:
    """Why a text is no JSON, and where it stops being any."""
    if not isinstance(error, json.JSONDecodeError):
        return Text("ce n'est pas du texte JSON", "it is no JSON text")
    return Text(
        f"ce n'est pas du JSON (ligne {error.lineno}, colonne {error.colno})",
        f"it is no JSON (line {error.lineno}, column {error.colno})",
    )


def other_format(found: object, known: int) -> Text:
    """What to do with a file of a format we do not read."""
    if isinstance(found, int) and found > known:
        return Text(
            f"il est au format {found}, plus récent que celui que lit cette version ({known}) ; "
            "mettez semainier à jour",
            f"it has format {found}, later than the one this version reads ({known}); "
            "update semainier",
        )
    return Text(
        f"son format (format) est {_shown(found)}, attendu : {known}",
        f"its format (format) is {_shown(found)}, expected: {known}",
    )


def misfit(error: ValidationError, data: dict[str, object]) -> Text:
    """The first value that does not fit, and how many more there are."""
    details = error.errors(include_url=False, include_context=False)
    what, more = _said(details[0], data), len(details) - 1
    if not more:
        return what
    return Text(
        f"{what.fr} (et {more} autre{'s' if more > 1 else ''} erreur{'s' if more > 1 else ''})",
        f"{what.en} (and {more} more error{'s' if more > 1 else ''})",
    )


def _said(detail: ErrorDetails, data: dict[str, object]) -> Text:
    place = detail["loc"]
    where, rest = _where(place, data)
    name = str(rest[0]) if rest else ""
    if detail["type"] == "missing":
        return Text(
            f"{where.fr}le champ « {rest[-1]} » manque",
            f"{where.en}the field “{rest[-1]}” is missing",
        )
    if detail["type"] == "extra_forbidden":
        return Text(
            f"{where.fr}le champ « {rest[-1]} » est inconnu",
            f"{where.en}the field “{rest[-1]}” is unknown",
        )
    in_session = len(place) > 1 and place[0] == "sessions"
    expected = _AS_WRITTEN
    if in_session:
        expected = _EXPECTED.get(name, _AS_WRITTEN) if name else _SESSION
    path = " → ".join(_step(step) for step in rest)
    value = _shown(detail["input"])
    return Text(
        f"{where.fr}{f'{path} = ' if path else ''}{value}, attendu : {expected.fr}",
        f"{where.en}{f'{path} = ' if path else ''}{value}, expected: {expected.en}",
    )


def _step(step: int | str) -> str:
    return f"n° {step + 1}" if isinstance(step, int) else step


def _where(place: Sequence[int | str], data: dict[str, object]) -> tuple[Text, Sequence[int | str]]:
    """The session a place is in, by its number and its id, and the rest of the place."""
    if len(place) < 2 or place[0] != "sessions" or not isinstance(place[1], int):
        return Text("", ""), place
    number, sessions = place[1], data["sessions"]
    session = sessions[number] if isinstance(sessions, list) else None
    name = session.get("id") if isinstance(session, dict) else None
    known = f" ({name})" if isinstance(name, str) else ""
    return Text(f"séance {number + 1}{known} : ", f"session {number + 1}{known}: "), place[2:]


def _shown(value: object) -> str:
    """A value as JSON writes it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
