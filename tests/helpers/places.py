"""Where a sweep plans in tests: this process, and a Dask scheduler with workers of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from solver.control import Options, Stop
from solver.sweep import Lost, plan_one

ROOT = Path(__file__).parents[2]


class Here:
    """Plans in this process; remembers what it was sent. `stops` after so many."""

    def __init__(self, stops: int | None = None) -> None:
        self.sent: list[str] = []
        self._stops = stops

    def plan(
        self, jobs: Mapping[str, str], options: Options, stop: Stop
    ) -> Iterator[tuple[str, str | Lost]]:
        for key, problem in jobs.items():
            if stop.asked or len(self.sent) == self._stops:
                return
            self.sent.append(key)
            yield key, plan_one(problem, options)

    @contextmanager
    def opened(self, *_: object) -> Iterator[Here]:
        yield self


class Cluster:
    """A scheduler and workers, each a process of its own, on loopback."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._file = folder / "scheduler.json"
        self._log = (folder / "cluster.log").open("wb")
        address = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self._scheduler = self._start("scheduler", *address, "--scheduler-file", str(self._file))
        self.address = self._wait_for_address()
        self.workers = [self.work() for _ in range(workers)]

    def work(self) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, that nobody restarts."""
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        return self._start("worker", self.address, *options, "--host", "127.0.0.1")

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", what, *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                return str(json.loads(self._file.read_text())["address"])
            except (OSError, ValueError):
                time.sleep(0.1)
        raise TimeoutError("the scheduler does not start")

    def close(self) -> None:
        """End every process."""
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()
        self._log.close()
