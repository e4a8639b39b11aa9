"""What every sheet is written from: the timetable, the language, the names and the painter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from constraints.registry import SOFT
from exports.names import Names
from exports.palette import Palette
from exports.styles import LINK, Look, Painter
from exports.traces import Traces
from instances.text import Lang, Text
from instances.timetable import Timetable
from instances.units import format_hours

LINKED = Look(size=9, colour=LINK, underline=True)


class RuleWords(NamedTuple):
    """What a rule is called and what it counts; `minutes`: its amounts are shown as hours."""

    name: Text
    unit: Text
    minutes: bool = False


def rule_words() -> dict[str, RuleWords]:
    """The words of every soft rule, by id."""
    return {rule.id: RuleWords(rule.name, rule.unit, rule.minutes) for rule in SOFT}


@dataclass(frozen=True)
class Subject:
    """What is written, whatever file it goes to.

    `rules`: what the rules are called, by id. `alerts`: sentences to show on the
    summary, in the language of the file.
    """

    timetable: Timetable
    lang: Lang
    rules: Mapping[str, RuleWords]
    alerts: tuple[str, ...]
    names: Names
    palette: Palette

    @classmethod
    def of(
        cls,
        timetable: Timetable,
        lang: Lang,
        rules: Mapping[str, RuleWords] | None = None,
        alerts: Iterable[str] = (),
    ) -> Subject:
        """A timetable, with the names and colours of its problem."""
        instance = timetable.instance
        return cls(timetable, lang, rules or {}, tuple(alerts), Names(instance), Palette(instance))

    def say(self, text: Text, **values: object) -> str:
        """A sentence in the language of the file."""
        return text.say(self.lang, **values)

    @property
    def partial(self) -> bool:
        """Whether hours are missing from the timetable."""
        solution = self.timetable.solution
        return solution is not None and (
            solution.status == "partial" or any(solution.unplaced.values())
        )

    @property
    def missing(self) -> int:
        """Minutes not placed."""
        solution = self.timetable.solution
        return sum(solution.unplaced.values()) if solution else 0

    def warning(self) -> str:
        """The red sentence on every sheet of a partial timetable."""
        return self.say(
            Text(
                "PLAN PARTIEL : {hours} non placées. Ne pas diffuser.",
                "PARTIAL TIMETABLE: {hours} not placed. Do not hand out.",
            ),
            hours=format_hours(self.missing),
        )

    def planned_on(self) -> str:
        """The date of the plan, `Plan du 23/11/2026`; empty where it is not known."""
        solution = self.timetable.solution
        if solution is None or solution.created is None:
            return ""
        day = solution.created.date()
        return self.say(Text("Plan du {day:%d/%m/%Y}", "Plan of {day:%d/%m/%Y}"), day=day)


@dataclass(frozen=True)
class Context:
    """One workbook being written: its subject, its painter, what a reader must find again."""

    subject: Subject
    book: Workbook
    paint: Painter
    traces: Traces = field(default_factory=Traces)
    home: str = ""

    @property
    def timetable(self) -> Timetable:
        """The timetable written."""
        return self.subject.timetable

    @property
    def lang(self) -> Lang:
        """The language written."""
        return self.subject.lang

    def say(self, text: Text, **values: object) -> str:
        """A sentence in the language of the file."""
        return text.say(self.subject.lang, **values)

    def link(
        self, sheet: Worksheet, at: tuple[int, int], target: str, text: str, look: Look = LINKED
    ) -> None:
        """Write a link to a sheet of this workbook in a row and column."""
        row, column = at
        self.paint.put(sheet, row, column, text, look)
        cell = sheet.cell(row, column)
        location = f"{quote_sheetname(target)}!A1"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)
