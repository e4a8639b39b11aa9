"""Blocks of a dated plan exchanged: what steps add up, may not break, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from os import utime
from pathlib import Path

import numpy as np
import pytest
from dated import RHYTHMS, of, school
from tiny import course, day_grid, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS, WISH
from constraints.verify import verify
from instances.entities import Group, Pin, TimeOff
from instances.instance import Instance
from instances.timetable import Timetable
from solver.compiled import compiled, forget_older
from solver.control import Control, Options, Stop
from solver.cooling import Run, cool_down
from solver.exchange import exchange
from solver.exchange_arrays import TermArrays
from solver.exchange_days import WANTED
from solver.exchange_kernel import cool
from solver.exchange_shared import SharedRounds, threads_for
from solver.exchange_state import Scratch, Standing
from solver.first import first_plan
from solver.plan import Plan
from solver.term_kernel import BEST, COST, FORBIDDEN, TAKEN, find_day

SCHOOL = {"days": 2, "weeks": 4}
ONE_ASTRAY = (("A", 0, 8, 1), ("A", 2, 8, 1), ("A", 4, 8, 1), ("A", 7, 10, 1))


def control(seconds: float = 3) -> Control:
    return Control(Options(time_limit=seconds, workers=1))


def exchanged(instance: Instance, *rows: tuple[object, ...]) -> tuple[Plan, Plan]:
    before = of(instance, *rows)
    after = exchange(Openings(instance, DOMAINS), before, control())
    assert verify(Timetable(instance=instance, sessions=after.sessions)).complete
    return before, after


@pytest.fixture(scope="module")
def planned() -> tuple[Openings, Plan]:
    instance = school()
    openings = Openings(instance, DOMAINS)
    found = first_plan(openings, Control(Options(time_limit=20)))
    assert found is not None and found.complete
    return openings, found


def stepped(
    arrays: TermArrays, seed: int, heat: float, runs: int = 40, whole: float = 0.1
) -> Standing:
    """What many steps come to, all questions about days answered."""
    standing = arrays.standing()
    scratch = Scratch.of(standing)
    wanted = np.zeros((WANTED, 2), np.int64)
    chance = np.random.default_rng(seed)
    everywhere = np.zeros(len(arrays.term.week_days_at) - 1, np.int64)
    for _ in range(runs):
        cool(
            arrays.term, standing, arrays.days.known(wanted), scratch, chance,
            everywhere, np.arange(len(arrays.pieces)), 2000, heat, 0.5, 0.5, whole,
        )  # fmt: skip
        arrays.days.answer(wanted)
    return standing


def wandered(openings: Openings, plan: Plan, seed: int, heat: float) -> int:
    """How many exchanges were made; what steps noted is what the rules say of where they led."""
    arrays = TermArrays(openings, plan)
    return agreeing(openings, arrays, stepped(arrays, seed, heat))


def shared(arrays: TermArrays, seed: int, threads: int, heat: float, rounds: int = 40) -> Standing:
    """What threads come to together, all questions about days answered."""
    together = SharedRounds(arrays, (seed,), threads)
    for _ in range(rounds):
        together.round(2000, heat, 0.5, 0.5)
        together.settle()
    return together.standing


def agreeing(openings: Openings, arrays: TermArrays, standing: Standing) -> int:
    """The same of what steps led to."""
    standing.best_day[:], standing.best_first[:] = standing.day, standing.first
    standing.best_room[:] = standing.room
    now = arrays.plan(standing)
    report = verify(Timetable(instance=now.instance, sessions=now.sessions))
    assert report.complete
    assert report.cost == standing.tally[COST]
    anew = TermArrays(openings, now).standing()
    for name in ("mask", "on_day", "done", "held", "shorts", "week_minutes", "week_done", "filled"):
        assert (getattr(standing, name) == getattr(anew, name)).all(), name
    assert sorted(standing.in_room.ravel()) == sorted(anew.in_room.ravel())
    assert ((standing.at >= 0) == (anew.at >= 0)).all()
    return int(standing.tally[TAKEN])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("heat", [3000.0, 200.0])
def test_what_steps_note_is_what_their_sessions_say(
    planned: tuple[Openings, Plan], seed: int, heat: float
) -> None:
    assert wandered(*planned, seed, heat) > 1000


@pytest.mark.parametrize("seed", range(4))
def test_the_best_plan_costs_what_the_rules_say(planned: tuple[Openings, Plan], seed: int) -> None:
    arrays = TermArrays(*planned)
    standing = stepped(arrays, seed, 60.0)
    best = arrays.plan(standing)
    report = verify(Timetable(instance=best.instance, sessions=best.sessions))
    assert report.complete
    assert report.cost == best.cost == standing.tally[BEST] < planned[1].cost


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("heat", [3000.0, 200.0])
def test_what_threads_note_together_is_what_their_sessions_say(
    planned: tuple[Openings, Plan], seed: int, threads: int, heat: float
) -> None:
    openings, plan = planned
    arrays = TermArrays(openings, plan)
    assert agreeing(openings, arrays, shared(arrays, seed, threads, heat)) > 1000


@pytest.mark.parametrize("seed", range(2))
def test_what_threads_found_best_costs_what_the_rules_say(
    planned: tuple[Openings, Plan], seed: int
) -> None:
    arrays = TermArrays(*planned)
    standing = shared(arrays, seed, 2, 60.0)
    best = arrays.plan(standing)
    report = verify(Timetable(instance=best.instance, sessions=best.sessions))
    assert report.complete
    assert report.cost == best.cost == standing.tally[BEST] < planned[1].cost


def test_threads_that_share_a_plan_come_to_the_same_each_time(
    planned: tuple[Openings, Plan],
) -> None:
    one, other = (shared(TermArrays(*planned), 5, 3, 400.0) for _ in range(2))
    assert all(map(np.array_equal, one, other))


def test_sessions_move_to_other_weeks_though_threads_have_theirs(
    planned: tuple[Openings, Plan],
) -> None:
    arrays = TermArrays(*planned)
    before, after = arrays.standing(), shared(arrays, 1, 2, 400.0)
    week = arrays.term.week
    assert (week[before.day] != week[after.day]).mean() > 0.2


@pytest.mark.parametrize(
    ("days", "rest_hours", "weeks", "threads"),
    [
        ("Mon Sat", 22, 5, 2),
        ("Mon Sun", 11, 5, 2),
        ("Mon Sun", 22, 5, 1),
        ("Mon", 11, 16, 8),
        ("Mon", 11, 3, 1),
    ],
)
def test_threads_share_a_plan_of_many_weeks_that_no_night_joins(
    days: str, rest_hours: int, weeks: int, threads: int
) -> None:
    instance = tiny(
        course("A", hours=2),
        days=days,
        weeks=weeks,
        grid=day_grid(8, 12),
        settings={"group_rest_min": 60 * rest_hours},
    )
    arrays = TermArrays(Openings(instance, DOMAINS), of(instance, ("A", 0, 8, 1), ("A", 1, 8, 1)))
    assert threads_for(arrays.term, 8) == threads


def test_a_session_astray_goes_where_its_course_is() -> None:
    before, after = exchanged(tiny(course("A", hours=4), **SCHOOL), *ONE_ASTRAY)
    assert len({s.slot for s in after.sessions}) == 1
    assert after.cost < before.cost


def test_what_is_in_its_way_changes_places_with_it() -> None:
    instance = tiny(course("A", hours=4), course("B", hours=3), **SCHOOL)
    rows = (("B", 1, 9, 1), ("B", 3, 9, 1), ("B", 6, 8, 1))
    before, after = exchanged(instance, *ONE_ASTRAY, *rows)
    assert len({(s.course, s.slot) for s in after.sessions}) == 2
    assert after.cost < before.cost


@pytest.mark.parametrize(("whole", "moved"), [(0.0, False), (1.0, True)])
def test_a_course_leaves_a_time_of_the_week_as_a_whole(whole: float, moved: bool) -> None:
    # The teacher would rather not come at ten; a second time of the week costs more than that.
    wish = TimeOff(kind="teacher", who="T", weekday=0, start=600, end=660, level="avoid")
    instance = tiny(course("A", hours=4, teachers="T"), times_off=(wish,), **SCHOOL)
    begun = of(instance, *(("A", day, 10, 1) for day in (0, 2, 4, 6)))
    arrays = TermArrays(Openings(instance, DOMAINS), begun)
    best = arrays.plan(stepped(arrays, 1, 0.01, whole=whole))
    assert len({session.slot for session in best.sessions}) == 1
    assert (best.sessions != begun.sessions) is moved is (best.cost == begun.cost - 4 * 240)


def test_a_pin_keeps_its_time_and_others_come_to_it() -> None:
    base = tiny(course("A", hours=4), **SCHOOL)
    pin = Pin(course="A", date=base.dates[7], start=600, minutes=60)
    before, after = exchanged(base.model_copy(update={"pins": (pin,)}), *ONE_ASTRAY)
    assert {s.slot for s in after.sessions} == {(base.dates[7].weekday(), 600, 60)}
    assert after.cost < before.cost


def test_where_nothing_has_a_price_all_stays() -> None:
    instance = tiny(course("A", hours=4), **SCHOOL)
    free = instance.model_copy(update={"prices": dict.fromkeys(WISH, 0)})
    before = of(free, *ONE_ASTRAY)
    after = exchange(Openings(free, DOMAINS), before, control(1))
    assert after.sessions == before.sessions


def test_a_seed_repeats_the_plan(planned: tuple[Openings, Plan]) -> None:
    openings, begun = planned
    found = [
        exchange(openings, begun, Control(Options(time_limit=2, seed=5, share=0.2)))
        for _ in range(2)
    ]
    assert found[0] == found[1] and found[0].cost < begun.cost


def test_a_search_that_is_over_keeps_its_plan(planned: tuple[Openings, Plan]) -> None:
    openings, begun = planned
    stop = Stop()
    stop.stop()
    assert exchange(openings, begun, Control(Options(time_limit=9), stop=stop)) is begun


def test_days_of_many_periods_are_asked_for_one_by_one() -> None:
    quarters = day_grid(8, 18, step=0.25)
    before, after = exchanged(tiny(course("A", hours=4), grid=quarters, **SCHOOL), *ONE_ASTRAY)
    assert len({s.slot for s in after.sessions}) == 1
    assert after.cost < before.cost


def test_days_that_go_into_no_number_are_left_to_the_tries() -> None:
    minutes = day_grid(8, 15, step=0.1)
    before, after = exchanged(tiny(course("A", hours=4), grid=minutes, **SCHOOL), *ONE_ASTRAY)
    assert after is before


def test_what_days_cost_is_found_again_among_many(planned: tuple[Openings, Plan]) -> None:
    days = TermArrays(*planned).days
    board = days.board
    every = [(0, mask) for mask in range(1 << len(board.instance.grid.periods))]
    wanted = np.array([(len(every), 0), *every], np.int64)
    days.answer(wanted)
    assert wanted[0, 0] == 0 and days.asked.shape[1] >= 2 * len(every)
    person = days.kind.tolist().index(0)
    for kind, mask in every:
        at = find_day(kind, mask, days.asked)
        assert days.asked[kind, at] == mask
        kept = board.day_kept(person, mask)
        assert days.prices[kind, at] == (board.day_price(person, mask) if kept else FORBIDDEN)


@pytest.mark.parametrize("seed", range(4))
def test_courses_in_order_share_a_date_in_that_order(seed: int) -> None:
    lessons = (course("A", hours=3), course("B", hours=3, after=("A",)))
    instance = tiny(*lessons, days=1, weeks=5)
    rows = (("A", 0, 8, 1), ("A", 1, 9, 1), ("A", 2, 8, 1), ("B", 2, 9, 1), ("B", 3, 8, 1))
    begun = of(instance, *rows, ("B", 4, 10, 1))
    assert verify(Timetable(instance=instance, sessions=begun.sessions)).complete
    assert wandered(Openings(instance, DOMAINS), begun, seed, 3000.0) > 100


def test_courses_in_parallel_have_paces_of_their_own() -> None:
    groups = (Group(code="G", rhythm="R"), Group(code="H", rhythm="S"))
    lessons = (
        course("A", 6, groups="G", teachers="T"),
        course("B", 6, groups="H", teachers="U", parallel_with=("A",)),
        course("C", 4, groups="H", teachers="T"),
    )
    instance = tiny(*lessons, days=3, weeks=6, groups=groups, rhythms=RHYTHMS)
    openings = Openings(instance, DOMAINS)
    begun = first_plan(openings, control(20))
    assert begun is not None and begun.complete
    assert wandered(openings, begun, 1, 3000.0) > 100


def test_nobody_comes_early_after_a_late_evening() -> None:
    grid = day_grid(8, 22)
    lessons = (course("A", 8, teachers="T"), course("B", 8, (2,), teachers="T"))
    spans = {"group_span_max": 840, "teacher_span_max": 840}
    instance = tiny(*lessons, days=4, weeks=4, grid=grid, settings=spans)
    openings = Openings(instance, DOMAINS)
    begun = first_plan(openings, control(20))
    assert begun is not None and begun.complete
    arrays = TermArrays(openings, begun)
    assert arrays.term.nights
    assert wandered(openings, begun, 1, 3000.0) > 100


def test_sessions_between_the_usual_starts_move_too() -> None:
    halves = day_grid(8, 12, step=0.5)
    rows = (("A", 0, 8.5, 1), ("A", 2, 8.5, 1), ("A", 4, 8.5, 1), ("A", 7, 9.5, 1))
    before, after = exchanged(tiny(course("A", hours=4), grid=halves, **SCHOOL), *rows)
    assert len({s.slot for s in after.sessions}) == 1
    assert after.cost < before.cost


def test_what_cannot_be_kept_compiled_is_compiled_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*, cache: bool = False, **how: bool) -> Callable[..., object]:
        def locate(function: Callable[..., object]) -> Callable[..., object]:
            if cache:
                raise RuntimeError("cannot cache function: no locator available")
            return function

        return locate

    monkeypatch.setattr("solver.compiled.njit", nowhere)
    assert compiled(abs)(-1) == 1


def test_what_was_compiled_before_any_kernel_changed_is_compiled_anew(tmp_path: Path) -> None:
    for name, when in ((f"{Path(__file__).stem}.control-9", 10), ("test_exchange.other-9", 10)):
        for kind in ("old.nbi", "new.nbi"):
            (tmp_path / f"{name}.{kind}").touch()
            utime(tmp_path / f"{name}.{kind}", times=(when, when * (2 if kind == "new.nbi" else 1)))
    (tmp_path / "some_kernel.py").touch()
    utime(tmp_path / "some_kernel.py", times=(15, 15))
    forget_older(tmp_path, control, tmp_path)
    left = sorted(file.name for file in tmp_path.glob("*.nbi"))
    assert left == [
        "test_exchange.control-9.new.nbi",
        "test_exchange.other-9.new.nbi",
        "test_exchange.other-9.old.nbi",
    ]


def test_of_what_steps_do_not_know_they_take_no_time() -> None:
    instance = tiny(course("A", hours=4), **SCHOOL)
    prices = {**dict.fromkeys(WISH, 0), "spread_days_apart": 60, "avoid_isolated_sessions": 60}
    begun = of(instance.model_copy(update={"prices": prices}), *ONE_ASTRAY)
    watch = control(9)
    assert begun.cost > 0
    assert exchange(Openings(begun.instance, DOMAINS), begun, watch) is begun
    assert watch.remaining > 8


def test_a_plan_that_is_pinned_takes_no_time() -> None:
    base = tiny(course("A", hours=4), **SCHOOL)
    pins = tuple(
        Pin(course="A", date=base.dates[rank], start=60 * hour, minutes=60)
        for _, rank, hour, _ in ONE_ASTRAY
    )
    pinned = base.model_copy(update={"pins": pins})
    begun, watch = of(pinned, *ONE_ASTRAY), control(9)
    assert exchange(Openings(pinned, DOMAINS), begun, watch) is begun
    assert watch.remaining > 7


class Spent(Run):
    """A run that has found one plan, at once."""

    steps, work = 1, 0.0

    def __init__(self, found: Plan) -> None:
        self.found = found

    @property
    def cost(self) -> float:
        return float(self.found.cost)

    def step(self, share: float, steps: int) -> None:
        pass

    def plan(self) -> Plan:
        return self.found


def test_a_run_that_breaks_a_rule_is_given_up_and_others_go_on() -> None:
    instance = tiny(course("A", hours=4), **SCHOOL)
    begun = of(instance, *ONE_ASTRAY)
    cheaper = of(instance, *(("A", rank, 8, 1) for rank in (0, 2, 4, 6)))
    broken = of(instance, *((code, 0, 8, 1) for code, *_ in ONE_ASTRAY))
    assert broken.cost < begun.cost and cheaper.cost < begun.cost
    assert cool_down([Spent(broken), Spent(cheaper)], begun, control(1), 0.5) == cheaper
    assert cool_down([Spent(broken)], begun, control(1), 0.5) is begun
