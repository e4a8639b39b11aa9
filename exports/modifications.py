"""`modifications.xlsx`: what changed between two plans, and for whom; made to be handed out.

The first sheet says how much changes and whom to tell; the second lists every change, before and
after; then each class and each teacher concerned has a page of her own. What changed is struck
out before, bold on a colour after, so that it shows in black and white too.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.changes import TABLE, changes_table, counted
from exports.context import Context, Subject
from exports.dates import day_short, week_ranges
from exports.names import Names, sheet_name
from exports.seal import sealed
from exports.styles import BAND, COLUMN_HEAD, ROW, Look, Painter
from exports.workbook import check_free, replace_whole
from instances.difference import Change, Concerned, Difference, difference
from instances.text import Lang, Text
from instances.timetable import Timetable
from instances.units import format_date, format_hours

SUMMARY = Text("Modifications", "Changes")
LIST = Text("Toutes", "All changes")
CLASSES, TEACHERS = Text("Classes", "Classes"), Text("Enseignants", "Teachers")
MARK = "semainier modifications"  # by which a file is known to be one of these
MOST_SHEETS = 60  # people with a sheet of their own; more share one a view, a page each
MOST_ROWS = 44  # of a summary that still reads well on one page

_WIDTHS = [34.0, 14.0, 13.0, 32.0, 26.0, 28.0]
_CELL = ROW._replace(size=9.5, wrap=True)
_RIGHT, _CENTRE = _CELL._replace(across="right"), _CELL._replace(across="center")
_TICK = _CELL._replace(colour="A5AEB8", across="right")
_VERDICT = Look(size=13, bold=True, colour="FFFFFF", fill=BAND, indent=1, wrap=True)
_NOTE = Look(size=9, italic=True, colour="5F6B7A")

_TITLE = Text("Ce qui change — {title}", "What changes — {title}")
_PLANS = Text("Avant : plan du {old}", "Before: plan of {old}")
_PLANS_AFTER = Text("après : plan du {new}", "after: plan of {new}")
_TELL = Text("À prévenir", "Whom to tell")
_TELL_HEAD = (
    Text("Qui", "Who"),
    Text("Changements", "Changes"),
    Text("Heures", "Hours"),
    Text("Premier jour touché", "First day touched"),
    Text("Semaines", "Weeks"),
    Text("Prévenu le", "Told on"),
)
_HOURS = Text("Heures qui changent", "Hours that change")
_HOURS_HEAD = (
    Text("Qui ou quoi", "Who or what"),
    Text("Avant", "Before"),
    Text("Après", "After"),
    Text("Écart", "Difference"),
)
_SAME_HOURS = Text(
    "Aucune heure ne change : ni par cours, ni par groupe, ni par enseignant.",
    "No hours change: by course, by group or by teacher.",
)
_TOTALS = {
    "course": Text("Cours {code}", "Course {code}"),
    "unit": Text("Unité {code}", "Unit {code}"),
    "group": Text("Groupe {code}", "Group {code}"),
    "teacher": Text("{code}", "{code}"),
}
_MINE = Text(
    "{count} {count:changement|changements} · premier jour touché : {day}",
    "{count} {count:change|changes} · first day touched: {day}",
)


def write_modifications(
    before: Timetable, after: Timetable, path: Path, lang: Lang = "fr", *, ids: bool = True
) -> Path:
    """Write what changed from one timetable to another, whole or not at all.

    Parameters
    ----------
    before, after
        The timetables; `after` gives the names, `before` those only it knows.
    path
        The workbook, with its extension `.xlsx`.
    lang
        The language of every word that is not the school's own.
    ids
        Whether an id means the same session in both; see `instances.difference`.

    Raises
    ------
    FileInUseError
        When `path` cannot be replaced, most often because it is open in Excel.
    OSError
        When the folder cannot be written to.
    """
    found = difference(before, after, ids=ids)
    check_free(path)
    replace_whole(path, _Writer(before, after, found, lang).content())
    return path


class _Writer:
    """One workbook of changes being written."""

    def __init__(self, before: Timetable, after: Timetable, found: Difference, lang: Lang) -> None:
        self.before, self.after, self.found = before, after, found
        self.old_names = Names(before.instance)
        subject = Subject.of(after, lang)
        self.book = Workbook()
        del self.book[self.book.sheetnames[0]]
        self.context = Context(subject, self.book, Painter(self.book), home=subject.say(SUMMARY))
        self.say, self.lang = subject.say, lang
        self.taken: set[str] = set()
        self._counted = counted(found, lang)

    def content(self) -> bytes:
        """The workbook's bytes."""
        summary = self._sheet(self.say(SUMMARY))
        targets: dict[Concerned, str] = {}
        if self.found.changes:
            sheet = self._sheet(self.say(LIST))
            title = self.say(_TITLE, title=self._school())
            self._page(sheet, title, self._counted, self.found.changes)
            targets = self._people()
        self._summary(summary, targets)
        properties = self.book.properties
        properties.creator, properties.keywords = "semainier", MARK
        properties.title = self.say(_TITLE, title=self._school())
        content = BytesIO()
        self.book.save(content)
        return sealed(content.getvalue(), MARK)

    def name(self, one: Concerned) -> str:
        """How a class or a teacher is called."""
        if one.who.kind == "group":
            return self.context.subject.names.group_title(one.who.code)
        return self.teacher(one.who.code)

    def teacher(self, code: str) -> str:
        """A teacher's name in the plan that knows her, the newer one first."""
        known = code in self.after.instance.teacher
        return (self.context.subject.names if known else self.old_names).teacher(code)

    def _school(self) -> str:
        settings = self.after.instance.settings
        return " — ".join(part for part in (settings.school, settings.title) if part)

    def _sheet(self, wanted: str) -> Worksheet:
        sheet: Worksheet = self.book.create_sheet(sheet_name(wanted, self.taken))
        return sheet

    # --- people ----------------------------------------------------------------------------

    def _people(self) -> dict[Concerned, str]:
        """A page for each class and teacher; where each stands."""
        if len(self.found.concerned) > MOST_SHEETS:
            return self._by_view()
        targets = {}
        for one in self.found.concerned:
            sheet = self._sheet(one.who.code if one.who.kind == "group" else self.name(one))
            sheet.sheet_properties.tabColor = "1F5C99" if one.who.kind == "group" else "1E7145"
            teacher = one.who.code if one.who.kind == "teacher" else None
            self._page(sheet, self.name(one), self._mine(one), one.changes, teacher)
            targets[one] = sheet.title
        return targets

    def _by_view(self) -> dict[Concerned, str]:
        targets = {}
        for kind, title in (("group", CLASSES), ("teacher", TEACHERS)):
            people = [one for one in self.found.concerned if one.who.kind == kind]
            if not people:
                continue
            sheet = self._sheet(self.say(title))
            page.set_up(self.context, sheet)
            row = page.title(self.context, sheet, self.say(title), len(TABLE))
            for one in people:
                heading = self.name(one)
                self.context.paint.section(sheet, row, heading, len(TABLE), height=None)
                teacher = one.who.code if kind == "teacher" else None
                row = changes_table(
                    self.context, sheet, row + 1, one.changes, self.teacher, teacher=teacher
                )
                page.break_after(sheet, row - 1)
                row += 1
                targets[one] = sheet.title
        return targets

    def _mine(self, one: Concerned) -> str:
        day = format_date(one.changes[0].first, self.lang)
        return self.say(_MINE, count=len(one.changes), day=day)

    def _page(
        self,
        sheet: Worksheet,
        title: str,
        subtitle: str,
        changes: Sequence[Change],
        teacher: str | None = None,
    ) -> None:
        page.set_up(self.context, sheet)
        row = page.title(self.context, sheet, title, len(TABLE), subtitle)
        changes_table(self.context, sheet, row, changes, self.teacher, teacher=teacher)
        sheet.print_title_rows = f"1:{row + 1}"
        sheet.freeze_panes = sheet.cell(row + 2, 1).coordinate

    # --- the summary -----------------------------------------------------------------------

    def _summary(self, sheet: Worksheet, targets: dict[Concerned, str]) -> None:
        context, paint = self.context, self.context.paint
        page.set_up(context, sheet)
        page.set_widths(sheet, _WIDTHS)
        sheet.sheet_properties.tabColor = BAND
        title = self.say(_TITLE, title=self._school())
        row = page.title(context, sheet, title, len(_WIDTHS), self._plans())
        paint.block(sheet, (row, 1, row, len(_WIDTHS)), self._counted, _VERDICT)
        sheet.row_dimensions[row].height = 34
        row += 2
        if targets:
            row = self._head(sheet, row, _TELL, _TELL_HEAD)
            for one, target in targets.items():
                self._tell(sheet, row, one, target)
                row += 1
            row += 1
        if self.found.changes:
            row = self._hours(sheet, row)
        if row <= MOST_ROWS:
            sheet.page_setup.fitToHeight = 1

    def _plans(self) -> str:
        found = []
        for timetable, text, key in (
            (self.before, _PLANS, "old"),
            (self.after, _PLANS_AFTER, "new"),
        ):
            created = timetable.solution.created if timetable.solution else None
            if created is not None:
                found.append(self.say(text, **{key: f"{created:%d/%m/%Y %H:%M}"}))
        return " · ".join(found)

    def _head(self, sheet: Worksheet, row: int, title: Text, heads: Sequence[Text]) -> int:
        paint = self.context.paint
        paint.section(sheet, row, self.say(title), len(heads), height=18)
        paint.row(sheet, row + 1, [self.say(head) for head in heads], COLUMN_HEAD)
        return row + 2

    def _tell(self, sheet: Worksheet, row: int, one: Concerned, target: str) -> None:
        paint = self.context.paint
        link = _CELL._replace(colour="1F4E9E", underline=True)
        self.context.link(sheet, (row, 1), target, self.name(one), link)
        paint.put(sheet, row, 2, len(one.changes), _CENTRE)
        paint.put(sheet, row, 3, self._gained(one), _CENTRE)
        paint.put(sheet, row, 4, day_short(one.changes[0].first, self.lang), _CELL)
        days = {s.date for change in one.changes for s in change if s is not None}
        paint.put(sheet, row, 5, week_ranges(days, self.lang), _CELL)
        paint.put(sheet, row, 6, "☐   ____ / ____", _TICK)
        lines = -(-len(week_ranges(days, self.lang)) // 26)
        sheet.row_dimensions[row].height = max(17.0, 12.5 * lines + 3)

    def _gained(self, one: Concerned) -> str:
        """`+2 h`, `−2 h … +2 h`: hours gained by a teacher, by the learners of a class."""
        codes = {one.who.code}
        if one.who.kind == "group":
            plans = (self.before.instance, self.after.instance)
            codes = {atom.label for plan in plans for atom in plan.atoms_of.get(one.who.code, ())}
        mine = [h for h in self.found.hours if h.kind == one.who.kind and h.code in codes]
        gained = sorted(hours.after - hours.before for hours in mine)
        if len(gained) < len(codes) and gained:
            gained = sorted([*gained, 0])
        if not gained:
            return "="
        return " … ".join(dict.fromkeys(map(_signed, (gained[0], gained[-1]))))

    def _hours(self, sheet: Worksheet, row: int) -> int:
        paint = self.context.paint
        if not self.found.hours:
            paint.put(sheet, row, 1, self.say(_SAME_HOURS), _NOTE)
            return row + 1
        row = self._head(sheet, row, _HOURS, _HOURS_HEAD)
        for hours in self.found.hours:
            code = self.teacher(hours.code) if hours.kind == "teacher" else hours.code
            paint.put(sheet, row, 1, self.say(_TOTALS[hours.kind], code=code), _CELL)
            paint.put(sheet, row, 2, format_hours(hours.before), _RIGHT)
            paint.put(sheet, row, 3, format_hours(hours.after), _RIGHT)
            paint.put(
                sheet,
                row,
                4,
                _signed(hours.after - hours.before),
                _RIGHT._replace(bold=True, across="center"),
            )
            row += 1
        return row


def _signed(gained: int) -> str:
    return f"+{format_hours(gained)}" if gained > 0 else format_hours(gained).replace("-", "−")
