"""What the changes in the grids mean: a session moved, changed, removed or added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from openpyxl.utils import get_column_letter

from exports.layout import credited
from exports.names import Names
from exports.readback.cells import Difference, Spot
from exports.readback.changes import Change, Draft, Edits, Field, Time
from exports.readback.people import Told, normal, parse_entry, unknown_name
from exports.traces import Block, Entry
from exports.views import LINES
from instances.entities import Course
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session
from instances.workbook.layout import plain
from instances.workbook.problems import Place

Gone = tuple[Entry, Block]
Pair = tuple[Gone, Spot]


class GridReader:
    """Turns what went and what came in each sheet into edits of sessions."""

    def __init__(self, instance: Instance, known: Sequence[Session], edits: Edits) -> None:
        self._instance, self._edits = instance, edits
        self._known = {session.id: session for session in known}
        self._names = Names(instance)

    def read(self, difference: Difference) -> None:
        """Gather what one sheet says."""
        for entry, spot in difference.resized:
            session = self._known.get(entry.id)
            if session is not None:
                end = spot.end
                time = Time(session.start, end, credited(self._instance.grid, session.start, end))
                self._say(entry.id, "time", time, spot.place)
        gone, come = list(difference.gone), list(difference.come)
        for alike in (_same_text_and_week, _same_text, self._in_place, self._same_course):
            for pair in _pairs(gone, come, alike):
                self._moved(pair)
        for entry, block in gone:
            place = Place(block.sheet, entry.top, get_column_letter(entry.left))
            self._say(entry.id, "removed", True, place)
        for spot in come:
            self._added(spot)

    def _say(self, identity: str, field: Field, value: object, place: Place) -> None:
        self._edits.changes.append(Change(identity, field, value, place))  # type: ignore[arg-type]

    # --- which went where ------------------------------------------------------------------

    def _told(self, text: str, block: Block) -> Told:
        return parse_entry(text, self._instance, self._names, LINES[block.kind])

    def _in_place(self, gone: Gone, spot: Spot) -> bool:
        entry, block = gone
        at = (entry.top, entry.left) == (spot.row, spot.column)
        old, new = self._told(entry.text, block), self._told(spot.text, spot.block)
        return at and old.heading == new.heading

    def _same_course(self, gone: Gone, spot: Spot) -> bool:
        entry, block = gone
        old, new = self._told(entry.text, block), self._told(spot.text, spot.block)
        return block.week == spot.block.week and (old.heading, old.groups) == (
            new.heading,
            new.groups,
        )

    # --- what that says --------------------------------------------------------------------

    def _moved(self, pair: Pair) -> None:
        (entry, block), spot = pair
        session = self._known.get(entry.id)
        if session is None:
            return
        if spot.day != session.date:
            self._say(entry.id, "date", spot.day, spot.place)
        old, new = self._told(entry.text, block), self._told(spot.text, spot.block)
        if new.clocks is not None and new.clocks != old.clocks:
            time = Time(*new.clocks, credited(self._instance.grid, *new.clocks))
            self._say(entry.id, "time", time, spot.place)
        else:
            self._retimed(pair, session, block)
        for name in new.unknown:
            if name not in old.unknown:
                unknown_name(self._edits.findings, spot.place, name, self._names)
        own: dict[str, tuple[str, ...]] = {block.kind: (block.code,)}
        if old.groups != new.groups:
            self._say(entry.id, "groups", new.groups or own.get("group", ()), spot.place)
        if set(old.teachers) != set(new.teachers):
            teachers = (*own.get("teacher", ()), *new.teachers)
            self._say(entry.id, "teachers", _in_order(teachers, session.teachers), spot.place)
        if set(old.rooms) != set(new.rooms):
            rooms = (*own.get("room", ()), *new.rooms)
            self._say(entry.id, "rooms", _in_order(rooms, session.rooms), spot.place)

    def _retimed(self, pair: Pair, session: Session, block: Block) -> None:
        """The time an entry was moved to: its rows say the start, and the length if merged."""
        (entry, _), spot = pair
        rows, written = spot.bottom - spot.row, entry.bottom - entry.top
        offset, was = spot.row - spot.block.first, entry.top - block.first
        longer = rows != written and spot.merged
        if offset == was and not longer:
            return
        if longer:
            minutes = credited(self._instance.grid, spot.start, spot.end)
            self._say(entry.id, "time", Time(spot.start, spot.end, minutes), spot.place)
            return
        span = self._instance.grid.span(spot.start, session.minutes)
        end = span.end if span else spot.start + session.end - session.start
        self._say(entry.id, "time", Time(spot.start, end, session.minutes), spot.place)

    def _added(self, spot: Spot) -> None:
        told = self._told(spot.text, spot.block)
        for name in told.unknown:
            unknown_name(self._edits.findings, spot.place, name, self._names)
        course = self._course(spot, told)
        if course is None or told.unknown:
            return
        start, end = told.clocks or (spot.start, spot.end)
        minutes = credited(self._instance.grid, start, end)
        if not spot.merged and told.clocks is None:
            span = self._instance.grid.span(start, course.durations[0])
            minutes, end = (course.durations[0], span.end) if span else (minutes, end)
        block = spot.block
        own: dict[str, tuple[str, ...]] = {block.kind: (block.code,)}
        teachers = (*own.get("teacher", ()), *told.teachers)
        rooms = (*own.get("room", ()), *told.rooms)
        self._edits.drafts.append(
            Draft(
                course=course.code,
                date=spot.day,
                time=Time(start, end, minutes),
                place=spot.place,
                groups=told.groups or None,
                teachers=teachers or None,
                rooms=rooms or None,
            )
        )

    def _course(self, spot: Spot, told: Told) -> Course | None:
        """The one course a new entry can be of; a problem where none or several fit."""
        head, block = told.heading, spot.block
        by_code = [c for c in self._instance.courses if plain(c.code) == head[0]]
        of_unit = [
            course
            for course in self._instance.courses
            if plain(course.unit) == head[0] and self._concerns(course, block, told)
        ]
        as_written = [course for course in of_unit if _heading(course) == head]
        fitting = by_code or as_written or (of_unit if len(head) == 1 else [])
        if len(fitting) == 1:
            return fitting[0]
        shown = normal(spot.text).split("\n")[0]
        if fitting:
            codes = ", ".join(course.code for course in fitting)
            what = Text(
                f"« {shown} » peut être plusieurs cours : {codes}.",
                f"“{shown}” may be several courses: {codes}.",
            )
        else:
            what = Text(
                f"« {shown} » n’est aucun cours de {block.code}.",
                f"“{shown}” is no course of {block.code}.",
            )
        advice = Text(
            "Écrivez le code du cours sur la première ligne, ou ajoutez la séance dans la feuille "
            "Séances.",
            "Write the course's code on the first line, or add the session in the sheet Sessions.",
        )
        self._edits.findings.problem(spot.place, shown, what, advice)
        return None

    def _concerns(self, course: Course, block: Block, told: Told) -> bool:
        """Whether a course can stand in a view, for the groups and teachers an entry names."""
        if told.groups and set(told.groups) != set(course.groups):
            return False
        teachers = set(told.teachers) | ({block.code} if block.kind == "teacher" else set())
        if not teachers <= {who for post in course.posts for who in post}:
            return False
        if block.kind != "group" or told.groups:
            return True
        atoms = set(self._instance.atoms_of.get(block.code, ()))
        return atoms <= set(self._instance.learners[course.code])


def _heading(course: Course) -> tuple[str, ...]:
    """What a grid writes on top of a course's entries, as `Told.heading` has it."""
    return tuple(dict.fromkeys(plain(word) for word in (course.unit, course.type) if word))


def _same_text_and_week(gone: Gone, spot: Spot) -> bool:
    return gone[1].week == spot.block.week and _same_text(gone, spot)


def _same_text(gone: Gone, spot: Spot) -> bool:
    return normal(gone[0].text) == normal(spot.text)


def _pairs(gone: list[Gone], come: list[Spot], alike: Callable[[Gone, Spot], bool]) -> list[Pair]:
    """Take out of both lists what belongs together, in reading order."""
    found: list[Pair] = []
    for spot in list(come):
        match = next((item for item in gone if alike(item, spot)), None)
        if match is not None:
            found.append((match, spot))
            gone.remove(match)
            come.remove(spot)
    return found


def _in_order(codes: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """Codes, those that were there before first and as they stood."""
    rank = defaultdict(lambda: len(before), {code: i for i, code in enumerate(before)})
    return tuple(sorted(dict.fromkeys(codes), key=lambda code: rank[code]))
