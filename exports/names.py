"""How people, rooms and sheets are called in the files, and who is meant by a name read back."""

from __future__ import annotations

import difflib
import re
from collections import Counter

from exports.traces import ViewKind
from instances.instance import Instance
from instances.text import Text

LONGEST_SHEET_NAME = 31
# What the name of a file, or of a folder, of one kind only has of that kind.
FILES: dict[ViewKind, Text] = {
    "group": Text("classes", "classes"),
    "teacher": Text("enseignants", "teachers"),
    "room": Text("salles", "rooms"),
}
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
        self._known: dict[ViewKind, dict[str, str]] = {"teacher": {}, "group": {}, "room": {}}
        for teacher in reversed(instance.teachers):
            self._add("teacher", teacher.code, self.teacher(teacher.code))
        for group in reversed(instance.groups):
            self._add("group", group.code, group.name)
        for room in reversed(instance.rooms):
            self._add("room", room.code, room.name)
        for course in instance.courses:
            for code in course.groups:
                self._known["group"].setdefault(_key(code), code)

    def _add(self, kind: ViewKind, code: str, name: str) -> None:
        if name:
            self._known[kind][_key(name)] = code
        self._known[kind][_key(code)] = code

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

    def resolve(self, text: str) -> dict[ViewKind, str]:
        """The codes a code or a name stands for, whatever its capitals, by kind.

        A class and a room may both be called 101.
        """
        key = _key(text)
        return {kind: known[key] for kind, known in self._known.items() if key in known}

    def nearest(self, text: str, kind: ViewKind | None = None) -> str | None:
        """The known name, of one kind or of any, that looks most like `text`."""
        kinds = self._known if kind is None else (kind,)
        known = {name: (one, code) for one in kinds for name, code in self._known[one].items()}
        found = difflib.get_close_matches(_key(text), known, n=1, cutoff=0.6)
        if not found:
            return None
        one, code = known[found[0]]
        return self.teacher(code) if one == "teacher" else code


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
