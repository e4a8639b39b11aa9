"""What a cell means: from what Excel stored to minutes, dates, names and choices.

Every function takes a cell's value (never empty) and gives the value meant, or raises
`CellError` with what is wrong and what to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from instances.rhythm import RhythmError, parse_rhythm, parse_weekday
from instances.text import MONTHS, Text
from instances.units import format_clock, parse_clock, parse_hours
from instances.workbook.layout import Choice, bare, nearest, plain
from instances.workbook.problems import NOWHERE, did_you_mean

EXCEL_ERRORS = frozenset(
    ("#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_HUGE = 1e12
_YES = frozenset(("oui", "o", "yes", "y", "vrai", "true", "x", "1", "✓", "✔"))
_NO = frozenset(("non", "n", "no", "faux", "false", "0"))

_AS_TEXT = Text(
    "Excel a transformé ce qui était tapé : mettez la cellule au format Texte et retapez-le.",
    "Excel changed what was typed: format the cell as Text and type it again.",
)
_WRITE_HOURS = Text("Écrivez 2, 2,5 ou 2h30.", "Write 2, 2.5 or 2h30.")
_WRITE_CLOCK = Text("Écrivez 8:30 ou 8h30.", "Write 8:30.")
_WRITE_DATE = Text(
    "Écrivez 07/09/2026 (jour d'abord), 7 sept. 2026 ou 2026-09-07.",
    "Write 07/09/2026 (day first), 7 Sept 2026 or 2026-09-07.",
)


class CellError(ValueError):
    """A cell that does not say what its column needs."""

    def __init__(self, what: Text, advice: Text = NOWHERE) -> None:
        super().__init__(what.fr)
        self.what, self.advice = what, advice


def show(value: object) -> str:
    """A cell's value as a person sees it."""
    match value:
        case None:
            shown = ""
        case datetime():
            shown = f"{value:%d/%m/%Y}" + (f" {value:%H:%M}" if value.time() != time() else "")
        case date():
            shown = f"{value:%d/%m/%Y}"
        case time():
            shown = f"{value:%H:%M}"
        case timedelta():
            shown = format_clock(round(value.total_seconds() / 60))
        case bool():
            shown = "VRAI" if value else "FAUX"
        case float():
            shown = f"{value:.10g}".replace(".", ",")
        case _:
            shown = " ".join(str(value).split())
    return shown


def is_blank(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: object) -> str:
    """A name or a sentence; whole numbers are taken as they are shown."""
    if isinstance(value, str):
        return " ".join(value.split())
    if (amount := _real(value)) is not None:
        return f"{amount:.10g}"
    if isinstance(value, date | time | timedelta):
        raise CellError(
            Text(
                f"« {show(value)} » est une date ou une heure, il faut du texte.",
                f"“{show(value)}” is a date or a time, text is needed.",
            ),
            _AS_TEXT,
        )
    raise _not(value, Text("un texte", "text"))


def parts(value: object) -> tuple[str, ...]:
    """What stands between `;` or line breaks, in order."""
    if isinstance(value, str):
        found = (" ".join(part.split()) for part in re.split(r"[;\n]", value))
        return tuple(part for part in found if part)
    return (text(value),)


def names(value: object) -> tuple[str, ...]:
    """Several names, separated by `;` or line breaks, each once."""
    return tuple(dict.fromkeys(parts(value)))


def hours(value: object) -> int:
    """Minutes in a duration written in hours: a number, a text, or a time as Excel sees it."""
    return _duration(value, 60, _WRITE_HOURS)


def minutes(value: object) -> int:
    """Minutes in a duration written in minutes; `1h` and a time as Excel sees it also do."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return _duration(value, 1, Text("Écrivez un nombre de minutes.", "Write minutes: 60."))


def _duration(value: object, unit: int, advice: Text) -> int:
    kind = Text("une durée", "a duration")
    if isinstance(value, datetime | date):
        raise _not_a_date(value, kind)
    if isinstance(value, time):
        return _whole(value.hour * 60 + value.minute + value.second / 60, value, advice)
    if isinstance(value, timedelta):
        return _whole(value.total_seconds() / 60, value, advice)
    if (amount := _real(value)) is not None:
        return _whole(amount * unit, value, advice)
    if isinstance(value, str):
        digits = value.strip()
        try:
            found = parse_hours(digits.lstrip("-\u2212"))
        except ValueError:
            raise _not(value, kind, advice) from None
        if digits[0] in "-\u2212":
            raise _negative(value, advice)
        return found
    raise _not(value, kind, advice)


def _whole(amount: float, value: object, advice: Text) -> int:
    """A number of minutes; a third of an hour is stored as 0.3333 and still means 20."""
    if amount < 0:
        raise _negative(value, advice)
    if abs(amount - round(amount)) > 0.02:
        raise CellError(
            Text(
                f"« {show(value)} » n'est pas un nombre entier de minutes.",
                f"“{show(value)}” is no whole number of minutes.",
            ),
            advice,
        )
    return round(amount)


def durations(value: object) -> tuple[int, ...]:
    """Several durations in hours, separated by `;`, in order, each once."""
    if not isinstance(value, str):
        return (hours(value),)
    return tuple(dict.fromkeys(hours(part) for part in names(value)))


# The day before the first one of Excel's calendar.
_EPOCH = datetime(1899, 12, 31)


def clock(value: object) -> int:
    """Minutes since midnight. A bare number is hours; under 1, Excel's fraction of a day."""
    kind = Text("une heure du jour", "a time of day")
    if isinstance(value, datetime) and _EPOCH < value <= _EPOCH + timedelta(days=24):
        # 8 in a cell that shows times is the eighth day of Excel's calendar to it.
        value = (value - _EPOCH) / timedelta(days=1)
    if isinstance(value, datetime | date):
        raise _not_a_date(value, kind)
    if isinstance(value, time):
        # 8:00 is a third of a day to Excel, which comes back a hair before or after it.
        return round(value.hour * 60 + value.minute + (value.second + value.microsecond / 1e6) / 60)
    found: float | None = None
    if isinstance(value, timedelta):
        found = value.total_seconds() / 60
    elif (amount := _real(value)) is not None:
        found = amount * (1440 if 0 < amount < 1 else 60)
    elif isinstance(value, str):
        try:
            return parse_clock(f"{value}h" if value.strip().isdecimal() else value)
        except ValueError:
            pass
    if found is None or not 0 <= found <= 1440:
        raise _not(value, kind, _WRITE_CLOCK)
    return _whole(found, value, _WRITE_CLOCK)


def day(value: object) -> date:
    """A date: Excel's own, its bare serial number, or written as text, the day first."""
    found: date | None = None
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellError(
                Text(
                    f"« {show(value)} » est une date et une heure, il faut une date.",
                    f"“{show(value)}” is a date and a time, a date is needed.",
                ),
                _WRITE_DATE,
            )
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif (serial := _real(value)) is not None and serial == int(serial):
        # A date whose cell lost its date format: 46272 is 07/09/2026.
        found = _EXCEL_EPOCH + timedelta(days=int(serial)) if 36_526 <= serial < 73_416 else None
    elif isinstance(value, str):
        found = _written_date(value)
    if found is None:
        raise _not(value, Text("une date", "a date"), _WRITE_DATE)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellError(
            Text(
                f"« {show(value)} » : l'année {found.year} n'est pas plausible.",
                f"“{show(value)}”: the year {found.year} is not plausible.",
            ),
            _WRITE_DATE,
        )
    return found


_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST = re.compile(
    r"(?:[a-z]+\.?,? )?(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.?,? (\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"(?:[a-z]+\.?,? )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def _written_date(value: str) -> date | None:
    words = plain(value)
    if match := _NUMERIC.fullmatch(words):
        return _calendar_day(match[3], int(match[2]), match[1], value)
    if match := _ISO.fullmatch(words):
        return _calendar_day(match[1], int(match[2]), match[3], value)
    if match := _DAY_FIRST.fullmatch(words):
        month = _month(match[2])
        return _calendar_day(match[3], month, match[1], value) if month else None
    if match := _MONTH_FIRST.fullmatch(words):
        month = _month(match[1])
        return _calendar_day(match[3], month, match[2], value) if month else None
    return None


def _month(word: str) -> int | None:
    """1 to 12 for a French or English month or the first three letters or more of one."""
    found = {
        index
        for index, month in enumerate(MONTHS, 1)
        if len(word) >= 3 and any(plain(name).startswith(word) for name in month)
    }
    return found.pop() if len(found) == 1 else None


def _calendar_day(year: str, month: int, number: str, value: str) -> date:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full, month, int(number))
    except ValueError:
        raise CellError(
            Text(f"« {value} » : cette date n'existe pas.", f"“{value}”: there is no such date."),
            _WRITE_DATE,
        ) from None


def integer(value: object) -> int:
    """A whole number."""
    found = _number(value)
    if found is None or found != int(found):
        raise _not(value, Text("un nombre entier", "a whole number"))
    return int(found)


def number(value: object) -> float:
    """A number, with a comma or a point."""
    found = _number(value)
    if found is None:
        raise _not(value, Text("un nombre", "a number"))
    return found


def _number(value: object) -> float | None:
    if isinstance(value, datetime | date | time | timedelta):
        raise _not_a_date(value, Text("un nombre", "a number"))
    if isinstance(value, str):
        digits = "".join(value.split()).replace(",", ".")
        if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", digits):
            return float(digits)
    return _real(value)


def _real(value: object) -> float | None:
    """A number that is one: no yes or no, no infinity."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _HUGE:
        return float(value)
    return None


def flag(value: object) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    word = plain(show(value))
    if word in _YES or word in _NO:
        return word in _YES
    raise _not(
        value, Text("oui ou non", "yes or no"), Text("Écrivez oui ou non.", "Write yes or no.")
    )


def choice(value: object, choices: Sequence[Choice]) -> str:
    """The key of one of the choices, however it is written."""
    word = bare(text(value))
    for candidate in choices:
        if any(bare(name) == word for name in candidate.words):
            return candidate.key
    labels = Text(
        ", ".join(c.label.fr for c in choices),
        ", ".join(c.label.en for c in choices),
    )
    near = nearest(text(value), [name for c in choices for name in c.label])
    advice = did_you_mean(near, ())
    raise CellError(
        Text(f"« {show(value)} » n'est pas un choix possible.", f"“{show(value)}” is no choice."),
        Text(
            f"{advice.fr} Choix : {labels.fr}.".strip(),
            f"{advice.en} Choices: {labels.en}.".strip(),
        ),
    )


def weekdays(value: object) -> tuple[int, ...]:
    """Days of the week (0-6), separated by `;`."""
    kind = Text("un jour de la semaine", "a day of the week")
    if isinstance(value, datetime | date):
        raise _not_a_date(value, kind, Text("Écrivez lundi, mardi…", "Write Monday, Tuesday…"))
    found = []
    for name in names(value):
        try:
            found.append(parse_weekday(name))
        except ValueError:
            raise _not(name, kind, Text("Écrivez lundi, mardi…", "Write Monday…")) from None
    return tuple(dict.fromkeys(found))


def rhythm(value: object) -> str:
    """A SPEC that can be read, as it was written."""
    spec = text(value)
    advice = Text(
        "Exemples : lun mar ; lun mar/lun mar mer ; lun-ven/- ; lun mar mer:am.",
        "Examples: Mon Tue; Mon Tue/Mon Tue Wed; Mon-Fri/-; Mon Tue Wed:am.",
    )
    try:
        parse_rhythm(spec)
    except RhythmError as error:
        raise CellError(
            Text(
                f"« {error.word or spec} » n'est pas un jour, dans « {spec} ».",
                f"“{error.word or spec}” is no day, in “{spec}”.",
            ),
            advice,
        ) from None
    return spec


def in_range(
    found: float, low: float | None, high: float | None, show_as: Callable[[float], str]
) -> None:
    """Raise when a number is under `low` or over `high`."""
    if low is not None and found < low:
        raise CellError(
            Text(
                f"{show_as(found)} est trop peu : {show_as(low)} au moins.",
                f"{show_as(found)} is too little: {show_as(low)} at least.",
            )
        )
    if high is not None and found > high:
        raise CellError(
            Text(
                f"{show_as(found)} est trop : {show_as(high)} au plus.",
                f"{show_as(found)} is too much: {show_as(high)} at most.",
            )
        )


def _not(value: object, kind: Text, advice: Text = NOWHERE) -> CellError:
    return CellError(
        Text(f"« {show(value)} » n'est pas {kind.fr}.", f"“{show(value)}” is not {kind.en}."),
        advice,
    )


def _negative(value: object, advice: Text) -> CellError:
    return CellError(
        Text(
            f"« {show(value)} » est négatif : une durée ne peut pas l'être.",
            f"“{show(value)}” is negative: a duration cannot be.",
        ),
        advice,
    )


def _not_a_date(value: object, kind: Text, advice: Text = _AS_TEXT) -> CellError:
    return CellError(
        Text(
            f"« {show(value)} » est une date ou une heure, il faut {kind.fr}.",
            f"“{show(value)}” is a date or a time, {kind.en} is needed.",
        ),
        advice,
    )
