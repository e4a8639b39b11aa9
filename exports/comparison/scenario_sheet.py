"""The sheet of one scenario: what it changes, what it gives, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.comparison.changes import Change, rhythm_changes, teacher_changes
from exports.comparison.columns import COLUMNS, titles
from exports.comparison.entries import STATES, Entry
from exports.comparison.summary_sheet import FORMATS, cell
from exports.context import Context
from exports.durations import Shown, duration, signed
from exports.measure import UNIT, lines_needed
from exports.styles import COLUMN_HEAD, LINE, MUTED, RED, ROW, CellValue, Look
from instances.audit import GroupLoad
from instances.rhythm import short_weekday
from instances.text import COLON, Text

_WIDTHS = [36.5, 23.0, 19.5, *[14.4] * 5]  # the third: a week of five days on a line
_WRAPPED = Look(size=9.5, wrap=True, down="top")
_NUMBER = ROW._replace(across="right")
_GREEN = "1E7145"
_DASH = "–"
_FIGURE = re.compile(r"[\d–+−]")
_CONTINUED = Text("{title} (suite)", "{title} (continued)")
_PLAN = Text(
    "Son plan : {file}, à ouvrir dans Excel par « semainier export ».",
    "Its plan: {file}; `semainier export` opens it in Excel.",
)
_GAP, _SECTION = 13.5, 20.0  # points above a table, and of its heading
_MOST_LINES = 6
_LEAST_ROWS = 3  # of a table longer than a page that stand under its heads

Value = CellValue | Shown


def write_scenario(
    context: Context, sheet: Worksheet, entry: Entry, today: Entry, plan: str = ""
) -> None:
    """Write the sheet; `plan`: where the scenario's plan is kept, empty where it is not."""
    _Sheet(context, sheet, entry, today).write(plan)


class _Sheet:
    """The sheet being written: `row` is the next free one, `used` points of its page are taken."""

    def __init__(self, context: Context, sheet: Worksheet, entry: Entry, today: Entry) -> None:
        self.context, self.sheet, self.entry, self.today = context, sheet, entry, today
        self.row, self.used, self.room = 1, 0.0, 0.0

    def write(self, plan: str) -> None:
        """Write everything."""
        page.set_up(self.context, self.sheet)
        page.set_widths(self.sheet, _WIDTHS)
        name = self.entry.scenario.name
        self.row = page.title(self.context, self.sheet, name, len(_WIDTHS), self._spec())
        scale = min(1.0, page.COLUMNS / sum(_WIDTHS))
        self.room = page.HEIGHT * 0.96 / scale - page.titles_height(self.sheet, self.row - 1)
        self._state()
        if plan:
            words = self._say(_PLAN.fill(file=plan))
            at = self._next(13.5)
            self.context.paint.put(self.sheet, at, 1, words, Look(size=9, colour=MUTED))
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

    # --- rows and pages --------------------------------------------------------------------

    def _next(self, height: float) -> int:
        """The next row, made so many points high."""
        row = self.row
        self.sheet.row_dimensions[row].height = height
        self.row, self.used = row + 1, self.used + height
        return row

    def _keep(self, height: float) -> bool:
        """Begin a new page where this one has not so many points left; whether it did."""
        if self.used + height <= self.room:
            return False
        page.break_after(self.sheet, self.row - 1)
        self.used = 0.0
        return True

    def _state(self) -> None:
        good = self.entry.complete
        words = self._say(STATES[self.entry.state])
        reason = self.entry.reason()
        if reason is not None:
            words += f"{self._say(COLON)}{self._say(reason)}"
        look = _WRAPPED._replace(bold=True, colour=_GREEN if good else RED)
        lines = lines_needed(words, page.WIDTH * 0.95 / 9.5, bold=True)
        row = self._next(13.5 * lines + 4)
        self.context.paint.block(self.sheet, (row, 1, row, len(_WIDTHS)), words, look)

    def _table(self, title: Text, heads: Sequence[Text], rows: Iterable[Sequence[Value]]) -> None:
        """A section with a table; nothing where there are no rows.

        It stands on one page where one has room for it; else its heads stand on every page.
        """
        found = list(rows)
        if not found:
            return
        names = [self._say(head) for head in heads]
        head = max(15.0, _height(names, COLUMN_HEAD))
        heights = [_height(values, ROW) for values in found]
        above = _GAP + _SECTION + head
        whole = above + sum(heights)
        self._keep(whole if whole <= self.room else above + sum(heights[:_LEAST_ROWS]))
        if self.used:
            self._next(_GAP)
        self._heads(self._say(title), names, head)
        for values, height in zip(found, heights, strict=True):
            if self._keep(height):
                self._heads(self._say(_CONTINUED.fill(title=title)), names, head)
            self._line(self._next(height), values)

    def _heads(self, title: str, names: Sequence[str], height: float) -> None:
        paint, row = self.context.paint, self._next(_SECTION)
        paint.section(self.sheet, row, title, len(_WIDTHS), height=_SECTION)
        paint.row(self.sheet, self._next(height), names, COLUMN_HEAD)

    def _line(self, row: int, values: Sequence[Value]) -> None:
        for column, value in enumerate(values, start=1):
            shown = value if isinstance(value, Shown) else Shown(value)
            look = _NUMBER._replace(number=shown.number)
            # A date or a share stands with the numbers.
            if isinstance(shown.value, str) and not _FIGURE.match(shown.value):
                look = ROW._replace(wrap=True, indent=int(column > 1))
            self.context.paint.put(self.sheet, row, column, shown.value, look)

    # --- what is told ----------------------------------------------------------------------

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
        heads = [Text("Chiffre", "Figure"), Text("Ici", "Here"), Text("Aujourd'hui", "Today")]
        compared = [self.entry] if self.entry is self.today else [self.entry, self.today]
        rows: list[list[Value]] = [
            [self._say(name), *(cell(column.value(entry), column.kind) for entry in compared)]
            for column, name in zip(COLUMNS, titles([self.entry]), strict=True)
        ]
        title = Text("Le plan en chiffres", "The plan in figures")
        self._table(title, heads[: 1 + len(compared)], rows)

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

    def _change(self, change: Change) -> Sequence[Value]:
        days = [_DASH if count is None else count for count in (change.before, change.after)]
        weekdays = [self._say(change.weekdays_before), self._say(change.weekdays_after)]
        return [change.name or change.who, *weekdays, *days]

    def _short(self) -> None:
        heads = (Text("Unité", "Unit"), Text("Heures manquantes", "Hours short"))
        rows = [(what, duration(minutes)) for what, minutes in self.entry.short.items()]
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
                duration(amount) if words[rule].minutes else amount,
                Shown(solution.costs.get(rule, 0.0), FORMATS["points"]),
            )
            for rule, amount in solution.amounts.items()
            if rule in words and solution.costs.get(rule)
        ]
        self._table(Text("Ce que coûtent les souhaits", "What the wishes cost"), heads, rows)


def _load(load: GroupLoad) -> Sequence[Value]:
    return [
        load.label,
        load.days,
        duration(load.demand),
        duration(round(load.per_day)),
        duration(load.target),
        duration(load.cap),
        signed(load.cap - load.demand),
        f"{load.closes_cap:%d/%m/%Y}" if load.closes_cap else _DASH,
    ]


def _height(values: Sequence[Value], look: Look) -> float:
    """Points of a row whose texts wrap in the sheet's columns."""
    lines = 1
    for column, (value, wide) in enumerate(zip(values, _WIDTHS, strict=False)):
        if isinstance(value, str):
            room = (wide * UNIT - (14 if column else 6)) / look.size
            lines = max(lines, min(lines_needed(value, room, look.bold), _MOST_LINES))
    return round(lines * look.size * LINE + 3, 1)
