"""A week of real dates that stands for all weeks, without any limit of law or custom.

What weekly problems of other programs are planned on: hour-long periods one after another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from instances.entities import Settings
from instances.grid import Grid, Period
from instances.workbook.choices import PREFERENCES

MONDAY = date(2026, 9, 7)  # any other would do
MOST_DAYS, MOST_PERIODS = 7, 24
# Hours of a course in a week: more than any week has, few enough to count them one by one.
MOST_LECTURES = 1000
HOUR, MIDNIGHT, MORNING = 60, 1440, 480
POINT = 60  # units of the objective in a point
# A week's own format says what its deviations cost: what it does not name costs nothing.
NO_PRICES: Mapping[str, int] = dict.fromkeys((preference.rule for preference in PREFERENCES), 0)


def opening(periods: int) -> int:
    """When the day starts: at 8:00, or earlier where the periods do not fit before midnight."""
    return min(MORNING, MIDNIGHT - periods * HOUR)


def hourly_grid(periods: int) -> Grid:
    """So many periods of an hour, without a break."""
    first = opening(periods)
    return Grid(
        periods=tuple(
            Period(start=start, end=start + HOUR, credited=HOUR)
            for start in range(first, first + periods * HOUR, HOUR)
        )
    )


def open_settings(title: str, days: int, *, seats_required: bool) -> Settings:
    """So many days from Monday on, with every limit of law and custom off."""
    return Settings(
        title=title,
        start=MONDAY,
        end=MONDAY + timedelta(days=days - 1),
        lunch_minutes=0,
        group_day_max=MIDNIGHT,
        group_day_target=MIDNIGHT,
        group_week_max=None,
        group_span_max=None,
        group_stretch_max=None,
        group_rest_min=0,
        minor_day_max=MIDNIGHT,
        minor_stretch_max=None,
        minor_rest_min=0,
        teacher_day_max=MIDNIGHT,
        teacher_day_target=MIDNIGHT,
        teacher_week_max=None,
        teacher_span_max=None,
        teacher_stretch_max=None,
        teacher_rest_min=0,
        floor_minutes=0,
        late_after=MIDNIGHT,
        seats_required=seats_required,
    )
