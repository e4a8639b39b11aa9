"""Rules about sums: units beside the year, years beside the whole, the whole beside the floor."""

from __future__ import annotations

from collections.abc import Iterator

from instances.referentials.findings import (
    Finding,
    Severity,
    Stated,
    added,
    fill,
    join,
    semester_total,
    year_name,
)
from instances.referentials.model import Referential, Statement
from instances.text import Text
from instances.units import format_hours


def add_up_units(stated: Stated) -> Iterator[Finding]:
    """The hours stated unit by unit add up to the hours announced for the year."""
    for year in stated.years:
        items = stated.itemised(year)
        sums = {
            path: [items[u.key] for u in stated.own.units_of(path) if u.key in items]
            for path in stated.own.paths()
        }
        if not items:
            continue
        alike = len({sum(parts) for parts in sums.values()}) == 1
        for path, parts in list(sums.items())[: 1 if alike else None]:
            for row in stated.announced(year):
                announced = row.year_hours or 0
                if sum(parts) != announced:
                    option = "" if alike or path is None else f" ({path})"
                    text = _sum_text(year, parts, announced, option)
                    missing = _not_itemised(stated, year, items, announced - sum(parts))
                    yield Finding(
                        "error", "add_up_units", join([text, *missing]), row.where, row.quote
                    )


def _sum_text(year: int, parts: list[int], announced: int, option: str) -> Text:
    return fill(
        Text(
            "{year}{option} : les unités font {sum}, et non les {announced} annoncées "
            "({difference} d'écart).",
            "{year}{option}: the units make {sum}, not the {announced} announced ({difference} "
            "apart).",
        ),
        year=year_name(year),
        option=option,
        sum=added(parts),
        announced=format_hours(announced),
        difference=format_hours(abs(announced - sum(parts))),
    )


def _not_itemised(stated: Stated, year: int, items: dict[str, int], left: int) -> list[Text]:
    units = [
        unit.short
        for unit in stated.own.units
        if unit.key not in items and stated.own.year_minutes(unit, year)
    ]
    if not units or left <= 0:
        return []
    weeks = sum(stated.weeks(year))
    return [
        fill(
            Text(
                "Unités sans volume annoncé : {units} ; il leur reste {left}, soit {weekly} par "
                "semaine sur {weeks} semaines.",
                "Units without stated hours: {units}; {left} is left for them, {weekly} a week "
                "over {weeks} weeks.",
            ),
            units=join(units, ", "),
            left=format_hours(left),
            weekly=format_hours(round(left / weeks)),
            weeks=weeks,
        )
    ]


def add_up_years(stated: Stated) -> Iterator[Finding]:
    """The years announced add up to the hours announced for the whole course of study."""
    years = [rows[0].year_hours or 0 for year in stated.years if (rows := stated.announced(year))]
    if len(years) < len(stated.years):
        return
    for row in stated.programme():
        if row.programme_hours != sum(years):
            about = Text("environ ", "about ") if row.approximate else Text("", "")
            text = fill(
                Text(
                    "Les années annoncées font {sum}, et non {about}{announced}.",
                    "The years announced make {sum}, not {about}{announced}.",
                ),
                sum=added(years),
                about=about,
                announced=format_hours(row.programme_hours or 0),
            )
            severity: Severity = "warning" if row.approximate else "error"
            yield Finding(severity, "add_up_years", text, row.where, row.quote)


def reach_floor(stated: Stated) -> Iterator[Finding]:
    """Apprentices spend at least the legal hours at the CFA; less is a warning, never an error."""
    floor = stated.own.floor_hours
    if stated.own.status != "apprentice" or floor is None:
        return
    totals = [row.programme_hours or 0 for row in stated.programme()]
    announced = [stated.announced(year) for year in stated.years]
    if all(announced):
        totals.append(sum(rows[0].year_hours or 0 for rows in announced))
    totals += [
        sum(stated.own.total_minutes(year, path) for year in stated.years)
        for path in stated.own.paths()
    ]
    short = sorted({total for total in totals if total < floor})
    if short:
        values = [Text(format_hours(total), format_hours(total)) for total in short]
        text = fill(
            Text(
                "{totals} sur le cycle : moins que les {floor} exigées des apprentis en CFA.",
                "{totals} in all: less than the {floor} that apprentices need at the CFA.",
            ),
            totals=join(values, ", "),
            floor=format_hours(floor),
        )
        yield Finding("warning", "reach_floor", text)


def close_grid(stated: Stated) -> Iterator[Finding]:
    """The référentiel's own volumes make the hours announced, and its weekly hours its volumes."""
    own = stated.own
    for unit in own.units:
        for volume in unit.hours:
            weeks = [s.weeks for s in own.semesters if s.number in volume.semesters]
            if volume.weekly is None or all(volume.weekly * n == volume.hours for n in weeks):
                continue
            text = fill(
                Text(
                    "{unit} : {weekly} × {weeks} semaines ne font pas {hours}.",
                    "{unit}: {weekly} × {weeks} weeks do not make {hours}.",
                ),
                unit=unit.short,
                weekly=format_hours(volume.weekly),
                weeks=", ".join(str(count) for count in dict.fromkeys(weeks)),
                hours=format_hours(volume.hours),
            )
            yield Finding("error", "close_grid", text)
    for year in stated.years:
        for row in stated.announced(year):
            yield from _closes(stated, row, year, row.year_hours or 0)


def _closes(stated: Stated, row: Statement, year: int, announced: int) -> Iterator[Finding]:
    own = stated.own
    ways = {path: _by_semester(own, path, year) for path in own.paths()}
    alike = len({tuple(parts) for parts in ways.values()}) == 1
    for path, parts in list(ways.items())[: 1 if alike else None]:
        closes = sum(parts) == announced
        template = (
            Text(
                "{year}{option} : les volumes retenus font {sum}, comme annoncé.",
                "{year}{option}: the volumes kept make {sum}, as announced.",
            )
            if closes
            else Text(
                "{year}{option} : les volumes retenus font {sum}, et non {announced}.",
                "{year}{option}: the volumes kept make {sum}, not {announced}.",
            )
        )
        text = fill(
            template,
            year=year_name(year),
            option="" if alike or path is None else f" ({path})",
            sum=added(parts),
            announced=format_hours(announced),
        )
        yield Finding("info" if closes else "error", "close_grid", text, row.where, row.quote)


def _by_semester(own: Referential, path: str | None, year: int) -> list[int]:
    """Minutes of each semester of a year; of the whole year when some are given for it."""
    units = own.units_of(path)
    semesters = [semester_total(own, units, s.number) for s in own.semesters_of(year)]
    known = [part for part in semesters if part is not None]
    return known if len(known) == len(semesters) else [own.total_minutes(year, path)]
