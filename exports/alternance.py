"""The annual alternance calendar of a class: columns months, rows days, for its employers."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.dates import month_name, months_of
from exports.measure import UNIT, width
from exports.palette import KINDS
from exports.styles import HEAD, MUTED, THIN, Box, CellValue, Look
from exports.views import hours_range
from instances.calendar import DayStatus
from instances.groups import Atom
from instances.instance import Instance
from instances.school_calendar import official_name
from instances.text import Text
from instances.timetable import Timetable

TITLE = Text("Calendrier {name}", "Calendar {name}")
_LETTERS = Text("LMMJVSD", "MTWTFSS")
_DAY_WIDTH, _LETTER_WIDTH = 3.4, 2.8
_ROW_HEIGHT = 11.9
_BEFORE = 20.0  # points of a day's cell before its label: margin and letters
_LABELLED = 14.0  # units of width from which a day has room for what it is called
_MONTH = Look(size=10, bold=True, fill=HEAD, across="center", box=THIN)
_NUMBER = Look(size=8, across="right", box=Box("thin", "", "hair", "hair"))
_LETTER = Look(size=8, colour=MUTED, across="center", box=Box("", "", "hair", "hair"))
_CELL = Look(size=8, bold=True, box=Box("hair", "thin", "hair", "hair"), indent=1)
_COUNT = Look(size=8.5, bold=True, across="center", box=THIN)
_COUNTED = Look(size=8, across="center", box=THIN, fill="F6F8FA")
_LEGEND = Look(size=8.5, bold=True, across="center", box=THIN)
_MEANING = Look(size=8.5, indent=1)
_SIGNATURE = Look(size=8, colour=MUTED, down="top", box=THIN, indent=1)


class ClassCalendar(NamedTuple):
    """Learners of a class whose days are the same. `groups`: the codes that tell them apart."""

    name: str
    title: str
    atoms: tuple[Atom, ...]


def class_calendars(instance: Instance, titles: dict[str, str]) -> list[ClassCalendar]:
    """One calendar per class; more where its groups have different ones."""
    found = []
    for root in instance.roots:
        alike: dict[int, list[Atom]] = {}
        for atom in instance.atoms_of[root.code]:
            alike.setdefault(id(instance.calendars[atom]), []).append(atom)
        for atoms in alike.values():
            labels = ", ".join(atom.label for atom in atoms)
            apart = len(alike) > 1
            name = f"{root.code} {labels}" if apart else root.code
            title = f"{titles[root.code]} ({labels})" if apart else titles[root.code]
            found.append(ClassCalendar(name, title, tuple(atoms)))
    return found


def write_alternance(context: Context, sheet: Worksheet, own: ClassCalendar) -> None:
    """Write the calendar on one page."""
    page.set_up(context, sheet, tall=1)
    _Calendar(context, sheet, own).write()


class _Calendar:
    """The calendar being written: three columns a month, then counts, legend, signatures."""

    def __init__(self, context: Context, sheet: Worksheet, own: ClassCalendar) -> None:
        self.context, self.sheet, self.own = context, sheet, own
        self.months = months_of(context.timetable)
        self.columns = 3 * len(self.months)
        self.wide = max(5.0, page.COLUMNS / len(self.months) - _DAY_WIDTH - _LETTER_WIDTH)
        self.narrow = self.wide < _LABELLED
        self.cell = _CELL._replace(size=7, indent=0) if self.narrow else _CELL
        self.days = context.timetable.instance.calendars[own.atoms[0]].days
        self.present = [day for day, s in self.days.items() if s.kind in ("cfa", "exam")]
        self.hours = _hours_by_day(context.timetable, own.atoms)
        self.taught = sorted({day for count in self.hours for day in count})

    def write(self) -> None:
        """Write everything."""
        page.set_widths(self.sheet, [_DAY_WIDTH, _LETTER_WIDTH, self.wide] * len(self.months))
        title = self.context.say(
            Text("Calendrier d’alternance — {name}", "Alternance calendar — {name}"),
            name=self.own.title,
        )
        row = page.title(self.context, self.sheet, title, self.columns, self._about())
        self.sheet.freeze_panes = f"A{row + 1}"
        for index, month in enumerate(self.months):
            self._month(row, 3 * index + 1, month)
        self.sheet.row_dimensions[row].height = 16
        for day in range(31):
            self.sheet.row_dimensions[row + 1 + day].height = _ROW_HEIGHT
        row = self._counts(row + 32)
        row = self._legend(row + 1)
        self._signatures(row + 1)

    def _about(self) -> str:
        text = Text("{count} jours au CFA, {hours}", "{count} days at the CFA, {hours}")
        exams = sum(not self.days[day].open for day in self.present)
        if exams:  # days that the capacity of `check` does not count
            text = Text(
                "{count} jours au CFA dont {exams} d’examen, {hours}",
                "{count} days at the CFA, {exams} of them exams, {hours}",
            )
        words = {"count": len(self.present), "exams": exams, "hours": self._sum(self.taught)}
        about = self.context.say(text, **words)
        title = self.context.timetable.instance.settings.title
        return f"{title} · {about}" if title else about

    def _sum(self, days: Sequence[date]) -> str:
        """The hours of a learner on some dates, `14 h`, or the least and the most of them."""
        totals = [sum(count[day] for day in days) for count in self.hours]
        return hours_range(min(totals), max(totals))

    def _put(self, row: int, column: int, value: CellValue, look: Look) -> None:
        self.context.paint.put(self.sheet, row, column, value, look)

    def _month(self, row: int, column: int, month: date) -> None:
        name = month_name(month, self.context.lang, short=self.narrow)
        title = f"{name} {month:%y}" if self.narrow else f"{name} {month.year}"
        area = (row, column, row, column + 2)
        self.context.paint.block(self.sheet, area, title, _MONTH)
        pieces = {} if self.narrow else self._pieces(month)
        for number in range(1, calendar.monthrange(month.year, month.month)[1] + 1):
            day = month.replace(day=number)
            status = self.days.get(day)
            grey = KINDS["weekend"].fill if day.weekday() >= 5 else None
            letter = self.context.say(_LETTERS)[day.weekday()]
            self._put(row + number, column, number, _NUMBER._replace(fill=grey))
            self._put(row + number, column + 1, letter, _LETTER._replace(fill=grey))
            if status is None:
                self._put(row + number, column + 2, None, self.cell._replace(fill=grey))
                continue
            text = self._text(status, day, pieces.get(day, ""))
            self._put(row + number, column + 2, text, KINDS[status.kind].tint(self.cell))

    def _pieces(self, month: date) -> dict[date, str]:
        """What each day of a month says of its label: a long one goes on over the next days."""
        days = [day for day in self.days if day.replace(day=1) == month]
        found: dict[date, str] = {}
        for label, run in groupby(days, key=lambda day: self.days[day].label):
            own = list(run)
            if not label or self.days[own[0]].kind == "cfa":
                continue
            lines = _lines(official_name(label, self.context.lang), self.wide)
            if len(lines) > len(own):
                lines = [*lines[: len(own) - 1], _cut(" ".join(lines[len(own) - 1 :]), self.wide)]
            found |= dict(zip(own, lines, strict=False))
        return found

    def _text(self, status: DayStatus, day: date, label: str) -> str:
        """`C  7 h`, `F  Armistice 1918`: a letter, then hours or what the day is called."""
        parts = [self.context.say(KINDS[status.kind].letter)]
        if day in self.taught:
            parts.append(self._sum([day]))
        if label:
            parts.append(label)
        if self.narrow:  # `C 4h30–5h`
            parts[1:] = ["".join(part.split()) for part in parts[1:]]
        return " ".join(parts) if self.narrow else "  ".join(parts)

    def _counts(self, row: int) -> int:
        """Days at the CFA and hours of each month, under its column."""
        for index, month in enumerate(self.months):
            count = sum(day.replace(day=1) == month for day in self.present)
            text = Text("{count} jours au CFA", "{count} days at the CFA")
            if count == 1:
                text = Text("1 jour au CFA", "1 day at the CFA")
            if self.narrow:
                text = Text("{count} j", "{count} d")
            hours = self._sum([day for day in self.taught if day.replace(day=1) == month])
            first, last = 3 * index + 1, 3 * index + 3
            count_text = self.context.say(text, count=count)
            self.context.paint.block(self.sheet, (row, first, row, last), count_text, _COUNT)
            self.context.paint.block(self.sheet, (row + 1, first, row + 1, last), hours, _COUNTED)
        for at in (row, row + 1):
            self.sheet.row_dimensions[at].height = 14
        return row + 2

    def _legend(self, row: int) -> int:
        """A sample and a name for each kind of day there is, as many a row as months at most."""
        shown = {status.kind for status in self.days.values()}
        self.sheet.row_dimensions[row - 1].height = 6
        # Every third column is wide: a sample stands in a narrow one, its name after it.
        step = 2 if self.narrow else 1
        lines = -(-len(shown) // max(2, len(self.months) // step))
        most = -(-len(shown) // lines)  # no line with what is left over
        for index, kind in enumerate(kind for kind in KINDS if kind in shown):
            down, across = divmod(index, most)
            at, column = row + down, 2 + 3 * step * across
            letter = self.context.say(KINDS[kind].letter)
            name = self.context.say(KINDS[kind].name)
            self._put(at, column, letter, KINDS[kind].tint(_LEGEND))
            self._put(at, column + 1, name, _MEANING)
            self.sheet.row_dimensions[at].height = 13
        return at + 1

    def _signatures(self, row: int) -> None:
        """Room for the stamps of those who agree on the calendar."""
        self.sheet.row_dimensions[row - 1].height = 6
        self.sheet.row_dimensions[row].height = 42
        names = (
            Text("Le CFA", "The training centre"),
            Text("L’entreprise", "The company"),
            Text("L’apprenti·e", "The apprentice"),
        )
        first = 1
        for name, last in zip(names, self._thirds(), strict=True):
            area = (row, first, row, last)
            self.context.paint.block(self.sheet, area, self.context.say(name), _SIGNATURE)
            first = last + 1

    def _thirds(self) -> tuple[int, int, int]:
        """The last column of each third of the page, as near as columns allow."""
        month = _DAY_WIDTH + _LETTER_WIDTH + self.wide
        ends = [
            month * index + wide
            for index in range(len(self.months))
            for wide in (_DAY_WIDTH, _DAY_WIDTH + _LETTER_WIDTH, month)
        ]

        def nearest(share: float, after: int, before: int) -> int:
            columns = range(after + 1, before)
            return min(columns, key=lambda at: abs(ends[at - 1] - share * ends[-1]))

        first = nearest(1 / 3, 0, self.columns - 1)
        return first, nearest(2 / 3, first, self.columns), self.columns


def _room(wide: float) -> float:
    """Font sizes that a label has in a day's cell, after its letters."""
    return (wide * UNIT - _BEFORE) / _CELL.size


def _lines(label: str, wide: float) -> list[str]:
    """A label in lines that a day's cell has room for."""
    lines: list[str] = []
    for word in label.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, bold=True) <= _room(wide):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(text: str, wide: float) -> str:
    """As much of a text as a day's cell has room for."""
    if width(text, bold=True) <= _room(wide):
        return text
    while text and width(f"{text}…", bold=True) > _room(wide):
        text = text[:-1]
    return f"{text.rstrip()}…"


def _hours_by_day(timetable: Timetable, atoms: Sequence[Atom]) -> list[Counter[date]]:
    """Minutes each of the learners has on each date."""
    counts: list[Counter[date]] = []
    for atom in atoms:
        count: Counter[date] = Counter()
        for session in timetable.by_atom[atom]:
            count[session.date] += session.minutes
        counts.append(count)
    return counts
