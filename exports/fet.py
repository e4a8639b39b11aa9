"""`.fet`: a week's problem as a file of FET, which its program `fet-cl` solves.

Groups become years, groups and subgroups of atoms; a course becomes an activity for each of its
sessions. What FET cannot say is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from exports.fet_limits import left_out, virtual_rooms, write_limits, write_rooms
from exports.fet_pen import Pen
from exports.fet_sets import Sets
from exports.fet_times import write_times
from instances.entities import Course
from instances.fet.numbering import Piece, dates_of, hours_of, pieces, teams_of, unit_of
from instances.fet.rooms import UNLIMITED
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable
from instances.timetable_file import write_whole

VERSION = "6.8.5"  # of FET, whose form the file has
_TEAM = Text(
    "Enseignants au choix de {count} cours : FET ne choisit pas, chaque cours en a reçu.",
    "Teachers to choose for {count} {count:course|courses}: FET does not choose, each has been "
    "given some.",
)


@dataclass(frozen=True)
class FetFile:
    """What is written: its text, and what of the problem it does not say."""

    content: bytes
    left_out: tuple[Text, ...]


def write_fet(timetable: Timetable, path: Path) -> tuple[Text, ...]:
    """Write the problem of a timetable, whole or not at all; return what FET cannot say of it.

    The teachers are those of the sessions, where a course has a choice and has been given some.

    Raises
    ------
    FetFormError
        When it is longer than a week, or its periods are not equal.
    """
    made = fet_of(timetable)
    write_whole(path, made.content)
    return made.left_out


def fet_of(timetable: Timetable) -> FetFile:
    """The file of a timetable's problem.

    Raises
    ------
    FetFormError
        When it is longer than a week, or its periods are not equal.
    """
    instance = timetable.instance
    dates, hours, unit = dates_of(instance), hours_of(instance), unit_of(instance)
    numbered, sets, teams = pieces(instance), Sets.of(instance), teams_of(timetable)
    root = ET.Element("fet", version=VERSION)
    settings = instance.settings
    _put(root, "Institution_Name", settings.school or settings.title or "semainier")
    _put(root, "Comments", settings.title)
    _names(root, "Day", [day.isoformat() for day in dates])
    _names(root, "Hour", list(hours))
    _names(root, "Subject", dict.fromkeys(c.unit or c.code for c in instance.courses), count=False)
    types = dict.fromkeys(tag for c in instance.courses for tag in _tags(c))
    _names(root, "Activity_Tag", types, count=False)
    teachers = _names(root, "Teacher", [t.code for t in instance.teachers], count=False)
    for teacher in teachers:
        _put(teacher, "Target_Number_of_Hours", 0)
        _put(teacher, "Qualified_Subjects")
    sets.write(ET.SubElement(root, "Students_List"))
    _activities(root, instance, numbered, teams, unit)
    ET.SubElement(root, "Buildings_List")
    _rooms(root, instance)
    pen = Pen(root, instance, numbered, sets)
    write_times(pen)
    write_limits(pen)
    write_rooms(pen)
    left = (*instance.left_out, *left_out(pen))
    choices = sum(len(instance.teams[course.code]) > 1 for course in instance.courses)
    if choices:
        left = (_TEAM.fill(count=choices), *left)
    ET.indent(root, space="")
    content = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return FetFile(content, left)


def _put(parent: ET.Element, tag: str, text: object = "") -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = str(text)
    return child


def _names(
    root: ET.Element, tag: str, names: Sequence[str] | dict[str, None], *, count: bool = True
) -> list[ET.Element]:
    """A list of named things."""
    outer = ET.SubElement(root, "Activity_Tags_List" if tag == "Activity_Tag" else f"{tag}s_List")
    if count:
        _put(outer, f"Number_of_{tag}s", len(names))
    found = [ET.SubElement(outer, tag) for _ in names]
    for element, name in zip(found, names, strict=True):
        _put(element, "Name", name)
    return found


def _tags(course: Course) -> Iterator[str]:
    return (tag for tag in course.type.split(", ") if tag)


def _activities(
    root: ET.Element,
    instance: Instance,
    numbered: Sequence[Piece],
    teams: dict[str, tuple[str, ...]],
    unit: int,
) -> None:
    outer = ET.SubElement(root, "Activities_List")
    first: dict[str, int] = {}
    totals: dict[str, int] = defaultdict(int)
    for piece in numbered:
        first.setdefault(piece.course, piece.id)
        totals[piece.course] += piece.minutes
    for piece in numbered:
        course = instance.course[piece.course]
        activity = ET.SubElement(outer, "Activity")
        for teacher in teams[course.code]:
            _put(activity, "Teacher", teacher)
        _put(activity, "Subject", course.unit or course.code)
        for tag in _tags(course):
            _put(activity, "Activity_Tag", tag)
        for group in course.groups:
            _put(activity, "Students", group)
        total = totals[course.code]
        split = total > piece.minutes
        _put(activity, "Duration", piece.minutes // unit)
        _put(activity, "Total_Duration", total // unit)
        _put(activity, "Id", piece.id)
        _put(activity, "Activity_Group_Id", first[course.code] if split else 0)
        if course.size is not None and instance.settings.seats_required:
            _put(activity, "Number_Of_Students", course.size)
        _put(activity, "Active", "true")
        _put(activity, "Comments", course.code)


def _rooms(root: ET.Element, instance: Instance) -> None:
    """Real rooms; a course that needs several at once has a virtual one."""
    outer = ET.SubElement(root, "Rooms_List")
    for room in instance.rooms:
        unlimited = room.seats is None or not instance.settings.seats_required
        element = ET.SubElement(outer, "Room")
        _put(element, "Name", room.code)
        _put(element, "Building")
        _put(element, "Capacity", UNLIMITED if unlimited else room.seats)
        _put(element, "Virtual", "false")
        _put(element, "Comments")
    for name, needs in virtual_rooms(instance).items():
        element = ET.SubElement(outer, "Room")
        _put(element, "Name", name)
        _put(element, "Building")
        _put(element, "Capacity", UNLIMITED)
        _put(element, "Virtual", "true")
        _put(element, "Number_of_Sets_of_Real_Rooms", len(needs))
        for need in needs:
            group = ET.SubElement(element, "Set_of_Real_Rooms")
            _put(group, "Number_of_Real_Rooms", len(need))
            for code in need:
                _put(group, "Real_Room", code)
        _put(element, "Comments")
