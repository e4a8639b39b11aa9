"""A course gets the hours of its row, even where its quota tolerates others.

Arrêté du 29 avril 2019 (BTS SIO), annexe: volumes horaires.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.variables import Variables


class KeepPlannedHours(Soft):
    """Minutes over or under the hours of each course."""

    id = "keep_planned_hours"
    name = Text("Les heures prévues de chaque cours", "The planned hours of each course")
    statement = Text(
        "Un cours a les heures de sa ligne ; l'écart que sa maquette tolère se paie.",
        "A course has the hours of its row; the deviation its quota tolerates is paid for.",
    )
    violation = Text(
        "{subject} : {planned} planifiées pour {due} prévues.",
        "{subject}: {planned} planned of {due}.",
    )
    unit = Text("heures d'écart", "hours off")
    level = 5
    source = "Usage; arrêté du 29 avril 2019"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """The hours' deviation, where a quota allows any or hours may stay unplaced."""
        tolerance = max((quota.tolerance for quota in x.instance.quotas), default=0)
        for course in x.courses:
            most = max(tolerance, course.minutes if x.elastic else 0)
            if most:
                off = x.model.new_int_var(0, most, "")
                x.model.add(off >= x.planned(course) - course.minutes)
                x.model.add(off >= course.minutes - x.planned(course))
                yield course_subject(course), off

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Minutes of each course's sessions against its row."""
        for course in timetable.instance.courses:
            planned = sum(session.minutes for session in timetable.by_course[course.code])
            if planned != course.minutes:
                values = {"planned": Minutes(planned), "due": Minutes(course.minutes)}
                off = abs(planned - course.minutes)
                yield Violation(self, course_subject(course), off, values)
