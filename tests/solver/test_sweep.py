"""A sweep: what is planned, what is kept, and what is taken up again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from asked import FEW, two_classes
from places import Here
from tiny import course, tiny

from constraints.verify import verify
from instances.entities import Room
from instances.examples import example_tables
from instances.scenario import Scenario, under
from instances.timetable import Timetable
from instances.workbook import write_workbook
from instances.workbook.reader import read_workbook
from solver.control import Options, Stop
from solver.solve import solve
from solver.sweep import Done, Shelf, proved_impossible, sweep, verified

OPTIONS = Options(time_limit=4, workers=1, seed=1)
CLASS = tiny(
    course("A", hours=4, lengths=(2, 1), teachers="T", rooms="R"),
    course("B", hours=2, lengths=(1,), teachers="T"),
    weeks=2,
)
SCENARIOS = [
    under(CLASS, Scenario(name=spec, rhythms={"G": spec}))
    for spec in ("Mon Tue", "Thu Fri", "Mon-Fri/-")
]


def swept(folder: Path, place: Here, options: Options = OPTIONS) -> list[Done]:
    return list(sweep(SCENARIOS, options, Shelf(folder, options), Stop(), place.opened))


def test_every_problem_is_planned_verified_and_kept(tmp_path):
    found = swept(tmp_path, Here())
    assert [done.digest for done in found] == [instance.digest for instance in SCENARIOS]
    for done in found:
        report = verify(done.result)
        assert done.result.solution.status == "optimal"
        assert report.violations == ()
        assert report.points == done.result.solution.objective
    assert len(list(tmp_path.iterdir())) == len(SCENARIOS)


def test_a_stopped_sweep_goes_on_where_it_was(tmp_path):
    first = swept(tmp_path, Here(stops=1))
    assert len(first) == 1
    second = Here()
    found = swept(tmp_path, second)
    assert [done.kept for done in found] == [True, False, False]
    assert len(second.sent) == 2
    third = Here()
    again = swept(tmp_path, third)
    assert third.sent == []
    assert [done.result.sessions for done in again] == [done.result.sessions for done in found]


def test_other_options_and_other_data_are_planned_anew(tmp_path):
    swept(tmp_path, Here())
    other = Here()
    swept(tmp_path, other, Options(time_limit=4, workers=1, seed=2))
    assert len(other.sent) == len(SCENARIOS)
    shelf = Shelf(tmp_path, OPTIONS)
    changed = CLASS.model_copy(update={"rooms": (Room(code="R", seats=5),)})
    assert shelf.find(changed) is None


def test_a_kept_result_that_cannot_be_read_is_planned_anew(tmp_path):
    swept(tmp_path, Here())
    for path in tmp_path.iterdir():
        path.write_text(path.read_text()[:100])
    place = Here()
    assert len(swept(tmp_path, place)) == len(place.sent) == len(SCENARIOS)


def test_equal_problems_are_planned_once(tmp_path):
    place = Here()
    twice = [*SCENARIOS, *SCENARIOS]
    assert len(list(sweep(twice, OPTIONS, Shelf(tmp_path, OPTIONS), Stop(), place.opened))) == 3
    assert len(place.sent) == 3


def test_what_the_search_proves_impossible_is_told_and_kept(tmp_path):
    """One teacher for two groups at the only two hours: arithmetic of each alone sees nothing."""
    courses = (
        course("A", hours=2, lengths=(2,), teachers="T"),
        course("B", hours=2, lengths=(2,), groups="H", teachers="T"),
    )
    instance = tiny(*courses, days=1, weeks=1)
    for kept in (False, True):
        (done,) = sweep([instance], OPTIONS, Shelf(tmp_path, OPTIONS), Stop(), Here().opened)
        assert proved_impossible(done.result)
        assert done.kept is kept


def test_a_search_out_of_its_budget_has_proved_nothing(tmp_path):
    """With a seed the budget ends before the wall clock does; that is no proof."""
    write_workbook(example_tables("s1"), tmp_path / "s1.xlsx", "fr")
    school = read_workbook(tmp_path / "s1.xlsx").instance
    outcome = solve(school, Options(time_limit=0.1, workers=1, seed=1))
    assert outcome.status == "unfinished"
    assert outcome.timetable.solution.stopped in ("time_limit", "wall_limit")
    assert not proved_impossible(outcome.timetable)


def test_nothing_is_begun_once_stopped(tmp_path):
    stop, place = Stop(), Here()
    stop.stop()
    assert list(sweep(SCENARIOS, OPTIONS, Shelf(tmp_path, OPTIONS), stop, place.opened)) == []
    assert place.sent == []


def test_a_result_that_lies_is_refused(tmp_path):
    (done, *_) = swept(tmp_path, Here())
    solution = done.result.solution.model_copy(update={"objective": 1234.0})
    with pytest.raises(RuntimeError, match="costs"):
        verified(done.result.model_copy(update={"solution": solution}))
    fewer = Timetable.model_construct(**{**dict(done.result), "sessions": done.result.sessions[1:]})
    with pytest.raises(RuntimeError, match="breaks a rule"):
        verified(fewer)
    path = Shelf(tmp_path, OPTIONS).path(done.result.instance)
    data = json.loads(path.read_text())
    del data["sessions"][0]
    path.write_text(json.dumps(data))
    with pytest.raises(RuntimeError, match="breaks a rule"):
        swept(tmp_path, Here())


def test_what_leaves_today_open_begins_with_its_plan(tmp_path):
    """Three days of which two are today's never cost more than two; they wait for its plan."""
    base, wider, other = (
        under(two_classes(), Scenario(name=spec, rhythms={"G": spec}))
        for spec in ("Mon Tue", "Mon Tue Wed", "Tue Wed")
    )
    options = replace(FEW, share=0.0004)
    shelf = Shelf(tmp_path, options, base)
    assert [shelf.after_base(one) for one in (base, wider, other)] == [False, True, False]
    place = Here()
    found = {d.digest: d for d in sweep([wider, base, other], options, shelf, Stop(), place.opened)}
    assert place.sent == [base.digest, other.digest, wider.digest]
    today, more = (found[one.digest].result for one in (base, wider))
    assert verify(more).violations == ()
    assert more.solution.first_complete == 0
    assert more.solution.options["begun_with_plan"]
    assert "begun_with_plan" not in today.solution.options
    assert more.solution.objective <= today.solution.objective
    again = Here()
    (kept,) = sweep([wider], options, Shelf(tmp_path, options, base), Stop(), again.opened)
    assert kept.kept and again.sent == []
    # Planned by itself it is another result, kept under another name.
    alone = Shelf(tmp_path, options)
    assert alone.path(wider) != shelf.path(wider)
    assert alone.path(other) == shelf.path(other)
    assert alone.find(wider) is None


def test_without_a_plan_of_today_it_is_planned_alone_and_not_kept(tmp_path):
    base, wider = (
        under(CLASS, Scenario(name=spec, rhythms={"G": spec}))
        for spec in ("Mon Tue", "Mon Tue Wed")
    )
    shelf = Shelf(tmp_path, OPTIONS, base)
    (done,) = sweep([wider], OPTIONS, shelf, Stop(), Here().opened)
    assert verify(done.result).violations == ()
    assert shelf.find(wider) is None
