"""What a workbook leaves empty, understood in a way that its author may not have meant.

Each is a notice: a plan exists without rooms, rhythms or quotas, and looks complete.
"""

from __future__ import annotations

from collections.abc import Sequence

from instances.entities import Group
from instances.text import Text
from instances.workbook.known import Known
from instances.workbook.problems import Findings, Place
from instances.workbook.rows import Row, Rows
from instances.workbook.sheets import SHEET

_NO_ROOM = Text(
    "aucune salle : ce cours aura lieu sans salle.", "no room: this course is held without one."
)
_NO_ROOMS = Text(
    "aucun cours ne demande de salle : tous auront lieu sans salle.",
    "no course asks for a room: all are held without one.",
)
_FILL_ROOMS = Text(
    "Si ce n'est pas voulu, remplissez « Salles » : un code ou un type de salle.",
    "If that is not meant, fill in “Rooms”: a code or a kind of room.",
)
_NO_RHYTHM = Text(
    "aucun rythme : {group} est au CFA du lundi au vendredi, toutes les semaines.",
    "no rhythm: {group} is at the CFA from Monday to Friday, every week.",
)
_NO_RHYTHMS = Text(
    "aucun groupe n'a de rythme : tous sont au CFA du lundi au vendredi, toutes les semaines.",
    "no group has a rhythm: all are at the CFA from Monday to Friday, every week.",
)
_NAME_RHYTHM = Text(
    "Si ce n'est pas voulu, nommez dans « Rythme » une ligne de la feuille Rythmes.",
    "If that is not meant, name a row of the sheet Rhythms in “Rhythm”.",
)
_NO_QUOTAS = Text(
    "pas de maquette : les heures de la feuille Cours sont planifiées sans être comparées à "
    "aucun quota.",
    "no quotas: the hours of the sheet Courses are planned and compared with none.",
)


def check_unsaid(
    rows: Rows, groups: Sequence[tuple[Group, Row]], known: Known, findings: Findings
) -> None:
    """Note courses without a room, classes without a rhythm, a workbook without quotas."""
    _rooms(rows["courses"], known, findings)
    _rhythms(groups, known, findings)
    if not rows["quotas"] and rows["courses"]:
        findings.notice(Place(SHEET["quotas"].title.fr), "", _NO_QUOTAS)


def _rooms(courses: Sequence[Row], known: Known, findings: Findings) -> None:
    """Of a school that has rooms; one that lists none does not place any."""
    roomless = [row for row in courses if row.blank("rooms")]
    if not known.rooms or not roomless:
        return
    if len(roomless) == len(courses) > 1:
        findings.notice(Place(courses[0].title), "", _NO_ROOMS, _FILL_ROOMS)
        return
    for row in roomless:
        row.notice("rooms", _NO_ROOM, _FILL_ROOMS)


def _rhythms(groups: Sequence[tuple[Group, Row]], known: Known, findings: Findings) -> None:
    """Of whole classes: a part takes the rhythm of its parent, or else each part has its own."""
    named = {group.code for group, row in groups if group.rhythm or "rhythm" in row.broken}
    classes = [(group, row) for group, row in groups if group.parent is None]
    without = [
        (group, row)
        for group, row in classes
        if any(named.isdisjoint(atom.groups) for atom in known.atoms.get(group.code, ()))
    ]
    if len(without) > 1 and not named:
        findings.notice(Place(without[0][1].title), "", _NO_RHYTHMS, _NAME_RHYTHM)
        return
    for group, row in without:
        row.notice("rhythm", _NO_RHYTHM.fill(group=group.code), _NAME_RHYTHM)
