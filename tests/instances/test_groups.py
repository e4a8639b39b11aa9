"""Groups split into atoms, and groups that gather others."""

from __future__ import annotations

from instances.entities import Group
from instances.groups import split

LEAVES = (Group(code="A"), Group(code="B"), Group(code="C"))


def test_a_union_has_the_atoms_of_its_parts():
    atoms = split(
        (*LEAVES, Group(code="AB", gathers=("A", "B")), Group(code="BC", gathers=("B", "C")))
    )
    assert [atom.groups for atom in atoms] == [("A", "AB"), ("B", "AB", "BC"), ("C", "BC")]
    assert [atom.label for atom in atoms] == ["A", "B", "C"]


def test_a_union_of_unions_and_of_split_groups():
    atoms = split(
        (
            Group(code="Y"),
            Group(code="Y1", parent="Y", partition="half"),
            Group(code="Y2", parent="Y", partition="half"),
            Group(code="Z"),
            Group(code="U", gathers=("Y1", "Z")),
            Group(code="V", gathers=("U",)),
        )
    )
    assert [(atom.label, atom.groups) for atom in atoms] == [
        ("Y1", ("Y", "Y1", "U", "V")),
        ("Y2", ("Y", "Y2")),
        ("Z", ("Z", "U", "V")),
    ]
