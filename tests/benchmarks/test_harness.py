"""Runs are measured one by one, kept as they are, and shown by their medians."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.harness.chart import Curve, chart
from benchmarks.harness.methods import Job, Tools, answer_of, execute
from benchmarks.harness.process import Ran, run, without_paths
from benchmarks.harness.record import (
    Context,
    Record,
    Results,
    here,
    median_time,
    middle,
    read_results,
)
from benchmarks.harness.render import page, table
from benchmarks.harness.suites import Bench, Wanted
from benchmarks.run import FULL, QUICK, write

MACHINE = {"cores": "2", "cpu": "a processor", "memory": "8 GB", "system": "Linux"}
VERSIONS = {"semainier": "0.1.0", "ortools": "9.15", "python": "3.11"}


def a_run(method="semainier", seed=1, suite="campus", **more) -> Record:
    return Record(
        suite,
        more.pop("instance", "campus-003-0.85"),
        method,
        seed,
        60.0,
        more.pop("status", "feasible"),
        **more,
    )


def call(*records: Record, date="2026-11-24T10:00:00+00:00", skipped=()) -> Results:
    return Results(Context(date, "abc1234", MACHINE, VERSIONS, skipped=skipped), records)


# --- a process ---------------------------------------------------------------------------------


def test_the_memory_and_time_of_a_run_are_its_own():
    large = run([sys.executable, "-c", "x = bytearray(900_000_000)"], 30)
    small = run([sys.executable, "-c", "print('said')"], 30)
    assert large.peak > 850
    # A process begins with what the one that starts it holds: these tests may hold a lot.
    assert small.peak < 600, "the peak of the run before is not this one's"
    assert (small.code, small.out) == (0, "said\n")
    assert 0 < small.seconds < 30


def test_a_run_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr("benchmarks.harness.process.GRACE", 0.2)
    ran = run([sys.executable, "-c", "import time; time.sleep(60)"], 0.1)
    assert ran.killed
    assert ran.seconds < 30


def test_ctrl_c_ends_the_run_too(tmp_path, monkeypatch):
    def interrupted(pid: int, options: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("benchmarks.harness.process.os.wait4", interrupted)
    late = tmp_path / "late"
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", f"import time; time.sleep(3); open({str(late)!r}, 'w')"], 60)
    time.sleep(4)
    assert not late.exists()


def test_what_went_wrong_is_its_last_line():
    assert Ran(2, "", "Traceback\n  x\nValueError: no\n", 1.0, 1.0).why == "ValueError: no"
    assert Ran(3, "", "", 1.0, 1.0).why == "exit code 3"


def test_results_name_no_folder_of_a_machine():
    text = "--ctt /somewhere/deep/ctt 'cannot read /tmp/x/comp01.ctt' out/bench 1/2"
    assert without_paths(text) == "--ctt ctt 'cannot read comp01.ctt' out/bench 1/2"


# --- methods -----------------------------------------------------------------------------------


def job(folder: Path, file: Path) -> Job:
    return Job("ctt", "comp01", "semainier", 1, 1.0, file, folder)


def test_a_run_that_cannot_read_its_file_says_so(tmp_path):
    file = tmp_path / "comp01.xlsx"
    file.write_text("nothing")
    record = execute(job(tmp_path, file), Tools())
    assert record.status == "failed"
    assert record.note
    assert str(tmp_path) not in record.note
    assert not record.complete


def test_an_answer_is_an_object_or_nothing():
    assert answer_of(Ran(0, '{"status": "optimal"}', "", 1, 1)) == {"status": "optimal"}
    assert answer_of(Ran(0, "[1]", "", 1, 1)) == {}
    assert answer_of(Ran(1, "Traceback", "", 1, 1)) == {}


# --- records -----------------------------------------------------------------------------------


def test_a_run_without_a_plan_is_slower_than_all():
    found = [a_run(first_complete=seconds) for seconds in (3.0, 5.0)]
    none = a_run(status="unfinished")
    assert median_time([*found, none]) == 5.0
    assert median_time([*found, none, none]) is None
    assert median_time([*found, a_run(first_complete=1.0, violations=1)]) == 5.0
    assert middle([None, 4.0, 2.0]) == 3.0
    assert middle([None]) is None


def test_a_gap_is_relative_to_the_cost():
    assert a_run(cost=200.0, bound=150.0).gap == 0.25
    assert a_run(cost=200.0).gap is None


def test_records_are_read_back(tmp_path):
    results = call(a_run(cost=3.5, size={"classes": 3}), skipped=("ctt: no folder.",))
    path = tmp_path / "results" / "one.json"
    results.write(path)
    assert read_results(path) == results
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"one\.json"):
        read_results(path)


def test_a_call_knows_its_machine():
    context = here("--full", ())
    assert int(context.machine["cores"]) >= 1
    assert context.versions["ortools"].startswith("9.")
    assert context.commit


# --- the page ----------------------------------------------------------------------------------


def test_a_page_shows_medians_and_what_was_not_run():
    runs = [
        a_run(seed=seed, first_complete=time, cost=cost, bound=50.0, peak=300.0, violations=0)
        for seed, time, cost in ((1, 4.0, 100.0), (2, 2.0, 80.0), (3, 9.0, 120.0))
    ]
    text = page([call(*runs, skipped=("campus: no plain model.", "ctt: none."))]).text
    row = "| campus-003-0.85 | semainier | 60 | 3/3 | 4.0 (2.0–9.0) | 100.0 (80.0–120.0) | 50.0"
    assert f"{row} | 50.0% | 0 | 300 |" in text
    assert "- campus: no plain model." in text
    assert "ctt" not in text
    assert "2 cores of a processor" in text


def test_problems_of_the_competition_have_a_table_for_each_limit():
    minute = [
        replace(a_run(suite="ctt", instance=name, cost=cost), limit=60.0)
        for name, cost in (("comp01", 5.0), ("comp02", 40.0))
    ]
    later = call(replace(minute[1], limit=300.0, cost=30.0))
    later = replace(later, context=replace(later.context, commit="fffffff"))
    text = page([call(*minute), later]).text
    short, _, long = text.partition("300 s each")
    assert "60 s each" in short and "In all 45 on 2 problems" in short and "abc1234" in short
    assert "In all 30 on 1 problems" in long and "fffffff" in long


def test_a_plan_that_breaks_rules_is_not_complete_on_the_page():
    text = page([call(a_run(first_complete=4.0, cost=10.0, violations=3))]).text
    assert "| campus-003-0.85 | semainier | 60 | 0/1 | none |  |  |  | 3 |  |" in text


def test_each_suite_shows_its_newest_figures():
    old = call(a_run(cost=77.0, note="old"), a_run(suite="ctt", instance="comp01", cost=5.0))
    new = call(a_run(cost=66.0), date="2026-11-25T10:00:00+00:00")
    text = page([old, new]).text
    assert "66.0" in text
    assert "77.0" not in text
    assert "| comp01 |" in text


def test_calls_of_one_version_add_up():
    first = call(a_run(cost=77.0), a_run(instance="campus-040-0.85", cost=55.0))
    again = call(a_run(cost=66.0), date="2026-11-25T10:00:00+00:00")
    commit = first.context.commit + "+"
    text = page([first, replace(again, context=replace(again.context, commit=commit))]).text
    assert "55.0" in text and "66.0" in text and "77.0" not in text
    assert text.count("OR-Tools") == 1


def test_what_a_version_was_not_measured_on_stays_as_it_was():
    slow, other = a_run(cost=77.0, note="old"), a_run(instance="campus-040-0.85", cost=55.0)
    first = call(replace(slow, limit=300.0), other, skipped=("campus: no plain model.",))
    again = call(a_run(cost=66.0), date="2026-11-25T10:00:00+00:00", skipped=("campus: no more.",))
    text = page([first, replace(again, context=replace(again.context, commit="abc+"))]).text
    assert "77.0" not in text and "old" not in text  # another limit of the same is replaced too
    by_version = {
        row.split("|")[6].strip(): row.split("|")[-2].strip()
        for row in text.splitlines()
        if row.startswith("| campus")
    }
    assert by_version == {"66.0": "abc", "55.0": first.context.commit}
    assert f"- abc (2026-11-25), {first.context.commit} (2026-11-24): semainier" in text
    assert "campus: no more." in text and "campus: no plain model." not in text


def test_growth_has_a_table_and_a_curve(tmp_path):
    runs = [
        a_run(instance=f"campus-{classes:03d}-0.85", first_complete=time, size={"classes": classes})
        for classes, time in ((1, 2.0), (12, 60.0))
    ]
    write(call(*runs), tmp_path, keep=True)
    text = (tmp_path / "RESULTS.md").read_text()
    assert "(results/growth.svg)" in text
    root = ElementTree.fromstring((tmp_path / "results" / "growth.svg").read_text())
    assert len([node for node in root.iter() if node.tag.endswith("circle")]) == 2
    assert (tmp_path / "history.csv").read_text().count("\n") == 3


def test_a_cell_may_hold_a_bar():
    assert table(["a"], [["x|y"]]) == ["| a |", "| --- |", "| x\\|y |"]


def test_higher_is_later_on_a_chart():
    text = chart([Curve("a <curve>", [(1, 1), (10, 100)])], "x", "y")
    circles = [n for n in ElementTree.fromstring(text).iter() if n.tag.endswith("circle")]
    (first, last) = [(float(n.attrib["cx"]), float(n.attrib["cy"])) for n in circles]
    assert first[0] < last[0]
    assert first[1] > last[1]
    with pytest.raises(ValueError, match="above 0"):
        chart([Curve("a", [(0, 1)])], "x", "y")


# --- suites ------------------------------------------------------------------------------------


def wanted(tmp_path: Path, **more) -> Wanted:
    return Wanted(
        **{**QUICK.__dict__, "folder": tmp_path, "sizes": (1,), "runs": 2, "most_fet": 1, **more}
    )


def test_what_is_not_there_is_said(tmp_path):
    bench = Bench(wanted(tmp_path, suites=("ctt", "fet")), Tools())
    assert list(bench.jobs()) == []
    assert [sentence.split(":")[0] for sentence in bench.skipped] == ["ctt", "fet"]


def test_every_problem_of_the_competition_is_run_for_each_time_and_seed(tmp_path):
    for name in ("comp01.ctt", "comp02.ctt", "comp03.ctt", "README"):
        (tmp_path / name).touch()
    options = {"suites": ("ctt",), "ctt": tmp_path, "ctt_seconds": (60.0, 300.0), "most_ctt": 2}
    bench = Bench(wanted(tmp_path, **options), Tools())
    found = [(job.instance, job.limit, job.seed) for job in bench.jobs()]
    assert found == [
        (name, limit, seed)
        for name in ("comp01", "comp02")
        for limit in (60.0, 300.0)
        for seed in (1, 2)
    ]
    assert bench.skipped == [
        "ctt: no validator was named (VALIDATOR=PATH); costs are our own word."
    ]


def test_a_campus_is_drawn_for_each_seed_with_the_plan_it_was_made_from(tmp_path):
    bench = Bench(wanted(tmp_path, suites=("campus",)), Tools())
    jobs = list(bench.jobs())
    assert [(job.method, job.seed) for job in jobs] == [
        ("semainier", 1),
        ("plain", 1),
        ("semainier", 2),
        ("plain", 2),
    ]
    assert all(job.file.exists() for job in jobs)
    assert [record.status for record in bench.references] == ["reference"] * 2
    assert all((record.cost or 0) > 0 for record in bench.references)
    assert jobs[0].file != jobs[2].file


def test_a_run_begins_without_what_an_earlier_one_left(tmp_path):
    bench = Bench(wanted(tmp_path, suites=("examples",), runs=1), Tools())
    job = next(bench.jobs())
    (job.folder / "s1_data_and_timetable.fet").touch()
    again = next(bench.jobs())
    assert again.folder == job.folder
    assert list(again.folder.iterdir()) == []


def test_the_full_run_has_every_size():
    assert FULL.sizes == (1, 3, 12, 40, 100)
    assert FULL.tightness == (0.85, 0.95)
    assert FULL.ctt_seconds == (60, 300)
    assert FULL.runs == 3


def test_methods_can_be_left_out_and_that_is_said(tmp_path):
    bench = Bench(wanted(tmp_path, suites=("campus",), without=("plain",)), Tools())
    assert {job.method for job in bench.jobs()} == {"semainier"}
    assert bench.skipped == ["campus: no runs by plain, as was asked."]
