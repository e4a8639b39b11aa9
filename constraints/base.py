"""What a rule is: a sentence, an equation, and a check that shares nothing with it.

`Required` rules are posted to CP-SAT and never broken in a complete timetable. `Soft` rules put
a price on a deviation, in a unit people can read. `Domain` rules are required rules that only
say where a course cannot stand: they are applied before any variable is made.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from instances.entities import Course, Resource
from instances.instance import Instance
from instances.text import Lang, Text
from instances.timetable import Session, Timetable
from instances.units import Minutes, format_date

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import Constraint as CpConstraint
    from ortools.sat.python.cp_model import LinearExpr

    from constraints.variables import Variables

    Expr = LinearExpr | int
    Posted = tuple[Resource, CpConstraint]
    Priced = tuple[Resource, Expr]

Trame = Literal["exact", "relaxed", "absent"]
Known = TypeVar("Known")


def once(work_out: Callable[[Instance], Known]) -> Callable[[Instance], Known]:
    """Work something out once for an instance, and keep it there as `cached_property` does.

    For what does not depend on courses, pins or relations: an instance of some of them is a copy
    that keeps what is known. A search asks about somebody's day thousands of times.
    """
    name = f"_{work_out.__module__}.{work_out.__qualname__}"

    @wraps(work_out)
    def known(instance: Instance) -> Known:
        kept = vars(instance)
        if name not in kept:
            kept[name] = work_out(instance)
        found: Known = kept[name]
        return found

    return known


@dataclass(frozen=True)
class Violation:
    """A rule not kept: by whom, by how much (in the rule's unit), with which sessions.

    `values` fill the rule's `violation` sentence; a `Text`, a date, `Minutes` and a `Clock` are
    said in the language asked for.
    """

    rule: Constraint
    subject: Resource
    amount: int
    values: Mapping[str, object] = field(default_factory=dict, compare=False)
    sessions: tuple[Session, ...] = ()

    def say(self, lang: Lang) -> str:
        """Return the sentence a coordinator reads."""
        minutes = isinstance(self.rule, Soft) and self.rule.minutes
        values = {
            "subject": self.subject.code,
            "amount": Minutes(self.amount) if minutes else self.amount,
            **self.values,
        }
        said = {key: _say(value, lang) for key, value in values.items()}
        return self.rule.violation.say(lang, **said)


def _say(value: object, lang: Lang) -> object:
    if isinstance(value, Text):
        return value.say(lang)
    return format_date(value, lang) if isinstance(value, date) else value


class Constraint(ABC):
    """Any rule.

    id
        Stable name, used in files and options.
    name, statement, violation
        For people; `violation` may use {subject}, {amount} and the values of a `Violation`.
    source
        Law, standard or paper the rule comes from.
    trame
        Whether `post` means the same on days that stand for many dates (`exact`), a valid
        relaxation of it (`relaxed`), or is not posted there (`absent`).
    """

    id: ClassVar[str]
    name: ClassVar[Text]
    statement: ClassVar[Text]
    violation: ClassVar[Text]
    source: ClassVar[str] = ""
    trame: ClassVar[Trame] = "exact"

    @abstractmethod
    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Every breach of the rule, found without the model."""


class Required(Constraint):
    """A rule that a complete timetable never breaks."""

    @abstractmethod
    def post(self, x: Variables) -> Iterator[Posted]:
        """Post the rule and yield each constraint with its subject.

        Definitions of auxiliary variables are added but not yielded: they always hold.
        """


class Domain(Constraint):
    """A required rule that bars a course from periods of a date, whatever else is planned."""

    @abstractmethod
    def allowed(
        self, instance: Instance, course: Course, day: date
    ) -> Iterator[tuple[Resource, int]]:
        """Yield a subject and the bit mask of periods it leaves to the course on `day`.

        Nothing yielded: no word against the day. A session must lie within every mask.
        """


class Soft(Constraint):
    """A wish: a deviation costs `price` units a unit of amount at level 1 (60 units: a point).

    `unit` names what an amount counts; `minutes` says amounts are minutes (shown as hours).
    `level` is the one a workbook without preferences gets.
    """

    unit: ClassVar[Text]
    minutes: ClassVar[bool] = True
    price: ClassVar[int] = 1
    level: ClassVar[int] = 2

    @abstractmethod
    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Yield a subject and an expression whose minimum is its amount."""


def course_subject(course: Course) -> Resource:
    """The course as a subject."""
    return Resource("course", course.code)
