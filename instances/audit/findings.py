"""What an audit says: findings, each a sentence with its figures, and the tables they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from instances.entities import Resource
from instances.text import LANGS, Lang, Text
from instances.units import Minutes, format_date

Severity = Literal["impossible", "error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("impossible", "error", "warning", "info")


Figure = Minutes | int | float | str | date | Text | tuple[str, ...] | None


@dataclass(frozen=True)
class Finding:
    """One thing found.

    code
        Stable name of the kind of finding, for scripts.
    severity
        `impossible`: a proof that no timetable exists. `error`: data that contradict each other.
        `warning`: plannable, but against the law or a wish. `info`: a figure worth knowing.
    sentence
        What is found, with a field for the subject's code and for each figure.
    figures
        The numbers of the sentence, durations as `Minutes`.
    """

    code: str
    severity: Severity
    subject: Resource
    sentence: Text
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @cached_property
    def text(self) -> Text:
        """The sentence filled; most findings of a comparison are only counted."""
        return Text(*(_fill(self.sentence, self.subject, self.figures, lang) for lang in LANGS))


def find(
    code: str, severity: Severity, subject: Resource, sentence: Text, **figures: Figure
) -> Finding:
    """A finding with its figures as keywords."""
    return Finding(code, severity, subject, sentence, figures)


def _fill(sentence: Text, subject: Resource, figures: Mapping[str, Figure], lang: Lang) -> str:
    values = {name: _say(value, lang) for name, value in figures.items()}
    return sentence.say(lang, subject=subject.code, **values)


def _say(value: Figure, lang: Lang) -> object:
    if isinstance(value, date):
        return format_date(value, lang)
    if isinstance(value, Text):
        return value.say(lang)
    return ", ".join(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class WeekLoad:
    """A week's capacity, in minutes; `even` is the term's demand spread over its weeks.

    `short`: even at the cap the week cannot take its even share, other weeks must.
    """

    week: str
    days: int
    target: int
    cap: int
    even: int

    @property
    def short(self) -> bool:
        """Whether the week holds less than an even share of the demand."""
        return self.cap < self.even


@dataclass(frozen=True)
class GroupLoad:
    """What the learners of an atom are due, against what their CFA days hold, in minutes.

    `target` and `cap` are the capacities at the day's target and hard limit; `closes_target`
    and `closes_cap` the dates on which the demand is met at these paces, None when never.
    """

    label: str
    groups: tuple[str, ...]
    days: int
    demand: int
    target: int
    cap: int
    closes_target: date | None
    closes_cap: date | None
    weeks: tuple[WeekLoad, ...]

    @property
    def per_day(self) -> int:
        """Minutes a CFA day takes on average, rounded up."""
        return -(-self.demand // self.days) if self.days else 0


@dataclass(frozen=True)
class TeacherLoad:
    """What a teacher gives, in minutes: `certain` in every plan, `possible` at the most.

    `days` and `capacity`: dates on which a course of his can be taught, and what they hold.
    `service` is the service due; `weight` what an hour counts towards it.
    """

    code: str
    name: str
    certain: int
    possible: int
    days: int
    capacity: int
    service: int | None
    weight: float


@dataclass(frozen=True)
class RoomLoad:
    """Demand on all rooms of a kind against their open time, in room-minutes.

    `demand` counts sessions that can be nowhere else, `possible` those that may be here.
    `half_days`: rooms × half-days free while a class that needs them is at the CFA.
    """

    kind: str
    rooms: tuple[str, ...]
    demand: int
    possible: int
    capacity: int
    half_days: int
    weeks: tuple[WeekLoad, ...]


@dataclass(frozen=True)
class Audit:
    """The findings, gravest first, and the tables of capacity against demand."""

    findings: tuple[Finding, ...]
    groups: tuple[GroupLoad, ...]
    teachers: tuple[TeacherLoad, ...]
    rooms: tuple[RoomLoad, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def impossible(self) -> bool:
        """Whether arithmetic alone proves that no timetable exists."""
        return bool(self.of("impossible"))

    @property
    def erroneous(self) -> bool:
        """Whether the data contradict each other."""
        return bool(self.of("error"))
