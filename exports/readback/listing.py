"""The session list, read back: each row compared with what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from openpyxl.utils import get_column_letter

from exports.layout import credited
from exports.names import Names
from exports.readback.changes import Change, Draft, Edits, Field, Time
from exports.readback.people import unknown_name
from exports.sessions import FIELDS, SHEET, cells
from exports.traces import ViewKind
from instances.entities import Course
from instances.instance import Instance
from instances.text import WEEKDAYS, Lang, Text
from instances.timetable import Session
from instances.workbook import cells as cell
from instances.workbook.layout import nearest, plain
from instances.workbook.problems import NOWHERE, Place
from instances.workbook.source import Broken, RawSheet

T = TypeVar("T")
HEADER_ROWS = 12  # the header stands in one of the first rows
_NAMES: dict[str, ViewKind] = {"groups": "group", "teachers": "teacher", "rooms": "room"}


def find_list(sheets: Mapping[str, RawSheet]) -> tuple[RawSheet, int, dict[str, int]] | None:
    """The sheet of the session list, the row of its header, and its columns by key."""
    words = {plain(word): field.key for field in FIELDS for word in (*field.header, field.key)}
    for sheet in sorted(sheets.values(), key=lambda s: plain(s.title) not in map(plain, SHEET)):
        for row in range(1, HEADER_ROWS + 1):
            found: dict[str, int] = {}
            for column, value in sorted(sheet.rows.get(row, {}).items()):
                key = words.get(plain(value)) if isinstance(value, str) else None
                if key is not None:
                    found.setdefault(key, column)
            if {"id", "date", "course"} <= set(found):
                return sheet, row, found
    return None


class ListReader:
    """Reads the rows of a session list. `known`: the sessions it was written from, by id."""

    def __init__(
        self, instance: Instance, known: Sequence[Session], edits: Edits, lang: Lang
    ) -> None:
        self._instance, self._edits, self._lang = instance, edits, lang
        self._known = {session.id: session for session in known}
        self._names = Names(instance)
        self._columns: dict[str, int] = {}
        self._sheet = ""

    def read(self, sheet: RawSheet, head: int, columns: dict[str, int], *, fresh: bool) -> None:
        """Gather what the rows say. `fresh`: nothing is known of an earlier state."""
        self._columns, self._sheet = columns, sheet.title
        missing = [field.header for field in FIELDS if field.key not in columns]
        for header in missing:
            what = Text(
                f"la colonne « {header.fr} » manque.", f"the column “{header.en}” is missing."
            )
            advice = Text("Remettez-la, avec son titre.", "Put it back, with its header.")
            self._edits.findings.problem(Place(sheet.title, head), "", what, advice)
        if missing:
            return
        seen: dict[str, int] = {}
        for number, row in sorted(sheet.rows.items()):
            values = {key: row.get(column) for key, column in columns.items()}
            if number > head and not all(cell.is_blank(value) for value in values.values()):
                self._row(number, values, seen, fresh=fresh)
        for identity in self._known.keys() - seen.keys():
            place = Place(sheet.title)
            self._edits.changes.append(Change(identity, "removed", True, place))

    def _row(
        self, number: int, values: dict[str, object], seen: dict[str, int], *, fresh: bool
    ) -> None:
        for key, value in values.items():
            if isinstance(value, Broken):
                self._problem(number, key, value.shown, value.what, value.advice)
                return
        identity = self._cell(number, "id", values, cell.text) or ""
        if identity in seen:
            what = Text(
                f"la ligne {seen[identity]} a déjà l’Id « {identity} ».",
                f"row {seen[identity]} has the Id “{identity}” already.",
            )
            advice = Text(
                "Pour une nouvelle séance, laissez l’Id vide.",
                "For a new session, leave the Id empty.",
            )
            self._problem(number, "id", identity, what, advice)
            return
        if identity:
            seen[identity] = number
        if identity in self._known:
            self._compare(number, self._known[identity], values)
        elif identity and not fresh:
            what = Text(f"l’Id « {identity} » est inconnu.", f"the Id “{identity}” is unknown.")
            advice = Text(
                "Pour une nouvelle séance, laissez l’Id vide.",
                "For a new session, leave the Id empty.",
            )
            self._problem(number, "id", identity, what, advice)
        else:
            self._add(number, values, identity)

    # --- a session that was there ----------------------------------------------------------

    def _compare(self, number: int, session: Session, values: dict[str, object]) -> None:
        keys = [field.key for field in FIELDS]
        written = dict(zip(keys, cells(self._instance, session, self._lang), strict=True))
        touched = {key for key in keys if not _alike(values[key], written[key])}
        day = session.date
        if "date" in touched:
            found = self._cell(number, "date", values, cell.day)
            if found is not None and found != session.date:
                self._say(number, session, "date", found)
                day = found
        self._check_weekday(number, values, touched, day)
        if touched & {"start", "end", "hours"}:
            time = self._time(number, values, session, touched)
            if time is not None and time != Time(session.start, session.end, session.minutes):
                key = next(key for key in ("start", "end", "hours") if key in touched)
                self._say(number, session, "time", time, key)
        course = self._instance.course.get(session.course)
        if "course" in touched:
            course = self._course(number, values)
            if course is not None and course.code != session.course:
                self._say(number, session, "course", course.code)
        self._check_unit(number, values, touched, course)
        fields: tuple[Field, ...] = ("groups", "teachers", "rooms")
        for name in fields:
            old: tuple[str, ...] = getattr(session, name)
            codes = self._codes(number, name, values) if name in touched else None
            if codes is not None and set(codes) != set(old):
                self._say(number, session, name, codes)
        if "locked" in touched:
            locked = self._cell(number, "locked", values, cell.flag) or False
            if locked != session.locked:
                self._say(number, session, "locked", locked)

    def _say(
        self, number: int, session: Session, field: Field, value: object, key: str = ""
    ) -> None:
        place = self._place(number, key or field)
        change = Change(session.id, field, value, place)  # type: ignore[arg-type]
        self._edits.changes.append(change)

    def _check_weekday(
        self, number: int, values: dict[str, object], touched: set[str], day: date
    ) -> None:
        """A weekday follows its date: one changed alone, or to another day's, is a mistake."""
        if "weekday" not in touched or cell.is_blank(values["weekday"]):
            return
        shown = plain(cell.show(values["weekday"]))
        if shown in map(plain, WEEKDAYS[day.weekday()]):
            return
        what = Text(
            f"« {cell.show(values['weekday'])} » n’est pas le jour du {day:%d/%m/%Y}.",
            f"“{cell.show(values['weekday'])}” is not the weekday of {day:%d/%m/%Y}.",
        )
        advice = Text("Changez la date.", "Change the date.")
        self._problem(number, "weekday", cell.show(values["weekday"]), what, advice)

    def _check_unit(
        self, number: int, values: dict[str, object], touched: set[str], course: Course | None
    ) -> None:
        """Unit and type are the course's: changed to others, they say nothing we can do."""
        for key in ("unit", "type"):
            if course is None or key not in touched or cell.is_blank(values[key]):
                continue
            own = course.unit if key == "unit" else course.type
            if plain(cell.show(values[key])) != plain(own):
                what = Text(
                    f"le cours {course.code} est de « {own} », pas de "
                    f"« {cell.show(values[key])} ».",
                    f"course {course.code} is “{own}”, not “{cell.show(values[key])}”.",
                )
                advice = Text("Changez le cours.", "Change the course.")
                self._problem(number, key, cell.show(values[key]), what, advice)

    # --- a new session ---------------------------------------------------------------------

    def _add(self, number: int, values: dict[str, object], identity: str) -> None:
        day = self._cell(number, "date", values, cell.day, needed=True)
        course = self._course(number, values)
        time = self._new_time(number, values, course)
        touched = {key for key in ("weekday", "unit", "type") if not cell.is_blank(values[key])}
        self._check_unit(number, values, touched, course)
        groups, teachers, rooms = (
            None if cell.is_blank(values[key]) else self._codes(number, key, values)
            for key in _NAMES
        )
        locked = self._cell(number, "locked", values, cell.flag) or False
        if day is None or course is None or time is None:
            return
        self._check_weekday(number, values, touched, day)
        place = self._place(number, "date")
        self._edits.drafts.append(
            Draft(course.code, day, time, place, identity, groups, teachers, rooms, locked)
        )

    def _new_time(
        self, number: int, values: dict[str, object], course: Course | None
    ) -> Time | None:
        start = self._cell(number, "start", values, cell.clock, needed=True)
        end = self._cell(number, "end", values, cell.clock)
        minutes = self._cell(number, "hours", values, cell.hours)
        if start is None:
            return None
        if end is None and minutes is None:
            if course is None:
                return None
            minutes = course.durations[0]
        return self._whole_time(number, values, start, end, minutes)

    # --- cells -----------------------------------------------------------------------------

    def _time(
        self, number: int, values: dict[str, object], session: Session, touched: set[str]
    ) -> Time | None:
        """The time after an edit: what was not touched follows what was."""
        start = self._cell(number, "start", values, cell.clock, needed=True)
        # Either of the two says the other; emptied, it asks for that.
        lasting = cell.is_blank(values["hours"]) and not cell.is_blank(values["end"])
        ending = cell.is_blank(values["end"]) and not cell.is_blank(values["hours"])
        end = self._cell(number, "end", values, cell.clock, needed=not ending)
        minutes = self._cell(number, "hours", values, cell.hours, needed=not lasting)
        if start is not None and (lasting or ending) and (end or minutes):
            return self._whole_time(number, values, start, end, minutes)
        if start is None or end is None or minutes is None:
            return None
        if "end" not in touched:
            if "hours" not in touched and self._instance.grid.span(start, minutes) is None:
                return Time(start, start + session.end - session.start, minutes)
            return self._whole_time(number, values, start, None, minutes)
        if "hours" not in touched:
            return self._whole_time(number, values, start, end, None)
        return self._whole_time(number, values, start, end, minutes)

    def _whole_time(
        self,
        number: int,
        values: dict[str, object],
        start: int,
        end: int | None,
        minutes: int | None,
    ) -> Time | None:
        grid = self._instance.grid
        if end is None and minutes is not None:
            span = grid.span(start, minutes)
            return Time(start, span.end if span else start + minutes, minutes)
        if end is None or end <= start:
            what = Text("la fin n’est pas après le début.", "the end is not after the start.")
            self._problem(number, "end", cell.show(values["end"]), what)
            return None
        counted = credited(grid, start, end)
        if minutes is not None and minutes not in (counted, end - start):
            what = Text(
                "le début, la fin et la durée ne vont pas ensemble.",
                "start, end and hours do not go together.",
            )
            advice = Text("Corrigez l’un des trois.", "Mend one of the three.")
            self._problem(number, "hours", cell.show(values["hours"]), what, advice)
            return None
        return Time(start, end, minutes if minutes is not None else counted)

    def _course(self, number: int, values: dict[str, object]) -> Course | None:
        code = self._cell(number, "course", values, cell.text, needed=True)
        if code is None:
            return None
        known = {plain(course.code): course for course in self._instance.courses}
        if plain(code) in known:
            return known[plain(code)]
        near = nearest(code, list(self._instance.course))
        what = Text(f"aucun cours n’a le code « {code} ».", f"no course has the code “{code}”.")
        advice = NOWHERE
        if near is not None:
            advice = Text(f"Vouliez-vous dire « {near} » ?", f"Did you mean “{near}”?")
        self._problem(number, "course", code, what, advice)
        return None

    def _codes(self, number: int, key: str, values: dict[str, object]) -> tuple[str, ...] | None:
        """The codes of the names in a cell; None where one is wrong."""
        if cell.is_blank(values[key]) and key != "groups":
            return ()
        found = self._cell(number, key, values, cell.names, needed=True)
        if found is None:
            return None
        codes = []
        for name in found:
            code = self._names.resolve(name).get(_NAMES[key])
            if code is None:
                place = self._place(number, key)
                unknown_name(self._edits.findings, place, name, self._names, _NAMES[key])
                return None
            codes.append(code)
        return tuple(dict.fromkeys(codes))

    def _cell(
        self,
        number: int,
        key: str,
        values: dict[str, object],
        parse: Callable[[object], T],
        *,
        needed: bool = False,
    ) -> T | None:
        value = values[key]
        if cell.is_blank(value):
            if needed:
                what = Text("la cellule est vide.", "the cell is empty.")
                self._problem(number, key, "", what)
            return None
        try:
            return parse(value)
        except cell.CellError as error:
            self._problem(number, key, cell.show(value), error.what, error.advice)
            return None

    def _place(self, number: int, key: str) -> Place:
        header = next(field.header for field in FIELDS if field.key == key)
        letter = get_column_letter(self._columns[key])
        return Place(self._sheet, number, letter, header.say(self._lang))

    def _problem(
        self, number: int, key: str, value: str, what: Text, advice: Text = NOWHERE
    ) -> None:
        self._edits.findings.problem(self._place(number, key), value, what, advice)


def _alike(value: object, written: object) -> bool:
    """Whether a cell still holds what was written in it, whatever form a save gave it."""
    if cell.is_blank(value) and cell.is_blank(written):
        return True
    return cell.show(value) == cell.show(written)
