"""The sheet of one scenario: what it changes, what it gives, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.comparison.changes import Change, rhythm_changes, teacher_changes
from exports.comparison.columns import COLUMNS, titles
from exports.comparison.entries import STATES, Entry
from exports.comparison.summary_sheet import FORMATS
from exports.context import Context
from exports.measure import lines_needed
from exports.styles import COLUMN_HEAD, RED, ROW, CellValue, Look
from instances.audit import GroupLoad
from instances.rhythm import short_weekday
from instances.text import COLON, Text
from instances.units import as_hours

_WIDTHS = [38.0, 23.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0]
_WRAPPED = Look(size=9.5, wrap=True, down="top")
_NUMBER = ROW._replace(across="right")
_GREEN = "1E7145"
_DASH = "–"
_FIGURE = re.compile(r"[\d–]")


def write_scenario(context: Context, sheet: Worksheet, entry: Entry, today: Entry) -> None:
    """Write the sheet."""
    _Sheet(context, sheet, entry, today).write()


class _Sheet:
    """The sheet being written: `row` is the next free one."""

    def __init__(self, context: Context, sheet: Worksheet, entry: Entry, today: Entry) -> None:
        self.context, self.sheet, self.entry, self.today = context, sheet, entry, today
        self.row = 1

    def write(self) -> None:
        """Write everything."""
        page.set_up(self.context, self.sheet)
        page.set_widths(self.sheet, _WIDTHS)
        name = self.entry.scenario.name
        self.row = page.title(self.context, self.sheet, name, len(_WIDTHS), self._spec())
        self._state()
        self._capacity()
        self._figures()
        self._changes()
        self._short()
        self._rooms()
        self._rules()

    def _say(self, text: Text) -> str:
        return self.context.say(text)

    def _spec(self) -> str:
        return "  ·  ".join(
            f"{g}{self._say(COLON)}{spec}" for g, spec in self.entry.scenario.rhythms.items()
        )

    def _state(self) -> None:
        good = self.entry.complete
        words = self._say(STATES[self.entry.state])
        reason = self.entry.reason()
        if reason is not None:
            words += f"{self._say(COLON)}{self._say(reason)}"
        look = _WRAPPED._replace(bold=True, colour=_GREEN if good else RED)
        self.context.paint.block(self.sheet, (self.row, 1, self.row, len(_WIDTHS)), words, look)
        lines = lines_needed(words, page.WIDTH * 0.95 / 9.5, bold=True)
        self.sheet.row_dimensions[self.row].height = 13.5 * lines + 4
        self.row += 1

    def _table(
        self,
        title: Text,
        heads: Sequence[Text],
        rows: Iterable[Sequence[CellValue]],
        numbers: str = "General",
    ) -> None:
        """A section with a table; nothing where there are no rows."""
        found = list(rows)
        if not found:
            return
        self.row += 1
        paint = self.context.paint
        paint.section(self.sheet, self.row, self._say(title), len(_WIDTHS))
        self.row += 1
        paint.row(self.sheet, self.row, map(self._say, heads), COLUMN_HEAD)
        self.sheet.row_dimensions[self.row].height = 27
        for values in found:
            self.row += 1
            for column, value in enumerate(values, start=1):
                look = ROW._replace(wrap=True, indent=int(column > 1))
                if not isinstance(value, str):
                    look = _NUMBER._replace(number=numbers)
                elif _FIGURE.match(value):  # a date or a share stands with the numbers
                    look = _NUMBER
                paint.put(self.sheet, self.row, column, value, look)
        self.row += 1

    def _capacity(self) -> None:
        heads = (
            Text("Apprenants", "Learners"),
            Text("Jours au CFA", "CFA days"),
            Text("Heures dues", "Hours due"),
            Text("Par jour en moyenne", "A day on average"),
            Text("Tenues à la charge visée", "Held at the target"),
            Text("Tenues au plus", "Held at most"),
            Text("En trop (+) ou à court (-)", "Spare (+) or short (-)"),
            Text("Tout placé au plus tôt", "All placed, earliest"),
        )
        title = Text("Ce que tient le rythme (calcul)", "What the rhythm holds (arithmetic)")
        self._table(title, heads, map(_load, self.entry.audit.groups))

    def _figures(self) -> None:
        if not self.entry.complete:
            return
        paint = self.context.paint
        self.row += 1
        title = Text("Le plan en chiffres", "The plan in figures")
        paint.section(self.sheet, self.row, self._say(title), len(_WIDTHS))
        self.row += 1
        heads = [Text("Chiffre", "Figure"), Text("Ici", "Here"), Text("Aujourd'hui", "Today")]
        compared = [self.entry] if self.entry is self.today else [self.entry, self.today]
        heads = heads[: 1 + len(compared)]
        paint.row(self.sheet, self.row, map(self._say, heads), COLUMN_HEAD)
        for column, title in zip(COLUMNS, titles([self.entry]), strict=True):
            self.row += 1
            paint.put(self.sheet, self.row, 1, self._say(title), ROW)
            look = _NUMBER._replace(number=FORMATS[column.kind])
            for place, entry in enumerate(compared, start=2):
                value = column.value(entry)
                shown: CellValue = _DASH if value is None else value
                paint.put(self.sheet, self.row, place, shown, look)
        self.row += 1

    def _changes(self) -> None:
        heads = (
            Text("Qui", "Who"),
            Text("Avant", "Before"),
            Text("Après", "After"),
            Text("Jours avant", "Days before"),
            Text("Jours après", "Days after"),
        )
        groups = rhythm_changes(self.entry, self.today)
        title = Text("Ce qui change pour les classes", "What changes for classes")
        self._table(title, heads, map(self._change, groups))
        teachers = teacher_changes(self.entry, self.today)
        title = Text("Ce qui change pour les enseignants", "What changes for teachers")
        self._table(title, heads, map(self._change, teachers))

    def _change(self, change: Change) -> Sequence[CellValue]:
        days = [_DASH if count is None else count for count in (change.before, change.after)]
        weekdays = [self._say(change.weekdays_before), self._say(change.weekdays_after)]
        return [change.name or change.who, *weekdays, *days]

    def _short(self) -> None:
        heads = (Text("Unité", "Unit"), Text("Heures manquantes", "Hours short"))
        rows = [(what, as_hours(minutes)) for what, minutes in self.entry.short.items()]
        self._table(Text("Ce qui manque", "What is missing"), heads, rows)

    def _rooms(self) -> None:
        if self.entry.figures is None or not self.entry.complete:
            return
        heads = (
            Text("Salles", "Rooms"),
            Text("Nombre", "Number"),
            Text("Pic", "Peak"),
            Text("Semaine", "Week"),
        )
        rows = [
            (rooms.kind, rooms.rooms, f"{100 * rooms.share:.0f} %", rooms.week)
            for rooms in self.entry.figures.rooms
        ]
        title = Text(
            "Les salles dans leur semaine la plus pleine", "The rooms in their fullest week"
        )
        self._table(title, heads, rows)
        group_heads = (
            Text("Classe", "Class"),
            Text("Jours avec cours", "Days with sessions"),
            Text("Jours de la semaine", "Weekdays"),
            Text("Journées au-delà de la charge visée", "Days above the target"),
            Text("Dernière séance", "Last session"),
        )
        lines = [
            (
                group.code,
                group.days,
                " ".join(short_weekday(day, self.context.lang) for day in group.weekdays),
                group.long_days,
                f"{group.closes:%d/%m/%Y}" if group.closes else _DASH,
            )
            for group in self.entry.figures.groups
        ]
        self._table(Text("Les classes", "The classes"), group_heads, lines)

    def _rules(self) -> None:
        solution = self.entry.solution
        if solution is None or not self.entry.complete:
            return
        heads = (
            Text("Règle souhaitée", "Soft rule"),
            Text("Compte en", "Counted in"),
            Text("Écart", "Deviation"),
            Text("Points", "Points"),
        )
        words = self.context.subject.rules
        rows = [
            (
                self._say(words[rule].name),
                self._say(words[rule].unit),
                round(as_hours(amount), 2) if words[rule].minutes else amount,
                solution.costs.get(rule, 0.0),
            )
            for rule, amount in solution.amounts.items()
            if rule in words and solution.costs.get(rule)
        ]
        self._table(Text("Ce que coûtent les souhaits", "What the wishes cost"), heads, rows)


def _load(load: GroupLoad) -> Sequence[CellValue]:
    return [
        load.label,
        load.days,
        as_hours(load.demand),
        round(as_hours(load.per_day), 2),
        as_hours(load.target),
        as_hours(load.cap),
        as_hours(load.cap - load.demand),
        f"{load.closes_cap:%d/%m/%Y}" if load.closes_cap else _DASH,
    ]
