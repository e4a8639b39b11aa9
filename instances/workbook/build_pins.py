"""The sheet Séances imposées as entities."""

from __future__ import annotations

from collections.abc import Sequence

from instances.entities import Course, Pin
from instances.text import Text
from instances.workbook.build_teaching import References
from instances.workbook.build_time import dates
from instances.workbook.known import Known
from instances.workbook.names import Names
from instances.workbook.rows import Row


def read_pins(rows: Sequence[Row], references: References, known: Known) -> list[tuple[Pin, Row]]:
    """The pins; a row about a `Dédoublé` course, or of several days, stands for each."""
    return [pair for row in rows for pair in _pins(row, references, known)]


def _pins(row: Row, references: References, known: Known) -> list[tuple[Pin, Row]]:
    word = row.text("course")
    name = references.find(row, "course", word) if word else None
    day, weekdays = row.day("date"), row.weekdays("day")
    first, last = dates(row)
    start, minutes = row.clock("start"), row.hours("duration")
    rooms = _names(row, "rooms", known.room_names)
    teachers = _names(row, "teachers", known.teachers)
    if not {"date", "day"} & row.broken:
        _one_of_date_and_day(row)
    members = references.members(name) if name else []
    if len(members) > 1 and (rooms or teachers):
        row.problem(
            "course",
            Text(
                f"« {name} » vaut {len(members)} cours, qui ne peuvent avoir en même temps la même "
                "salle ou le même enseignant.",
                f"“{name}” stands for {len(members)} courses, which cannot have the same room or "
                "teacher at one time.",
            ),
            Text(f"Nommez-en un : {members[0].code}.", f"Name one of them: {members[0].code}."),
        )
    if {
        "course",
        "date",
        "day",
        "start",
        "first",
        "last",
        "duration",
    } & row.broken or start is None:
        return []
    return [
        (
            Pin(
                course=course.code,
                date=day,
                weekday=weekday,
                first=first,
                last=last,
                start=start,
                minutes=_minutes(course, minutes),
                rooms=rooms,
                teachers=teachers,
            ),
            row,
        )
        for course in members
        for weekday in weekdays or (None,)
    ]


def _minutes(course: Course, minutes: int | None) -> int:
    return course.durations[0] if minutes is None else minutes


def _names(row: Row, key: str, names: Names) -> tuple[str, ...]:
    """Codes; `+` also separates them, as it does in the sheet Cours."""
    words = [word.strip() for part in row.names(key) for word in part.split("+")]
    return names.find_all(row, key, [word for word in words if word])


def _one_of_date_and_day(row: Row) -> None:
    has_date, has_day = not row.blank("date"), not row.blank("day")
    advice = Text(
        "Remplissez Date, ou bien Jour (avec Du et Au si besoin).",
        "Fill in Date, or else Day (with From and To if need be).",
    )
    if not has_date and not has_day:
        row.problem(
            "date",
            Text("cette ligne ne dit pas quand.", "this row does not say when."),
            advice,
        )
    elif has_date and (has_day or not row.blank("first") or not row.blank("last")):
        row.problem(
            "date",
            Text(
                "une date et un jour de chaque semaine à la fois.",
                "a date and a day of every week at once.",
            ),
            advice,
        )
