"""Read a `.fet` file: an `Instance` of one week, or every problem at once.

FET's hours become periods of an hour on an artificial week of real dates, its sets of students
groups, its activities courses. Constraints of a weight of 100 % are required. What the model
cannot express is told and kept in `Instance.left_out`; a file is read whole when that is empty.

FET, free timetabling software by Liviu Lalescu and Volker Dirr: lalescu.ro/liviu/fet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from instances.entities import Course, Group, Pin, Relation, TimeOff
from instances.fet.activities import Activity, Needs, alike, course_of, read_activities
from instances.fet.asked import Asked, weight_of
from instances.fet.frame import read_frame
from instances.fet.people import EVERY_DAY, read_students, read_teachers
from instances.fet.rooms import read_rooms
from instances.fet.source import Node, read_xml
from instances.fet.space_rules import HARD as SPACE
from instances.fet.time_rules import HARD as TIME
from instances.fet.time_rules import SOFT, covered
from instances.groups import split
from instances.instance import Instance
from instances.open_week import HOUR, NO_PRICES, hourly_grid, open_settings
from instances.text import Text
from instances.workbook.problems import Findings, Place, Problem, WorkbookError
from instances.workbook.reader import Reading
from instances.workbook.source import refused

# What the weights of days between activities count in: a day missing at 60 % is a point.
PRICES = {**NO_PRICES, "spread_days_apart": 1}
_NO_FET = Text(
    "ce n'est pas un fichier de FET : sa racine n'est pas « fet ».",
    "it is no file of FET: its root is not “fet”.",
)
_NOBODY = Text("il n'y a aucune activité.", "there is no activity.")
_MODE = Text(
    "Mode {mode} : ce que FET y ajoute de lui-même n'est pas pris en compte.",
    "Mode {mode}: what FET adds in it of its own is not taken into account.",
)
_VIRTUAL = Text(
    "Salles virtuelles : {count} cours, au choix avec d'autres salles, n'en disposent pas.",
    "Virtual rooms: {count} {count:course|courses}, with a choice of other rooms, cannot use them.",
)
# These modes name constraints of their own, but change nothing of the others.
_PLAIN_MODES = ("", "Official", "Block_Planning", "Terms")


def read_fet(path: Path) -> Reading:
    """Read a problem of FET.

    Raises
    ------
    WorkbookError
        With every problem found, by line.
    """
    root = read_xml(path)
    if root.tag.lower() != "fet":
        raise refused(path, _NO_FET)
    findings = Findings()
    instance = _instance(root, findings)
    if instance is None or findings.problems:
        raise WorkbookError(path.name, findings.problems, findings.notices)
    notices = [*findings.notices, *(Problem(Place(), "", text) for text in instance.left_out)]
    return Reading(instance, tuple(notices))


def _instance(root: Node, findings: Findings) -> Instance | None:
    frame = read_frame(root, findings)
    if frame is None:
        return None
    groups, teachers = read_students(root, findings), read_teachers(root)
    names = [teacher.code for teacher in teachers]
    activities = read_activities(root, frame, names, [g.code for g in groups], findings)
    if not activities.active:
        node = root.first("Activities_List") or root
        findings.problem(node.place(), "", _NOBODY)
        return None
    rooms = read_rooms(root, findings)
    asked = Asked(frame, activities, frozenset(names), _related(groups), rooms, findings)
    _ask(root, asked)
    if findings.problems:
        return None
    builder = _Builder(asked)
    courses = builder.courses()
    settings = open_settings(
        root.said("Institution_Name"), len(frame.days), seats_required=True
    ).model_copy(update=asked.settings)
    return Instance(
        settings=settings,
        grid=hourly_grid(len(frame.hours)),
        calendar=frame.closed(asked.closed),
        rhythms=(EVERY_DAY,),
        groups=groups,
        teachers=tuple(
            teacher.model_copy(update={"week_days_max": asked.week_days.get(teacher.code)})
            for teacher in teachers
        ),
        times_off=builder.times_off(),
        rooms=tuple(rooms.real.values()),
        courses=courses,
        pins=builder.pins,
        relations=builder.relations(),
        limits=tuple(dict.fromkeys(asked.limits)),
        prices=PRICES,
        origin="fet",
        left_out=(*_of_its_own(root), *builder.virtual(), *asked.left_out),
    )


def _related(groups: Sequence[Group]) -> dict[str, frozenset[str]]:
    """For each set of students, those that share some."""
    found: dict[str, set[str]] = defaultdict(set)
    for atom in split(groups):
        for code in atom.groups:
            found[code].update(atom.groups)
    return {code: frozenset(names) for code, names in found.items()}


def _ask(root: Node, asked: Asked) -> None:
    """Take every active constraint, or leave it out."""
    for list_of, hard in (("Time_Constraints_List", TIME), ("Space_Constraints_List", SPACE)):
        for node in root.listed(list_of):
            name, weight = node.tag.removeprefix("Constraint"), weight_of(node)
            if node.said("Active").lower() == "false" or weight == 0:
                continue
            required = weight >= 100
            take = hard.get(name) if required else SOFT.get(name)
            if take is None:
                asked.leave(node, required=required)
            else:
                take(asked, node)


def _of_its_own(root: Node) -> tuple[Text, ...]:
    """What a file asks for by other means than constraints."""
    mode = root.said("Mode")
    found = [] if mode in _PLAIN_MODES else [_MODE.fill(mode=mode)]
    for node in root.children:
        if node.tag.startswith("Exception_Teachers") and node.children:
            text = Text(
                "{name} : {count} {count:donnée|données} du fichier FET, dont il n'est pas tenu "
                "compte.",
                "{name}: {count} {count:entry|entries} of the FET file, not taken into account.",
            )
            found.append(text.fill(name=node.tag, count=len(node.children)))
    return tuple(found)


class _Builder:
    """Makes courses of activities, and what is asked of these into what is asked of those."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        # Which rooms an activity has is part of what makes it like another: read them first.
        self._members = alike(asked.activities.active.values())
        self._course = {a.id: code for code, members in self._members.items() for a in members}
        self.pins: tuple[Pin, ...] = ()
        self._virtual = 0
        self._bars: list[TimeOff] = []
        self._starts: dict[str, tuple[tuple[int, int], ...]] = {}
        for code, members in self._members.items():
            self._place(code, members[0])

    def _place(self, code: str, one: Activity) -> None:
        """Say where a course may begin: by a pin, by bars, or by its starts."""
        frame, closed = self._asked.frame, self._asked.closed
        allowed = {s for s in one.starts if closed.isdisjoint(covered(s, one.duration))}
        shut = closed if one.students else set()
        free = {s for s in frame.starts(one.duration) if shut.isdisjoint(covered(s, one.duration))}
        if allowed == free:
            return
        if len(allowed) == 1:
            ((day, hour),) = allowed
            pin = Pin(
                course=code,
                date=frame.date(day),
                start=frame.start(hour),
                minutes=one.duration * HOUR,
            )
            self.pins = (*self.pins, pin)
            return
        open_to = {slot for start in allowed for slot in covered(start, one.duration)}
        inside = {s for s in free if covered(s, one.duration) <= open_to}
        if inside != allowed:
            self._starts[code] = tuple((day, frame.start(hour)) for day, hour in sorted(allowed))
        self._bars += frame.off("course", code, set(frame.slots) - open_to - shut)

    def courses(self) -> tuple[Course, ...]:
        """The courses, with the rooms that their activities may use."""
        found = []
        for code, members in self._members.items():
            one = members[0]
            needs: Needs = ()
            exact = True
            if one.preferred is not None or one.home is not None:
                needs, exact = self._asked.rooms.needs(one.rooms)
            if not exact:
                self._virtual += 1
            update = {"starts": self._starts.get(code, ()), "parallel_with": self._parallel(code)}
            found.append(course_of(code, members, needs).model_copy(update=update))
        return tuple(found)

    def virtual(self) -> tuple[Text, ...]:
        """What the courses' needs do not say of virtual rooms; after `courses`."""
        return (_VIRTUAL.fill(count=self._virtual),) if self._virtual else ()

    def _parallel(self, code: str) -> tuple[str, ...]:
        """The courses of the same length that begin when this one does, where it is named first."""
        ties = (tie for tie in self._asked.ties if self._is_parallel(tie.kind, tie.ids))
        found = (
            self._course[other]
            for tie in ties
            if self._course[tie.ids[0]] == code
            for other in tie.ids[1:]
        )
        return tuple(dict.fromkeys(found))

    def _is_parallel(self, kind: str, ids: Sequence[int]) -> bool:
        active = self._asked.activities.active
        return kind == "same_start" and len({active[each].duration for each in ids}) == 1

    def relations(self) -> tuple[Relation, ...]:
        """The other ties, between courses."""
        found = []
        for tie in self._asked.ties:
            if self._is_parallel(tie.kind, tie.ids):
                continue
            courses = tuple(dict.fromkeys(self._course[each] for each in tie.ids))
            relation = Relation(kind=tie.kind, courses=courses, days=tie.days, weight=tie.weight)
            found.append(relation)
        return tuple(dict.fromkeys(found))

    def times_off(self) -> tuple[TimeOff, ...]:
        """Everybody's times off, and those barred to courses."""
        rows = [
            row
            for (kind, who), slots in self._asked.off.items()
            for row in self._asked.frame.off(kind, who, slots)
        ]
        return (*rows, *self._bars)
