"""Sentences people read, in French and English."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Lang = Literal["fr", "en"]
# In the order of the fields of `Text`.
LANGS: tuple[Lang, Lang] = ("fr", "en")


class _Sentence(string.Formatter):
    """`str.format`, and the word that goes with a number: `{days:jour|jours}`."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """Singular or plural; 0 is singular in French, plural in English."""
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, several = format_spec.split("|")
        return one if value == 1 or (value == 0 and self._lang == "fr") else several


def _filled(sentence: str, lang: Lang, values: Mapping[str, object]) -> str:
    return _Sentence(lang).vformat(sentence, (), values)


class Text(NamedTuple):
    """One sentence in both languages, with `str.format` fields.

    A field `{days:jour|jours}` is the word for the number `days`, singular or plural.
    """

    fr: str
    en: str

    def say(self, lang: Lang, **values: object) -> str:
        """Return the sentence in *lang*, its fields filled with *values*."""
        sentence = self.fr if lang == "fr" else self.en
        return _filled(sentence, lang, values) if values else sentence

    def fill(self, **values: object) -> Text:
        """Return the sentence with its fields filled, texts in each language."""
        french = {key: v.fr if isinstance(v, Text) else v for key, v in values.items()}
        english = {key: v.en if isinstance(v, Text) else v for key, v in values.items()}
        return Text(_filled(self.fr, "fr", french), _filled(self.en, "en", english))


# French puts a space before them.
COLON, SEMICOLON = Text(" : ", ": "), Text(" ; ", "; ")

WEEKDAYS = (
    Text("lundi", "Monday"),
    Text("mardi", "Tuesday"),
    Text("mercredi", "Wednesday"),
    Text("jeudi", "Thursday"),
    Text("vendredi", "Friday"),
    Text("samedi", "Saturday"),
    Text("dimanche", "Sunday"),
)

MONTHS = (
    Text("janvier", "January"),
    Text("février", "February"),
    Text("mars", "March"),
    Text("avril", "April"),
    Text("mai", "May"),
    Text("juin", "June"),
    Text("juillet", "July"),
    Text("août", "August"),
    Text("septembre", "September"),
    Text("octobre", "October"),
    Text("novembre", "November"),
    Text("décembre", "December"),
)
