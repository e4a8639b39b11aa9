"""A row of the workbook, its cells read one by one as what their columns need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from instances.text import Text
from instances.units import format_hours
from instances.workbook import cells
from instances.workbook.layout import Column, Parameter, Sheet, SheetKey
from instances.workbook.problems import NOWHERE, Findings, Place
from instances.workbook.source import Broken

T = TypeVar("T")
Rows = dict[SheetKey, list["Row"]]


@dataclass
class Row:
    """A row that is not blank: `values` by column key, `headers` with letter and wording.

    Reading a cell that is wrong notes the problem, adds the column to `broken` and gives
    nothing; so does reading an empty cell of a required column.
    """

    sheet: Sheet
    title: str
    line: int
    values: Mapping[str, object]
    headers: Mapping[str, tuple[str, str]]
    findings: Findings
    broken: set[str] = field(default_factory=set)

    def place(self, key: str | None = None) -> Place:
        """Where this row, or one of its cells, stands."""
        if key is None:
            return Place(self.title, self.line)
        letter, header = self.headers.get(key, ("", ""))
        if not letter:
            return Place(self.title, self.line, "", self.sheet.column(key).header.fr)
        return Place(self.title, self.line, letter, header)

    def shown(self, key: str) -> str:
        """The cell as a person sees it."""
        value = self.values.get(key)
        return value.shown if isinstance(value, Broken) else cells.show(value)

    def problem(self, key: str, what: Text, advice: Text = NOWHERE) -> None:
        """Note that a cell is wrong."""
        self.broken.add(key)
        self.findings.problem(self.place(key), self.shown(key), what, advice)

    def loses(self, key: str, *sheets: SheetKey) -> bool:
        """Whether a cell's names are of a lost sheet: then it is broken, but told already."""
        lost = not self.findings.lost.isdisjoint(sheets)
        if lost:
            self.broken.add(key)
        return lost

    def notice(self, key: str, what: Text, advice: Text = NOWHERE) -> None:
        """Note that a cell is odd."""
        self.findings.notice(self.place(key), self.shown(key), what, advice)

    def blank(self, key: str) -> bool:
        """Whether the cell says nothing, or the column is not there."""
        return cells.is_blank(self.values.get(key))

    def text(self, key: str) -> str:
        """The text of a cell, empty when it is."""
        return self.read(key, cells.text) or ""

    def names(self, key: str) -> tuple[str, ...]:
        """The names in a cell, separated by `;`."""
        return self.read(key, cells.names) or ()

    def parts(self, key: str) -> tuple[str, ...]:
        """What stands in a cell between `;`, repeated where it is."""
        return self.read(key, cells.parts) or ()

    def hours(self, key: str) -> int | None:
        """Minutes."""
        return self._ranged(key, cells.hours)

    def durations(self, key: str) -> tuple[int, ...]:
        """Minutes of each duration."""
        column = self.sheet.column(key)

        def parse(value: object) -> tuple[int, ...]:
            found = cells.durations(value)
            for minutes in found:
                cells.in_range(minutes, column.low, column.high, _hours)
            return found

        return self.read(key, parse) or ()

    def clock(self, key: str) -> int | None:
        """Minutes since midnight."""
        return self.read(key, cells.clock)

    def day(self, key: str) -> date | None:
        """A date."""
        return self.read(key, cells.day)

    def integer(self, key: str) -> int | None:
        """A whole number."""
        return self._ranged(key, cells.integer)

    def number(self, key: str) -> float | None:
        """A number."""
        return self._ranged(key, cells.number)

    def flag(self, key: str) -> bool | None:
        """Yes or no."""
        return self.read(key, cells.flag)

    def choice(self, key: str) -> str | None:
        """The key of the choice made."""
        choices = self.sheet.column(key).choices
        return self.read(key, lambda value: cells.choice(value, choices))

    def weekdays(self, key: str) -> tuple[int, ...]:
        """Days of the week, 0 to 6."""
        return self.read(key, cells.weekdays) or ()

    def rhythm(self, key: str) -> str:
        """A SPEC that can be read."""
        return self.read(key, cells.rhythm) or ""

    def read(self, key: str, parse: Callable[[object], T]) -> T | None:
        """Read a cell with `parse`; None when it is empty or wrong."""
        value = self.values.get(key)
        if isinstance(value, Broken):
            self.problem(key, value.what, value.advice)
            return None
        if cells.is_blank(value):
            if self.sheet.column(key).required and key in self.headers:
                self.problem(
                    key,
                    Text("cette cellule doit être remplie.", "this cell must be filled in."),
                    self.sheet.column(key).comment,
                )
            elif self.sheet.column(key).required:
                self.broken.add(key)  # the missing column is a problem of the sheet
            return None
        try:
            return parse(value)
        except cells.CellError as error:
            self.problem(key, error.what, error.advice)
            return None

    def _ranged(self, key: str, parse: Callable[[object], T]) -> T | None:
        column = self.sheet.column(key)
        return self.read(key, lambda value: ranged(parse(value), column))


def ranged(found: T, column: Column | Parameter) -> T:
    """`found` when it is within the range of its column; `CellError` otherwise."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        timed = column.kind in ("hours", "minutes")
        cells.in_range(found, column.low, column.high, _hours if timed else _plain)
    return found


def _hours(minutes: float) -> str:
    return format_hours(round(minutes))


def _plain(number: float) -> str:
    return cells.show(number)
