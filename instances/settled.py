"""What came of a scenario: a timetable, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from instances.scenario import Scenario
from instances.text import Text
from instances.timetable import Timetable

Status = Literal["optimal", "feasible", "infeasible", "unfinished"]


@dataclass(frozen=True)
class Settled:
    """What came of a scenario.

    timetable
        Complete, or what could be placed; None where arithmetic proves that nothing complete
        exists, so that nothing was searched.
    reason
        Why it is infeasible, in a sentence.
    """

    scenario: Scenario
    status: Status
    timetable: Timetable | None = None
    reason: Text | None = None

    @property
    def settled(self) -> bool:
        """Whether it is known one way or the other."""
        return self.status != "unfinished"
