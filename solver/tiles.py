"""Tiles: starts that cut each stretch of the day into whole sessions.

A session starts a whole number of lengths after a break of the grid: of its own length, or of
its course's usual one if that is longer. There are far fewer such starts than all, hours fit
together on them as people expect, and a model restricted to them finds a first plan several
times as fast (docs/decisions/0005). It is never what proves that there is no plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from instances.entities import Course, Pin
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
    imposed, taken = _imposed(instance), _taken(instance)
    touched = tiles_vary(instance)

    def narrow(course: Course, when: date, span: Span) -> bool:
        if course.code not in touched:
            return is_tile(course, span)
        if any(
            pin.speaks_of(pin.course, when, span.start, span.minutes)
            for pin in imposed.get(course.code, ())
        ):
            return True
        if any(
            start < span.end and span.start < end
            for day in (when, when.weekday())
            for start, end in taken.get((course.code, day), ())
        ):
            return False
        return is_tile(course, span)

    def is_tile(course: Course, span: Span) -> bool:
        offset = span.first - opening[span.first]
        return offset % max(span.length, usual[course.code]) == 0

    return narrow


def tiles_vary(instance: Instance) -> frozenset[str]:
    """The courses whose tiles may differ from date to date: a pin speaks of them or their kin."""
    return frozenset[str]().union(
        *(instance.kin[pin.course] | instance.together[pin.course] for pin in instance.pins)
    )


def _imposed(instance: Instance) -> dict[str, list[Pin]]:
    """The pins of each course and of those parallel to it."""
    found: dict[str, list[Pin]] = defaultdict(list)
    for pin in instance.pins:
        for code in instance.together[pin.course]:
            found[code].append(pin)
    return found


def _taken(instance: Instance) -> dict[tuple[str, date | int], list[tuple[int, int]]]:
    """Clock times, by date or weekday, at which a course had better not be: its kin are pinned."""
    found: dict[tuple[str, date | int], list[tuple[int, int]]] = defaultdict(list)
    for pin in instance.pins:
        span = instance.grid.span(pin.start, pin.minutes)
        when = pin.weekday if pin.date is None else pin.date
        if span is None or when is None:
            continue
        for code in instance.kin[pin.course] - instance.together[pin.course]:
            found[code, when].append((span.start, span.end))
    return found
