"""Problems planned on Dask: processes of this machine, or a scheduler that runs somewhere.

The same path for both: a `distributed.Client` sends texts and receives texts. A worker that
dies is Dask's to replace: its problem is given to another. A worker runs no more search threads
at a time than it has threads, whatever it is sent.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import resource_tracker
from typing import Any

from solver.control import Options, Stop, cores
from solver.sweep import Lost, plan_one

# Seconds: to reach a scheduler, to find a worker on it, between two looks at what is ready.
REACH, FIND, LOOK = 10.0, 30.0, 0.1
# Seconds after which processes of this machine are ended, whatever they do.
CLOSE = 5.0


class FarmError(Exception):
    """No place to plan on. `kind` says why, `details` fill its sentence."""

    def __init__(self, kind: str, **details: object) -> None:
        super().__init__(f"{kind}: {details}")
        self.kind, self.details = kind, details


class Farm:
    """A Dask client that plans problems."""

    def __init__(self, client: Any, address: str = "") -> None:
        self._client, self._address = client, address

    def plan(
        self, jobs: Mapping[str, str], options: Options, stop: Stop
    ) -> Iterator[tuple[str, str | Lost]]:
        """Plan problems and yield key and answer as they are ready; see `sweep.Place`.

        Raises
        ------
        FarmError
            When the scheduler goes away. What was yielded before holds.
        """
        keys = {f"semainier-{time.time_ns()}-{key}": key for key in jobs}
        pending = {
            name: self._client.submit(plan_here, jobs[key], options, key=name, pure=False)
            for name, key in keys.items()
        }
        try:
            while pending and not stop.wait(LOOK):
                if self._client.status != "running":
                    raise FarmError("lost", address=self._address)
                for name in [name for name, future in pending.items() if future.done()]:
                    yield keys[name], _answer(pending.pop(name), self._address)
        finally:
            for future in pending.values():
                future.cancel()


def _answer(future: Any, address: str) -> str | Lost:
    """What came of a future: its text, or why there is none."""
    if future.status == "finished":
        text: str = future.result()
        return text
    if future.status in ("lost", "cancelled"):
        raise FarmError("lost", address=address)
    error = future.exception()
    return Lost(f"{type(error).__name__}: {error}".splitlines()[0][:300])


def check_room(jobs: int, threads: int) -> None:
    """Refuse more search threads than this machine has cores.

    Raises
    ------
    FarmError
        When there are.
    """
    if jobs * threads > cores():
        raise FarmError("crowded", jobs=jobs, threads=threads, cores=cores())


@contextmanager
def local_farm(jobs: int, threads: int) -> Iterator[Farm]:
    """Processes of this machine, each planning one problem with so many threads.

    Raises
    ------
    FarmError
        When they would take more threads than there are cores.
    """
    check_room(jobs, threads)
    distributed = _distributed()
    with _deaf_children():
        cluster = distributed.LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,  # one problem a process; CP-SAT's own threads are counted above
            processes=True,
            dashboard_address="127.0.0.1:0",
            protocol="tcp",
            host="127.0.0.1",
            silence_logs=logging.CRITICAL,
            memory_limit=0,
            worker_dashboard_address=None,
        )
    with cluster:
        client = distributed.Client(cluster, timeout=REACH, set_as_default=False)
        try:
            yield Farm(client)
        finally:
            client.close(timeout=CLOSE)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Threads and processes begun in the block never hear Ctrl-C: this process sees to them.

    A terminal sends it to all, and a worker that is just starting would print a traceback. Ctrl-C
    in the block is heard after it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # Whatever starts it unblocks the signal in its own thread, and the first child would hear it.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def remote_farm(address: str, threads: int) -> Iterator[Farm]:
    """A scheduler that runs already, with its workers.

    Raises
    ------
    FarmError
        When it cannot be reached, has no worker, or its workers have other versions of
        semainier or too few threads.
    """
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=REACH, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise FarmError("unreachable", address=address, reason=_first_line(error)) from None
    try:
        try:
            client.wait_for_workers(1, timeout=FIND)
        except TimeoutError:
            raise FarmError("no_worker", address=address, seconds=round(FIND)) from None
        _inspect(client, address, threads)
        yield Farm(client, address)
    finally:
        client.close(timeout=CLOSE)


def _inspect(client: Any, address: str, threads: int) -> None:
    """Refuse workers that would answer something else, or have too few threads."""
    try:
        found = client.run(here, on_error="return")
    except (ImportError, OSError) as error:
        raise FarmError("stranger", address=address, reason=_first_line(error)) from None
    for worker, said in found.items():
        if isinstance(said, BaseException):
            raise FarmError("stranger", address=worker, reason=_first_line(said))
        if said != here():
            ours = ", ".join(f"{name} {number}" for name, number in here().items())
            theirs = ", ".join(f"{name} {number}" for name, number in said.items())
            raise FarmError("versions", worker=worker, theirs=theirs, ours=ours)
    for worker, many in client.nthreads().items():
        if many < threads:
            raise FarmError("few_threads", worker=worker, many=many, threads=threads)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:300]


def _distributed() -> Any:
    """Dask, imported when it is needed: it takes as long as everything else together."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import distributed  # noqa: PLC0415

    return distributed


# --- what runs on a worker -------------------------------------------------------------------

_free = threading.Condition()
_busy = 0


def here() -> dict[str, str]:
    """The versions that decide what a search finds."""
    return {name: version(name) for name in ("semainier", "ortools")}


def plan_here(problem: str, options: Options) -> str:
    """Plan one problem on this worker, once it has threads free for it."""
    threads = options.workers or 1
    with _held(threads, _threads_of_worker()):
        return plan_one(problem, options)


def _threads_of_worker() -> int:
    distributed = _distributed()
    return int(distributed.get_worker().state.nthreads)


@contextmanager
def _held(threads: int, of: int) -> Iterator[None]:
    """Hold so many of a worker's threads; wait until they are free."""
    global _busy  # noqa: PLW0603
    with _free:
        _free.wait_for(lambda: _busy + threads <= of or _busy == 0)
        _busy += threads
    try:
        yield
    finally:
        with _free:
            _busy -= threads
            _free.notify_all()
