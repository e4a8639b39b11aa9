"""Years, groups and subgroups of a FET file as groups of ours; its teachers.

FET's sets are sets of subgroups, which groups and years may share. A year whose groups share
nothing is a tree of splits. Else its subgroups are one split of it and its groups gather them;
where years share subgroups, the subgroups stand alone and the years gather them too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from instances.entities import Group, Rhythm, Teacher
from instances.fet.source import Node
from instances.text import Text
from instances.workbook.problems import Findings

EVERY_DAY = Rhythm(name="-", spec="Mon-Sun")


@dataclass(frozen=True)
class Year:
    """A year: its groups by name, each with its subgroups; sizes by name of any of them."""

    name: str
    groups: dict[str, tuple[str, ...]]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The finest sets of the year; itself, when it is not divided."""
        found = (leaf for name, subgroups in self.groups.items() for leaf in (subgroups or (name,)))
        return tuple(dict.fromkeys(found)) or (self.name,)

    @property
    def is_split(self) -> bool:
        """Whether no two of its groups share a subgroup."""
        leaves = [leaf for name, parts in self.groups.items() for leaf in (parts or (name,))]
        return len(set(leaves)) == len(leaves)


def read_students(root: Node, findings: Findings) -> tuple[Group, ...]:
    """Every set of learners of a file."""
    sizes: dict[str, int] = {}
    years = [_year(node, sizes, findings) for node in root.listed("Students_List")]
    for name in (name for name, count in Counter(y.name for y in years).items() if count > 1):
        node = root.first("Students_List") or root
        what = Text(
            f"l'année « {name} » est définie deux fois.", f"year “{name}” is defined twice."
        )
        findings.problem(node.place(), name, what)
    shared = Counter(name for year in years for name in {*year.leaves, *year.groups})
    found: dict[str, Group] = {}
    for year in years:
        alone = all(shared[name] == 1 for name in (*year.leaves, *year.groups))
        for group in _groups(year, sizes, alone=alone):
            found.setdefault(group.code, group)
    return tuple(found.values())


def _year(node: Node, sizes: dict[str, int], findings: Findings) -> Year:
    groups = {}
    for group in node.all("Group"):
        names = [subgroup.said("Name") for subgroup in group.all("Subgroup")]
        groups[group.said("Name")] = tuple(dict.fromkeys(names))
        for each in (group, *group.all("Subgroup")):
            sizes[each.said("Name")] = _size(each, findings)
    sizes[node.said("Name")] = _size(node, findings)
    return Year(node.said("Name"), groups)


def _size(node: Node, findings: Findings) -> int:
    return whole(node, "Number_of_Students", findings) or 0


def whole(node: Node, tag: str, findings: Findings, otherwise: int | None = 0) -> int | None:
    """The whole number a child holds; `otherwise` without one, None (and a problem) for a word."""
    child = node.first(tag)
    words = "" if child is None else child.text.strip()
    if child is None or not words:
        return otherwise
    if words.isascii() and words.isdigit():
        return int(words)
    findings.problem(
        child.place(),
        child.text,
        Text(
            f"« {child.text} » au lieu d'un nombre entier.",
            f"“{child.text}” instead of a whole number.",
        ),
    )
    return None


def _groups(year: Year, sizes: dict[str, int], *, alone: bool) -> Iterator[Group]:
    """The groups of a year; `alone` when it shares none of them with another."""
    if not alone:
        for leaf in year.leaves:
            yield Group(code=leaf, size=sizes[leaf], rhythm=EVERY_DAY.name)
        yield from _gathering(year, sizes)
        if year.name not in year.leaves:
            yield Group(code=year.name, size=sizes[year.name], gathers=year.leaves)
        return
    yield Group(code=year.name, size=sizes[year.name], rhythm=EVERY_DAY.name)
    if year.is_split:
        for name, subgroups in year.groups.items():
            yield Group(code=name, size=sizes[name], parent=year.name)
            for leaf in subgroups:
                yield Group(code=leaf, size=sizes[leaf], parent=name)
        return
    for leaf in year.leaves:
        yield Group(code=leaf, size=sizes[leaf], parent=year.name)
    yield from _gathering(year, sizes)


def _gathering(year: Year, sizes: dict[str, int]) -> Iterator[Group]:
    for name, subgroups in year.groups.items():
        if subgroups:
            yield Group(code=name, size=sizes[name], gathers=subgroups)


def read_teachers(root: Node) -> tuple[Teacher, ...]:
    """Every teacher of a file."""
    return tuple(
        Teacher(code=node.said("Name"))
        for node in root.listed("Teachers_List")
        if node.said("Name")
    )
