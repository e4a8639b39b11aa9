"""The grid of a day: its periods, and where a session of a given length can stand."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Entity(BaseModel):
    """A frozen record of an instance, equal by value, written to JSON as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Entity):
    """One step of the day: clock times and credited length, in minutes.

    A period of 55 minutes may be credited as 60. `break_after` ends a stretch of periods:
    no session straddles it.
    """

    start: int = Field(ge=0, le=1440)
    end: int = Field(ge=0, le=1440)
    credited: int = Field(gt=0)
    break_after: bool = False


class Span(NamedTuple):
    """Where a session can stand in a day: periods `first` to `first + length - 1`.

    `start` and `end` are clock times, `minutes` the credited length.
    """

    first: int
    length: int
    start: int
    end: int
    minutes: int

    @property
    def periods(self) -> range:
        """Indices of the periods covered."""
        return range(self.first, self.first + self.length)

    @property
    def mask(self) -> int:
        """The periods covered as a bit mask: bit `p` is period `p`."""
        return ((1 << self.length) - 1) << self.first


class Grid(Entity):
    """The periods of every day, in time order and without overlap."""

    periods: tuple[Period, ...]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Every run of periods that straddles no break, by start, then length."""
        found = []
        for first, opening in enumerate(self.periods):
            minutes = 0
            for last in range(first, len(self.periods)):
                minutes += self.periods[last].credited
                end = self.periods[last].end
                found.append(Span(first, last - first + 1, opening.start, end, minutes))
                if self.periods[last].break_after:
                    break
        return tuple(found)

    @cached_property
    def _masks(self) -> dict[tuple[int, int], int]:
        return {}

    @cached_property
    def _by_start(self) -> dict[tuple[int, int], Span]:
        return {(span.start, span.minutes): span for span in self.spans}

    def span(self, start: int, minutes: int) -> Span | None:
        """The span that starts at clock time `start` and is credited `minutes`, if any."""
        return self._by_start.get((start, minutes))

    def lasting(self, minutes: int) -> tuple[Span, ...]:
        """Every span credited exactly `minutes`."""
        return tuple(span for span in self.spans if span.minutes == minutes)

    def mask(self, start: int, end: int) -> int:
        """Bit mask of the periods that overlap the clock times [start, end)."""
        if (start, end) not in self._masks:
            self._masks[start, end] = sum(
                1 << index
                for index, period in enumerate(self.periods)
                if period.start < end and start < period.end
            )
        return self._masks[start, end]

    def worked(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The clock times [start, end) less the pauses of the grid that a session may run over.

        A session from 8:00 to 12:00 over a pause from 10:00 to 10:15 is work until 10:00 and from
        10:15. What straddles a break of the grid, off it, is work all along.
        """
        found = []
        for before, after in pairwise(self.periods):
            inside = start < before.end < after.start < end
            if inside and not before.break_after:
                found.append((start, before.end))
                start = after.start
        return (*found, (start, end))

    @cached_property
    def full(self) -> int:
        """Bit mask of all periods."""
        return (1 << len(self.periods)) - 1

    def credited(self, mask: int) -> int:
        """Credited minutes of the periods in `mask`."""
        return sum(p.credited for i, p in enumerate(self.periods) if mask >> i & 1)
