"""What the constraints of a FET file ask for, gathered in words of ours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from instances.entities import Limit, RelationKind
from instances.fet.activities import STUDENTS, TEACHER, Activities, Activity
from instances.fet.frame import Frame, Slot
from instances.fet.people import whole
from instances.fet.rooms import ROOM, Rooms
from instances.fet.source import Node
from instances.text import Text
from instances.workbook.layout import nearest
from instances.workbook.problems import Findings, did_you_mean

Away = tuple[str, str]  # kind of a resource, its name

_HARD = Text(
    "{name} : {count} {count:contrainte obligatoire|contraintes obligatoires} du fichier FET, dont "
    "il n'est pas tenu compte.",
    "{name}: {count} required {count:constraint|constraints} of the FET file, not taken into "
    "account.",
)
_SOFT = Text(
    "{name} : {count} {count:souhait|souhaits} du fichier FET (poids de moins de 100 %), dont il "
    "n'est pas tenu compte.",
    "{name}: {count} {count:wish|wishes} of the FET file (a weight under 100%), not taken into "
    "account.",
)


@dataclass(frozen=True)
class Tie:
    """A relation between activities, by their ids."""

    kind: RelationKind
    ids: tuple[int, ...]
    days: int = 1
    weight: int | None = None


@dataclass
class Asked:
    """Everything asked so far, and where names are looked up.

    related
        For each set of learners, all sets that share some of them.
    left
        Constraints the model cannot express: by name, and whether they are required.
    """

    frame: Frame
    activities: Activities
    teachers: frozenset[str]
    related: dict[str, frozenset[str]]
    rooms: Rooms
    findings: Findings
    closed: set[Slot] = field(default_factory=set)
    off: dict[Away, set[Slot]] = field(default_factory=lambda: defaultdict(set))
    ties: list[Tie] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    week_days: dict[str, int] = field(default_factory=dict)
    settings: dict[str, int] = field(default_factory=dict)
    left: Counter[tuple[str, bool]] = field(default_factory=Counter)

    # --- names -----------------------------------------------------------------------------

    def teacher(self, node: Node) -> str | None:
        """The teacher a constraint names; None (and a problem) when there is none of the name."""
        name = node.said("Teacher_Name", "Teacher")
        return name if self._known(node, name, self.teachers, TEACHER) else None

    def students(self, node: Node) -> str | None:
        """The set of learners a constraint names; None (and a problem) for an unknown one."""
        name = node.said("Students", "Students_Name")
        return name if self._known(node, name, self.related, STUDENTS) else None

    def named_rooms(self, node: Node) -> frozenset[str] | None:
        """The rooms a constraint names; None (and a problem) when one is unknown."""
        names = [child.text for child in node.children if child.tag in ("Room", "Preferred_Room")]
        unknown = [n for n in names if not self._known(node, n, self.rooms.named, ROOM)]
        return None if unknown else frozenset(names)

    def _known(self, node: Node, name: str, names: Collection[str], kind: Text) -> bool:
        if name in names:
            return True
        what = Text(
            f"« {name} » n'est pas dans la liste ({kind.fr}).",
            f"“{name}” is not in the list ({kind.en}).",
        )
        self.findings.problem(node.place(), name, what, did_you_mean(nearest(name, names), ()))
        return False

    def named(self, node: Node, *tags: str) -> list[Activity]:
        """The active activities a constraint names by their ids, in its order.

        An id that no activity has is a problem.
        """
        found = []
        for child in node.children:
            if child.tag not in tags:
                continue
            words = child.text.strip()
            code = int(words) if words.isascii() and words.isdigit() else None
            if code in self.activities.active:
                found.append(self.activities.active[code])
            elif code not in self.activities.inactive:
                what = Text(
                    f"aucune activité n'a l'identifiant « {child.text} ».",
                    f"no activity has the id “{child.text}”.",
                )
                self.findings.problem(child.place(), child.text, what)
        return found

    def filtered(self, node: Node) -> list[Activity]:
        """The activities that the filters of a constraint leave."""
        students = node.said("Students_Name", "Students")
        if students and self.students(node) is None:
            return []
        return list(
            self.activities.chosen(
                teacher=node.said("Teacher_Name", "Teacher"),
                students=self.related[students] if students else (),
                subject=node.said("Subject_Name", "Subject"),
                tag=node.said("Activity_Tag_Name", "Activity_Tag"),
                duration=self.whole(node, "Duration") or 0,
                number=self.whole(node, "Component_Number") or 0,
            )
        )

    def slots(self, node: Node, tag: str, day: str, hour: str) -> set[Slot]:
        """The slots that the children of a tag name."""
        found = (
            self.frame.slot(child, child.said(day), child.said(hour), self.findings)
            for child in node.all(tag)
        )
        return {slot for slot in found if slot is not None}

    def whole(self, node: Node, *tags: str) -> int | None:
        """The whole number in the first of these children that is there."""
        for tag in tags:
            if node.first(tag) is not None:
                return whole(node, tag, self.findings)
        return 0

    # --- what is asked ---------------------------------------------------------------------

    def tie(
        self,
        kind: RelationKind,
        members: Sequence[Activity],
        *,
        days: int = 1,
        weight: int | None = None,
        singly: bool = False,
    ) -> None:
        """Relate activities; `singly` when each must stay a course of its own."""
        if len(members) < 2:
            return
        mark = len(self.ties)
        for activity in members:
            activity.marks.add((mark, activity.id) if singly else mark)
        self.ties.append(Tie(kind, tuple(a.id for a in members), days, weight))

    def leave(self, node: Node, *, required: bool = True) -> None:
        """Note a constraint that the model cannot express."""
        self.left[node.tag.removeprefix("Constraint"), required] += 1

    @property
    def left_out(self) -> tuple[Text, ...]:
        """A sentence for each kind of constraint that is left out."""
        return tuple(
            (_HARD if required else _SOFT).fill(name=name, count=count)
            for (name, required), count in sorted(self.left.items())
        )


def weight_of(node: Node) -> float:
    """The weight of a constraint in percent; 100 without one."""
    try:
        return float(node.said("Weight_Percentage", "Weight") or 100)
    except ValueError:
        return 100.0
