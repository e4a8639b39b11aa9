"""Weeks of dates, by the ISO calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache


@cache
def week_of(day: date) -> str:
    """The ISO week of a date, written `2026-W36`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def weeks_of(days: Iterable[date]) -> dict[str, list[date]]:
    """Dates by their week, in the order they come in."""
    found: dict[str, list[date]] = {}
    for day in days:
        found.setdefault(week_of(day), []).append(day)
    return found


def week_numbers(days: Iterable[date]) -> list[int]:
    """The week of each date, counted from the first one there is."""
    rank: dict[str, int] = {}
    return [rank.setdefault(week_of(day), len(rank)) for day in days]


def in_one_week(days: Iterable[date]) -> bool:
    """Whether all dates are of one week; of none there is none."""
    return len(weeks_of(days)) == 1
