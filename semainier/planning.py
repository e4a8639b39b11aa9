"""Scenarios planned, here or on a cluster, and their comparison written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from exports.comparison.entries import Entry, State, ranked
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable
from semainier.compared import entry_data, kept_plans, show_comparison
from semainier.comparison_files import prepare_folder, write_files
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.solve import Interrupts
from semainier.sweep_progress import Progress
from solver.control import Options, Stop, cores
from solver.farm import FarmError, check_room, local_farm, remote_farm
from solver.sweep import Done, Lost, Place, Shelf, proved_impossible, sweep

# A quarter of the time limit is searched on an idle machine: on one four times as slow, the table
# is still the same.
SHARE = 0.25
_STOPPING = Text(
    "Arrêt demandé : les plans déjà faits sont gardés, la même commande reprendra là. Ctrl-C "
    "encore une fois pour tout laisser.",
    "Stopping: the plans made are kept, the same command goes on from there. Ctrl-C once more to "
    "leave everything.",
)
_LEFT = Text(
    "Interrompu : les plans déjà faits sont gardés, la comparaison n'est pas écrite.",
    "Interrupted: the plans made are kept, the comparison is not written.",
)
_FARM: dict[str, Text] = {
    "crowded": Text(
        "{jobs} scénarios à la fois de {threads} processeurs demandent plus que les {cores} de "
        "cette machine. Baissez --jobs ou --workers.",
        "{jobs} scenarios at a time with {threads} cores each ask for more than the {cores} of "
        "this machine. Lower --jobs or --workers.",
    ),
    "unreachable": Text(
        "Aucun ordonnanceur Dask ne répond à {address} ({reason}). Démarrez-le (docs/cluster.md), "
        "ou enlevez --cluster pour planifier sur cette machine.",
        "No Dask scheduler answers at {address} ({reason}). Start it (docs/cluster.md), or leave "
        "--cluster out to plan on this machine.",
    ),
    "no_worker": Text(
        "L'ordonnanceur {address} n'a aucun worker ({seconds} s d'attente). Démarrez-en un : "
        "« dask worker {address} --nthreads 1 » (docs/cluster.md).",
        "The scheduler {address} has no worker (waited {seconds} s). Start one: "
        "`dask worker {address} --nthreads 1` (docs/cluster.md).",
    ),
    "stranger": Text(
        "{address} ne connaît pas semainier ({reason}). Installez-y la même version.",
        "{address} does not know semainier ({reason}). Install the same version there.",
    ),
    "versions": Text(
        "{worker} a {theirs} ; ici {ours}. Installez-y les mêmes versions : sinon les plans ne se "
        "comparent pas.",
        "{worker} has {theirs}; here {ours}. Install the same versions there: else plans cannot "
        "be compared.",
    ),
    "few_threads": Text(
        "{worker} offre {many} processeur(s), chaque scénario en demande {threads}. Baissez "
        "--workers, ou démarrez-le avec --nthreads {threads}.",
        "{worker} offers {many} core(s), each scenario asks for {threads}. Lower --workers, or "
        "start it with --nthreads {threads}.",
    ),
    "lost": Text(
        "L'ordonnanceur {address} ne répond plus. Les plans déjà faits sont gardés : la même "
        "commande reprendra là.",
        "The scheduler {address} does not answer any more. The plans made are kept: the same "
        "command goes on from there.",
    ),
}


@dataclass(frozen=True)
class Asked:
    """How to plan, and where: options of the command line.

    `jobs` None: as many at a time as the cores allow. `cluster` None: this machine.
    """

    time_limit: float
    workers: int
    seed: int
    gap: float
    jobs: int | None
    cluster: str | None

    @property
    def options(self) -> Options:
        """The options of each search."""
        return Options(self.time_limit, self.workers, self.seed, self.gap, SHARE)

    def place(self, problems: int) -> AbstractContextManager[Place]:
        """A cluster, or as many processes as asked for, as needed, as there is room for."""
        if self.cluster is not None:
            return remote_farm(self.cluster, self.workers)
        jobs = self.jobs or max(1, cores() // self.workers)
        check_room(jobs, self.workers)
        return local_farm(min(jobs, problems), self.workers)


def plan_and_compare(
    console: Console,
    entries: Sequence[Entry],
    asked: Asked,
    folder: Path,
    data: dict[str, object],
    *,
    force: bool,
) -> Answer:
    """Plan what arithmetic leaves open, write the comparison and show it.

    `data`: the fields of the answer that are known already.
    """
    prepare_folder(folder, force=force)
    shelf = Shelf(folder / "plans", asked.options, base_of(entries))
    interrupts = Interrupts(console, _STOPPING, _LEFT)
    with interrupts.handled():
        found = _planned(console, entries, asked, shelf, interrupts.stop)
        interrupts.writing = True
        today = next(entry for entry in found if entry.today)
        data = {
            "settled": all(entry.settled for entry in found),
            "scenarios": [entry_data(entry, today, shelf, console.lang) for entry in found],
            **data,
        }
        plans = kept_plans(found, shelf)
        files = write_files(folder, found, plans, data, console.lang, force=force)
    show_comparison(console, found, shelf, files)
    code = Exit.DONE if data["settled"] else Exit.UNFINISHED
    return Answer(code, data | {"files": [str(path) for path in files]})


def base_of(entries: Sequence[Entry]) -> Instance | None:
    """Today's problem, with whose plan the others may begin; None when it has none."""
    today = next(entry for entry in entries if entry.today)
    return today.instance if today.state == "pending" else None


def _planned(
    console: Console, entries: Sequence[Entry], asked: Asked, shelf: Shelf, stop: Stop
) -> tuple[Entry, ...]:
    """Plan what arithmetic leaves open; the entries with what came of them, ranked."""
    to_plan = [entry.instance for entry in entries if entry.state == "pending"]
    results: dict[str, Done] = {}
    try:
        with Progress(console, entries, asked.options) as progress:
            for done in sweep(to_plan, asked.options, shelf, stop, asked.place):
                results[done.digest] = done
                progress.done(done)
    except FarmError as error:
        raise farm_failure(error) from None
    return ranked([_with_result(entry, results) for entry in entries])


def farm_failure(error: FarmError) -> CommandError:
    """What people are told when there is nowhere to plan."""
    text = _FARM[error.kind].fill(**error.details)
    code = Exit.UNFINISHED if error.kind == "lost" else Exit.BAD_INPUT
    return CommandError(text, Exit.USAGE if error.kind == "crowded" else code)


def _with_result(entry: Entry, results: dict[str, Done]) -> Entry:
    done = results.get(entry.instance.digest)
    if entry.state != "pending" or done is None:
        return entry
    if isinstance(done.result, Lost):
        return replace(entry, state="failed", why=done.result.why)
    return replace(entry, state=state_of(done.result), timetable=done.result)


def state_of(timetable: Timetable) -> State:
    """What a search came to, by its timetable."""
    solution = timetable.solution
    assert solution is not None, "verified results have a solution"
    if solution.status != "partial":
        return solution.status
    if proved_impossible(timetable):
        return "search"
    return "pending" if solution.stopped == "interrupted" else "unfinished"
