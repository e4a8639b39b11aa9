"""A teacher comes on at most so many days a week.

XHSTT: ClusterBusyTimesConstraint over days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.weeks import week_of

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class LimitTeacherDays(Required):
    """The dates of an ISO week on which a teacher has a session are bounded, if he says so."""

    id = "limit_teacher_days"
    name = Text("Jours de présence d'un enseignant", "Days a teacher comes")
    statement = Text(
        "Un enseignant ne vient pas plus de jours par semaine que son maximum.",
        "A teacher comes on no more days a week than the maximum.",
    )
    violation = Text(
        "{subject} : {days} jours de présence en semaine {week}, {limit} au plus.",
        "{subject}: comes on {days} days in week {week}, {limit} at most.",
    )
    source = "XHSTT ClusterBusyTimesConstraint"
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Bound the days present in each week where something is decided (no clash assumed)."""
        for teacher in x.instance.teachers:
            limit, subject = teacher.week_days_max, Resource("teacher", teacher.code)
            decided = set(x.active(subject)) if limit is not None else set()
            for week in x.weeks:
                if limit is not None and decided.intersection(week.days):
                    days = [day for day in week.days if x.held(subject, day)]
                    if sum(day.count for day in days) > limit * week.count:
                        present = sum(x.present(subject, day) for day in days)
                        yield subject, x.model.add(present <= limit * week.count)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Count the dates of each teacher by ISO week."""
        for teacher in timetable.instance.teachers:
            limit = teacher.week_days_max
            weeks: dict[str, list[Session]] = defaultdict(list)
            for session in timetable.by_teacher[teacher.code]:
                weeks[week_of(session.date)].append(session)
            for week, sessions in weeks.items():
                days = len({session.date for session in sessions})
                if limit is not None and days > limit:
                    values = {"days": days, "week": week, "limit": limit}
                    subject = Resource("teacher", teacher.code)
                    yield Violation(self, subject, days - limit, values, tuple(sessions))
