"""`semainier whatif`: scenarios planned side by side, and one table to decide from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from exports.comparison import Compared, compare
from exports.comparison_sheets import write_comparison
from instances.audit import audit
from instances.audit.rhythms import scenario_load
from instances.instance import Instance
from instances.scenario import TODAY, Scenario, ScenarioError, every_set_of_days, under
from instances.scenario_file import check_distinct, parse_scenario, read_scenarios, whose
from instances.settled import Settled
from instances.text import Lang, Text
from instances.timetable_file import write_timetable, write_whole
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit, Issue
from semainier.inputs import read_problem
from semainier.planfiles import is_open
from semainier.solve import Interrupts
from semainier.whatif_tables import capacity_data, compared_data, show_capacity, show_compared
from semainier.wording import number
from solver.cluster import ClusterError, local_cluster, remote_cluster, run_here, run_on
from solver.control import Options, Stop, cores
from solver.sweep import Trial, read_answer, trial

SEED = 1  # comparisons can always be repeated

_NOTHING = Text(
    "rien à comparer : ajoutez --rhythm, --all-days ou --from",
    "nothing to compare: add --rhythm, --all-days or --from",
)
_CONTRADICTS = Text(
    "{file} se contredit ; « semainier check {file} » en dit plus.",
    "{file} contradicts itself; `semainier check {file}` says more.",
)
_NOT_A_WORKBOOK = Text(
    "{file} n'est pas un classeur : il n'a pas de rythmes à comparer.",
    "{file} is no workbook: it has no rhythms to compare.",
)
_BAD_DAYS = Text(
    "--all-days {text} : des nombres de jours, de 1 à 5, séparés par des virgules",
    "--all-days {text}: numbers of days, 1 to 5, separated by commas",
)
_NO_FILE = Text("{file} : ce fichier n'existe pas", "{file}: there is no such file")
_TOO_MANY = Text(
    "--jobs {jobs} × --workers {workers} dépasse les {cores} processeurs de cette machine",
    "--jobs {jobs} × --workers {workers} is more than the {cores} cores of this machine",
)
_OPEN = Text(
    "{file} est ouvert : fermez-le dans Excel, puis relancez.",
    "{file} is open: close it in Excel, then run again.",
)
_SWEEP = Text(
    "{count} scénarios, {jobs} à la fois, {seconds} s au plus chacun.",
    "{count} scenarios, {jobs} at once, {seconds} s each at most.",
)
_KEPT = Text(
    "{count} déjà réglés, repris de {folder}.", "{count} settled already, taken from {folder}."
)
_DONE = Text("{done}/{count} {name} : {what}", "{done}/{count} {name}: {what}")
_WHAT = {
    "optimal": Text("optimal, {cost} points", "optimal, {cost} points"),
    "feasible": Text("complet, {cost} points", "complete, {cost} points"),
    "infeasible": Text("impossible, prouvé", "impossible, proved"),
    "unfinished": Text("rien de complet à temps", "nothing complete in time"),
}
_STOPPED = Text(
    "Comparaison arrêtée : {done} scénarios sur {count}. La même commande la reprend.",
    "Comparison stopped: {done} scenarios of {count}. The same command goes on with it.",
)
_FILES = Text("Fichiers", "Files")


def run(
    console: Console,
    file: Path,
    *,
    rhythms: Sequence[str],
    groups: str | None,
    all_days: str | None,
    source: Path | None,
    audit_only: bool,
    jobs: int | None,
    cluster: str | None,
    output: Path | None,
    time_limit: float,
    workers: int | None,
    seed: int | None,
    gap: float,
) -> Answer:
    """Compare scenarios of a workbook."""
    instance = read_problem(file, console).instance
    if instance.origin != "workbook":
        raise CommandError(_NOT_A_WORKBOOK.fill(file=file))
    if not (rhythms or all_days or source):
        raise CommandError(_NOTHING, Exit.USAGE)
    try:
        codes = [code.strip() for code in (groups or "").split(",") if code.strip()]
        scenarios = [Scenario(name=TODAY.say(console.lang))]
        scenarios += _asked(instance, rhythms, codes, all_days, console.lang)
        if source is not None:
            if not source.exists():
                raise CommandError(_NO_FILE.fill(file=source))
            scenarios += read_scenarios(source, instance, codes)
        check_distinct(scenarios)
        instances = [under(instance, scenario) for scenario in scenarios]
    except ScenarioError as error:
        raise CommandError(error.text) from None
    loads = []
    for changed in instances:
        found = audit(changed)
        if found.erroneous:
            issues = [Issue(finding.text) for finding in found.of("error")]
            raise CommandError(issues, head=_CONTRADICTS.fill(file=file))
        loads.append(scenario_load(changed, found))
    capacity = capacity_data(scenarios, instances, loads, console.lang)
    if audit_only:
        show_capacity(console, scenarios, instances, loads)
        return Answer(Exit.DONE, {"capacity": capacity})
    folder = file.with_suffix("") if output is None else output
    workbook = folder / "comparaison.xlsx"
    if workbook.exists() and is_open(workbook):
        raise CommandError(_OPEN.fill(file=workbook))
    jobs = _jobs(jobs, workers, cluster)
    options = Options(time_limit, workers or 1, SEED if seed is None else seed, gap)
    trials = [trial(instance, scenario, options) for scenario in scenarios]
    show_capacity(console, scenarios, instances, loads)
    settled = _sweep(console, trials, folder, jobs, cluster)
    complete = len(settled) == len(trials)
    compared = compare(instance, [settled[index] for index in sorted(settled)])
    code = Exit.DONE if complete and all(s.settled for s in settled.values()) else Exit.UNFINISHED
    by_name = {s.name: load for s, load in zip(scenarios, loads, strict=True)}
    write_comparison(instance, compared, by_name, workbook, console.lang)
    written = [workbook, *_write_plans(compared, folder)]
    if not complete:
        console.note(_STOPPED.fill(done=len(settled), count=len(trials)))
    show_compared(console, compared)
    console.title(_FILES)
    for path in written:
        console.item(str(path))
    data = {"scenarios": compared_data(compared, console.lang), "capacity": capacity}
    return Answer(code, {**data, "files": [str(path) for path in written]})


def _asked(
    instance: Instance,
    rhythms: Sequence[str],
    groups: Sequence[str],
    all_days: str | None,
    lang: Lang,
) -> Iterator[Scenario]:
    for text in rhythms:
        yield parse_scenario(text, instance, groups)
    if all_days is not None:
        sizes = [int(word) for word in re.findall(r"\d+", all_days)]
        if not re.fullmatch(r"\s*[1-5](\s*,\s*[1-5])*\s*", all_days):
            raise CommandError(_BAD_DAYS.fill(text=all_days), Exit.USAGE)
        for spec in every_set_of_days(sizes, lang):
            codes = whose(instance, groups, f"--all-days {all_days}", spec, spec)
            yield Scenario(name=spec, rhythms=dict.fromkeys(codes, spec))


def _jobs(jobs: int | None, workers: int | None, cluster: str | None) -> int:
    if cluster is not None:
        return 0
    threads = workers or 1
    if jobs is None:
        return max(1, cores() // threads)
    if jobs > 1 and jobs * threads > cores():
        values = {"jobs": jobs, "workers": threads, "cores": cores()}
        raise CommandError(_TOO_MANY.fill(**values), Exit.USAGE)
    return jobs


def _sweep(
    console: Console, trials: Sequence[Trial], folder: Path, jobs: int, cluster: str | None
) -> dict[int, Settled]:
    """What came of each trial, by its index; those of before are taken from the folder."""
    kept = folder / "scenarios"
    kept.mkdir(parents=True, exist_ok=True)
    found: dict[int, Settled] = {}
    left: list[int] = []
    for index, asked in enumerate(trials):
        path = kept / f"{asked.key[:20]}.json"
        if path.exists():
            answer = json.loads(path.read_text(encoding="utf-8"))
            found[index] = read_answer(answer | {"scenario": asked.scenario})
        else:
            left.append(index)
    console.note(
        _SWEEP.fill(count=len(trials), jobs=jobs or cluster, seconds=f"{trials[0].time_limit:g}")
    )
    if found:
        console.note(_KEPT.fill(count=len(found), folder=kept))
    interrupts = Interrupts(console)
    with interrupts.handled(), ExitStack() as stack:
        try:
            answers = _answers(stack, [trials[i] for i in left], jobs, cluster, interrupts.stop)
            for position, answer in answers:
                index = left[position]
                path = kept / f"{answer['key'][:20]}.json"
                write_whole(path, json.dumps(answer, ensure_ascii=False).encode())
                found[index] = read_answer(answer)
                _tell(console, found[index], len(found), len(trials))
        except ClusterError as error:
            raise CommandError(error.text) from None
    return found


def _answers(
    stack: ExitStack, trials: Sequence[Trial], jobs: int, cluster: str | None, stop: Stop
) -> Iterator[tuple[int, dict[str, str]]]:
    if not trials:
        return iter(())
    if cluster is not None:
        return run_on(stack.enter_context(remote_cluster(cluster)), trials, stop)
    if min(jobs, len(trials)) == 1:
        return run_here(trials, stop)
    return run_on(stack.enter_context(local_cluster(min(jobs, len(trials)))), trials, stop)


def _tell(console: Console, settled: Settled, done: int, count: int) -> None:
    cost = ""
    if settled.timetable is not None and settled.timetable.solution is not None:
        cost = number(settled.timetable.solution.objective or 0, console.lang)
    what = _WHAT[settled.status].fill(cost=cost)
    console.note(_DONE.fill(done=done, count=count, name=settled.scenario.name, what=what))


def _write_plans(compared: Sequence[Compared], folder: Path) -> Iterator[Path]:
    for one in compared:
        if one.settled.timetable is None:
            continue
        name = re.sub(r"[^\w.-]+", "-", one.settled.scenario.name).strip("-") or "scenario"
        partial = "" if one.settled.status != "unfinished" else ".partial"
        path = folder / "scenarios" / f"{name}.timetable{partial}.json"
        write_timetable(one.settled.timetable, path)
        yield path
