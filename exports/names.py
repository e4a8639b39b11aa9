"""How people, rooms and sheets are called in the files, and who is meant by a name read back."""

from __future__ import annotations

import difflib
import re
from collections import Counter

from instances.entities import Resource
from instances.instance import Instance

LONGEST_SHEET_NAME = 31
_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = {"history", "historique"}


class Names:
    """The names of an instance's resources."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        names = Counter(teacher.name for teacher in instance.teachers)
        self._shown = {
            teacher.code: teacher.name if teacher.name and names[teacher.name] == 1 else None
            for teacher in instance.teachers
        }
        self._known: dict[str, Resource] = {}
        for room in reversed(instance.rooms):
            self._add(Resource("room", room.code), room.name)
        for group in reversed(instance.groups):
            self._add(Resource("group", group.code), group.name)
        for teacher in reversed(instance.teachers):
            self._add(Resource("teacher", teacher.code), self.teacher(teacher.code))
        for course in instance.courses:
            for code in course.groups:
                self._known.setdefault(_key(code), Resource("group", code))

    def _add(self, resource: Resource, name: str) -> None:
        if name:
            self._known[_key(name)] = resource
        self._known[_key(resource.code)] = resource

    def teacher(self, code: str) -> str:
        """The teacher's name where it tells her from all others, else her code."""
        return self._shown.get(code) or code

    def group_title(self, code: str) -> str:
        """A group's code and name."""
        group = self._instance.group.get(code)
        return _both(code, group.name if group else "")

    def room_title(self, code: str) -> str:
        """A room's code, and its name if it has one."""
        room = self._instance.room.get(code)
        return _both(code, room.name if room else "")

    def teacher_title(self, code: str) -> str:
        """A teacher's name, or her code where she has none."""
        teacher = self._instance.teacher.get(code)
        return teacher.name if teacher and teacher.name else code

    def unit_title(self, unit: str) -> str:
        """A unit's code, and its label if the maquette gives one."""
        labels = (quota.label for quota in self._instance.quotas if quota.unit == unit)
        return _both(unit, next((label for label in labels if label), ""))

    def resolve(self, text: str) -> Resource | None:
        """The teacher, group or room a code or a name stands for, whatever its capitals."""
        return self._known.get(_key(text))

    def nearest(self, text: str) -> str | None:
        """The known name that looks most like `text`."""
        found = difflib.get_close_matches(_key(text), self._known, n=1, cutoff=0.6)
        if not found:
            return None
        resource = self._known[found[0]]
        return self.teacher(resource.code) if resource.kind == "teacher" else resource.code


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _both(code: str, name: str) -> str:
    if code in name:
        return name
    return f"{code} — {name}" if name else code


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A legal sheet name near `wanted` that `taken` (lower case) does not hold; adds it there."""
    plain = " ".join(_ILLEGAL.sub(" ", wanted).split()).strip("' ") or "-"
    if plain.lower() in _RESERVED:
        plain += " -"
    name, count = plain[:LONGEST_SHEET_NAME].rstrip("' "), 1
    while name.lower() in taken:
        count += 1
        suffix = f" ({count})"
        name = plain[: LONGEST_SHEET_NAME - len(suffix)].rstrip("' ") + suffix
    taken.add(name.lower())
    return name
