"""Read a problem workbook: an `Instance`, or every problem at once.

The way: file → raw sheets (`source`) → rows by column (`headers`) → entities (`build_*`) →
checks of what only shows when all is there (`checks`). Nothing is skipped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from instances.instance import Instance
from instances.workbook.build_people import read_groups, read_levels, read_rooms, read_teachers
from instances.workbook.build_pins import read_pins
from instances.workbook.build_settings import read_settings
from instances.workbook.build_teaching import read_courses, read_quotas
from instances.workbook.build_time import (
    Owner,
    read_calendar,
    read_grid,
    read_rhythms,
    read_times_off,
)
from instances.workbook.check_pins import check_pins
from instances.workbook.checks import check_courses, check_sizes, check_use
from instances.workbook.headers import rows_of, rows_of_tables
from instances.workbook.known import Known, atoms_by_group
from instances.workbook.layout import Tables
from instances.workbook.names import Names, names_of, peek
from instances.workbook.problems import Findings, Problem, WorkbookError
from instances.workbook.rows import Row, Rows
from instances.workbook.source import read_sheets
from instances.workbook.unsaid import check_unsaid


@dataclass(frozen=True)
class Reading:
    """What a workbook says, and what is odd in it."""

    instance: Instance
    notices: tuple[Problem, ...] = ()


def read_workbook(path: Path) -> Reading:
    """Read a problem workbook.

    Raises
    ------
    WorkbookError
        With every problem found: in the file, in its cells, between its rows.
    """
    findings = Findings()
    return _reading(path.name, rows_of(read_sheets(path), findings), findings)


def read_tables(tables: Tables, name: str = "tables") -> Reading:
    """Read tables as if they were a workbook, whose rows are numbered from 2.

    Raises
    ------
    WorkbookError
        With every problem found; `name` stands for the file.
    """
    findings = Findings()
    return _reading(name, rows_of_tables(tables, findings), findings)


def _reading(name: str, rows: Rows, findings: Findings) -> Reading:
    instance = _instance(rows, findings)
    if instance is None or findings.problems:
        raise WorkbookError(name, findings.problems, findings.notices)
    return Reading(instance, findings.notices)


def _instance(rows: Rows, findings: Findings) -> Instance | None:
    """The instance of the rows that could be read; None without settings, grid or groups."""
    group_names, teachers = names_of(rows, "groups"), names_of(rows, "teachers", full="name")
    room_names, rhythm_names = names_of(rows, "rooms"), names_of(rows, "rhythms", "name")
    units = Names("quotas", map(_unit, [*rows["quotas"], *rows["courses"]]))
    settings = read_settings(rows["settings"], findings)
    grid = read_grid(rows["grid"], findings)
    calendar = read_calendar(rows["calendar"], group_names, settings, findings)
    rhythms = read_rhythms(rows["rhythms"], settings)
    groups = read_groups(rows["groups"], group_names, rhythm_names, rhythms)
    people = read_teachers(rows["teachers"], units)
    owners: dict[Owner, Names] = {
        "teacher": teachers,
        "room": room_names,
        "group": group_names,
    }
    times_off = read_times_off(rows["times_off"], owners, settings)
    rooms = read_rooms(rows["rooms"])
    known = Known(
        group_names=group_names,
        teachers=teachers,
        room_names=room_names,
        units=units,
        groups=[group for group, _ in groups],
        rooms=rooms,
        atoms=atoms_by_group(groups),
    )
    placed_quotas = read_quotas(rows["quotas"], group_names, units)
    quotas = [quota for quota, _ in placed_quotas]
    courses, references = read_courses(rows["courses"], known, quotas)
    pins = read_pins(rows["pins"], references, known)
    levels = read_levels(rows["preferences"])
    check_courses(courses, grid, known, quotas)
    check_sizes(groups)
    check_use(courses, placed_quotas, rows, known)
    check_unsaid(rows, groups, known, findings)
    instance: Instance | None = None
    if settings is not None and grid is not None and known.atoms:
        usable = {room.code for room in rooms}
        instance = Instance(
            settings=settings,
            grid=grid,
            calendar=tuple(row for row in calendar if known.atoms.keys() >= set(row.groups)),
            rhythms=rhythms,
            groups=tuple(known.groups),
            teachers=people,
            times_off=times_off,
            rooms=rooms,
            quotas=tuple(quota for quota in quotas if quota.group in known.atoms),
            courses=tuple(
                course
                for course, _ in courses
                if known.atoms.keys() >= set(course.groups)
                and usable >= {code for need in course.rooms for code in need}
            ),
            pins=tuple(pin for pin, _ in pins),
            levels=levels,
        )
    # A row of these that was not taken leaves dates unknown, and a pin's date is one of them.
    dated = not any(row.broken for row in _dating(rows))
    check_pins(pins, courses, grid, instance if dated else None)
    return instance


def _dating(rows: Rows) -> list[Row]:
    return [*rows["calendar"], *rows["rhythms"], *rows["groups"]]


def _unit(row: Row) -> str:
    return peek(row, "unit")
