"""What arithmetic says of a scenario, class by class: an answer before anything is searched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from instances.audit.findings import Audit, GroupLoad, RoomLoad, TeacherLoad
from instances.instance import Instance
from instances.text import Text


@dataclass(frozen=True)
class ClassLoad:
    """What a class is due against what its CFA days hold, in minutes: its fullest learners.

    short, short_target
        What is missing at the hard limit of a day, and at its target; 0: it holds.
    closes, closes_target
        The date on which the quota is met at these paces; None: never.
    floor_missing
        Minutes under the legal floor over the training; None: not verifiable.
    """

    code: str
    days: int
    demand: int
    cap: int
    target: int
    per_day: int
    closes: date | None
    closes_target: date | None
    floor_missing: int | None

    @property
    def short(self) -> int:
        """Minutes that the days do not hold at the hard limit."""
        return max(0, self.demand - self.cap)

    @property
    def short_target(self) -> int:
        """Minutes that the days do not hold at the target."""
        return max(0, self.demand - self.target)


@dataclass(frozen=True)
class ScenarioLoad:
    """The classes of a scenario, its fullest kind of rooms and teacher, and what is impossible.

    Shares are of the hours that courses certainly take in those that are open to them; the room's
    is of its fullest week, an even share of the demand being asked for.
    """

    classes: tuple[ClassLoad, ...]
    room: str
    room_share: float
    room_week: str
    teacher: str
    teacher_share: float
    impossible: tuple[Text, ...]


def scenario_load(instance: Instance, found: Audit) -> ScenarioLoad:
    """The load of an instance whose audit is given."""
    room, week, room_share = max(
        (_room(load) for load in found.rooms), key=lambda some: some[2], default=("", "", 0.0)
    )
    teacher, teacher_share = max(
        (_teacher(load) for load in found.teachers), key=lambda some: some[1], default=("", 0.0)
    )
    return ScenarioLoad(
        classes=tuple(_class(instance, found, root.code) for root in instance.roots),
        room=room,
        room_share=room_share,
        room_week=week,
        teacher=teacher,
        teacher_share=teacher_share,
        impossible=tuple(finding.text for finding in found.of("impossible")),
    )


def _class(instance: Instance, found: Audit, code: str) -> ClassLoad:
    labels = {atom.label for atom in instance.atoms_of[code]}
    load: GroupLoad = max(
        (load for load in found.groups if load.label in labels),
        key=lambda load: (load.demand - load.cap, load.demand - load.target),
    )
    return ClassLoad(
        code=code,
        days=load.days,
        demand=load.demand,
        cap=load.cap,
        target=load.target,
        per_day=load.per_day,
        closes=load.closes_cap,
        closes_target=load.closes_target,
        floor_missing=_floor(instance, load),
    )


def _floor(instance: Instance, load: GroupLoad) -> int | None:
    settings = instance.settings
    if not settings.floor_minutes:
        return 0
    if settings.other_semesters_minutes is None:
        return None
    return max(0, settings.floor_minutes - load.demand - settings.other_semesters_minutes)


def _room(load: RoomLoad) -> tuple[str, str, float]:
    weeks = [(week.even / week.cap, week.week) for week in load.weeks if week.cap]
    share, week = max(weeks, default=(0.0, ""))
    return load.kind, week, share


def _teacher(load: TeacherLoad) -> tuple[str, float]:
    share = load.certain / load.capacity if load.capacity else float(load.certain > 0)
    return load.name or load.code, share
