"""Dated plans for the stages that change them: a small school, and plans of rows."""

from __future__ import annotations

from tiny import course, day_grid, plan, tiny

from instances.entities import Group, Rhythm, Room, Teacher, TimeOff
from instances.instance import Instance
from solver.plan import Plan

RHYTHMS = (Rhythm(name="R", spec="Mon Tue Wed"), Rhythm(name="S", spec="Mon Tue Wed/Tue Wed"))


def of(instance: Instance, *rows: tuple[object, ...]) -> Plan:
    teams = {c.code: instance.teams[c.code][0] for c in instance.courses}
    return Plan.of(instance, plan(instance, *rows).sessions, teams)


def school() -> Instance:
    """Two classes with halves, three teachers, a lab to share, workshops in two rooms, an order."""
    groups = (
        *(Group(code=code, rhythm="R", size=20) for code in ("C", "D")),
        *(Group(code=c + half, rhythm="R", size=10, parent=c) for c in "CD" for half in "12"),
    )
    lessons = (
        *(course(f"{c}-L", 12, (2, 1), groups=c, teachers="T", rooms="R|S") for c in "CD"),
        *(
            course(f"{c}{h}-P", 8, (2,), groups=c + h, teachers="U|V", rooms="L", after=(f"{c}-X",))
            for c in "CD"
            for h in "12"
        ),
        *(course(f"{c}-X", 4, (1,), groups=c, teachers="V", rooms="R|S") for c in "CD"),
        *(course(f"{c}-W", 9, (3,), groups=c, teachers="U", rooms="L R|S") for c in "CD"),
        *(course(f"{c}-E", 7, (2, 1), groups=c, teachers="V", rooms="R|S") for c in "CD"),
    )
    return tiny(
        *lessons,
        days=3,
        weeks=6,
        grid=day_grid(8, 17, breaks=(12,)),
        groups=groups,
        rooms=tuple(Room(code=code, seats=30) for code in ("L", "R", "S")),
        teachers=(
            Teacher(code="T", week_days_max=2),
            Teacher(code="U"),
            Teacher(code="V", day_max=360),
        ),
        times_off=(
            TimeOff(kind="teacher", who="T", weekday=1, start=480, end=1020, level="avoid"),
            TimeOff(kind="room", who="S", weekday=0, start=480, end=600),
        ),
    )
