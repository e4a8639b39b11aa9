"""What a class of BTS SIO is taught, as strands: courses that always meet at the same times.

Shares are hours a week of the learner in the official grid (arrêté du 29 avril 2019): 32 in
semester 1, 31 in semester 3, whose general units are divided by a working assumption. Half-groups
are never idle: two practicals of one unit run side by side, or two units swap halves from one
session to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

Need = Literal["big", "small", "common", "lab", "net", "dev"]


@dataclass(frozen=True)
class Part:
    """One course of a strand.

    half
        The half-group it is for (0 or 1), None for the whole class.
    roles
        The teachers the hidden plan gives it, by their role in the class.
    others
        Roles whose teachers the workbook also offers, beside `roles`.
    needs
        The rooms of one session, all at the same time.
    split
        Whether its half-group's course is one row with the other's (*Dédoublé*).
    """

    key: str
    unit: str
    type: str
    roles: tuple[str, ...]
    needs: tuple[Need, ...]
    half: int | None = None
    others: tuple[str, ...] = ()
    split: bool = True


@dataclass(frozen=True)
class Strand:
    """Courses that share their times.

    share
        Hours a week of the official grid.
    length
        Hours of a session.
    variants
        What meets at one session; several take turns, session by session.
    shorter
        Lengths in hours that the workbook allows besides.
    stretchable
        Whether its number of sessions may be changed to make the class's hours close.
    """

    key: str
    share: int
    length: int
    variants: tuple[tuple[Part, ...], ...]
    shorter: tuple[int, ...] = ()
    stretchable: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every course of the strand."""
        return tuple(part for variant in self.variants for part in variant)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every teacher of the strand, by role."""
        return tuple(dict.fromkeys(role for part in self.parts for role in part.roles))

    @property
    def needs(self) -> tuple[Need, ...]:
        """The rooms of one session, the kind with fewest rooms first."""
        order: tuple[Need, ...] = ("net", "dev", "common", "big", "small", "lab")
        found = [need for part in self.variants[0] for need in part.needs]
        return tuple(sorted(found, key=order.index))


SUBJECT = {
    "cge": "CGE",
    "ang": "Anglais",
    "mat": "Maths",
    "cejm": "CEJM",
    "sys": "Bloc 1",
    "sys2": "Bloc 1",
    "cyb": "Bloc 3",
    "sisr": "Bloc 2 SISR",
    "slam": "Bloc 2 SLAM",
    "atelier": "AP",
}
LABELS = {
    "CGE": "Culture générale et expression",
    "Anglais": "Expression et communication en anglais",
    "Maths": "Mathématiques pour l'informatique",
    "CEJM": "Culture économique, juridique et managériale",
    "CEJMA": "CEJM appliquée",
    "Bloc 1": "Support et mise à disposition de services informatiques",
    "Bloc 2 SISR": "Administration des systèmes et des réseaux",
    "Bloc 2 SLAM": "Conception et développement d'applications",
    "Bloc 3": "Cybersécurité des services informatiques",
    "AP": "Ateliers de professionnalisation",
}
# (key, unit, role, share of year 1, share of year 2)
_LECTURES = (
    ("CEJM", "CEJM", "cejm", 4, 4),
    ("B1", "Bloc 1", "sys", 4, 2),
    ("B3", "Bloc 3", "cyb", 2, 2),
    ("MAT", "Maths", "mat", 2, 2),
    ("CGE", "CGE", "cge", 2, 1),
    ("ANG", "Anglais", "ang", 2, 1),
)


def strands(year: int, rng: Random, *, weekly: bool) -> tuple[Strand, ...]:
    """The strands of a class, those hardest to place first.

    Parameters
    ----------
    weekly
        Sessions short enough for a term of one week.
    """
    # A practical of 3 h leaves an hour of its half-day, in which maths are taught hour by hour.
    hourly = weekly or rng.random() < 0.3
    practical = 3 if hourly else 4
    lectures = [
        _lecture(key, unit, role, (first, second)[year - 1], 1 if hourly and key == "MAT" else 2)
        for key, unit, role, first, second in _LECTURES
    ]
    crossed = [
        _crossed(("CGE-TP", "CGE", "cge"), ("ANG-TP", "Anglais", "ang"), 1 if weekly else 2),
        _crossed(("MAT-TP", "Maths", "mat"), ("CEJMA-TP", "CEJMA", "cejm"), 1 if weekly else 2),
    ]
    labs = _first_year(practical) if year == 1 else _second_year(practical, weekly=weekly)
    found = [*labs, *crossed, *lectures]
    return tuple(sorted(found, key=lambda s: (-s.length, -len(s.roles), s.stretchable, -s.share)))


def _lecture(key: str, unit: str, role: str, share: int, length: int) -> Strand:
    part = Part(key, unit, "CM", (role,), ("big",))
    return Strand(key, share, length, ((part,),), (3 - length,), stretchable=length == 2)


def _crossed(one: tuple[str, str, str], other: tuple[str, str, str], length: int) -> Strand:
    """Two units of half-groups: each half has one while the other half has the other."""
    first = [Part(one[0], one[1], "TP", (one[2],), ("small",), half) for half in (0, 1)]
    second = [Part(other[0], other[1], "TP", (other[2],), ("small",), half) for half in (0, 1)]
    variants = ((first[0], second[1]), (second[0], first[1]))
    return Strand(f"{one[0]}+{other[0]}", 2, length, variants)


def _side_by_side(key: str, unit: str, share: int, length: int, roles: tuple[str, str]) -> Strand:
    """A practical of both half-groups at once, each with a teacher and a lab of its own."""
    parts = (
        Part(key, unit, "TP", roles[:1], ("lab",), 0, roles[1:]),
        Part(key, unit, "TP", roles[1:], ("lab",), 1, roles[:1]),
    )
    shorter = {4: (3,), 3: (), 2: ()}[length]
    return Strand(key, share, length, (parts,), shorter)


def _first_year(practical: int) -> Iterator[Strand]:
    workshop = Part("AP", "AP", "AP", ("sys", "cyb"), ("lab", "common"), others=("sys2",))
    yield Strand("AP", 4, 4, ((workshop,),), (2,))
    yield _side_by_side("B1-TP", "Bloc 1", 6, practical, ("sys", "sys2"))
    yield _side_by_side("B3-TP", "Bloc 3", 2, 2 if practical == 3 else 4, ("cyb", "sys2"))


def _second_year(practical: int, *, weekly: bool) -> Iterator[Strand]:
    yield _options("AP", "AP", "AP", 4, 4, (("sisr", "sys"), ("slam", "atelier")), ("common",))
    yield _options("B2", "Bloc 2", "TP", 3, practical, (("sisr",), ("slam",)))
    yield _options("B2", "Bloc 2", "CM", 6, 2, (("sisr",), ("slam",)))
    yield _side_by_side("B3-TP", "Bloc 3", 2, 2 if weekly else 4, ("cyb", "sys"))


def _options(
    key: str,
    unit: str,
    type_: str,
    share: int,
    length: int,
    roles: tuple[tuple[str, ...], tuple[str, ...]],
    more: tuple[Need, ...] = (),
) -> Strand:
    """The courses of both options, in parallel."""
    labs: tuple[Need, Need] = ("net", "dev")
    parts = []
    for half, option in enumerate(("SISR", "SLAM")):
        own: tuple[Need, ...] = ("small",) if type_ == "CM" else (labs[half], *more)
        others = ("cyb",) if key == "AP" and option == "SISR" else ()
        name = f"{key}-{option}" + ("-TP" if type_ == "TP" else "")
        unit_ = unit if unit == "AP" else f"{unit} {option}"
        parts.append(Part(name, unit_, type_, roles[half], own, half, others, split=False))
    lecture = type_ == "CM"
    return Strand(
        f"{key}-{type_}", share, length, (tuple(parts),), (4,) if lecture else (), lecture
    )
