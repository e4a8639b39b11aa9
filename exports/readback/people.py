"""Names read in an edited cell: whom and what they stand for, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exports.names import Names
from exports.traces import ViewKind
from instances.instance import Instance
from instances.text import Text
from instances.units import parse_clock
from instances.workbook.layout import plain
from instances.workbook.problems import Findings, Place

_SEPARATORS = re.compile(r"\s*[;,+/\n]\s*")
_CLOCKS = re.compile(r"(\d{1,2}[:hH]\d{2})\s*[–—-]\s*(\d{1,2}[:hH]\d{2})")
_TOKENS = re.compile(r"\n| · ")


_NOT_ONE: dict[ViewKind, Text] = {
    "teacher": Text("« {text} » n’est pas un enseignant.", "“{text}” is no teacher."),
    "room": Text("« {text} » n’est pas une salle.", "“{text}” is no room."),
    "group": Text("« {text} » n’est pas un groupe.", "“{text}” is no group."),
}


def unknown_name(
    findings: Findings, place: Place, text: str, names: Names, kind: ViewKind | None = None
) -> None:
    """Say that a name stands for nobody and nothing, or for one of another kind than is meant."""
    near = names.nearest(text, kind)
    what = Text(f"« {text} » n’est pas connu.", f"“{text}” is not known.")
    if kind is not None and names.resolve(text):
        what = _NOT_ONE[kind].fill(text=text)
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


def parse_entry(text: str, instance: Instance, names: Names, order: Sequence[ViewKind]) -> Told:
    """Read the text of an entry: a heading (unit and type, or course), then names in any order.

    A unit and a type that are the same are one word of the heading, written twice or once.
    Whatever is neither is left in `unknown`.

    Parameters
    ----------
    order
        The order in which lines of one kind each are written there: it tells which is meant where a
        name is that of a class and of a room.
    """
    first, *rest = _TOKENS.split(normal(text))
    heading = [first]
    types = {plain(c.type) for c in instance.courses if c.type}
    if rest and plain(rest[0]) in types:
        heading.append(rest.pop(0))
    found: dict[ViewKind, list[str]] = {"group": [], "teacher": [], "room": []}
    unknown: list[str] = []
    clocks, lines = None, list[list[dict[ViewKind, str]]]()
    for token in rest:
        if match := _CLOCKS.fullmatch(token):
            clocks = parse_clock(match[1]), parse_clock(match[2])
            continue
        said = [token] if names.resolve(token) else _SEPARATORS.split(token)
        meant = {name: names.resolve(name) for name in said}
        unknown += [name for name, resources in meant.items() if not resources]
        lines.append([resources for resources in meant.values() if resources])
    taken = {kind for line in lines for kind in _certain(line)}
    for line in lines:
        certain = _certain(line)
        for resources in line:
            kind = _meant(resources, certain, taken, order)
            found[kind].append(resources[kind])
            taken.add(kind)
    groups, teachers, rooms = (
        tuple(dict.fromkeys(found[kind])) for kind in ("group", "teacher", "room")
    )
    head = tuple(dict.fromkeys(plain(part) for part in heading))
    return Told(head, groups, teachers, rooms, clocks, tuple(dict.fromkeys(unknown)))


def _certain(line: Sequence[Mapping[ViewKind, str]]) -> set[ViewKind]:
    """The kinds of the names of a line that can be of one kind only."""
    return {kind for resources in line for kind in resources if len(resources) == 1}


def _meant(
    resources: Mapping[ViewKind, str],
    line: set[ViewKind],
    taken: set[ViewKind],
    order: Sequence[ViewKind],
) -> ViewKind:
    """The kind meant by a name: that of its line, else the first one that no other line has."""
    kinds = [kind for kind in order if kind in resources]
    beside = [kind for kind in kinds if kind in line]
    free = [kind for kind in kinds if kind not in taken]
    return (beside or free or kinds)[0]
