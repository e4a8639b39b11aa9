"""Dates typed with the wrong year: outside the term, where the same day of another year is in it.

Nothing else shows them: a time off from November 2025 to November 2026 covers half the term.
"""

from __future__ import annotations

from datetime import date

from instances.entities import Settings
from instances.text import Text
from instances.workbook import cells
from instances.workbook.problems import NOWHERE
from instances.workbook.rows import Row


def check_years(
    row: Row,
    settings: Settings | None,
    first: date | None,
    last: date | None,
    keys: tuple[str, str] = ("first", "last"),
) -> None:
    """Note which of the dates of a row is outside the term, and would not be in another year.

    A date that is outside, with the other end on the far side of what may be meant, is right: a
    leave from July to September, say.
    """
    if settings is None:
        return
    begin, end = _in_term(first, settings), _in_term(last, settings)
    if first is not None and begin is not None and (last is None or end or begin <= last):
        _note(row, keys[0], first, settings)
    if last is not None and end is not None and (first is None or begin or first <= end):
        _note(row, keys[1], last, settings)


def year_advice(day: date | None, settings: Settings | None) -> Text:
    """The same day in the year that is in the term, as a question; nothing without one."""
    meant = None if settings is None else _in_term(day, settings)
    if meant is None:
        return NOWHERE
    return Text(f"Vouliez-vous dire {cells.show(meant)} ?", f"Did you mean {meant}?")


def _in_term(day: date | None, settings: Settings) -> date | None:
    """The same day of another year, in the term; None when `day` is in it itself."""
    start, end = settings.start, settings.end
    if day is None or start <= day <= end:
        return None
    for year in range(start.year, end.year + 1):
        if (day.month, day.day) != (2, 29) and start <= day.replace(year=year) <= end:
            return day.replace(year=year)
    return None


def _note(row: Row, key: str, day: date, settings: Settings) -> None:
    early = day < settings.start
    row.notice(
        key,
        Text(
            f"{cells.show(day)} est {'avant le début' if early else 'après la fin'} de la période "
            f"({cells.show(settings.start if early else settings.end)}).",
            f"{day} is {'before the start' if early else 'after the end'} of the term "
            f"({settings.start if early else settings.end}).",
        ),
        year_advice(day, settings),
    )
