"""The words commands are declared in, and the options that several of them share.

Nothing heavy is imported here, so that help and usage errors come at once; a command names the
function that does it, which is imported when it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext
from math import isfinite
from pathlib import Path
from typing import Any

import click

from instances.text import Lang, Text

Declare = Callable[[Lang], click.Parameter]


@dataclass(frozen=True)
class Described:
    """A command as it is typed.

    run
        Module of `semainier` whose `run` does it.
    text
        What it does: the first line is shown in the list of commands.
    """

    name: str
    run: str
    text: Text
    parameters: tuple[Declare, ...]


class Amount(click.FloatRange):
    """A number within limits, which `nan` would pass; `0,05` is as good as `0.05`."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number; anything else is a usage error."""
        plain: Any = value.replace(",", ".") if isinstance(value, str) else value
        found: float = super().convert(plain, param, ctx)
        if not isfinite(found):
            said = gettext("{value!r} is not a valid {number_type}.")
            self.fail(said.format(value=value, number_type=self.name), param, ctx)
        return found


def option(*names: str, help: Text, metavar: Text | None = None, **more: object) -> Declare:
    """An option whose help is said in the language of the run."""

    def declare(lang: Lang) -> click.Option:
        shown = metavar.say(lang) if metavar else None
        return click.Option(names, help=help.say(lang), metavar=shown, **more)  # type: ignore[arg-type]

    return declare


def argument(name: str, metavar: Text, *, required: bool = True) -> Declare:
    """A file or a name to give; a file that is missing is bad input, not a usage error."""

    def declare(lang: Lang) -> click.Argument:
        kind = None if name == "name" else click.Path(path_type=Path)
        return click.Argument([name], metavar=metavar.say(lang), type=kind, required=required)

    return declare


WORKBOOK = argument("file", Text("FICHIER.xlsx", "FILE.xlsx"))
PROBLEM = argument("file", Text("FICHIER", "FILE"))
FOLDER = Text("DOSSIER", "DIR")
SECONDS = Text("SECONDES", "SECONDS")
NUMBER = Text("N", "N")

COMMON: tuple[Declare, ...] = (
    option(
        "--lang",
        type=click.Choice(["fr", "en"], case_sensitive=False),
        help=Text(
            "Langue (sinon celle du classeur, sinon celle du système, sinon le français).",
            "Language (else the workbook's, else the system's, else French).",
        ),
    ),
    option(
        "-q",
        "--quiet",
        is_flag=True,
        help=Text("Ne dit que le résultat.", "Say the result only."),
    ),
    option(
        "-v",
        "--verbose",
        is_flag=True,
        help=Text("Dit aussi le détail.", "Say the details too."),
    ),
    option(
        "--json",
        "as_json",
        is_flag=True,
        help=Text(
            "Écrit le résultat en un objet JSON (docs/json.md).",
            "Write the result as one JSON object (docs/json.md).",
        ),
    ),
)


@dataclass(frozen=True)
class Searching:
    """How the options that every search has begin and read; a comparison has its own.

    seconds, workers, seed
        Their defaults; None: all cores, no seed.
    """

    seconds: float
    workers: int | None
    seed: int | None
    lasting: Text
    cores: Text
    repeating: Text
    ending: Text


def search(words: Searching) -> tuple[Declare, ...]:
    """The options of a search: how long, with how many cores, repeatable or not, how close."""
    return (
        option(
            "--time-limit",
            type=Amount(min=1),
            default=words.seconds,
            show_default=True,
            metavar=SECONDS,
            help=words.lasting,
        ),
        option(
            "--workers",
            type=click.IntRange(min=1),
            default=words.workers,
            show_default=words.workers is not None,
            metavar=NUMBER,
            help=words.cores,
        ),
        option(
            "--seed",
            type=click.IntRange(min=0),
            default=words.seed,
            show_default=words.seed is not None,
            metavar=NUMBER,
            help=words.repeating,
        ),
        option(
            "--gap",
            type=Amount(min=0, max=1),
            default=0.0,
            show_default=True,
            metavar=Text("PART", "SHARE"),
            help=words.ending,
        ),
    )


SEARCHING = Searching(
    seconds=60.0,
    workers=None,
    seed=None,
    lasting=Text("Durée maximale de la recherche.", "How long to search at most."),
    cores=Text(
        "Processeurs à employer (sinon tous ; un seul avec --seed).",
        "Processor cores to use (else all of them; one with --seed).",
    ),
    repeating=Text(
        "Rend la recherche reproductible : même classeur, même N, même emploi du temps.",
        "Make the search repeatable: same workbook, same N, same timetable.",
    ),
    ending=Text(
        "S'arrête dès que le plan est prouvé à moins de cette part du meilleur (0.05 : 5 %).",
        "Stop once the plan is proved within this share of the best possible (0.05: 5%).",
    ),
)
SEARCH = search(SEARCHING)


def output(otherwise: Text) -> Declare:
    """The folder to write to, and which it is when none is named."""
    return option("-o", "--output", type=click.Path(path_type=Path), metavar=FOLDER, help=otherwise)


FORCE = option(
    "--force",
    is_flag=True,
    help=Text(
        "Remplace un emploi du temps modifié à la main.",
        "Replace a timetable that was edited by hand.",
    ),
)
FORCE_FILE = option(
    "--force",
    is_flag=True,
    help=Text(
        "Remplace un fichier d'ailleurs, ou modifié à la main.",
        "Replace a file from elsewhere, or one that was edited by hand.",
    ),
)
