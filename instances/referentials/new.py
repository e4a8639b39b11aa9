"""The tables of a new workbook: a référentiel laid over a school year, ready to fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from instances.referentials.classes import (
    SchoolClass,
    SchoolYear,
    clock,
    default_grid,
    first_civil_year,
    plan_classes,
)
from instances.referentials.courses import (
    HALVES,
    OPTION,
    Roster,
    Row,
    course_rows,
    planned_hours,
    quota_rows,
)
from instances.referentials.model import Referential
from instances.rhythm import parse_rhythm
from instances.text import Lang, Text
from instances.units import as_hours
from instances.workbook.choices import DAY_KINDS
from instances.workbook.layout import Tables

_COMPANY_DAY = 7  # 35 h over five days
_HALF_LETTERS = "ABCDEFGH"

_TITLE = Text("{diploma} ({classes}), {term}", "{diploma} ({classes}), {term}")
_SEMESTER = Text("semestre {semester} de {year}", "semester {semester} of {year}")
_WHOLE_YEAR = Text("année {year}", "year {year}")
_HALF = Text("{name}, demi-groupe {letter}", "{name}, half-group {letter}")
_OPTION_NAME = Text("{name}, option {option}", "{name}, option {option}")
_YES = Text("oui", "yes")


def new_tables(
    referential: Referential,
    *,
    years: Sequence[int] = (1, 2),
    semester: int | None = None,
    zone: str = "C",
    region: str = "",
    school_year: str = "2026-27",
    rhythms: Mapping[str, str] | None = None,
    lang: Lang = "fr",
) -> Tables:
    """The sheets of a workbook for some years of study, filled as far as a référentiel goes.

    Teachers and rooms are examples to be replaced; everything else is the référentiel's hours,
    the official calendar and the usual day.

    Parameters
    ----------
    years
        Years of study, one class each.
    semester
        1 or 2 of the school year; None for the whole of it.
    zone, region
        School zone (`A`, `B`, `C` or empty) and region of local public holidays, or empty.
    rhythms
        SPEC of the classes by their code, such as `{"SIO1": "Mon Tue"}`; else the référentiel's.

    Raises
    ------
    ReferentialError
        For years, semesters, classes or rhythms that are not known, all at once.
    UnknownZoneError
        For a zone or a region that is not known.
    """
    first_year = first_civil_year(school_year)
    calendar = SchoolYear(first_year, zone, region, lang)
    classes = plan_classes(referential, years, semester, calendar, rhythms or {})
    first = min(
        calendar.first(term) for c in classes for term in c.semesters if term.number in c.planned
    )
    last = max(c.last_day for c in classes)
    roster = Roster(2 if semester is None else 1)
    courses = [row for c in classes for row in course_rows(c, roster, lang)]
    return {
        "settings": list(_setting_rows(referential, classes, calendar, semester, (first, last))),
        "grid": list(_grid_rows(lang)),
        "calendar": list(_calendar_rows(classes, calendar, first, last)),
        "rhythms": [row for c in classes for row in _rhythm_rows(c)],
        "groups": [row for c in classes for row in _group_rows(c, lang)],
        "teachers": list(roster.rows(lang)),
        "times_off": [],
        "rooms": list(_room_rows(referential, lang)),
        "quotas": [row for c in classes for row in quota_rows(c, lang)],
        "courses": courses,
        "pins": [],
        "preferences": [],
    }


def _setting_rows(
    referential: Referential,
    classes: Sequence[SchoolClass],
    calendar: SchoolYear,
    semester: int | None,
    dates: tuple[date, date],
) -> Iterator[Row]:
    lang, year = calendar.lang, f"{calendar.civil_year}-{(calendar.civil_year + 1) % 100:02d}"
    when = _WHOLE_YEAR if semester is None else _SEMESTER
    title = _TITLE.say(
        lang,
        diploma=(referential.diploma or referential.title).say(lang),
        classes=", ".join(c.code for c in classes),
        term=when.say(lang, semester=semester, year=year),
    )
    values: dict[str, object] = {
        "school": "",
        "title": title,
        "start": dates[0],
        "end": dates[1],
        "lang": lang,
        "zone": calendar.zone,
        "public_region": calendar.region,
        "group_day_max": as_hours(referential.day_hours_max),
    }
    if referential.status == "apprentice":
        values["company_day_minutes"] = _COMPANY_DAY
        values["other_semesters_minutes"] = _other_semesters(referential, classes)
    # The floor is the apprentices': 0 says that there is none.
    apprentices = referential.status == "apprentice"
    values["floor_minutes"] = as_hours(referential.floor_hours or 0) if apprentices else 0
    for key, value in values.items():
        if value not in (None, ""):
            yield {"setting": key, "value": value}


def _other_semesters(referential: Referential, classes: Sequence[SchoolClass]) -> object:
    """Hours at the CFA outside the workbook, where they are the same for every class."""
    path = referential.paths()[0]
    total = sum(referential.total_minutes(year.year, path) for year in referential.years)
    rest = set()
    for school_class in classes:
        here = sum(row.minutes for row in planned_hours(school_class) if row.option in (None, path))
        rest.add(as_hours(total - here))
    return rest.pop() if len(rest) == 1 else None


def _grid_rows(lang: Lang) -> Iterator[Row]:
    for period in default_grid().periods:
        row: Row = {"start": clock(period.start), "end": clock(period.end)}
        row["credited"] = as_hours(period.credited)
        if period.break_after:
            row["break_after"] = _YES.say(lang)
        yield row


def _calendar_rows(
    classes: Sequence[SchoolClass], calendar: SchoolYear, first: date, last: date
) -> Iterator[Row]:
    kinds = {choice.key: choice.label.say(calendar.lang) for choice in DAY_KINDS}
    rows = [*calendar.holidays, *(row for c in classes for row in c.absences)]
    for row in sorted(rows, key=lambda row: (row.first, row.last)):
        if row.first <= last and first <= row.last:
            cells = {"first": row.first, "last": row.last, "kind": kinds[row.kind]}
            if row.groups:
                cells["groups"] = "; ".join(row.groups)
            yield {**cells, "label": row.label}


def _rhythm_rows(school_class: SchoolClass) -> Iterator[Row]:
    yield {"name": school_class.code, "spec": school_class.spec}
    # Within a whole year a cycle of several weeks starts again at the second semester.
    if len(parse_rhythm(school_class.spec)) > 1:
        for term in school_class.semesters[1:]:
            if len(school_class.planned) > 1:
                since = school_class.school_year.first(term)
                yield {"name": school_class.code, "spec": school_class.spec, "since": since}


def _group_rows(school_class: SchoolClass, lang: Lang) -> Iterator[Row]:
    year, options = school_class.year, school_class.referential.options
    name = year.name.say(lang)
    yield {"code": year.code, "name": name, "size": year.size, "rhythm": year.code}
    if not school_class.halves_are_options and _is_halved(school_class):
        for letter, size in zip(_HALF_LETTERS, school_class.sizes(2), strict=False):
            yield {
                "code": f"{year.code}-{letter}",
                "name": _HALF.say(lang, name=name, letter=letter),
                "parent": year.code,
                "partition": HALVES.say(lang),
                "size": size,
            }
    if any(school_class.has_options(number) for number in school_class.planned):
        sizes = school_class.sizes(len(options))
        for option, size in zip(options, sizes, strict=True):
            yield {
                "code": school_class.option_group(option.code),
                "name": _OPTION_NAME.say(lang, name=name, option=option.code),
                "parent": year.code,
                "partition": OPTION.say(lang),
                "size": size,
            }


def _is_halved(school_class: SchoolClass) -> bool:
    return any(row.type.halved and row.option is None for row in planned_hours(school_class))


def _room_rows(referential: Referential, lang: Lang) -> Iterator[Row]:
    words = {kind.key: kind.label.say(lang) for kind in referential.kinds}
    for room in referential.rooms:
        row: Row = {
            "code": room.code.say(lang),
            "kinds": "; ".join(words[key] for key in room.kinds),
        }
        if room.seats is not None:
            row["seats"] = room.seats
        yield row
