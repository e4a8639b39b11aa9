"""Days, weeks and placements: what the variables of a model stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from instances.entities import Course
from instances.grid import Span

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    Term = IntVar | int

Slot = tuple[int, int, int]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Day:
    """One date, or several of one weekday that are planned as one."""

    index: int
    dates: tuple[date, ...]

    @property
    def first(self) -> date:
        """The first of the dates."""
        return self.dates[0]

    @property
    def count(self) -> int:
        """How many dates the day stands for."""
        return len(self.dates)

    @property
    def weekday(self) -> int:
        """0 (Monday) to 6."""
        return self.dates[0].weekday()


@dataclass(frozen=True)
class Week:
    """Days of one ISO week; in the trame all days, standing for `count` weeks."""

    label: str
    days: tuple[Day, ...]
    count: int


class Placement:
    """A course at a span of a day; `var` is the number of the day's dates on which it is used.

    `room_sets` are the sets of rooms it may use there.
    """

    __slots__ = ("course", "day", "room_sets", "span", "var")

    def __init__(
        self,
        course: Course,
        day: Day,
        span: Span,
        var: Term,
        room_sets: tuple[frozenset[str], ...],
    ) -> None:
        self.course, self.day, self.span, self.var = course, day, span, var
        self.room_sets = room_sets

    @property
    def slot(self) -> Slot:
        """Weekday, start and credited length: the place in the trame."""
        return self.day.weekday, self.span.start, self.span.minutes

    @property
    def free(self) -> bool:
        """Whether the solver decides it."""
        return not isinstance(self.var, int)

    def __repr__(self) -> str:
        return f"{self.course.code} {self.day.first} {self.span.start}+{self.span.minutes}"


def grouped(
    placements: Iterable[Placement], key: Callable[[Placement], Key]
) -> dict[Key, list[Placement]]:
    """Placements by what `key` says of them, each in the order given."""
    found: dict[Key, list[Placement]] = defaultdict(list)
    for placement in placements:
        found[key(placement)].append(placement)
    return found


def same(terms: Iterable[Term]) -> tuple[object, ...]:
    """What tells a row of terms from others of its model: constants by value, variables by name."""
    return tuple(("constant", t) if isinstance(t, int) else t.index for t in terms)
