"""Days begin early: at the first period one is available at, or at the second on a few days.

FET: ConstraintStudentsEarlyMaxBeginningsAtSecondHour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource
from instances.text import Text
from instances.timetable import Session, Timetable, by_day
from instances.units import format_date
from instances.weeks import week_of

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.placements import Day
    from constraints.variables import Variables

LATE = Text("commence trop tard le {date}", "begins too late on {date}")
OFTEN = Text(
    "commence {found} fois à la deuxième heure en {week}, {limit} au plus",
    "begins {found} times at the second hour in {week}, {limit} at most",
)


class BeginEarly(Required):
    """No day begins after the second period one is available at; few begin at the second."""

    id = "begin_early"
    name = Text("Des journées qui commencent tôt", "Days that begin early")
    statement = Text(
        "La journée d'un apprenant commence à sa première heure disponible, ou quelquefois à la "
        "deuxième.",
        "A learner's day begins at the first hour available, or sometimes at the second.",
    )
    violation = Text("{subject} : {what}.", "{subject}: {what}.")
    source = "FET ConstraintStudentsEarlyMaxBeginningsAtSecondHour"
    # On a typical day, the early sessions of some dates may make up for late ones of others.
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Presence needs one of the first two periods; the second alone is counted by week."""
        bounds = x.instance.bounds("late_starts")
        for resource in x.exclusive:
            limit = bounds.get(resource)
            if limit is None:
                continue
            active = set(x.active(resource))
            for week in x.weeks:
                if active.isdisjoint(week.days):
                    continue
                late: Expr = 0
                for day in week.days:
                    if not x.held(resource, day):
                        continue
                    first, second = _first_two(x, resource, day)
                    present = x.present(resource, day)
                    if day in active:
                        yield resource, x.model.add(present <= first + second)
                    if isinstance(present, int) and isinstance(first, int):
                        late += max(0, present - min(first, 1))
                        continue
                    missed = x.model.new_bool_var("")
                    x.model.add(present - first <= missed)
                    late += missed
                if not isinstance(late, int):
                    yield resource, x.model.add(late <= limit)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Rank the first session of each date among the periods one is available at."""
        bounds = timetable.instance.bounds("late_starts")
        for resource, sessions in timetable.by_resource.items():
            limit = bounds.get(resource)
            if limit is None:
                continue
            second: dict[str, list[Session]] = defaultdict(list)
            for day, meetings in by_day(sessions).items():
                rank = _rank(timetable, resource, meetings[0])
                if rank > 1:
                    date = Text(format_date(day, "fr"), format_date(day, "en"))
                    values = {"what": LATE.fill(date=date)}
                    yield Violation(self, resource, 1, values, (meetings[0],))
                elif rank == 1:
                    second[week_of(day)].append(meetings[0])
            for week, found in second.items():
                if len(found) > limit:
                    values = {"what": OFTEN.fill(found=len(found), week=week, limit=limit)}
                    yield Violation(self, resource, len(found) - limit, values, tuple(found))


def _first_two(x: Variables, resource: Resource, day: Day) -> tuple[Expr, Expr]:
    """How often a resource is busy at the first and at the second period it is available at."""
    open_to = x.instance.presence(resource, day.first)
    periods = [p for p in range(len(x.instance.grid.periods)) if open_to >> p & 1][:2]
    busy = [sum(x.running(resource, day, p)) for p in periods]
    return (*busy, 0, 0)[0], (*busy, 0, 0)[1]


def _rank(timetable: Timetable, resource: Resource, session: Session) -> int:
    """How many periods one is available at end before a session begins."""
    open_to = timetable.instance.presence(resource, session.date)
    return sum(
        1
        for index, period in enumerate(timetable.instance.grid.periods)
        if open_to >> index & 1 and period.end <= session.start
    )
