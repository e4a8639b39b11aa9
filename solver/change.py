"""A change of a problem, and what changes cost."""

from __future__ import annotations

from dataclasses import dataclass

from instances.instance import Instance
from instances.text import Text

# What a change costs, in minutes that somebody has to give: people's free half-days count once a
# week, an exception once, a room or a teacher as much as a good many hours.
ROOM_COST, TEACHER_COST, RULE_COST, DAY_COST = 2400, 900, 600, 420

Scales = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Relaxation:
    """One change, or several together: in words, what it costs, and the problem under it.

    scale
        What each change is more or less of: a bigger one of the same scale, or of one that begins
        alike, is of no interest where a smaller one does.
    """

    kind: str
    texts: tuple[Text, ...]
    cost: int
    instance: Instance
    scale: Scales = ()
