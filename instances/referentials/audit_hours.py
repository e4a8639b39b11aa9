"""Rules about one statement: its hours beside each other and beside the official grid."""

from __future__ import annotations

from collections.abc import Iterator

from instances.referentials.findings import (
    Finding,
    Severity,
    Stated,
    added,
    fill,
    join,
    week_loads,
    year_name,
)
from instances.referentials.model import Statement
from instances.text import Text
from instances.units import format_hours

_Said = tuple[Severity, Text]

_OFFICIAL = Text(
    "La grille officielle dit {weekly} par semaine, {semesters} par semestre, {year} sur l'année.",
    "The official grid says {weekly} a week, {semesters} a semester, {year} over the year.",
)


def say_once(stated: Stated) -> Iterator[Finding]:
    """A figure that is stated twice is stated alike."""
    seen: dict[tuple[object, ...], Statement] = {}
    for row in stated.own.statements:
        for field in ("weekly", "semester_hours", "year_hours", "programme_hours"):
            value = getattr(row, field)
            if value is None or (field == "weekly" and row.weekly_extra_tp is not None):
                continue
            first = seen.setdefault((field, row.unit, row.year), row)
            if (before := getattr(first, field)) != value:
                text = fill(
                    Text(
                        "{subject} : {value} ici, {before} ailleurs ({place}).",
                        "{subject}: {value} here, {before} elsewhere ({place}).",
                    ),
                    subject=stated.subject(row),
                    value=format_hours(value),
                    before=format_hours(before),
                    place=first.where,
                )
                yield Finding("error", "say_once", text, row.where, row.quote)


def multiply_weekly_hours(stated: Stated) -> Iterator[Finding]:
    """Hours a week times the weeks of the grid make the hours of the semester or the year."""
    for row in stated.own.statements:
        if row.weekly is None or row.weekly_extra_tp is not None:
            continue
        for year in stated.years_of(row):
            if found := _multiplied(stated, row, row.weekly, year):
                severity, text = found
                if row.note is not None:
                    text = join(
                        [text, fill(Text("Note : {note}.", "Note: {note}."), note=row.note)]
                    )
                yield Finding(severity, "multiply_weekly_hours", text, row.where, row.quote)


def _multiplied(stated: Stated, row: Statement, weekly: int, year: int) -> _Said | None:
    weeks = stated.weeks(year)
    semesters = tuple(weekly * count for count in weeks)
    if row.semester_hours is not None:
        if row.semester_hours not in semesters:
            return "error", _mismatch(stated, row, year, weekly, row.semester_hours)
        if row.year_hours not in (None, row.semester_hours * len(weeks)):
            return "error", _semesters_and_year(stated, row, year, len(weeks))
        return None
    announced = row.year_hours
    # A unit that the official grid gives in one semester only has a semester's hours a year.
    if announced is None or announced in (sum(semesters), stated.official_year(row.unit, year)):
        return None
    if announced in semesters:
        return "warning", _one_semester(stated, row, year, weekly, announced)
    return "error", _mismatch(stated, row, year, weekly, announced)


def _mismatch(stated: Stated, row: Statement, year: int, weekly: int, announced: int) -> Text:
    weeks = stated.weeks(year)
    lengths = list(dict.fromkeys([*weeks, sum(weeks)] if row.semester_hours is None else weeks))
    products = ", ".join(
        f"{format_hours(weekly)} × {count} = {format_hours(weekly * count)}" for count in lengths
    )
    text = fill(
        Text(
            "{subject}, {year} : {products} (semaines de la grille), et non {stated} ; "
            "{stated} font {fitting} par semaine sur un semestre.",
            "{subject}, {year}: {products} (weeks of the grid), not {stated}; "
            "{stated} make {fitting} a week over one semester.",
        ),
        subject=stated.subject(row),
        year=year_name(year),
        products=products,
        stated=format_hours(announced),
        fitting=format_hours(round(announced / weeks[0])),
    )
    return join([text, *_official_row(stated, row, year)])


def _semesters_and_year(stated: Stated, row: Statement, year: int, count: int) -> Text:
    semester, whole = row.semester_hours or 0, row.year_hours or 0
    return fill(
        Text(
            "{subject}, {year} : {count} semestres de {semester} font {made}, et non {stated}.",
            "{subject}, {year}: {count} semesters of {semester} make {made}, not {stated}.",
        ),
        subject=stated.subject(row),
        year=year_name(year),
        count=count,
        semester=format_hours(semester),
        made=format_hours(semester * count),
        stated=format_hours(whole),
    )


def _one_semester(stated: Stated, row: Statement, year: int, weekly: int, announced: int) -> Text:
    weeks = stated.weeks(year)
    semesters = stated.official_semesters(row.unit, year)
    equal = [index for index, minutes in enumerate(semesters) if minutes == announced]
    which = Text("d'un semestre", "of one semester")
    if len(equal) == 1:
        which = Text(f"du semestre {equal[0] + 1} seul", f"of semester {equal[0] + 1} alone")
    text = fill(
        Text(
            "{subject}, {year} : {stated} sont les heures {which} ({weekly} × {count} semaines), "
            "non de l'année ; au même rythme l'année en compte {whole}.",
            "{subject}, {year}: {stated} are the hours {which} ({weekly} × {count} weeks), not of "
            "the year; at that pace the year has {whole}.",
        ),
        subject=stated.subject(row),
        year=year_name(year),
        stated=format_hours(announced),
        which=which,
        weekly=format_hours(weekly),
        count=announced // weekly,
        whole=format_hours(weekly * sum(weeks)),
    )
    return join([text, *_official_row(stated, row, year)])


def _official_row(stated: Stated, row: Statement, year: int) -> list[Text]:
    semesters = stated.official_semesters(row.unit, year)
    whole = stated.official_year(row.unit, year)
    if whole is None or None in semesters:
        return []
    known = [minutes or 0 for minutes in semesters]
    weeks = [semester.weeks for semester in stated.grid.semesters_of(year)]
    weekly = [minutes // count for minutes, count in zip(known, weeks, strict=True)]
    return [
        fill(
            _OFFICIAL,
            weekly=_each(weekly),
            semesters=_each(known),
            year=format_hours(whole),
        )
    ]


def _each(minutes: list[int]) -> Text:
    """`60 h` when all semesters are alike, else `150 h puis 60 h`."""
    parts = [format_hours(part) for part in dict.fromkeys(minutes)]
    return Text(" puis ".join(parts), " then ".join(parts))


def compare_with_official(stated: Stated) -> Iterator[Finding]:
    """Hours stated without their weekly hours, beside the official grid's row."""
    totals = [row for year in stated.years for row in stated.announced(year)]
    units = [row for row in stated.own.statements if row.unit is not None]
    for row in units + totals:
        for year in stated.years_of(row):
            official = stated.official_year(row.unit, year)
            if row.weekly is not None or row.year_hours in (None, official) or official is None:
                continue
            announced = row.year_hours or 0
            text = fill(
                Text(
                    "{subject}, {year} : {stated} annoncées.",
                    "{subject}, {year}: {stated} announced.",
                ),
                subject=stated.subject(row),
                year=year_name(year),
                stated=format_hours(announced),
            )
            texts = [text, *_official_row(stated, row, year)]
            if announced in stated.official_semesters(row.unit, year):
                texts.append(Text("C'est un seul semestre.", "That is one semester only."))
            yield Finding("warning", "compare_with_official", join(texts), row.where, row.quote)


def split_weekly_hours(stated: Stated) -> Iterator[Finding]:
    """The week's hours, and its practical hours, are those of the grid."""
    for row in stated.own.statements:
        if row.unit is not None or row.weekly is None:
            continue
        for year in stated.years_of(row):
            loads = list(dict.fromkeys(week_loads(stated.grid, year, stated.grid.paths()[0])))
            if not loads:
                continue
            extra = row.weekly_extra_tp
            practical = row.weekly_tp if extra is None else extra
            if extra is None and _agrees(row.weekly, practical, loads):
                continue
            if extra is not None and row.weekly + extra in {total for total, _ in loads}:
                continue
            yield Finding(
                "warning" if extra is not None else "error",
                "split_weekly_hours",
                _week_text(year, row.weekly, extra, loads),
                row.where,
                row.quote,
            )


def _agrees(weekly: int, practical: int | None, loads: list[tuple[int, int]]) -> bool:
    return any(weekly == total and practical in (None, part) for total, part in loads)


def _week_text(year: int, weekly: int, extra: int | None, loads: list[tuple[int, int]]) -> Text:
    stated = format_hours(weekly) if extra is None else added([weekly, extra])
    grid = [
        fill(
            Text("{total} dont {part} de TP", "{total} of which {part} practical"),
            total=format_hours(total),
            part=format_hours(part),
        )
        for total, part in loads
    ]
    text = fill(
        Text(
            "{year} : {stated} par semaine ; la grille dit {grid}.",
            "{year}: {stated} a week; the grid says {grid}.",
        ),
        year=year_name(year),
        stated=stated,
        grid=join(grid, " / "),
    )
    if extra is not None and (weekly, extra) in loads:
        meant = Text("« + » veut dire « dont ».", "“+” means “of which”.")
        return join([text, meant])
    return text
