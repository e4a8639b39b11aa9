"""What course rows may refer to: names, and who learns in which group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from instances.entities import Group, Room
from instances.groups import Atom, TooManyAtomsError, split
from instances.text import Text
from instances.workbook.layout import as_near, plain
from instances.workbook.names import Names
from instances.workbook.problems import did_you_mean
from instances.workbook.rows import Row


@dataclass
class Known:
    """The names of every kind, the groups and the rooms that could be read.

    `atoms` is empty while the groups do not make a forest.
    """

    group_names: Names
    teachers: Names
    room_names: Names
    units: Names
    groups: Sequence[Group]
    rooms: Sequence[Room]
    atoms: dict[str, frozenset[Atom]] = field(default_factory=dict)

    def learners(self, groups: Sequence[str]) -> frozenset[Atom]:
        """The atoms of several groups."""
        return frozenset().union(*(self.atoms.get(code, frozenset()) for code in groups))

    def split(self, row: Row, groups: Sequence[str], word: str) -> tuple[str, ...]:
        """The groups of a partition under some groups; problems when they leave learners out."""
        partitions = Names("groups", (g.partition for g in self.groups if g.partition))
        partition = partitions.get(word)
        if partition is None:
            row.problem(
                "split",
                Text(
                    f"la partition « {word} » est inconnue.",
                    f"the partition “{word}” is unknown.",
                ),
                did_you_mean(as_near(word, partitions.all), partitions.all),
            )
            return ()
        found = tuple(
            dict.fromkeys(part for code in groups for part in self._under(code, partition, ()))
        )
        if self.atoms and self.learners(found) != self.learners(groups):
            left = sorted(atom.label for atom in self.learners(groups) - self.learners(found))
            row.problem(
                "split",
                Text(
                    f"la partition « {partition} » laisse de côté {', '.join(left[:5])}.",
                    f"the partition “{partition}” leaves out {', '.join(left[:5])}.",
                ),
                Text(
                    "Ajoutez leurs groupes dans la feuille Groupes, ou écrivez deux lignes.",
                    "Add their groups in the sheet Groups, or write two rows.",
                ),
            )
        return found

    def _under(self, code: str, partition: str, path: tuple[str, ...]) -> list[str]:
        children = [group for group in self.groups if group.parent == code]
        own = [group.code for group in children if plain(group.partition) == plain(partition)]
        if own or code in path:
            return own
        return [
            part for child in children for part in self._under(child.code, partition, (*path, code))
        ]

    def room(self, row: Row, key: str, word: str) -> tuple[str, ...]:
        """The rooms a word stands for: the room of that code, or all rooms of that kind."""
        code = self.room_names.get(word)
        if code is not None:
            return (code,)
        found = tuple(
            room.code for room in self.rooms if plain(word) in {plain(k) for k in room.kinds}
        )
        if not found and not row.loses(key, "rooms"):
            kinds = [kind for room in self.rooms for kind in room.kinds]
            everything = [*self.room_names.all, *kinds]
            row.problem(
                key,
                Text(
                    f"« {word} » n'est ni une salle ni un type de salle.",
                    f"“{word}” is no room and no kind of room.",
                ),
                did_you_mean(as_near(word, everything), everything),
            )
        return found


def atoms_by_group(found: Sequence[tuple[Group, Row]]) -> dict[str, frozenset[Atom]]:
    """The atoms of every group; empty when the groups make no forest."""
    codes = {group.code for group, _ in found}
    if len(codes) < len(found) or any(
        {"code", "parent"} & row.broken or (group.parent is not None and group.parent not in codes)
        for group, row in found
    ):
        return {}
    try:
        atoms = split([group for group, _ in found])
    except TooManyAtomsError as error:
        row = next(row for group, row in found if group.code == str(error))
        row.problem(
            "code",
            Text(
                "trop de partitions se croisent dans ce groupe.",
                "too many partitions cut across each other in this group.",
            ),
            Text("Gardez-en moins.", "Keep fewer."),
        )
        return {}
    return {code: frozenset(atom for atom in atoms if code in atom.groups) for code in codes}
