"""Where in a workbook a teacher, a course, a room or a group is written."""

from __future__ import annotations

from pathlib import Path

from instances.workbook.headers import rows_of
from instances.workbook.layout import SheetKey
from instances.workbook.names import names_of
from instances.workbook.problems import Findings, Place
from instances.workbook.source import read_sheets

# The column of each sheet that names what its rows are about.
_NAMED: tuple[tuple[SheetKey, str], ...] = (
    ("groups", "code"),
    ("teachers", "code"),
    ("times_off", "who"),
    ("rooms", "code"),
    ("courses", "code"),
    ("pins", "course"),
)


def places_of(path: Path) -> dict[tuple[SheetKey, str], tuple[Place, ...]]:
    """The rows that speak of each name, by sheet; names as they are spelt where they are defined.

    Raises
    ------
    WorkbookError
        When the file cannot be read.
    """
    rows = rows_of(read_sheets(path), Findings())
    known = {
        "who": [names_of(rows, "teachers", full="name"), names_of(rows, "rooms"),
                names_of(rows, "groups")],
        "course": [names_of(rows, "courses")],
    }  # fmt: skip
    found: dict[tuple[SheetKey, str], tuple[Place, ...]] = {}
    for sheet, column in _NAMED:
        for row in rows.get(sheet, ()):
            for word in row.names(column):
                meant = (names.get(word) for names in known.get(column, ()))
                key = sheet, next(filter(None, meant), word)
                found[key] = (*found.get(key, ()), row.place())
    return found
