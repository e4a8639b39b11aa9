"""`semainier export`: a timetable.json as other files, whole or a part of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from exports import (
    FileInUseError,
    Selection,
    SolutionFormError,
    write_csv,
    write_extract,
    write_fet,
    write_sol,
)
from exports.dates import week_ranges
from exports.selection import EXTRACT
from exports.workbook import EXTRACT_MARK
from instances.entities import Resource
from instances.fet.numbering import FetFormError
from instances.instance import Instance
from instances.rhythm import monday
from instances.system_words import system_reason
from instances.text import LANGS, Lang, Text
from instances.timetable import Timetable
from semainier.commands.plan import FORMATS
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.inputs import adopt_language, read_json
from semainier.named import Kind, find_code, parse_weeks
from semainier.ours import check_ours
from semainier.planfiles import NOT_WRITTEN, excel, names_like, prepare, write_again

_UNKNOWN = Text(
    "--to : « {format} » n'est pas un format. Au choix : {formats}.",
    "--to: “{format}” is no format. Choose from: {formats}.",
)
_WHOLE = Text(
    "--to {format} écrit l'emploi du temps entier : retirez --group, --teacher, --room et --week, "
    "ou ce format.",
    "--to {format} writes the whole timetable: leave out --group, --teacher, --room and --week, "
    "or that format.",
)
_NO_DATES = Text(
    "--to ics : ce problème n'a qu'une semaine type, sans dates ; un calendrier n'en dirait rien "
    "de vrai.",
    "--to ics: this problem has one typical week without dates; a calendar could say nothing true "
    "of it.",
)
_LOCKED = Text(
    "{file} ne peut pas être remplacé : s'il est ouvert dans Excel, fermez-le.",
    "{file} cannot be replaced: if it is open in Excel, close it.",
)
_NOT_OURS = Text(
    "{file} existe et n'est pas un extrait écrit par semainier ; il n'est pas remplacé. Choisissez "
    "un autre dossier (-o), ou ajoutez --force.",
    "{file} exists and is no extract that semainier wrote; it is not replaced. Choose another "
    "folder (-o), or add --force.",
)
_WRITTEN = Text("Écrit : {file}", "Written: {file}")
_MANY = Text("Écrits : {count} fichiers dans {folder}", "Written: {count} files in {folder}")
_PARTIAL = Text(
    "Ce plan est partiel : ne diffusez pas ces fichiers.",
    "This plan is partial: do not hand these files out.",
)
_EMPTY = Text(
    "Aucune séance en {weeks} : les pages de {count:cette semaine|ces semaines} sont vides.",
    "No session in {weeks}: the pages of {count:this week|these weeks} are empty.",
)
_LEFT = Text(
    "Restent d'un export précédent, à retirer si plus personne n'en a besoin : {some}",
    "Left from an earlier export, to remove if nobody needs them any more: {some}",
)
_MOST = 8  # files that are named one by one
_WHOLE_ONLY = ("sol", "fet")


@dataclass(frozen=True)
class _Order:
    """What is to be written: of which plan, where, which part, in which language."""

    console: Console
    plan: Timetable
    source: Path
    folder: Path
    part: Selection
    calendars: bool
    force: bool

    @property
    def lang(self) -> Lang:
        return self.console.lang


def run(
    console: Console,
    timetable: Path,
    *,
    to: str,
    output: Path | None,
    group: Sequence[str],
    teacher: Sequence[str],
    room: Sequence[str],
    week: Sequence[str],
    force: bool,
) -> Answer:
    """Write a timetable to other files."""
    formats = _formats(to, console.lang)
    if group or teacher or room or week:
        for name in _WHOLE_ONLY:
            if name in formats:
                raise click.UsageError(_WHOLE.say(console.lang, format=name))
    plan = read_json(timetable)
    adopt_language(console, plan.instance)
    part = _part(plan.instance, {"group": group, "teacher": teacher, "room": room}, week)
    if "ics" in formats and plan.instance.origin != "workbook":
        raise CommandError(_NO_DATES)
    folder = timetable.parent if output is None else output
    whole = "xlsx" in formats and not part
    prepare(folder, (names_like(timetable),) if whole else (), force=force)
    order = _Order(console, plan, timetable, folder, part, "ics" in formats, force)
    files: list[Path] = []
    for name in FORMATS:
        if name in formats:
            files += _written(order, _WRITERS[name])
    if len(files) > _MOST:
        console.say(_MANY.fill(count=len(files), folder=folder))
    else:
        for path in files:
            console.say(_WRITTEN.fill(file=path))
    if empty := _empty(plan, part):
        weeks = Text(*(week_ranges(empty, lang) for lang in LANGS))
        console.note(_EMPTY.fill(weeks=weeks, count=len(empty)))
    if not part and (left := _left(folder, files)):
        shown = ", ".join(str(path.relative_to(folder)) for path in left[:_MOST])
        more = f" … +{len(left) - _MOST}" if len(left) > _MOST else ""
        console.note(_LEFT.fill(some=f"{shown}{more}"))
    if plan.solution is not None and plan.solution.status == "partial":
        console.note(_PARTIAL)
    return Answer(Exit.DONE, {"files": [str(path) for path in files]})


def _formats(to: str, lang: Lang) -> list[str]:
    asked = [word.strip().lower() for word in to.split(",") if word.strip()]
    for word in asked:
        if word not in FORMATS:
            raise click.UsageError(_UNKNOWN.say(lang, format=word, formats=", ".join(FORMATS)))
    return asked or ["xlsx"]


def _part(instance: Instance, asked: dict[Kind, Sequence[str]], week: Sequence[str]) -> Selection:
    """The part named on the command line."""
    resources = [
        Resource(kind, find_code(kind, text, instance))
        for kind, texts in asked.items()
        for text in texts
    ]
    weeks = {day for text in week for day in parse_weeks(text, instance)}
    return Selection(tuple(dict.fromkeys(resources)), tuple(sorted(weeks)))


def _written(order: _Order, write: Callable[[_Order], Sequence[Path]]) -> Sequence[Path]:
    """Write the files of one format; what keeps them from being written, said."""
    try:
        return write(order)
    except (SolutionFormError, FetFormError) as error:
        raise CommandError(error.text) from None
    except FileInUseError as error:
        raise CommandError(_LOCKED.fill(file=error.path)) from None
    except PermissionError as error:
        raise CommandError(_LOCKED.fill(file=error.filename2 or order.folder)) from None
    except OSError as error:
        file = error.filename2 or error.filename or order.folder
        raise CommandError(NOT_WRITTEN.fill(file=file, reason=system_reason(error))) from None


def _empty(plan: Timetable, part: Selection) -> list[date]:
    """Mondays of the weeks asked for on which the part has no session.

    Their pages are written all the same: they tell that a room or a teacher is free.
    """
    held = {monday(session.date) for session in part.sessions(plan)}
    return [week for week in part.weeks if week not in held]


def _left(folder: Path, files: Sequence[Path]) -> list[Path]:
    """Calendars and pages that stand among those written and are no longer of this timetable.

    People may have their addresses, so nothing is removed.
    """
    below = dict.fromkeys(path.parent for path in files if path.parent != folder)
    found = (path for place in below for path in sorted(place.iterdir()))
    return [path for path in found if path.suffix in (".ics", ".html") and path not in files]


def _xlsx(order: _Order) -> Sequence[Path]:
    if not order.part:
        names, workbook = names_like(order.source), excel(order.plan, order.lang)
        return write_again(order.folder, names, order.plan, workbook, force=order.force)
    name = f"{EXTRACT.say(order.lang)}{order.part.suffix(order.plan, order.lang)}.xlsx"

    def check(path: Path) -> None:
        check_ours(path, EXTRACT_MARK, _NOT_OURS, force=order.force)

    return write_extract(order.plan, order.folder / name, order.part, order.lang, check)


def _ics(order: _Order) -> Sequence[Path]:
    # icalendar and Jinja2 take a while to load: only those wait for them who want such files.
    from exports import write_ics  # noqa: PLC0415

    return write_ics(order.plan, order.folder, order.lang, order.part)


def _html(order: _Order) -> Sequence[Path]:
    from exports import write_html  # noqa: PLC0415

    return write_html(order.plan, order.folder, order.lang, order.part, calendars=order.calendars)


def _csv(order: _Order) -> Sequence[Path]:
    return [write_csv(order.plan, order.folder, order.lang, order.part)]


def _sol(order: _Order) -> Sequence[Path]:
    return [write_sol(order.plan, order.folder / f"{order.source.stem}.sol")]


def _fet(order: _Order) -> Sequence[Path]:
    path = order.folder / f"{order.source.stem}.fet"
    for text in write_fet(order.plan, path):
        order.console.note(text)
    return [path]


_WRITERS: dict[str, Callable[[_Order], Sequence[Path]]] = {
    "xlsx": _xlsx,
    "ics": _ics,
    "html": _html,
    "csv": _csv,
    "sol": _sol,
    "fet": _fet,
}
