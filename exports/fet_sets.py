"""Groups as FET's sets of students: years of groups of subgroups, one subgroup an atom."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from instances.entities import Group
from instances.groups import Atom
from instances.instance import Instance


@dataclass
class Set:
    """A year, a group or a subgroup, and the finer sets in it."""

    name: str
    size: int = 0
    parts: list[Set] = field(default_factory=list)


@dataclass
class Sets:
    """The years of a file, and the finest set each atom is called by."""

    years: list[Set]
    named: dict[Atom, str]

    @classmethod
    def of(cls, instance: Instance) -> Sets:
        """The sets of an instance: every code of a group is the name of one of them."""
        taken = set(instance.group)
        sets = cls([], {})
        unions = [group for group in instance.groups if group.gathers]
        for root in instance.roots:
            sets.years.append(sets._year(instance, root, unions, taken))
        for union in unions:
            atoms = instance.atoms_of[union.code]
            if len({atom.groups[0] for atom in atoms}) > 1:
                inner = Set(_free(f"{union.code} *", taken), union.size, sets._leaves(atoms))
                sets.years.append(Set(union.code, union.size, [inner]))
        return sets

    def _year(self, instance: Instance, root: Group, unions: list[Group], taken: set[str]) -> Set:
        atoms = instance.atoms_of[root.code]
        year = Set(root.code, root.size)
        own = {code for atom in atoms for code in atom.groups}
        inside = [g for g in instance.groups if g.code in own and g.code != root.code]
        gathered = any(union.code in own for union in unions)
        if not gathered and len(atoms) == 1 and not inside:
            self.named[atoms[0]] = root.code
            return year
        if not gathered and all(len(atom.groups) == 2 for atom in atoms):
            self.named |= {atom: atom.groups[1] for atom in atoms}
            year.parts = [Set(g.code, g.size) for g in inside]
            return year
        for atom in atoms:
            self.named[atom] = _free(atom.label, taken)
        across = {u.code for u in unions if not _within(instance, u, root)}
        chosen = [group for group in inside if group.code not in across]
        if not chosen:
            chosen = [Group(code=_free(f"{root.code} *", taken), size=root.size)]
            year.parts = [Set(chosen[0].code, root.size, self._leaves(atoms))]
            return year
        for group in chosen:
            leaves = self._leaves(instance.atoms_of[group.code])
            year.parts.append(Set(group.code, group.size, leaves))
        return year

    def _leaves(self, atoms: tuple[Atom, ...]) -> list[Set]:
        return [Set(self.named[atom]) for atom in atoms]

    def write(self, outer: ET.Element) -> None:
        """Write the years."""
        for year in self.years:
            element = _element(outer, "Year", year)
            for group in year.parts:
                inner = _element(element, "Group", group)
                for leaf in group.parts:
                    _element(inner, "Subgroup", leaf)


def _within(instance: Instance, union: Group, root: Group) -> bool:
    return all(atom.groups[0] == root.code for atom in instance.atoms_of[union.code])


def _free(name: str, taken: set[str]) -> str:
    """A name that no set has yet."""
    while name in taken:
        name = f"{name} ·"
    taken.add(name)
    return name


def _element(outer: ET.Element, tag: str, found: Set) -> ET.Element:
    element = ET.SubElement(outer, tag)
    ET.SubElement(element, "Name").text = found.name
    ET.SubElement(element, "Number_of_Students").text = str(found.size)
    ET.SubElement(element, "Comments").text = ""
    return element
