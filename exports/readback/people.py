"""Names read in an edited cell: whom and what they stand for, or what is wrong with them."""

from __future__ import annotations

import re
from typing import NamedTuple

from exports.names import Names
from instances.instance import Instance
from instances.text import Text
from instances.units import parse_clock
from instances.workbook.layout import plain
from instances.workbook.problems import Findings, Place

_SEPARATORS = re.compile(r"\s*[;,+/\n]\s*")
_CLOCKS = re.compile(r"(\d{1,2}[:hH]\d{2})\s*[–—-]\s*(\d{1,2}[:hH]\d{2})")
_TOKENS = re.compile(r"\n| · ")


def unknown_name(findings: Findings, place: Place, text: str, names: Names) -> None:
    """Say that a name stands for nobody and nothing."""
    near = names.nearest(text)
    what = Text(f"« {text} » n’est pas connu.", f"“{text}” is not known.")
    advice = Text(
        "Écrivez le code ou le nom d’un enseignant, d’une salle ou d’un groupe du classeur.",
        "Write the code or the name of a teacher, a room or a group of the workbook.",
    )
    if near is not None:
        advice = Text(f"Vouliez-vous dire « {near} » ?", f"Did you mean “{near}”?")
    findings.problem(place, text, what, advice)


class Told(NamedTuple):
    """What the text of a grid's entry says."""

    heading: tuple[str, ...]
    groups: tuple[str, ...]
    teachers: tuple[str, ...]
    rooms: tuple[str, ...]
    clocks: tuple[int, int] | None
    unknown: tuple[str, ...]


def normal(text: str) -> str:
    """A text without what an eye does not see: blanks at the ends, doubled, empty lines."""
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def parse_entry(text: str, instance: Instance, names: Names) -> Told:
    """Read the text of an entry: a heading (unit and type, or course), then names in any order.

    A unit and a type that are the same are one word of the heading, written twice or once.
    Whatever is neither is left in `unknown`.
    """
    first, *rest = _TOKENS.split(normal(text))
    heading = [first]
    types = {plain(c.type) for c in instance.courses if c.type}
    if rest and plain(rest[0]) in types:
        heading.append(rest.pop(0))
    found: dict[str, list[str]] = {"group": [], "teacher": [], "room": [], "unknown": []}
    clocks = None
    for token in rest:
        if match := _CLOCKS.fullmatch(token):
            clocks = parse_clock(match[1]), parse_clock(match[2])
            continue
        whole = names.resolve(token)
        for name in [token] if whole else _SEPARATORS.split(token):
            resource = names.resolve(name)
            kind = resource.kind if resource else "unknown"
            found[kind].append(resource.code if resource else name)
    groups, teachers, rooms, unknown = (
        tuple(dict.fromkeys(found[kind])) for kind in ("group", "teacher", "room", "unknown")
    )
    head = tuple(dict.fromkeys(plain(part) for part in heading))
    return Told(head, groups, teachers, rooms, clocks, unknown)
