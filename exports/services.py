"""Services: each teacher's hours by month and type, and the hours of learners told apart.

Three counts of the same work: *heures élèves*, an hour as the learners of one half-group live
it (siblings of a split course count once); *heures assurées*, every hour in front of a group;
*heures de service*, those times the weight of the teacher's hour.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.dates import month_name, months_of
from exports.live import SessionSums
from exports.styles import (
    COLUMN_HEAD,
    FEW,
    HEAD,
    LIVE,
    RED,
    ROW,
    SIGNED,
    CellValue,
    Look,
)
from exports.tables import hours
from instances.text import Text
from instances.timetable import Timetable
from instances.units import HOUR, as_hours

SHEET = Text("Services", "Services")
MOST_ROWS = 52  # that still read well on one page
_NUMBER = ROW._replace(across="right")
_TOTAL = _NUMBER._replace(bold=True, fill=HEAD)
_AFTER = (
    Text("Heures assurées", "Hours taught"),
    Text("dont heures élèves", "of which learner hours"),
    Text("Poids", "Weight"),
    Text("Heures de service", "Service hours"),
    Text("Service dû", "Service due"),
    Text("Différence", "Difference"),
    Text("Assurées, recalculé", "Taught, live"),
)


class Service(NamedTuple):
    """A teacher's totals, in hours. `due` None: no service is set."""

    teacher: str
    taught: float
    learners: float
    weight: float
    due: float | None

    @property
    def weighted(self) -> float:
        """Hours of service."""
        return round(self.taught * self.weight, 4)


def taught(timetable: Timetable) -> pd.DataFrame:
    """One row per teacher and session: teacher, type, month, family, course, minutes."""
    courses = timetable.instance.course
    rows = []
    for session in timetable.sessions:
        course = courses.get(session.course)
        kind = course.type if course else ""
        family = (course.family if course else None) or session.course
        month = session.date.replace(day=1)
        rows += [
            (teacher, kind, month, family, session.course, session.minutes)
            for teacher in session.teachers
        ]
    columns = ["teacher", "type", "month", "family", "course", "minutes"]
    return pd.DataFrame(rows, columns=columns)


def by_month(table: pd.DataFrame, months: list[date]) -> dict[tuple[str, str], list[float]]:
    """Hours of each teacher and type, one number a month."""
    if table.empty:
        return {}
    pivot = table.pivot_table(
        index=["teacher", "type"], columns="month", values="minutes", aggfunc="sum", fill_value=0
    )
    pivot = pivot.reindex(columns=months, fill_value=0) / HOUR
    rows = zip(pivot.index.to_list(), pivot.to_numpy().tolist(), strict=True)
    return {(str(who), str(kind)): values for (who, kind), values in rows}


def learner_hours(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Hours by teacher and type, the siblings of a split course counted once."""
    if table.empty:
        return {}
    courses = table.groupby(["teacher", "type", "family", "course"])["minutes"].sum()
    families = courses.groupby(level=["teacher", "type", "family"]).max()
    totals = families.groupby(level=["teacher", "type"]).sum()
    rows = zip(totals.index.to_list(), totals.tolist(), strict=True)
    return {(str(who), str(kind)): hours(total) for (who, kind), total in rows}


def services(timetable: Timetable) -> list[Service]:
    """The totals of every teacher, in the order of the problem."""
    table = taught(timetable)
    learners = learner_hours(table)
    minutes = table.groupby("teacher")["minutes"].sum().to_dict()
    found = []
    for code in timetable.by_teacher:
        teacher = timetable.instance.teacher.get(code)
        found.append(
            Service(
                teacher=code,
                taught=hours(minutes.get(code, 0)),
                learners=sum(value for (who, _), value in learners.items() if who == code),
                weight=teacher.hour_weight if teacher else 1.0,
                due=None if teacher is None or teacher.service is None else hours(teacher.service),
            )
        )
    return found


def write_services(context: Context, sheet: Worksheet) -> None:
    """Write the sheet: the services of teachers, then the hours of learners."""
    page.set_up(context, sheet)
    _ServiceSheet(context, sheet).write()


class _ServiceSheet:
    """The sheet being written: its columns are a name, a type, the months, the totals."""

    def __init__(self, context: Context, sheet: Worksheet) -> None:
        self.context, self.sheet = context, sheet
        self.months = months_of(context.timetable)
        self.taught = len(self.months) + 3  # column of the hours taught
        self.last = self.taught + len(_AFTER) - 1
        self.sums = SessionSums(context)

    def write(self) -> None:
        """Write everything."""
        wide = max(6.5, min(10.0, 60 / len(self.months)))
        widths = [26.0, 12.0, *[wide] * len(self.months), *[10.5] * len(_AFTER)]
        page.set_widths(self.sheet, widths)
        about = Text(
            "Heures assurées : chaque groupe compte. Heures élèves : les demi-groupes d’un même "
            "cours comptent une fois. Heures de service : heures assurées × poids.",
            "Hours taught: every group counts. Learner hours: the half-groups of one course "
            "count once. Service hours: hours taught × weight.",
        )
        say = self.context.say
        row = page.title(self.context, self.sheet, say(SHEET), self.last, say(about))
        row = self._teachers(self._header(row))
        if self._learners(row + 1) <= MOST_ROWS:
            self.sheet.page_setup.fitToHeight = 1

    def _header(self, row: int) -> int:
        say = self.context.say
        short = len(self.months) > 6
        values = [say(Text("Enseignant", "Teacher")), say(Text("Type", "Type"))]
        values += [month_name(month, self.context.lang, short=short) for month in self.months]
        values += [say(text) for text in _AFTER]
        self.context.paint.row(self.sheet, row, values, COLUMN_HEAD)
        self.sheet.row_dimensions[row].height = 27
        self.sheet.print_title_rows = f"1:{row}"
        self.sheet.freeze_panes = f"C{row + 1}"
        return row + 1

    def _teachers(self, row: int) -> int:
        table = taught(self.context.timetable)
        pivot, learners = by_month(table, self.months), learner_hours(table)
        for service in services(self.context.timetable):
            mine = {kind: pivot[who, kind] for who, kind in pivot if who == service.teacher}
            self._total(row, service, mine)
            for kind, months in mine.items():
                row += 1
                self._type(row, service.teacher, kind, months)
                hours_of_learners = tidy(learners[service.teacher, kind])
                self._put(row, self.taught + 1, hours_of_learners, _NUMBER)
            row += 1
        return row

    def _put(self, row: int, column: int, value: CellValue, look: Look) -> None:
        self.context.paint.put(self.sheet, row, column, value, look)

    def _type(self, row: int, teacher: str, kind: str, months: list[float]) -> None:
        blank: list[CellValue] = [None] * self.last
        self.context.paint.row(self.sheet, row, blank, ROW)
        self._put(row, 2, kind or "–", ROW)
        cells: list[CellValue] = [tidy(value) for value in months]
        self.context.paint.row(self.sheet, row, cells, _NUMBER._replace(number=FEW), first=3)
        self._put(row, self.taught, tidy(sum(months)), _NUMBER)
        live = self.sums.hours(
            self.sums.names_any("teachers", [teacher]), self.sums.is_text("type", kind)
        )
        self.context.paint.formula(self.sheet, row, self.last, live, LIVE)

    def _total(self, row: int, service: Service, mine: dict[str, list[float]]) -> None:
        names = self.context.subject.names
        left = _TOTAL._replace(across="left")
        title: list[CellValue] = [names.teacher_title(service.teacher), None]
        self.context.paint.row(self.sheet, row, title, left)
        totals = [sum(column) for column in zip(*mine.values(), strict=True)]
        totals = totals or [0.0] * len(self.months)
        gap = None if service.due is None else tidy(service.weighted - service.due)
        cells: list[CellValue] = [tidy(value) for value in totals]
        cells += [tidy(service.taught), tidy(service.learners), service.weight]
        cells += [tidy(service.weighted), None if service.due is None else tidy(service.due)]
        self.context.paint.row(self.sheet, row, cells, _TOTAL, first=3)
        short = service.due is not None and service.weighted < service.due
        look = _TOTAL._replace(number=SIGNED, colour=RED if short else _TOTAL.colour)
        self._put(row, self.last - 1, gap, look)
        live = self.sums.hours(self.sums.names_any("teachers", [service.teacher]))
        look = LIVE._replace(bold=True, fill=HEAD)
        self.context.paint.formula(self.sheet, row, self.last, live, look)

    def _learners(self, row: int) -> int:
        title = Text("Heures des apprenants, par mois", "Hours of learners, by month")
        self.context.paint.section(self.sheet, row, self.context.say(title), self.last, height=24)
        for atom, sessions in self.context.timetable.by_atom.items():
            row += 1
            minutes = Counter[date]()
            for session in sessions:
                minutes[session.date.replace(day=1)] += session.minutes
            self.context.paint.row(self.sheet, row, [atom.label, None], ROW._replace(bold=True))
            cells: list[CellValue] = [as_hours(minutes[month]) for month in self.months]
            self.context.paint.row(self.sheet, row, cells, _NUMBER._replace(number=FEW), first=3)
            total = as_hours(minutes.total())
            self._put(row, self.taught, total, _NUMBER._replace(bold=True))
            first, last = get_column_letter(3), get_column_letter(self.taught - 1)
            live = f"=SUM({first}{row}:{last}{row})"
            self.context.paint.formula(self.sheet, row, self.taught + 1, live, LIVE)
        return row


def tidy(value: float) -> float | int:
    """A number of hours without the noise of a sum."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded
