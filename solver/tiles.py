"""Tiles: starts that cut each stretch of the day into whole sessions.

A session starts a whole number of lengths after a break of the grid: of its own length, or of
its course's usual one if that is longer. There are far fewer such starts than all, hours fit
together on them as people expect, and a model restricted to them finds a first plan several
times as fast (docs/decisions/0005). It is never what proves that there is no plan.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from instances.entities import Course
from instances.grid import Span
from instances.instance import Instance

Narrow = Callable[[Course, date, Span], bool]


def tiled(instance: Instance) -> Narrow:
    """Whether a course may use a span of a date: it is a tile, or a pin imposes it."""
    opening = [0]
    for index, period in enumerate(instance.grid.periods[:-1], start=1):
        opening.append(index if period.break_after else opening[-1])
    lengths = {span.minutes: span.length for span in instance.grid.spans}
    usual = {course.code: lengths.get(course.durations[0], 1) for course in instance.courses}
    pinned = {pin.course for pin in instance.pins}

    def narrow(course: Course, when: date, span: Span) -> bool:
        offset = span.first - opening[span.first]
        if offset % max(span.length, usual[course.code]) == 0:
            return True
        return course.code in pinned and any(
            pin.speaks_of(course.code, when, span.start, span.minutes) for pin in instance.pins
        )

    return narrow
