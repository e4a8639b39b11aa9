"""What the audit of a référentiel says, and the questions its rules put to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from instances.referentials.model import Referential, Statement, Unit
from instances.referentials.shares import amounts
from instances.text import Text
from instances.units import format_hours

Severity = Literal["error", "warning", "info"]


class Finding(NamedTuple):
    """One thing an audit found.

    severity
        error: figures that contradict each other; warning: figures that mislead or are under a
        threshold; info: worth knowing.
    rule
        Name of the rule that found it.
    place, quote
        Where the document says it, and its own words; empty for the référentiel's own grid.
    """

    severity: Severity
    rule: str
    text: Text
    place: Text = Text("", "")
    quote: str = ""


def fill(template: Text, **values: object) -> Text:
    """The sentence with its fields filled: texts in each language, the rest as it stands."""
    return template.fill(**values)


def join(texts: Sequence[Text], between: str = " ") -> Text:
    """Several sentences as one, in each language."""
    return Text(between.join(t.fr for t in texts), between.join(t.en for t in texts))


def year_name(year: int) -> Text:
    """`1re année`, `year 1`."""
    return Text(f"{year}{'re' if year == 1 else 'e'} année", f"year {year}")


def added(minutes: Sequence[int]) -> str:
    """`90 + 60 + 15 = 165 h`; a single term as it is."""
    if len(minutes) == 1:
        return format_hours(minutes[0])
    terms = " + ".join(format_hours(part).removesuffix(" h") for part in minutes)
    return f"{terms} = {format_hours(sum(minutes))}"


@dataclass(frozen=True)
class Stated:
    """A référentiel beside the official grid it is compared with, and its statements sorted."""

    own: Referential
    official: Referential | None

    @property
    def grid(self) -> Referential:
        """The official grid, or the référentiel's own where there is none."""
        return self.own if self.official is None else self.official

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of study."""
        return tuple(year.year for year in self.own.years)

    def years_of(self, statement: Statement) -> tuple[int, ...]:
        """The years a statement speaks of."""
        return self.years if statement.year is None else (statement.year,)

    def subject(self, statement: Statement) -> Text:
        """What a statement speaks of: the unit's short name, or the whole."""
        if statement.unit is None:
            return Text("Ensemble", "All units")
        return self.own.unit(statement.unit).short

    def weeks(self, year: int) -> tuple[int, ...]:
        """Weeks of each semester of a year."""
        return tuple(semester.weeks for semester in self.own.semesters_of(year))

    def official_unit(self, key: str | None) -> Unit | None:
        """The unit of the official grid that a statement speaks of, if there is one."""
        units = () if self.official is None else self.official.units
        return next((unit for unit in units if unit.key == key), None)

    def official_year(self, key: str | None, year: int) -> int | None:
        """Minutes of a unit, or of the whole, over a year of the official grid."""
        if self.official is None or not self.official.semesters_of(year):
            return None
        if key is None:
            return self.official.total_minutes(year, self.official.paths()[0])
        unit = self.official_unit(key)
        return None if unit is None else self.official.year_minutes(unit, year)

    def official_semesters(self, key: str | None, year: int) -> tuple[int | None, ...]:
        """Minutes of a unit, or of the whole, in each semester of the official grid's year."""
        if self.official is None:
            return ()
        units = self.official.units_of(self.official.paths()[0])
        chosen = units if key is None else [u for u in [self.official_unit(key)] if u]
        return tuple(
            semester_total(self.official, chosen, semester.number)
            for semester in self.official.semesters_of(year)
        )

    def announced(self, year: int) -> tuple[Statement, ...]:
        """The statements that announce the hours of a whole year, one per figure."""
        found = {
            statement.year_hours: statement
            for statement in reversed(self.own.statements)
            if statement.unit is None and statement.year == year and statement.year_hours
        }
        return tuple(reversed(found.values()))

    def programme(self) -> tuple[Statement, ...]:
        """The statements that announce the hours of the whole course of study."""
        return tuple(row for row in self.own.statements if row.programme_hours is not None)

    def itemised(self, year: int) -> dict[str, int]:
        """Minutes stated for each unit over a year, by its key; the first statement counts."""
        found: dict[str, int] = {}
        for statement in self.own.statements:
            if statement.unit is None or year not in self.years_of(statement):
                continue
            if (minutes := self._over_year(statement, year)) is not None:
                found.setdefault(statement.unit, minutes)
        return found

    def _over_year(self, statement: Statement, year: int) -> int | None:
        if statement.year_hours is not None:
            return statement.year_hours
        if statement.semester_hours is not None:
            return statement.semester_hours * len(self.weeks(year))
        return None if statement.weekly is None else statement.weekly * sum(self.weeks(year))


def semester_total(referential: Referential, units: Sequence[Unit], number: int) -> int | None:
    """Minutes of some units in a semester; None when one is given for the year."""
    parts = [referential.semester_minutes(unit, number) for unit in units]
    return None if None in parts else sum(part or 0 for part in parts)


def week_loads(referential: Referential, year: int, path: str | None) -> Iterator[tuple[int, int]]:
    """Minutes a week, and practical minutes a week, of each semester of a year."""
    practical = {kind.code for kind in referential.types if kind.practical}
    for semester in referential.semesters_of(year):
        rows = [
            amount
            for unit in referential.units_of(path)
            for amount in amounts(referential, unit, {})
            if amount.semester == semester.number
        ]
        total = sum(row.minutes for row in rows)
        yield (
            total // semester.weeks,
            sum(row.minutes for row in rows if row.type in practical) // semester.weeks,
        )
