"""`semainier new`: a workbook to fill in, from a référentiel or from a bundled example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from instances.examples import example_tables
from instances.referentials import Referential, ReferentialError, load
from instances.referentials.new import new_tables
from instances.school_calendar import UnknownZoneError, unofficial
from instances.text import Lang, Text
from instances.workbook import Tables, write_workbook
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit, Issue

_NOT_XLSX = Text(
    "{file} : le nom d'un classeur finit par .xlsx.",
    "{file}: the name of a workbook ends in .xlsx.",
)
_EXISTS = Text(
    "{file} existe déjà. Choisissez un autre nom, ou ajoutez --force pour le remplacer.",
    "{file} is there already. Choose another name, or add --force to replace it.",
)
_NO_FOLDER = Text(
    "{folder} : ce dossier n'existe pas. Créez-le d'abord.",
    "{folder}: there is no such folder. Make it first.",
)
_LOCKED = Text(
    "{file} ne peut pas être remplacé : s'il est ouvert dans Excel, fermez-le.",
    "{file} cannot be replaced: if it is open in Excel, close it.",
)
_ALONE = Text(
    "--example donne un classeur tout fait : {option} ne va pas avec.",
    "--example gives a workbook ready made: {option} does not go with it.",
)
_EITHER = Text(
    "--semester et --whole-year ne vont pas ensemble.",
    "--semester and --whole-year do not go together.",
)
_NO_RHYTHM = Text(
    "--rhythm : écrivez CLASSE=JOURS, comme « SIO1=lun mar » (et non « {value} »).",
    '--rhythm: write CLASS=DAYS, like "SIO1=Mon Tue" (not "{value}").',
)
_HOURS_OF = Text(
    "Heures du référentiel {name} : {title}. Pour un autre : --referential (« semainier "
    "referentials » les liste).",
    "Hours of the référentiel {name}: {title}. For another one: --referential (`semainier "
    "referentials` lists them).",
)
_WRITTEN = Text("Classeur écrit : {file}", "Workbook written: {file}")
_NEXT_FILLED = Text(
    "Rempli d'un exemple. Ensuite : semainier check {file}, puis semainier solve {file}",
    "Filled with a sample. Next: semainier check {file}, then semainier solve {file}",
)
_NEXT_EMPTY = Text(
    "Remplacez les enseignants et les salles d'exemple par les vôtres. Ensuite : "
    "semainier check {file}",
    "Replace the sample teachers and rooms by your own. Next: semainier check {file}",
)


def run(
    console: Console,
    file: Path,
    *,
    example: str | None,
    force: bool,
    **choices: object,
) -> Answer:
    """Make a workbook."""
    lang, source = console.lang, None
    if example is None:
        source = _source(choices.pop("referential"))
        tables = _from_referential(source, lang, **choices)  # type: ignore[arg-type]
        _warn_of_guesses(console, tables)
    else:
        _refuse_choices(choices, lang)
        tables = _spoken(example_tables(example), lang)
    _write(tables, file, lang, force=force)
    console.say(_WRITTEN.fill(file=file))
    if source is not None:
        console.note(_HOURS_OF.fill(name=source.name, title=source.title))
    console.note((_NEXT_EMPTY if example is None else _NEXT_FILLED).fill(file=file))
    return Answer(Exit.DONE, {"files": [str(file)]})


def _refuse_choices(choices: dict[str, object], lang: Lang) -> None:
    options = {
        "years": "--year",
        "semester": "--semester",
        "whole_year": "--whole-year",
        "zone": "--zone",
        "school_year": "--school-year",
        "rhythms": "--rhythm",
        "referential": "--referential",
    }
    for name, option in options.items():
        if choices[name]:
            raise click.UsageError(_ALONE.say(lang, option=option))


def _spoken(tables: Tables, lang: Lang) -> Tables:
    """An example whose workbook is of this language; the school's own words stay."""
    settings = [
        row | {"value": lang} if row["setting"] == "lang" else row for row in tables["settings"]
    ]
    return tables | {"settings": settings}


def _source(name: object) -> Referential:
    try:
        return load(str(name) if name else "bts-sio-pstm")
    except ReferentialError as error:
        raise CommandError([Issue(problem) for problem in error.problems]) from None


def _from_referential(
    source: Referential,
    lang: Lang,
    *,
    years: Sequence[int],
    semester: str | None,
    whole_year: bool,
    zone: str | None,
    school_year: str | None,
    rhythms: Sequence[str],
) -> Tables:
    if semester and whole_year:
        raise click.UsageError(_EITHER.say(lang))
    try:
        return new_tables(
            source,
            years=tuple(years) or tuple(year.year for year in source.years),
            semester=None if whole_year else int(semester or "1"),
            zone="C" if zone is None else zone,
            school_year=school_year or running_school_year(date.today()),
            rhythms=dict(_rhythm(text, lang) for text in rhythms),
            lang=lang,
        )
    except ReferentialError as error:
        raise CommandError([Issue(problem) for problem in error.problems]) from None
    except UnknownZoneError as error:
        raise CommandError(error.text) from None


def _warn_of_guesses(console: Console, tables: Tables) -> None:
    """Say at once that the holidays are a guess: the official calendar ends somewhere."""
    said = {row["setting"]: row["value"] for row in tables["settings"]}
    first, last = said["start"], said["end"]
    assert isinstance(first, date)
    assert isinstance(last, date)
    if warning := unofficial(str(said.get("zone") or ""), first, last):
        console.note(warning)


def _rhythm(text: str, lang: Lang) -> tuple[str, str]:
    code, equals, days = text.partition("=")
    if not (code.strip() and equals and days.strip()):
        raise click.UsageError(_NO_RHYTHM.say(lang, value=text))
    return code.strip(), days.strip()


def running_school_year(today: date) -> str:
    """The school year of a date; from July on, the one that is being prepared."""
    first = today.year if today.month >= 7 else today.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def _write(tables: Tables, file: Path, lang: Lang, *, force: bool) -> None:
    if file.suffix.lower() != ".xlsx":
        raise CommandError(_NOT_XLSX.fill(file=file))
    if not file.parent.is_dir():
        raise CommandError(_NO_FOLDER.fill(folder=file.parent))
    if file.exists() and not force:
        raise CommandError(_EXISTS.fill(file=file))
    try:
        write_workbook(tables, file, lang)
    except PermissionError:
        raise CommandError(_LOCKED.fill(file=file)) from None
