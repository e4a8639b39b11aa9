"""Who learns with whom: groups split into atoms, the finest sets of learners told apart.

Groups of one parent and one partition are disjoint; groups of different partitions cut across
each other. An atom takes one group from each partition of each group it is in, so two groups
share a learner exactly when they share an atom. A group that gathers others has their atoms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from instances.entities import Group

MOST_ATOMS = 4096


class Atom(NamedTuple):
    """The learners that are in exactly these groups, the widest group first.

    `label` names them as a secretary would: the narrowest groups, joined by ` ∩ `.
    """

    label: str
    groups: tuple[str, ...]


class TooManyAtomsError(ValueError):
    """Partitions cut across each other more often than can be told apart."""


def split(groups: Sequence[Group]) -> tuple[Atom, ...]:
    """The atoms of a forest of groups, in the order the groups are listed.

    Raises
    ------
    TooManyAtomsError
        Over 4096 atoms under one group.
    """
    children: dict[str | None, list[Group]] = defaultdict(list)
    unions: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        if group.gathers:
            for part in group.gathers:
                unions[part].append(group.code)
        else:
            children[group.parent].append(group)
    return tuple(
        Atom(" ∩ ".join(_narrowest(path, children)), (*path, *_gathering(path, unions)))
        for root in children[None]
        for path in _paths(root.code, children)
    )


def _gathering(path: tuple[str, ...], unions: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The unions that an atom of these groups is in, directly or by another union."""
    found: dict[str, None] = {}
    waiting = list(path)
    while waiting:
        for union in unions.get(waiting.pop(), ()):
            if union not in found:
                found[union] = None
                waiting.append(union)
    return tuple(found)


def _paths(code: str, children: dict[str | None, list[Group]]) -> list[tuple[str, ...]]:
    partitions: dict[str, list[str]] = defaultdict(list)
    for child in children.get(code, ()):
        partitions[child.partition].append(child.code)
    choices = [
        [path for child in members for path in _paths(child, children)]
        for members in partitions.values()
    ]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_ATOMS:
        raise TooManyAtomsError(code)
    return [(code, *(step for path in combo for step in path)) for combo in product(*choices)]


def _narrowest(path: Iterable[str], children: dict[str | None, list[Group]]) -> Iterable[str]:
    return (code for code in path if not children.get(code))
