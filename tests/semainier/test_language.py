"""The language: the option, else the workbook's, else the locale's, else French."""

from __future__ import annotations

import gettext
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from semainier import language
from semainier.language import locale_language, manner_of
from semainier.streams import prepare_streams


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "fr"),
        ({"LANG": "C"}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "de:en"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "en"}, "en"),
    ],
)
def test_locale(environment, lang):
    assert locale_language(environment) == lang


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["--lang", "en", "rules"], "en"),
        (["rules", "--lang=en"], "en"),
        (["rules", "--lang", "EN"], "en"),
        (["check", "--", "--lang", "en"], None),
        (["rules", "--lang"], None),
    ],
)
def test_option_is_seen_before_parsing(arguments, lang):
    manner = manner_of(arguments)
    assert manner.chosen == (lang is not None)
    assert lang is None or manner.lang == lang


def test_workbook_language_is_taken_up(run, tables, write):
    tables["settings"].append({"setting": "lang", "value": "en"})
    path = write(tables)
    assert "Arithmetic alone" in run("check", path).out
    assert "par le calcul" in run("check", path, "--lang", "fr").out


def test_broken_workbook_speaks_its_sheets_language(run, tables, write):
    tables["courses"][0]["teachers"] = "ABE"
    assert "Did you mean" in run("check", write(tables, "en.xlsx", "en")).out
    assert "Vouliez-vous dire" in run("check", write(tables, "fr.xlsx", "fr")).out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
@pytest.mark.parametrize("arguments", [["--help"], ["rules"], ["rules", "--json"], ["oups"]])
def test_no_terminal_is_too_poor(encoding, arguments):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    environment.pop("LANGUAGE", None)
    done = subprocess.run(
        [sys.executable, "-m", "semainier", *arguments],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == (2 if arguments == ["oups"] else 0)
    # Click itself takes an ASCII terminal for a mistake, and writes its own words in UTF-8.
    own_words = encoding == "ascii" and arguments in (["--help"], ["oups"])
    text = (done.stdout + done.stderr).decode("utf-8" if own_words else encoding)
    assert "Traceback" not in text
    assert "?" not in text.replace("Vouliez-vous", "").replace(" ?", "")


def test_catalogue_is_compiled_from_its_source():
    folder = Path(language.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
    source = (folder / "semainier.po").read_text(encoding="utf-8")
    written = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', source, re.M))
    with (folder / "semainier.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(written) > 15
    for message, french in written.items():
        plain = message.replace("\\n", "\n").replace("\\t", "\t")
        assert compiled.gettext(plain) == french.replace("\\n", "\n").replace("\\t", "\t")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", '"Eglantine" -> 8 h - 2...?'),
        ("cp1252", "«Églantine» -> 8 h · 2…?"),
        ("utf-8", "«Églantine» → 8 h · 2…漢"),
    ],
)
def test_plainer_letters(monkeypatch, encoding, written):
    screen = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(screen, encoding=encoding))
    prepare_streams()
    print("«Églantine» → 8 h · 2…漢", end="", flush=True)
    assert screen.getvalue().decode(encoding) == written
