"""The rooms of a FET file; a virtual room stands for one real room of each of its sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from instances.entities import Room
from instances.fet.activities import Needs
from instances.fet.people import whole
from instances.fet.source import Node
from instances.text import Text
from instances.workbook.problems import Findings

ROOM = Text("salle", "room")
KIND = "ROOM"
UNLIMITED = 30_000  # FET's capacity of a room nobody counted the seats of


@dataclass(frozen=True)
class Rooms:
    """Real rooms, and the sets of real rooms that each virtual one needs."""

    real: dict[str, Room]
    virtual: dict[str, Needs]

    @property
    def named(self) -> frozenset[str]:
        """Every name of a room."""
        return frozenset((*self.real, *self.virtual))

    def needs(self, names: Sequence[str]) -> tuple[Needs, bool]:
        """The needs of a course that may use these rooms, and whether they say just that.

        A virtual room is a choice among real ones only where it is the only room.
        """
        if len(names) == 1 and names[0] in self.virtual:
            return self.virtual[names[0]], True
        real = tuple(name for name in names if name in self.real)
        if not real and names:
            return self.virtual[names[0]], False
        return (real,), len(real) == len(names)


def read_rooms(root: Node, findings: Findings) -> Rooms:
    """Every room of a file."""
    real: dict[str, Room] = {}
    virtual: dict[str, Needs] = {}
    for node in root.listed("Rooms_List"):
        name = node.said("Name")
        if name in real or name in virtual:
            what = Text(
                f"la salle « {name} » est définie deux fois.", f"room “{name}” is there twice."
            )
            findings.problem(node.place(), name, what)
        elif node.said("Virtual").lower() == "true":
            virtual[name] = tuple(
                tuple(room.text for room in group.all("Real_Room"))
                for group in node.all("Set_of_Real_Rooms")
            )
        else:
            seats = whole(node, "Capacity", findings, UNLIMITED)
            unlimited = seats is None or seats >= UNLIMITED
            real[name] = Room(code=name, kinds=(KIND,), seats=None if unlimited else seats)
    return Rooms(real, virtual)
