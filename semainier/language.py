"""How to speak: in which language (the option, else the locale, else French) and how much."""

from __future__ import annotations

import gettext
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from instances.text import Lang

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_WORDS: dict[str, Lang] = {"fr": "fr", "french": "fr", "en": "en", "english": "en"}


@dataclass
class Manner:
    """How a run speaks.

    chosen
        The language was asked for: the workbook's own does not change it.
    command
        The command that runs, once it is known.
    """

    lang: Lang = "fr"
    chosen: bool = False
    quiet: bool = False
    verbose: bool = False
    as_json: bool = False
    command: str = ""

    def adopt(self, lang: Lang) -> None:
        """Speak the workbook's language, unless another was asked for."""
        if not self.chosen:
            self.lang = lang


def manner_of(arguments: Sequence[str]) -> Manner:
    """The manner that the arguments ask for, before they are parsed: errors need it too."""
    options = list(arguments)
    if "--" in options:
        options = options[: options.index("--")]
    asked = _asked_language(options)
    return Manner(
        lang=asked or locale_language(), chosen=asked is not None, as_json="--json" in options
    )


def _asked_language(options: Sequence[str]) -> Lang | None:
    for option, value in zip_longest(options, options[1:], fillvalue=""):
        if option == "--lang":
            return _WORDS.get(value.lower())
        if option.startswith("--lang="):
            return _WORDS.get(option.removeprefix("--lang=").lower())
    return None


def locale_language(environment: Mapping[str, str] = os.environ) -> Lang:
    """The locale's language if we speak it, else French."""
    for variable in _VARIABLES:
        if value := environment.get(variable):
            return _language_of(value)
    if sys.platform == "win32":
        return _language_of(locale.getlocale()[0] or "")
    return "fr"


def _language_of(name: str) -> Lang:
    """`en_US.UTF-8`, `English_United States`, `de:en`: the first language we speak."""
    for part in name.lower().split(":"):
        word = part.partition(".")[0].replace("-", "_").partition("_")[0]
        if word in _WORDS:
            return _WORDS[word]
    return "fr"


def speak(lang: Lang) -> None:
    """Have Click's own words ("Usage", "No such option") said in this language too."""
    folder = Path(__file__).with_name("locale")
    gettext.bindtextdomain("semainier", str(folder))
    gettext.textdomain("semainier")
    os.environ["LANGUAGE"] = lang
