"""`semainier export`: a timetable.json as other files."""

from __future__ import annotations

from pathlib import Path

import click

from exports import SolutionFormError, write_csv, write_fet, write_sol
from instances.fet.numbering import FetFormError
from instances.text import Lang, Text
from semainier.commands.plan import FORMATS
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.inputs import adopt_language, read_json
from semainier.planfiles import excel, names_like, prepare, write_again

_UNKNOWN = Text(
    "--to : « {format} » n'est pas un format. Au choix : {formats}.",
    "--to: “{format}” is no format. Choose from: {formats}.",
)
_LOCKED = Text(
    "{file} ne peut pas être remplacé : s'il est ouvert dans Excel, fermez-le.",
    "{file} cannot be replaced: if it is open in Excel, close it.",
)
_WRITTEN = Text("Écrit : {file}", "Written: {file}")


def run(console: Console, timetable: Path, *, to: str, output: Path | None, force: bool) -> Answer:
    """Write a timetable to other files."""
    formats = _formats(to, console.lang)
    plan = read_json(timetable)
    adopt_language(console, plan.instance)
    lang = console.lang
    folder = timetable.parent if output is None else output
    names = names_like(timetable)
    prepare(folder, (names,) if "xlsx" in formats else (), force=force)
    files: list[Path] = []
    if "sol" in formats:
        try:
            files.append(write_sol(plan, folder / f"{timetable.stem}.sol"))
        except SolutionFormError as error:
            raise CommandError(error.text) from None
    if "fet" in formats:
        files.append(folder / f"{timetable.stem}.fet")
        try:
            left = write_fet(plan, files[-1])
        except FetFormError as error:
            raise CommandError(error.text) from None
        for text in left:
            console.note(text)
    if "xlsx" in formats:
        files += write_again(folder, names, plan, excel(plan, lang), force=force)
    if "csv" in formats:
        try:
            files.append(write_csv(plan, folder, lang))
        except PermissionError as error:
            raise CommandError(_LOCKED.fill(file=error.filename2 or folder)) from None
    for path in files:
        console.say(_WRITTEN.fill(file=path))
    return Answer(Exit.DONE, {"files": [str(path) for path in files]})


def _formats(to: str, lang: Lang) -> list[str]:
    asked = [word.strip().lower() for word in to.split(",") if word.strip()]
    for word in asked:
        if word not in FORMATS:
            raise click.UsageError(_UNKNOWN.say(lang, format=word, formats=", ".join(FORMATS)))
    return asked or ["xlsx"]
