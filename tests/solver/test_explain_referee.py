"""Explanations of drawn problems against brute force, which knows nothing of what is posted.

Of every timetable there could be, `check` says which reasons it breaks. Reasons are a conflict
when each timetable breaks one of them; each is needed when some timetable breaks it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from referee import HARD, timetables
from tiny import course, day_grid, tiny

from constraints.registry import RULE
from constraints.verify import verify
from instances.entities import Course, Pin, Resource, TimeOff
from instances.instance import Instance
from instances.timetable import Timetable
from solver.control import Control, Options
from solver.explain import Conflict, Reason, find_conflict
from solver.relaxations import relaxations
from solver.suspects import part_of

GRID = day_grid(8, 10)
DRAWN = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def courses(draw: st.DrawFn, code: str) -> Course:
    fields: dict[str, object] = {}
    if code == "B" and draw(st.integers(0, 3)) == 0:
        fields[draw(st.sampled_from(["after", "parallel_with"]))] = ("A",)
    return course(
        code,
        hours=draw(st.integers(1, 2)),
        groups=draw(st.sampled_from(["G", "H"])),
        teachers=draw(st.sampled_from(["T", "U", "T|U", "T U"])),
        rooms=draw(st.sampled_from(["R", "R", "S", "R|S"])),
        per_day=draw(st.integers(1, 2)),
        **fields,
    )


@st.composite
def problems(draw: st.DrawFn) -> Instance:
    """Two or three courses on two days of two hours, with people away and rooms closed."""
    some = [draw(courses(code)) for code in "ABC"[: draw(st.integers(2, 3))]]
    if some[1].parallel_with:  # unequal hours are a contradiction, found before any search
        some[1] = some[1].model_copy(update={"minutes": some[0].minutes})
    people = {("teacher", code) for c in some for post in c.posts for code in post}
    people |= {("room", code) for c in some for need in c.rooms for code in need}
    people |= {("group", code) for c in some for code in c.groups}
    rows = []
    for kind, who in draw(st.lists(st.sampled_from(sorted(people)), max_size=3)):
        start = draw(st.sampled_from([0, 480, 540]))
        end = 1440 if start == 0 else start + 60
        weekday = draw(st.integers(0, 1))
        level = draw(st.sampled_from(["impossible", "impossible", "only"]))
        rows.append(TimeOff(who=who, kind=kind, weekday=weekday, start=start, end=end, level=level))
    pins = []
    if draw(st.integers(0, 3)) == 0:
        start = draw(st.sampled_from([480, 540]))
        pins.append(Pin(course="A", weekday=draw(st.integers(0, 1)), start=start, minutes=60))
    try:
        return tiny(*some, days=2, grid=GRID, times_off=tuple(rows), pins=tuple(pins))
    except ValueError:
        assume(False)
        raise


def control(seconds: float = 60) -> Control:
    return Control(Options(time_limit=seconds, workers=1))


def possible(instance: Instance) -> bool:
    """Whether brute force finds a complete timetable."""
    try:
        return bool(timetables(instance, HARD, complete=True))
    except ValueError:  # too many to enumerate
        assume(False)
        raise


def pool_of(reason: Reason) -> frozenset[str]:
    """The rooms that a clash is about."""
    if reason.rule == "avoid_clashes" and reason.subject.kind == "room":
        return frozenset(reason.subject.code.split(" | "))
    return frozenset()


def overfull(timetable: Timetable, pool: frozenset[str]) -> bool:
    """Whether more sessions are in need of the rooms of a pool than there are rooms."""
    needing = [
        session
        for session in timetable.sessions
        for need in timetable.instance.course[session.course].rooms
        if set(need) <= pool
    ]
    starts = {(session.date, session.start) for session in needing}
    return any(
        sum(s.date == day and s.start <= start < s.end for s in needing) > len(pool)
        for day, start in starts
    )


def shut(timetable: Timetable, rooms: frozenset[str], pools: set[frozenset[str]]) -> bool:
    """Whether closed rooms leave a session none, or a pool too few."""
    instance = timetable.instance
    for day, period in product(instance.dates, range(len(instance.grid.periods))):
        at = instance.grid.periods[period].start
        free = {
            code
            for code in instance.room
            if code not in rooms or instance.available(Resource("room", code), day) >> period & 1
        }
        held = [s for s in timetable.sessions if s.date == day and s.start <= at < s.end]
        needs = [set(need) for s in held for need in instance.course[s.course].rooms]
        if any(not need & free for need in needs):
            return True
        if any(sum(need <= pool for need in needs) > len(pool & free) for pool in pools):
            return True
    return False


def broken(timetable: Timetable, reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """The reasons a timetable breaks, those about closed rooms aside."""
    found = {
        Reason(rule, violation.subject)
        for rule in {reason.rule for reason in reasons}
        for violation in RULE[rule].check(timetable)  # type: ignore[attr-defined]
        if violation.amount
    }
    for reason in reasons:
        pool = pool_of(reason)
        if pool:
            broken_now = overfull(timetable, pool)
        elif reason.rule == "run_in_parallel":
            # Said of the course whose row asks for it; `check` says it of either.
            broken_now = any(other.rule == reason.rule for other in found)
        else:
            broken_now = reason in found
        if broken_now:
            yield reason


def holds(plans: list[Timetable], reasons: tuple[Reason, ...]) -> bool:
    """Whether some timetable breaks none of the reasons. Rooms may be any."""
    rooms = frozenset(
        r.subject.code
        for r in reasons
        if r.rule == "respect_availability" and r.subject.kind == "room"
    )
    others = tuple(
        r for r in reasons if (r.subject.kind, r.rule) != ("room", "respect_availability")
    )
    pools = {pool_of(reason) for reason in others} - {frozenset()}
    return any(
        not shut(plan, rooms, pools) and next(broken(plan, others), None) is None for plan in plans
    )


def everything(instance: Instance) -> list[Timetable]:
    """Every timetable, complete or not; of those that differ in rooms only, one."""
    bare = instance.model_copy(
        update={
            "courses": tuple(
                c.model_copy(update={"rooms": tuple(need[:1] for need in c.rooms)})
                for c in instance.courses
            )
        }
    )
    try:
        plans = timetables(Instance.model_construct(**dict(bare)))
    except ValueError:
        assume(False)
        raise
    assume(len(plans) <= 6000)
    return [Timetable(instance=instance, sessions=plan.sessions) for plan in plans]


def judge(instance: Instance, conflict: Conflict) -> None:
    """Assert that the reasons cannot hold together, and that any one of them less can."""
    assert not conflict.rooms, "two days of two hours: counting rooms is exact"
    plans = everything(part_of(instance, conflict.courses))
    assert not holds(plans, conflict.reasons)
    for reason in conflict.reasons:
        rest = tuple(other for other in conflict.reasons if other != reason)
        assert holds(plans, rest), f"{reason} is not needed"


@DRAWN
@given(problems())
def test_a_conflict_is_found_when_there_is_no_timetable_and_every_reason_is_needed(instance):
    complete = possible(instance)
    conflict = find_conflict(instance, control())
    event(f"{'feasible' if complete else 'infeasible'}")
    assert (conflict is None) == complete
    if conflict is not None:
        assert conflict.minimal
        event(f"rules: {', '.join(sorted({reason.rule for reason in conflict.reasons}))}")
        judge(instance, conflict)


@settings(DRAWN, max_examples=6)
@given(problems())
def test_what_is_offered_has_a_timetable(instance):
    conflict = find_conflict(instance, control())
    assume(conflict is not None)
    assert conflict is not None
    offered = relaxations(instance, conflict, control(5)).tried
    event(f"offered: {len(offered)}")
    for one in offered:
        assert verify(one.timetable).complete
        assert possible(one.relaxation.instance)
