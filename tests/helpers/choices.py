"""Small choices of rhythms, and what every combination costs by itself."""

from __future__ import annotations

from datetime import timedelta

from tiny import MONDAY, course, tiny

from constraints.verify import verify
from instances.entities import CalendarRow, Group, Pin, Rhythm, TimeOff
from instances.instance import Instance
from instances.scenario import Scenario, under
from instances.timetable import Timetable
from solver.choose import Menu
from solver.control import Options
from solver.monolith import solve_whole

OPTIONS = Options(30, 1, 1)


def two_classes(*courses, **fields) -> Instance:
    """Classes A and B, two weeks; a holiday on the second Tuesday."""
    return tiny(
        *courses,
        weeks=2,
        groups=(Group(code="A", rhythm="R"), Group(code="B", rhythm="R")),
        rhythms=(Rhythm(name="R", spec="Mon Tue"),),
        calendar=(
            CalendarRow(first=MONDAY + timedelta(8), last=MONDAY + timedelta(8), kind="public"),
        ),
        **fields,
    )


def teachers_shared() -> Instance:
    """One teacher who would rather not come on Mondays, courses to spread evenly."""
    return two_classes(
        course("a", 4, (1, 2), groups="A", teachers="T"),
        course("b", 4, (2,), groups="B", teachers="T"),
        times_off=(TimeOff(who="T", kind="teacher", weekday=0, level="avoid"),),
        levels={"spread_evenly": 3},
    )


def one_room() -> Instance:
    """One room and a course that both classes follow together."""
    return two_classes(
        course("a", 3, (1,), groups="A", rooms="L"),
        course("b", 2, (1,), groups="B", rooms="L"),
        course("ab", 2, (1, 2), groups="A B", teachers="T"),
        levels={"spread_evenly": 4},
    )


def weekly_pin() -> Instance:
    """A session pinned every Tuesday, that only rhythms with Tuesdays can hold."""
    return two_classes(
        course("a", 3, (1,), groups="A", teachers="T"),
        course("b", 2, (1,), groups="B", teachers="T"),
        pins=(Pin(course="a", weekday=1, start=540, minutes=60),),
        levels={"spread_evenly": 3},
    )


CASES = {
    "teachers": (
        teachers_shared,
        {"A": ["Mon Tue", "Wed:am Thu", "Mon/Tue"], "B": ["Tue Thu", "Wed Fri"]},
    ),
    "room": (one_room, {"A": ["Mon Tue", "Tue Wed"], "B": ["Tue", "Wed Tue/Wed"]}),
    "pin": (weekly_pin, {"A": ["Mon Tue", "Mon Wed", "Tue Wed/Wed"], "B": ["Mon", "Tue Fri"]}),
}


def enumerated(instance: Instance, menu: Menu) -> dict[tuple[str, ...], int | None]:
    """The optimum of each combination by the exact model; None where it proves there is none."""
    found: dict[tuple[str, ...], int | None] = {}
    for chosen in menu.combinations():
        problem = under(instance, Scenario(name="", rhythms=menu.rhythms(chosen)))
        status, plan, bound = solve_whole(problem, OPTIONS)
        assert status in ("OPTIMAL", "INFEASIBLE")
        found[chosen] = None
        if plan is not None:
            report = verify(Timetable(instance=problem, sessions=plan.sessions))
            assert report.complete
            assert report.cost == plan.cost == (bound or 0)
            found[chosen] = plan.cost
    return found
