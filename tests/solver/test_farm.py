"""Planning on Dask: a real scheduler and real workers, processes of their own on loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import Cluster, Here
from tiny import course, tiny

from instances.examples import example_tables
from instances.instance import Instance
from instances.scenario import Scenario, under
from instances.workbook import write_workbook
from instances.workbook.reader import read_workbook
from solver import farm
from solver.control import Options, Stop, cores
from solver.farm import FarmError, local_farm, remote_farm
from solver.sweep import Lost, Shelf, Task, sweep

OPTIONS = Options(time_limit=4, workers=1, seed=1)
CLASS = tiny(
    course("A", hours=4, lengths=(2, 1), teachers="T|U", rooms="R"),
    course("B", hours=2, lengths=(1,), teachers="T"),
    weeks=2,
)
SPECS = ("Mon Tue", "Thu Fri", "Mon-Fri/-", "Wed Thu")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path, workers=2)
    try:
        yield started
    finally:
        started.close()


def scenarios(instance: Instance, group: str, specs: tuple[str, ...]) -> list[Instance]:
    return [under(instance, Scenario(name=spec, rhythms={group: spec})) for spec in specs]


def sessions(folder, instances, opened, options=OPTIONS):
    """What a sweep finds, by problem."""
    folder.mkdir()
    found = sweep(instances, options, Shelf(folder, options), Stop(), opened)
    return {done.digest: done.result.sessions for done in found}


def test_a_cluster_finds_what_this_process_finds(cluster, tmp_path):
    instances = scenarios(CLASS, "G", SPECS)
    here = sessions(tmp_path / "here", instances, Here().opened)
    there = sessions(tmp_path / "there", instances, lambda _: remote_farm(cluster.address, 1))
    assert there == here
    assert len(here) == len(SPECS)


def test_a_worker_killed_on_the_way_loses_no_scenario(cluster, tmp_path):
    write_workbook(example_tables("s1"), tmp_path / "s1.xlsx", "fr")
    school = read_workbook(tmp_path / "s1.xlsx").instance
    instances = scenarios(school, "SIO1", ("Mon Tue", "Mon Tue Wed", "Mon-Fri/-"))
    options = Options(time_limit=5, workers=1, seed=1)
    found = []
    with remote_farm(cluster.address, 1) as place:
        jobs = {one.digest: Task(instance=one).model_dump_json() for one in instances}
        started = time.monotonic()
        stop = Stop()
        plans = place.plan(jobs, options, stop)
        killed = False
        # The generator is asked in a thread's stead: the worker dies while both are busy.
        original = stop.wait

        def wait(seconds: float) -> bool:
            nonlocal killed
            if not killed and time.monotonic() - started > 2:
                cluster.workers[0].kill()
                killed = True
            return original(seconds)

        stop.wait = wait  # type: ignore[method-assign]
        found = list(plans)
    assert killed
    assert {key for key, _ in found} == set(jobs)
    assert not any(isinstance(answer, Lost) for _, answer in found)


def test_a_failure_on_a_worker_is_told_and_others_go_on(cluster):
    with remote_farm(cluster.address, 1) as place:
        good = Task(instance=CLASS).model_dump_json()
        found = dict(place.plan({"bad": "{}", "good": good}, OPTIONS, Stop()))
    assert isinstance(found["bad"], Lost)
    assert "ValidationError" in found["bad"].why
    assert isinstance(found["good"], str)


def test_workers_with_too_few_threads_are_refused(cluster):
    with pytest.raises(FarmError) as error, remote_farm(cluster.address, 2):
        pass
    assert error.value.kind == "few_threads"


def test_a_scheduler_without_workers_and_one_that_is_not_there(cluster, monkeypatch):
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    monkeypatch.setattr(farm, "FIND", 3)
    with pytest.raises(FarmError) as error, remote_farm(cluster.address, 1):
        pass
    assert error.value.kind == "no_worker"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(farm, "REACH", 2)
    with pytest.raises(FarmError) as error, remote_farm(address, 1):
        pass
    assert error.value.kind == "unreachable"


def test_processes_of_this_machine_find_the_same(tmp_path):
    instances = scenarios(CLASS, "G", SPECS[:2])
    here = sessions(tmp_path / "here", instances, Here().opened)
    assert sessions(tmp_path / "local", instances, lambda _: local_farm(1, 1)) == here


def test_more_threads_than_cores_are_refused():
    with pytest.raises(FarmError) as error, local_farm(cores() + 1, 1):
        pass
    assert error.value.kind == "crowded"


def test_a_worker_runs_no_more_threads_than_it_has():
    order = []
    with farm._held(2, 2):
        other = threading.Thread(target=_enter, args=(order,))
        other.start()
        time.sleep(0.2)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]


def _enter(order: list[str]) -> None:
    with farm._held(1, 2):
        order.append("second")
