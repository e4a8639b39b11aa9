"""Rules about weeks and days: what the calendar and the days at the CFA can hold."""

from __future__ import annotations

from collections.abc import Iterator

from instances.referentials.findings import Finding, Severity, Stated, fill, join, year_name
from instances.referentials.model import Statement
from instances.text import Text
from instances.units import format_hours

_WEEKS_IN_A_YEAR = 52


def count_weeks(stated: Stated) -> Iterator[Finding]:
    """The weeks of the whole fit in its years, and are those of its years added up."""
    rows = [row for row in stated.own.statements if row.weeks is not None]
    by_year = {row.year: row.weeks or 0 for row in reversed(rows) if row.year is not None}
    most = _WEEKS_IN_A_YEAR * len(stated.years)
    for row in rows:
        weeks = row.weeks or 0
        if row.year is not None:
            yield from _beside_grid(stated, row, row.year, weeks)
            continue
        texts = []
        if weeks > most:
            texts.append(_more_than_calendar(weeks, most, len(stated.years)))
        if len(by_year) == len(stated.years) and weeks != sum(by_year.values()):
            texts.append(_not_the_sum(weeks, [by_year[year] for year in stated.years]))
        if texts and weeks in {stated.own.ects, *(other.ects for other in stated.own.statements)}:
            texts.append(
                fill(
                    Text(
                        "{weeks} est aussi le nombre de crédits ECTS : l'un a pu être pris pour "
                        "l'autre.",
                        "{weeks} is also the number of ECTS credits: one may have been taken for "
                        "the other.",
                    ),
                    weeks=weeks,
                )
            )
        if texts:
            severity: Severity = "error" if weeks > most else "warning"
            yield Finding(severity, "count_weeks", join(texts), row.where, row.quote)


def _more_than_calendar(weeks: int, most: int, years: int) -> Text:
    return fill(
        Text(
            "{weeks} semaines annoncées : {years} ans n'en comptent que {most}.",
            "{weeks} weeks announced: {years} years have only {most}.",
        ),
        weeks=weeks,
        years=years,
        most=most,
    )


def _not_the_sum(weeks: int, by_year: list[int]) -> Text:
    return fill(
        Text(
            "Année par année, le document en compte {sum} = {total}, et non {weeks}.",
            "Year by year, the document has {sum} = {total}, not {weeks}.",
        ),
        sum=" + ".join(str(part) for part in by_year),
        total=sum(by_year),
        weeks=weeks,
    )


def _beside_grid(stated: Stated, row: Statement, year: int, weeks: int) -> Iterator[Finding]:
    grid = sum(stated.weeks(year))
    if weeks > _WEEKS_IN_A_YEAR:
        text = _more_than_calendar(weeks, _WEEKS_IN_A_YEAR, 1)
        yield Finding("error", "count_weeks", text, row.where, row.quote)
    elif weeks != grid:
        text = fill(
            Text(
                "{year} : {weeks} semaines annoncées, {grid} à la grille.",
                "{year}: {weeks} weeks announced, {grid} in the grid.",
            ),
            year=year_name(year),
            weeks=weeks,
            grid=grid,
        )
        yield Finding("info", "count_weeks", text, row.where, row.quote)


def hold_in_days(stated: Stated) -> Iterator[Finding]:
    """The days at the CFA, in the weeks stated, hold the hours announced for the year."""
    rows = stated.own.statements
    for year in stated.years:
        weeks = next((row for row in rows if row.year == year and row.weeks is not None), None)
        days = next(
            (row.days_a_week for row in rows if row.year in (None, year) and row.days_a_week), None
        )
        for announced in stated.announced(year):
            if weeks is not None and days is not None:
                yield from _held(stated, weeks, days, announced)


def _held(
    stated: Stated, row: Statement, days: tuple[int, int], announced: Statement
) -> Iterator[Finding]:
    """Compare the hours announced with the fewest and the most days a week."""
    least, most = days
    weeks, hours = row.weeks or 1, announced.year_hours or 0
    capacity = {count: count * stated.own.day_hours_max * weeks for count in range(least, most + 1)}
    fitting = [count for count, minutes in capacity.items() if minutes >= hours]
    if fitting == list(capacity):
        return
    count = fitting[0] if fitting else most
    text = fill(
        Text(
            "{year} : {hours} en {weeks} semaines font {weekly} par semaine",
            "{year}: {hours} in {weeks} weeks make {weekly} a week",
        ),
        year=year_name(row.year or 0),
        hours=format_hours(hours),
        weeks=weeks,
        weekly=format_hours(-(-hours // weeks)),
    )
    if fitting:
        enough = fill(
            Text(" ; il y faut {count} jours par semaine.", "; that takes {count} days a week."),
            count=count,
        )
        yield Finding("info", "hold_in_days", join([text, enough], ""), row.where, row.quote)
        return
    short = fill(
        Text(
            " ; {count} jours × {day} × {weeks} semaines = {held} au plus : il manque {left}.",
            "; {count} days × {day} × {weeks} weeks = {held} at most: {left} short.",
        ),
        count=count,
        day=format_hours(stated.own.day_hours_max),
        weeks=weeks,
        held=format_hours(capacity[count]),
        left=format_hours(hours - capacity[count]),
    )
    texts = [join([text, short], ""), *_more_weeks(stated, weeks, count, hours)]
    yield Finding("error", "hold_in_days", join(texts), row.where, row.quote)


def _more_weeks(stated: Stated, weeks: int, days: int, minutes: int) -> list[Text]:
    """What the longest year that the document states would take, when it is enough."""
    longest = max(row.weeks or 0 for row in stated.own.statements if row.year is not None)
    day = -(-minutes // (days * longest)) if longest > weeks else 0
    if not 0 < day <= stated.own.day_hours_max:
        return []
    return [
        fill(
            Text(
                "Sur {weeks} semaines pleines {day} par jour suffiraient, fériés non déduits.",
                "Over {weeks} full weeks {day} a day would do, public holidays not taken off.",
            ),
            weeks=longest,
            day=format_hours(day),
        )
    ]


def add_up_stages(stated: Stated) -> Iterator[Finding]:
    """The weeks of work placement of the years make those of the whole."""
    rows = [row for row in stated.own.statements if row.stage_weeks is not None]
    by_year = {row.year: row.stage_weeks or (0, 0) for row in rows if row.year is not None}
    if len(by_year) < len(stated.years):
        return
    least = sum(weeks[0] for weeks in by_year.values())
    most = sum(weeks[1] for weeks in by_year.values())
    for row in rows:
        if row.year is None and row.stage_weeks and not _meet((least, most), row.stage_weeks):
            text = fill(
                Text(
                    "Stages : les années font de {least} à {most} semaines, et non {stated}.",
                    "Work placements: the years make {least} to {most} weeks, not {stated}.",
                ),
                least=least,
                most=most,
                stated="–".join(str(weeks) for weeks in dict.fromkeys(row.stage_weeks)),
            )
            yield Finding("error", "add_up_stages", text, row.where, row.quote)


def _meet(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]
