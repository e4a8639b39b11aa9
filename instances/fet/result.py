"""What FET planned, read back as a timetable: `NAME_activities.xml`, `NAME_data_and_timetable.fet`.

The first names days, hours and rooms by activity; the second is a problem whose activities are
locked where they are. Both are about a file read, or one written from a workbook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from instances.fet.frame import read_frame
from instances.fet.numbering import Piece, dates_of, hours_of, pieces, teams_of
from instances.fet.source import Node, read_xml
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.workbook.problems import Findings, Problem, WorkbookError
from instances.workbook.source import refused

RESULTS = (".xml", ".fet")
_NO_RESULT = Text(
    "ce n'est pas un résultat de FET : il y faut NOM_activities.xml ou NOM_data_and_timetable.fet.",
    "it is no result of FET: NAME_activities.xml or NAME_data_and_timetable.fet is needed.",
)
_NOWHERE = Text(
    "ce fichier de FET est un problème, sans aucune séance placée.",
    "this file of FET is a problem, without any session placed.",
)
_UNKNOWN = Text(
    "l'activité « {id} » n'est pas du problème.", "activity “{id}” is none of the problem's."
)
_WHEN = Text(
    "« {day} », « {hour} » n'est pas un moment du problème.",
    "“{day}”, “{hour}” is no time of the problem.",
)
_SAME = Text(
    "Le résultat doit venir de ce fichier même, ou du .fet exporté de ce classeur.",
    "The result must come from this very file, or from the .fet exported from this workbook.",
)


class _Placed(NamedTuple):
    """An activity as the result has it."""

    node: Node
    id: str
    day: str
    hour: str
    rooms: tuple[str, ...]


def read_result(path: Path, instance: Instance, problem: Path) -> Timetable:
    """Read where FET placed the activities of a problem; those it did not place are missing.

    Raises
    ------
    WorkbookError
        When it is no result, or of another problem.
    FetFormError
        When the problem cannot be one of FET's.
    """
    root = read_xml(path)
    if root.tag == "Activities_Timetable":
        placed = list(_of_activities(root))
    elif root.tag.lower() == "fet":
        placed = list(_of_problem(root))
        if not placed:
            raise refused(path, _NOWHERE)
    else:
        raise refused(path, _NO_RESULT)
    sessions = _Reader(instance, problem, placed, path).sessions()
    return Timetable(instance=instance, sessions=sessions)


class _Reader:
    """Makes sessions of what was placed."""

    def __init__(
        self, instance: Instance, problem: Path, placed: list[_Placed], path: Path
    ) -> None:
        self._instance, self._placed, self._path = instance, placed, path
        self._pieces = {str(piece.id): piece for piece in pieces(instance)}
        self._teams = teams_of(Timetable(instance=instance, sessions=()))
        self._days, self._hours = self._names(problem)

    def _names(self, problem: Path) -> tuple[tuple[str, ...], Mapping[str, int | None]]:
        """The days and the hours by name: the problem file's own, or those it is exported with."""
        if self._instance.origin == "fet":
            frame = read_frame(read_xml(problem), Findings())
            if frame is not None and all(
                each.day in frame.days and each.hour in frame.hours for each in self._placed
            ):
                return frame.days, {name: rank for rank, name in enumerate(frame.hours)}
        days = tuple(day.isoformat() for day in dates_of(self._instance))
        return days, hours_of(self._instance)

    def sessions(self) -> tuple[Session, ...]:
        """A session for each activity placed; the first that is strange speaks for all."""
        counts: dict[str, int] = defaultdict(int)
        found = []
        for each in self._placed:
            piece, rank = self._pieces.get(each.id.strip()), self._hours.get(each.hour)
            if piece is None:
                raise self._strange(each, _UNKNOWN.fill(id=each.id))
            if each.day not in self._days or rank is None:
                raise self._strange(each, _WHEN.fill(day=each.day, hour=each.hour))
            counts[piece.course] += 1
            name = f"{piece.course}.{counts[piece.course]:02d}"
            found.append(self._session(name, piece, each, rank))
        return tuple(found)

    def _strange(self, each: _Placed, what: Text) -> WorkbookError:
        return WorkbookError(self._path.name, [Problem(each.node.place(), each.id, what, _SAME)])

    def _session(self, name: str, piece: Piece, each: _Placed, rank: int) -> Session:
        """A session; one that runs over a pause of the grid ends as if there were none."""
        instance = self._instance
        start = instance.grid.periods[rank].start
        span = instance.grid.span(start, piece.minutes)
        return Session(
            id=name,
            course=piece.course,
            date=dates_of(instance)[self._days.index(each.day)],
            start=start,
            end=start + piece.minutes if span is None else span.end,
            minutes=piece.minutes,
            groups=instance.course[piece.course].groups,
            teachers=self._teams[piece.course],
            rooms=each.rooms,
        )


def _of_activities(root: Node) -> Iterator[_Placed]:
    for node in root.all("Activity"):
        if node.said("Day"):
            real = tuple(room.text for room in node.all("Real_Room"))
            room = node.said("Room")
            rooms = real or ((room,) if room else ())
            yield _Placed(node, node.said("Id"), node.said("Day"), node.said("Hour"), rooms)


def _of_problem(root: Node) -> Iterator[_Placed]:
    """The single start of each activity, and its single room."""
    rooms: dict[str, tuple[str, ...]] = {}
    for node in root.listed("Space_Constraints_List"):
        if node.tag == "ConstraintActivityPreferredRoom" and _holds(node):
            real = tuple(room.text for room in node.all("Real_Room"))
            rooms[node.said("Activity_Id")] = real or (node.said("Room"),)
    for node in root.listed("Time_Constraints_List"):
        if node.tag == "ConstraintActivityPreferredStartingTime" and _holds(node):
            each = node.said("Activity_Id")
            day, hour = node.said("Preferred_Day"), node.said("Preferred_Hour")
            yield _Placed(node, each, day, hour, rooms.get(each, ()))


def _holds(node: Node) -> bool:
    return (
        node.said("Active").lower() != "false"
        and node.said("Weight_Percentage").strip().partition(".")[0] == "100"
    )
