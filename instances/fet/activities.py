"""The activities of a FET file, what is asked of each, and the courses they become.

Activities that nothing tells apart (one split activity, one duration, the same people, rooms and
times, named together wherever one is named) are sessions of one course; any other is a course of
one session. A course is called by the ids of its activities: `12`, `12-14`, `3,7-9`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from instances.entities import Course
from instances.fet.frame import Frame, Slot
from instances.fet.people import whole
from instances.fet.source import Node
from instances.open_week import HOUR
from instances.text import Text
from instances.workbook.layout import nearest
from instances.workbook.problems import Findings, did_you_mean

Needs = tuple[tuple[str, ...], ...]

TEACHER, STUDENTS = Text("enseignant", "teacher"), Text("groupe d'élèves", "students set")
SUBJECT = Text("matière", "subject")


@dataclass
class Activity:
    """An activity as the file has it, and what the constraints leave to it.

    number
        Its rank in its split activity, from 1.
    starts
        Where it may begin.
    rooms
        The rooms it may use by its preferred rooms, then by its home rooms; None: no word.
    marks
        The constraints that name it: activities with the same ones are alike.
    """

    id: int
    family: int
    number: int
    duration: int
    subject: str
    tags: tuple[str, ...]
    teachers: tuple[str, ...]
    students: tuple[str, ...]
    size: int | None
    starts: frozenset[Slot]
    preferred: frozenset[str] | None = None
    home: frozenset[str] | None = None
    marks: set[object] = field(default_factory=set)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms it may use, by name; nothing: it needs none."""
        chosen = self.home if self.preferred is None else self.preferred
        return tuple(sorted(chosen or ()))

    @property
    def likeness(self) -> object:
        """Equal for activities that nothing tells apart."""
        pinned = len(self.starts) <= 1
        return (
            self.family or -self.id,
            self.id if pinned else None,
            self.duration,
            self.subject,
            self.tags,
            self.teachers,
            self.students,
            self.size,
            self.starts,
            self.preferred,
            self.home,
            frozenset(self.marks),
        )


@dataclass
class Activities:
    """The active activities of a file, by id; the ids of those left aside."""

    active: dict[int, Activity]
    inactive: frozenset[int]

    def chosen(
        self,
        *,
        teacher: str = "",
        students: Collection[str] = (),
        subject: str = "",
        tag: str = "",
        duration: int = 0,
        number: int = 0,
    ) -> Iterator[Activity]:
        """The activities that a constraint's filters leave; an empty filter leaves all.

        `students` are all sets that share learners with the one named.
        """
        for activity in self.active.values():
            if (
                (not teacher or teacher in activity.teachers)
                and (not students or not set(students).isdisjoint(activity.students))
                and (not subject or subject == activity.subject)
                and (not tag or tag in activity.tags)
                and (not duration or duration == activity.duration)
                and (not number or number == activity.number)
            ):
                yield activity


def read_activities(
    root: Node, frame: Frame, teachers: Sequence[str], students: Sequence[str], findings: Findings
) -> Activities:
    """Every activity of a file, with the names in it looked up."""
    subjects = [node.said("Name") for node in root.listed("Subjects_List")]
    active: dict[int, Activity] = {}
    inactive: dict[int, Node] = {}
    broken: set[int] = set()
    counts: dict[int, int] = defaultdict(int)
    for node in root.listed("Activities_List"):
        known = (
            _known(node, "Teacher", teachers, TEACHER, findings),
            _known(node, "Students", students, STUDENTS, findings),
            _known(node, "Subject", subjects, SUBJECT, findings),
        )
        code = whole(node, "Id", findings, None)
        family = whole(node, "Activity_Group_Id", findings) or 0
        duration = whole(node, "Duration", findings, 1)
        size = whole(node, "Number_Of_Students", findings, None)
        if code is None or not duration or not all(known):
            # Told already: what refers to it is no further problem.
            broken |= set() if code is None else {code}
            continue
        counts[family] += 1
        if code in active or code in inactive:
            what = Text(
                f"l'activité {code} est définie deux fois.", f"activity {code} is there twice."
            )
            findings.problem(node.place(), str(code), what)
        elif node.said("Active").lower() == "false":
            inactive[code] = node
        else:
            active[code] = Activity(
                id=code,
                family=family,
                number=counts[family] if family else 1,
                duration=duration,
                subject=node.said("Subject"),
                tags=tuple(tag.text for tag in node.all("Activity_Tag") if tag.text),
                teachers=tuple(dict.fromkeys(t.text for t in node.all("Teacher") if t.text)),
                students=tuple(dict.fromkeys(s.text for s in node.all("Students") if s.text)),
                size=size,
                starts=frame.starts(duration),
            )
    _say_inactive(inactive, findings)
    return Activities(active, frozenset((*inactive, *broken)))


def _known(node: Node, tag: str, names: Sequence[str], kind: Text, findings: Findings) -> bool:
    right = True
    known = frozenset(names)
    for child in node.all(tag):
        if child.text and child.text not in known:
            right = False
            what = Text(
                f"« {child.text} » n'est pas dans la liste ({kind.fr}).",
                f"“{child.text}” is not in the list ({kind.en}).",
            )
            advice = did_you_mean(nearest(child.text, names), ())
            findings.problem(child.place(), child.text, what, advice)
    return right


def _say_inactive(inactive: dict[int, Node], findings: Findings) -> None:
    if inactive:
        count = len(inactive)
        text = Text(
            "{count} {count:activité inactive, laissée|activités inactives, laissées} de côté.",
            "{count} inactive {count:activity is|activities are} left out.",
        )
        node = next(iter(inactive.values()))
        findings.notice(node.place(), "", text.fill(count=count))


# --- courses -----------------------------------------------------------------------------------


def alike(activities: Iterable[Activity]) -> dict[str, tuple[Activity, ...]]:
    """The activities of each course, by its code."""
    found: dict[object, list[Activity]] = defaultdict(list)
    for activity in activities:
        found[activity.likeness].append(activity)
    return {code_of(a.id for a in members): tuple(members) for members in found.values()}


def course_of(code: str, members: Sequence[Activity], needs: Needs) -> Course:
    """The course of activities that are alike."""
    one = members[0]
    return Course(
        code=code,
        unit=one.subject,
        type=", ".join(one.tags),
        groups=one.students,
        posts=tuple((teacher,) for teacher in one.teachers),
        minutes=len(members) * one.duration * HOUR,
        durations=(one.duration * HOUR,),
        rooms=needs,
        per_day=max(len(members), 1),
        size=one.size,
    )


def code_of(ids: Iterable[int]) -> str:
    """Ids as a course is called by: `3,7-9`."""
    runs: list[list[int]] = []
    for each in sorted(ids):
        if runs and runs[-1][1] == each - 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    return ",".join(f"{low}-{high}" if low < high else f"{low}" for low, high in runs)


def ids_of(code: str) -> Iterator[int]:
    """The ids of the activities that a course stands for.

    Raises
    ------
    ValueError
        When the code is none of a FET file's courses.
    """
    for part in code.split(","):
        low, _, high = part.partition("-")
        yield from range(int(low), int(high or low) + 1)
