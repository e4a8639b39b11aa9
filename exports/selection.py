"""A part of a timetable: some groups, teachers and rooms, some weeks.

What is written of a part never takes the name of the whole: every file's name says the part.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from exports.dates import week_ranges
from exports.names import FILES, Names
from exports.traces import ViewKind
from exports.views import View, codes_of
from instances.entities import Resource
from instances.rhythm import monday
from instances.text import Lang, Text
from instances.timetable import Session, Timetable

EXTRACT = Text("extrait", "extract")
_LONGEST = 60  # characters of a file's name that say the part
# Names that Windows keeps for devices, whatever follows the point.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


@dataclass(frozen=True)
class Selection:
    """Whom, where and when a file is about. Without resources: all; without weeks: the term.

    resources
        Groups, teachers and rooms, in the order they were asked for. A session belongs to the
        part when one of them has it; a group has the sessions that some of its learners attend,
        so a half-group has the lectures of its class.
    weeks
        Mondays, in order.
    """

    resources: tuple[Resource, ...] = ()
    weeks: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.resources or self.weeks)

    def views(self, timetable: Timetable, names: Names, kind: ViewKind) -> list[View]:
        """The views of one kind, in the order of the problem."""
        chosen = {resource.code for resource in self.resources if resource.kind == kind}
        return [
            View(timetable, kind, code, names, self.weeks)
            for code in codes_of(timetable, kind)
            if not self.resources or code in chosen
        ]

    def sessions(self, timetable: Timetable) -> tuple[Session, ...]:
        """The sessions of the part, in time order."""
        found = timetable.sessions
        if self.resources:
            own = {session.id for resource in self.resources for session in timetable.of(resource)}
            found = tuple(session for session in found if session.id in own)
        if self.weeks:
            found = tuple(session for session in found if monday(session.date) in self.weeks)
        return found

    def suffix(self, timetable: Timetable, lang: Lang) -> str:
        """`-SIO1-FEN-S40`: what the name of a file ends with; empty for the whole timetable.

        Two parts never share a name: a class and a room of one code are told apart by what they
        are, and of a part too long to be said it has the beginning and a mark of the rest.
        """
        names = {
            Resource(kind, code): name
            for kind in FILES
            for code, name in file_names(codes_of(timetable, kind)).items()
        }
        uses = Counter(name.lower() for name in names.values())
        codes = []
        for resource in self.resources:
            name = names[resource]
            kinds = [words.say(lang) for kind, words in FILES.items() if kind == resource.kind]
            codes.append("-".join([name, *kinds] if uses[name.lower()] > 1 else [name]))
        said = "-".join([*codes, *self._weeks_slug(lang)])
        if not said:
            return ""
        if len(said) > _LONGEST:
            whole = repr((self.resources, self.weeks)).encode()
            said = f"{said[:_LONGEST].rstrip('-')}-{hashlib.sha256(whole).hexdigest()[:6]}"
        return f"-{said}"

    def weeks_suffix(self, lang: Lang) -> str:
        """The same of the weeks alone: `-S40`, where a file is about one resource anyway."""
        return "".join(f"-{said}" for said in self._weeks_slug(lang))

    def _weeks_slug(self, lang: Lang) -> list[str]:
        said = week_ranges(self.weeks, lang) if self.weeks else ""
        return [slug(said.replace("–", "-"))] if said else []

    def said(self, names: Names, lang: Lang) -> str:
        """`SIO1, M. Fenouil, S40`."""
        shown = [
            names.teacher(resource.code) if resource.kind == "teacher" else resource.code
            for resource in self.resources
        ]
        return ", ".join([*shown, *([week_ranges(self.weeks, lang)] if self.weeks else [])])


ALL = Selection()


def slug(text: str) -> str:
    """A name as every file system and address takes it: `Labo Réseaux` → `Labo-Reseaux`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    return f"{name}-" if not name or _DEVICES.match(name) else name


def file_names(codes: Iterable[str]) -> dict[str, str]:
    """A slug for each code; those that would be one file for Windows are numbered."""
    taken: set[str] = set()
    found = {}
    for code in codes:
        name, count = slug(code), 1
        while name.lower() in taken:
            count += 1
            name = f"{slug(code)}-{count}"
        taken.add(name.lower())
        found[code] = name
    return found
