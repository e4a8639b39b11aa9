"""What a description of the workbook is made of: sheets, columns, choices, and their words."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from instances.text import Lang, Text

CellKind = Literal[
    "text",  # as it stands
    "code",  # a name that other rows refer to
    "names",  # several names, separated by ;
    "team",  # teachers: A; B | C
    "rooms",  # rooms: A | B + C
    "hours",  # a duration in hours
    "minutes",  # a duration in minutes
    "durations",  # several durations in hours
    "clock",  # a time of day
    "date",
    "integer",
    "number",
    "flag",  # yes or no
    "choice",  # one of `choices`
    "weekdays",  # one or several days of the week
    "rhythm",  # a SPEC, see instances.rhythm
    "value",  # whatever the row's setting is
    "shown",  # for the eye only: written, never read
]

SheetKey = Literal[
    "settings",
    "grid",
    "calendar",
    "rhythms",
    "groups",
    "teachers",
    "times_off",
    "rooms",
    "quotas",
    "courses",
    "pins",
    "preferences",
]

Tables = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Choice:
    """One of the values a cell may have: what we store, what is shown, what is understood."""

    key: str
    label: Text
    synonyms: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that is read as this choice."""
        return (self.key, *self.label, *self.synonyms)


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    source
        Key of the sheet whose codes the drop-down offers.
    low, high
        Range of a number, or of minutes for a duration; both included.
    width
        Width in characters.
    """

    key: str
    header: Text
    kind: CellKind
    comment: Text
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    source: SheetKey | None = None
    low: float | None = None
    high: float | None = None
    width: int = 14

    @property
    def words(self) -> tuple[str, ...]:
        """Every header that is read as this column."""
        return (self.key, *self.header, *self.synonyms)


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook; `row` says what one of its rows is."""

    key: SheetKey
    title: Text
    row: Text
    columns: tuple[Column, ...]
    synonyms: tuple[str, ...] = ()
    required: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that is read as this sheet."""
        return (self.key, *self.title, *self.synonyms)

    def column(self, key: str) -> Column:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True)
class Parameter:
    """A field of Settings as a row of the sheet Paramètres.

    `nullable`: the field may say "no limit" or "not known".
    """

    key: str
    label: Text
    kind: CellKind
    unit: Text
    explanation: Text
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    nullable: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that is read as this parameter."""
        return (self.key, *self.label, *self.synonyms)


def plain(text: str) -> str:
    """A name without what people do not see: case, accents, runs of blanks."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def bare(text: str) -> str:
    """A title or a header by its letters and digits alone."""
    return "".join(c for c in plain(text) if c.isalnum())


def nearest(text: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name most like `text`, as it is spelt; None when none is like it."""
    by_plain = {plain(name): name for name in names}
    found = difflib.get_close_matches(plain(text), by_plain, 1, cutoff)
    return by_plain[found[0]] if found else None


def as_near(text: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names most like `text`, in order; none when more than `most` are as like it."""
    by_plain = {plain(name): name for name in names}
    matcher = difflib.SequenceMatcher()
    matcher.set_seq2(plain(text))
    first = nearest(text, by_plain.values())
    if first is None:
        return ()
    matcher.set_seq1(plain(first))
    best = matcher.ratio()
    found = []
    for candidate, name in by_plain.items():
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() >= best and matcher.ratio() == best:
            found.append(name)
    return tuple(found) if len(found) <= most else ()


def listed(names: Iterable[str], lang: Lang, most: int = 12) -> str:
    """Names as a sentence lists them, cut after `most`."""
    names = list(dict.fromkeys(names))
    shown = ", ".join(names[:most])
    if len(names) > most:
        rest = len(names) - most
        others = "autre" if rest == 1 else "autres"
        shown += f" … (et {rest} {others})" if lang == "fr" else f" … (and {rest} more)"
    return shown
