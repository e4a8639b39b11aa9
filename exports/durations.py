"""Hours in a workbook: numbers Excel can add up, shown as everywhere else (`201 h 04`)."""

from __future__ import annotations

from typing import NamedTuple

from exports.styles import CellValue
from instances.units import HOUR, format_hours

_DAY = 24 * HOUR


class Shown(NamedTuple):
    """What a cell holds and the format it is shown in."""

    value: CellValue
    number: str = "General"


def duration(minutes: int) -> Shown:
    """Minutes as a part of a day, which Excel shows as `201 h 04`, whole hours as `86 h`.

    Below zero it shows none, so that those are a text.
    """
    if minutes < 0:
        return Shown(format_hours(minutes).replace("-", "−"))
    return Shown(minutes / _DAY, '[h]" h "mm' if minutes % HOUR else '[h]" h"')


def signed(minutes: int) -> str:
    """`+40 h`, `−2 h 30`, `0 h`."""
    return f"+{format_hours(minutes)}" if minutes > 0 else format_hours(minutes).replace("-", "−")
