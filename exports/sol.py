"""`.sol`: a timetable as the competition ITC-2007 wants it, and read back.

One line a lecture: `course room day period`, the day and its period counted from 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from instances.ctt.source import Line, read_lines, shaped, whole
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.timetable_file import write_whole
from instances.workbook.layout import nearest
from instances.workbook.problems import Findings, WorkbookError, did_you_mean

FIELDS = ("course", "room", "day", "period")
_OTHER = Text(
    "« sol » est le format d'un problème .ctt ; cet emploi du temps n'en vient pas.",
    "“sol” is the format of a .ctt problem; this timetable does not come from one.",
)
_MISFIT = Text(
    "{session} ne se dit pas au format « sol » : il lui faut une salle et une seule, un jour de la "
    "semaine et un pas de la grille.",
    "{session} cannot be said in the format “sol”: it needs one room and only one, a day of the "
    "week and a period of the grid.",
)


class SolutionFormError(ValueError):
    """A timetable that the competition's form cannot hold; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def write_sol(timetable: Timetable, path: Path) -> Path:
    """Write a timetable in the competition's form, whole or not at all; return its path.

    Raises
    ------
    SolutionFormError
        When it is no timetable of such a problem, or a session is off its grid or in no one room.
    """
    if timetable.instance.origin != "ctt":
        raise SolutionFormError(_OTHER)
    lines = [_line(timetable.instance, session) for session in timetable.sessions]
    write_whole(path, "".join(f"{line}\n" for line in lines).encode())
    return path


def _line(instance: Instance, session: Session) -> str:
    period = _periods(instance).get(session.start)
    day = (session.date - instance.settings.start).days
    on_grid = instance.grid.span(session.start, session.minutes)
    last = (instance.settings.end - instance.settings.start).days
    if period is None or not on_grid or len(session.rooms) != 1 or not 0 <= day <= last:
        raise SolutionFormError(_MISFIT.fill(session=session.id))
    return f"{session.course} {session.rooms[0]} {day} {period}"


def _periods(instance: Instance) -> dict[int, int]:
    return {period.start: index for index, period in enumerate(instance.grid.periods)}


def read_sol(path: Path, instance: Instance) -> Timetable:
    """Read a timetable of a `.ctt` problem back.

    Raises
    ------
    WorkbookError
        With every line that is none, or that names what the problem does not have.
    SolutionFormError
        When the problem is of another form.
    """
    if instance.origin != "ctt":
        raise SolutionFormError(_OTHER)
    findings = Findings()
    found = []
    for number, words in read_lines(path):
        meeting = _meeting(instance, Line("", number, tuple(words)), findings)
        if meeting is not None:
            found.append(meeting)
    if findings.problems:
        raise WorkbookError(path.name, findings.problems)
    return Timetable(instance=instance, sessions=_numbered(instance, found))


Meeting = tuple[int, int, str, str]


def _meeting(instance: Instance, line: Line, findings: Findings) -> Meeting | None:
    """Day, period, course and room of a line."""
    if not shaped(line, FIELDS, 0, findings):
        return None
    course, room = line.words[:2]
    names: tuple[tuple[str, str, Collection[str]], ...] = (
        ("course", course, instance.course),
        ("room", room, instance.room),
    )
    for kind, word, known in names:
        if word not in known:
            findings.problem(
                line.place(kind),
                word,
                Text(
                    f"le problème n'a pas de nom « {word} ».",
                    f"the problem has no name “{word}”.",
                ),
                did_you_mean(nearest(word, known), ()),
            )
    last = (instance.settings.end - instance.settings.start).days
    day = whole(line, 2, FIELDS[2], findings, high=last)
    period = whole(line, 3, FIELDS[3], findings, high=len(instance.grid.periods) - 1)
    return None if day is None or period is None else (day, period, course, room)


def _numbered(instance: Instance, meetings: list[Meeting]) -> tuple[Session, ...]:
    """Sessions in time order, each course's numbered from 1."""
    counts: dict[str, int] = defaultdict(int)
    found = []
    for day, index, code, room in sorted(meetings):
        counts[code] += 1
        course, period = instance.course[code], instance.grid.periods[index]
        found.append(
            Session(
                id=f"{code}.{counts[code]:02d}",
                course=code,
                date=instance.settings.start + timedelta(days=day),
                start=period.start,
                end=period.end,
                minutes=period.credited,
                groups=course.groups,
                teachers=tuple(teacher for post in course.posts for teacher in post),
                rooms=(room,),
            )
        )
    return tuple(found)
