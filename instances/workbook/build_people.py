"""The sheets Groupes, Enseignants, Salles and Préférences as entities."""

from __future__ import annotations

import re
from collections.abc import Sequence

from instances.entities import Group, Rhythm, Room, Teacher
from instances.rhythm import RhythmError, parse_rhythm
from instances.text import Text
from instances.workbook import cells
from instances.workbook.layout import plain
from instances.workbook.names import Names, unique_codes
from instances.workbook.rows import Row


def read_groups(
    rows: Sequence[Row], groups: Names, rhythms: Names, known: Sequence[Rhythm]
) -> list[tuple[Group, Row]]:
    """The groups whose parents make a forest; `known` are the rhythms that could be read."""
    unique_codes(rows)
    found = []
    for row in rows:
        code, name = row.text("code"), row.text("name")
        parent, partition = row.text("parent"), row.text("partition")
        size, minors = row.integer("size"), row.flag("minors")
        above = groups.find(row, "parent", parent) if parent else None
        rhythm = _rhythm(row, "rhythm", row.text("rhythm"), rhythms)
        possible = _possible(row, rhythms, known)
        if partition and not parent and "parent" not in row.broken:
            row.problem(
                "partition",
                Text(
                    f"« {partition} » découpe un groupe, mais « Parent » est vide.",
                    f"“{partition}” splits a group, but “Parent” is empty.",
                ),
            )
        if size is None and "size" not in row.broken:
            row.notice(
                "size",
                Text(
                    "effectif vide : la taille des salles n'est pas vérifiée pour ce groupe.",
                    "no size: room sizes are not checked for this group.",
                ),
            )
        if not {"code", "parent", "partition"} & row.broken:
            group = Group(
                code=code,
                name=name,
                parent=above,
                partition=partition,
                size=max(size or 0, 0),
                rhythm=rhythm,
                possible_rhythms=possible,
                minors=minors,
            )
            found.append((group, row))
    _no_cycle(found)
    return found


def _rhythm(row: Row, key: str, word: str, rhythms: Names) -> str | None:
    """The rhythm that a word of a cell names; none when there is no word."""
    if not word:
        return None
    if rhythms.get(word) is None:
        try:
            parse_rhythm(word)
        except RhythmError:
            return rhythms.find(row, key, word)
        row.problem(
            key,
            Text(
                f"« {word} » est une suite de jours, il faut le nom d'un rythme.",
                f"“{word}” is a list of days, the name of a rhythm is needed.",
            ),
            Text(
                "Écrivez-la dans la feuille Rythmes sous un nom, et ce nom ici.",
                "Write it in the sheet Rhythms under a name, and that name here.",
            ),
        )
        return None
    return rhythms.get(word)


def _possible(row: Row, rhythms: Names, known: Sequence[Rhythm]) -> tuple[str, ...]:
    """Names of the rhythms a class might take: each the same days all the term."""
    key = "possible_rhythms"
    read = (_rhythm(row, key, word, rhythms) for word in row.names(key))
    names = tuple(dict.fromkeys(filter(None, read)))
    if names and row.text("parent"):
        row.problem(
            key,
            Text(
                "une partie d'un groupe ne choisit pas son rythme.",
                "a part of a group does not choose its rhythm.",
            ),
            Text(
                "Remplissez « Rythmes possibles » sur la ligne de la classe entière.",
                "Fill “Possible rhythms” in the row of the whole class.",
            ),
        )
        return ()
    changing = [name for name in names if any(r.name == name and r.since for r in known)]
    for name in changing:
        row.problem(
            key,
            Text(
                f"le rythme « {name} » change en cours de période.",
                f"the rhythm “{name}” changes within the term.",
            ),
            Text(
                "Nommez-en un qui tient sur une ligne de la feuille Rythmes, sans « À partir du ».",
                "Name one that is a single row of the sheet Rhythms, without “Since”.",
            ),
        )
    return names


def _no_cycle(found: Sequence[tuple[Group, Row]]) -> None:
    parent = {group.code: group.parent for group, _ in found}
    for group, row in found:
        path = [group.code]
        above = group.parent
        while above is not None and above not in path:
            path.append(above)
            above = parent.get(above)
        if above == group.code:
            chain = " → ".join([*path, above])
            row.problem(
                "parent",
                Text(f"les groupes tournent en rond : {chain}.", f"the groups go round: {chain}."),
                Text("Videz le Parent de la classe entière.", "Empty the Parent of the class."),
            )


def read_teachers(rows: Sequence[Row], units: Names) -> tuple[Teacher, ...]:
    """The teachers."""
    unique_codes(rows)
    found = []
    for row in rows:
        code, name, status = row.text("code"), row.text("name"), row.text("status")
        taught = units.find_all(row, "units", row.names("units"))
        service, weight = row.hours("service"), row.number("hour_weight")
        day_max, week_max = row.hours("day_max"), row.hours("week_max")
        week_days_max = row.integer("week_days_max")
        if not row.broken:
            found.append(
                Teacher(
                    code=code,
                    name=name,
                    status=status,
                    units=taught,
                    service=service,
                    day_max=day_max,
                    week_max=week_max,
                    week_days_max=week_days_max,
                    hour_weight=1.0 if weight is None else weight,
                )
            )
    return tuple(found)


def read_rooms(rows: Sequence[Row]) -> tuple[Room, ...]:
    """The rooms. Kinds and equipment are spelt as they first are."""
    unique_codes(rows, forbidden=";|+")
    kinds, equipment = _Spelling(), _Spelling()
    found = []
    for row in rows:
        code, name = row.text("code"), row.text("name")
        served, has = row.names("kinds"), row.names("equipment")
        seats = row.integer("seats")
        bad = next((c for c in "|+" if any(c in kind for kind in served)), None)
        if bad:
            served = tuple(part.strip() for kind in served for part in re.split(r"[|+]", kind))
            row.problem(
                "kinds",
                Text(f"un type ne contient pas « {bad} ».", f"a kind has no “{bad}” in it."),
                Text("Séparez les types par « ; ».", "Separate kinds by “;”."),
            )
        if code:
            # A broken row is told already; what of it can be read spares courses a false problem.
            found.append(
                Room(
                    code=code,
                    name=name,
                    kinds=tuple(map(kinds, served)),
                    seats=seats,
                    equipment=tuple(map(equipment, has)),
                )
            )
    return tuple(found)


class _Spelling:
    """Words that differ by case or accents only, all spelt as the first."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        return self._first.setdefault(plain(word), word)


def read_levels(rows: Sequence[Row]) -> dict[str, int]:
    """Levels by rule; a rule without a level keeps its usual one and is not in it."""
    found: dict[str, int] = {}
    lines: dict[str, int] = {}
    for row in rows:
        rule, level = row.choice("rule"), row.integer("level")
        if row.broken or rule is None:
            continue
        if rule in lines:
            row.problem(
                "rule",
                Text(
                    f"« {cells.show(row.values['rule'])} » est déjà à la ligne {lines[rule]}.",
                    f"“{cells.show(row.values['rule'])}” is already on row {lines[rule]}.",
                ),
            )
        lines.setdefault(rule, row.line)
        if level is not None:
            found[rule] = level
    return found
