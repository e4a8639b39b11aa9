"""Where in a workbook a teacher, a course, a room or a group is written."""

from __future__ import annotations

from pathlib import Path

from instances.workbook.headers import rows_of
from instances.workbook.layout import SheetKey
from instances.workbook.names import peek
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
    """The rows that speak of each name, by sheet; names as the workbook writes them.

    Raises
    ------
    WorkbookError
        When the file cannot be read.
    """
    rows = rows_of(read_sheets(path), Findings())
    found: dict[tuple[SheetKey, str], tuple[Place, ...]] = {}
    for sheet, column in _NAMED:
        for row in rows.get(sheet, ()):
            key = sheet, peek(row, column)
            found[key] = (*found.get(key, ()), row.place())
    return found
