"""What happened since a timetable was made: absences and closures, kept in the timetable."""

from __future__ import annotations

from collections.abc import Iterable

from instances.entities import TimeOff
from instances.instance import Instance


def with_absences(instance: Instance, changes: Iterable[TimeOff]) -> Instance:
    """The problem as it is once people are away and rooms closed."""
    more = [row for row in changes if row not in instance.times_off]
    if not more:
        return instance
    return instance.changed(times_off=(*instance.times_off, *more))
