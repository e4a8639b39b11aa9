"""The names a workbook defines, so that every reference to one can be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from instances.text import LANGS, Text
from instances.workbook import cells
from instances.workbook.layout import SheetKey, as_near, listed, plain
from instances.workbook.problems import did_you_mean
from instances.workbook.rows import Row, Rows

_UNKNOWN: dict[SheetKey, Text] = {
    "groups": Text("le groupe « {word} » est inconnu.", "the group “{word}” is unknown."),
    "teachers": Text("l'enseignant « {word} » est inconnu.", "the teacher “{word}” is unknown."),
    "rooms": Text("la salle « {word} » est inconnue.", "the room “{word}” is unknown."),
    "rhythms": Text("le rythme « {word} » est inconnu.", "the rhythm “{word}” is unknown."),
    "courses": Text("le cours « {word} » est inconnu.", "the course “{word}” is unknown."),
    "quotas": Text("l'unité « {word} » est inconnue.", "the unit “{word}” is unknown."),
}


class Names:
    """The names of one kind, found whatever their case, accents and blanks.

    `full` gives a code and the full name that stands beside it: it may be written for the code
    where no code and no other row is called so.
    """

    def __init__(
        self, sheet: SheetKey, words: Iterable[str], full: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._sheet: SheetKey = sheet
        self._known: dict[str, str] = {}
        for word in filter(None, words):
            self._known.setdefault(plain(word), word)
        self._full: dict[str, dict[str, str]] = {}
        for code, name in full:
            if code and name and plain(name) not in self._known:
                self._full.setdefault(plain(name), {})[self._known[plain(code)]] = name

    def __len__(self) -> int:
        return len(self._known)

    @property
    def all(self) -> Sequence[str]:
        """The names as they are spelt where they are defined."""
        return tuple(self._known.values())

    def get(self, word: str) -> str | None:
        """The name as it is spelt where it is defined, None when it is not."""
        word = plain(word)
        codes = self._full.get(word, {})
        return self._known.get(word) or (next(iter(codes)) if len(codes) == 1 else None)

    def find(self, row: Row, key: str, word: str) -> str | None:
        """The name meant by `word`; a problem of the row's cell when there is none."""
        found = self.get(word)
        if found is None and not row.loses(key, self._sheet):
            row.problem(key, _fill(_UNKNOWN[self._sheet], word), self.advice(word))
        return found

    def find_all(self, row: Row, key: str, words: Iterable[str]) -> tuple[str, ...]:
        """The names meant by `words`, each once, in order."""
        found = (self.find(row, key, word) for word in words)
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def advice(self, word: str) -> Text:
        """What to write instead of an unknown name."""
        pieces = re.split("[,+/&]", word)
        if len(pieces) > 1 and all(self.get(piece) for piece in pieces):
            return Text("Séparez les noms par « ; ».", "Separate names by “;”.")
        if codes := self._full.get(plain(word)):
            shared = Text(*(listed(codes, lang) for lang in LANGS))
            return Text(
                f"Plusieurs s'appellent ainsi : écrivez un code parmi {shared.fr}.",
                f"Several are called so: write one of the codes {shared.en}.",
            )
        full = (name for codes in self._full.values() for name in codes.values())
        return did_you_mean(as_near(word, [*self.all, *full]), self.all)


def _fill(text: Text, word: str) -> Text:
    return Text(text.say("fr", word=word), text.say("en", word=word))


def names_of(rows: Rows, sheet: SheetKey, key: str = "code", full: str = "") -> Names:
    """The names a column of a sheet defines; a broken cell defines none.

    `full`: the column of the full names that may be written instead.
    """
    beside = ((peek(row, key), peek(row, full)) for row in rows[sheet] if full)
    return Names(sheet, (peek(row, key) for row in rows[sheet]), beside)


def peek(row: Row, key: str) -> str:
    """The text of a cell, without noting anything: empty when it has none."""
    value = row.values.get(key)
    if cells.is_blank(value):
        return ""
    try:
        return cells.text(value)
    except cells.CellError:
        return ""


def unique_codes(rows: Sequence[Row], key: str = "code", forbidden: str = ";|") -> None:
    """Note codes that stand twice, or that hold a character that separates names."""
    seen: dict[str, Row] = {}
    for row in rows:
        code = peek(row, key)
        if not code:
            continue
        first = seen.setdefault(plain(code), row)
        if first is not row:
            row.problem(
                key,
                Text(
                    f"« {code} » est déjà à la ligne {first.line}.",
                    f"“{code}” is already on row {first.line}.",
                ),
                Text("Un code doit être unique.", "A code must be unique."),
            )
        bad = [character for character in forbidden if character in code]
        if bad:
            row.problem(
                key,
                Text(
                    f"un code ne peut pas contenir « {bad[0]} ».",
                    f"a code cannot contain “{bad[0]}”.",
                ),
                Text("Ce signe sépare les noms.", "This character separates names."),
            )
