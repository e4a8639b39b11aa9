"""Sentences people read, in French and English."""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["fr", "en"]


class Text(NamedTuple):
    """One sentence in both languages, with `str.format` fields."""

    fr: str
    en: str

    def say(self, lang: Lang, **values: object) -> str:
        """Return the sentence in *lang*, its fields filled with *values*."""
        sentence = self.fr if lang == "fr" else self.en
        return sentence.format(**values) if values else sentence

    def fill(self, **values: object) -> Text:
        """Return the sentence with its fields filled, texts in each language."""
        french = {key: v.fr if isinstance(v, Text) else v for key, v in values.items()}
        english = {key: v.en if isinstance(v, Text) else v for key, v in values.items()}
        return Text(self.fr.format(**french), self.en.format(**english))


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
