"""Space constraints of FET: one function a kind, and which function is whose."""

from __future__ import annotations

from collections.abc import Mapping

from instances.fet.activities import Activity
from instances.fet.asked import Asked
from instances.fet.source import Node
from instances.fet.time_rules import Take, nothing


def _room_off(asked: Asked, node: Node) -> None:
    names = asked.named_rooms(node)
    for name in names or ():
        asked.off["room", name] |= asked.slots(node, "Not_Available_Time", "Day", "Hour")


def _named_rooms(asked: Asked, node: Node) -> None:
    _prefer(asked, node, asked.named(node, "Activity_Id"))


def _filtered_rooms(asked: Asked, node: Node) -> None:
    _prefer(asked, node, asked.filtered(node))


def _prefer(asked: Asked, node: Node, activities: list[Activity]) -> None:
    """All preferences hold at once: what is left are the rooms in all of them."""
    rooms = asked.named_rooms(node)
    for activity in activities if rooms is not None else ():
        before = activity.preferred
        activity.preferred = rooms if before is None or rooms is None else before & rooms


def _students_home(asked: Asked, node: Node) -> None:
    """Home rooms are those of activities with these learners and no others."""
    if name := asked.students(node):
        alone = [a for a in asked.activities.active.values() if a.students == (name,)]
        _house(asked, node, alone)


def _teacher_home(asked: Asked, node: Node) -> None:
    if name := asked.teacher(node):
        alone = [a for a in asked.activities.active.values() if a.teachers == (name,)]
        _house(asked, node, alone)


def _house(asked: Asked, node: Node, activities: list[Activity]) -> None:
    rooms = asked.named_rooms(node)
    for activity in activities if rooms is not None else ():
        before = activity.home
        activity.home = rooms if before is None or rooms is None else before & rooms


HARD: Mapping[str, Take] = {
    "BasicCompulsorySpace": nothing,
    "RoomNotAvailableTimes": _room_off,
    "ActivityPreferredRoom": _named_rooms,
    "ActivityPreferredRooms": _named_rooms,
    "SubjectPreferredRoom": _filtered_rooms,
    "SubjectPreferredRooms": _filtered_rooms,
    "SubjectActivityTagPreferredRoom": _filtered_rooms,
    "SubjectActivityTagPreferredRooms": _filtered_rooms,
    "ActivityTagPreferredRoom": _filtered_rooms,
    "ActivityTagPreferredRooms": _filtered_rooms,
    "StudentsSetHomeRoom": _students_home,
    "StudentsSetHomeRooms": _students_home,
    "TeacherHomeRoom": _teacher_home,
    "TeacherHomeRooms": _teacher_home,
}
