"""Where trials run: in this process, in processes of this machine, or on a Dask cluster.

Dask gives a worker's trials to another when it dies, so that none is lost.
Documentation: distributed.dask.org (Client, as_completed, LocalCluster).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from instances.scenario import Scenario, ScenarioError
from instances.text import Text
from solver.control import Stop
from solver.sweep import Trial, settle

if TYPE_CHECKING:
    from distributed import Client

# Seconds to find a scheduler, and between two looks at whether a stop was asked for.
CONNECT, LOOK = 10, 0.3
# Workers that may die under a trial before it is given up.
DEATHS = 5

NOT_FOUND = Text(
    "aucun ordonnanceur Dask ne répond à {address} ; lancez « dask scheduler » puis « dask worker "
    "{address} », ou enlevez --cluster",
    "no Dask scheduler answers at {address}; start `dask scheduler`, then `dask worker {address}`, "
    "or leave --cluster out",
)
NO_WORKERS = Text(
    "l'ordonnanceur Dask {address} n'a aucun travailleur ; lancez « dask worker {address} »",
    "the Dask scheduler {address} has no worker; start `dask worker {address}`",
)
OTHER_VERSION = Text(
    "des travailleurs du cluster ont une autre version de semainier : installez la même partout",
    "some workers of the cluster have another version of semainier: install the same everywhere",
)
LOST = Text(
    "le scénario « {name} » a été perdu : {error}", 'the scenario "{name}" was lost: {error}'
)

Answers = Iterator[tuple[int, dict[str, str]]]


class ClusterError(RuntimeError):
    """A cluster that cannot be used, or a trial it lost; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def run_here(trials: Sequence[Trial], stop: Stop) -> Answers:
    """Settle trials one after the other in this process."""
    for index, asked in enumerate(trials):
        if stop.asked:
            return
        answer = settle(asked, stop)
        # A search that was stopped says less than it would have: it is not kept.
        if not stop.asked:
            yield index, answer


@contextmanager
def local_cluster(jobs: int) -> Iterator[Client]:
    """So many processes of this machine, for the length of the block."""
    from distributed import Client, LocalCluster  # noqa: PLC0415 - heavy, and only for sweeps

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    cluster: Any = LocalCluster(
        n_workers=jobs,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )
    with cluster, Client(cluster) as client:
        yield client


@contextmanager
def remote_cluster(address: str) -> Iterator[Client]:
    """The workers of a scheduler that runs already.

    Raises
    ------
    ClusterError
        When nothing answers there, or it has no worker.
    """
    from distributed import Client  # noqa: PLC0415

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client: Any = Client(address, timeout=CONNECT)
    except (OSError, TimeoutError, ValueError):
        raise ClusterError(NOT_FOUND.fill(address=address)) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError(NO_WORKERS.fill(address=address))
        yield client


def run_on(client: Client, trials: Sequence[Trial], stop: Stop) -> Answers:
    """Settle trials on the workers of a cluster, as many at once as it has threads.

    Raises
    ------
    ClusterError
        When a trial is lost with several workers, or theirs is another version.
    """
    from distributed import wait  # noqa: PLC0415

    flying = {
        client.submit(settle, asked, pure=False, retries=DEATHS): index
        for index, asked in enumerate(trials)
    }
    try:
        while flying and not stop.asked:
            try:
                done = wait(list(flying), timeout=LOOK, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                continue
            for future in done:
                index = flying.pop(future)
                yield index, _answer(future, trials[index])
    finally:
        client.cancel(list(flying))


def _answer(future: Any, asked: Trial) -> dict[str, str]:
    try:
        answer: dict[str, str] = future.result()
    except ScenarioError:
        raise
    except Exception as error:
        name = Scenario.model_validate_json(asked.scenario).name
        raise ClusterError(LOST.fill(name=name, error=error)) from error
    if answer["key"] != asked.key:
        raise ClusterError(OTHER_VERSION)
    return answer
