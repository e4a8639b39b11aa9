"""The columns by which scenarios are compared, the same on the terminal, in Excel and in JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exports.comparison import Compared
from exports.figures import Figures
from instances.text import Text
from instances.units import HOUR

Value = float | None


@dataclass(frozen=True)
class Measure:
    """One figure of a plan: less is better.

    key
        Its name in JSON.
    unit
        `h` hours, `%` a share, `` a plain number.
    """

    key: str
    head: Text
    unit: str
    count: Callable[[Figures], Value]

    def of(self, one: Compared) -> Value:
        """The figure of a complete plan; None of anything else."""
        return self.count(one.figures) if one.complete and one.figures else None


MEASURES: tuple[Measure, ...] = (
    Measure("cost", Text("Points", "Points"), "", lambda f: f.cost),
    Measure(
        "idle_group_hours",
        Text("Creux élèves", "Learner gaps"),
        "h",
        lambda f: f.idle_groups / HOUR,
    ),
    Measure(
        "idle_teacher_hours",
        Text("Creux enseignants", "Teacher gaps"),
        "h",
        lambda f: f.idle_teachers / HOUR,
    ),
    Measure(
        "teacher_days", Text("Jours enseignants", "Teacher days"), "", lambda f: f.teacher_days
    ),
    Measure("long_days", Text("Jours longs", "Long days"), "", lambda f: f.long_days),
    Measure("slots", Text("Créneaux", "Slots"), "", lambda f: f.slots),
    Measure(
        "room_peak",
        Text("Pic des salles", "Room peak"),
        "%",
        lambda f: f.peak.share if f.peak else 0,
    ),
)


def bests(compared: Sequence[Compared]) -> dict[str, float]:
    """The least value of each measure among the complete plans, where they differ."""
    found = {}
    for measure in MEASURES:
        values = [value for one in compared if (value := measure.of(one)) is not None]
        if len(set(values)) > 1:
            found[measure.key] = min(values)
    return found


def bound(one: Compared) -> Value:
    """What no plan of the scenario can cost less than, in points, if known."""
    solution = one.settled.timetable.solution if one.settled.timetable else None
    return solution.bound if solution and one.complete else None
