"""`semainier history`: the runs of a folder, compared where they planned the same data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from instances.text import Lang, Text
from instances.units import number
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.history_records import FOLDER, History, Plan, Record, read_history

_NO_FOLDER = Text("{folder} : ce dossier n'existe pas.", "{folder}: there is no such folder.")
_NOTHING = Text(
    "{folder} : ni plan ni historique ici. Donnez le dossier où « semainier solve » a écrit.",
    "{folder}: neither a plan nor a history here. Give the folder `semainier solve` wrote to.",
)
_HEAD = (
    Text("N°", "No."),
    Text("Quand", "When"),
    Text("Commande", "Command"),
    Text("Données", "Data"),
    Text("Résultat", "Result"),
    Text("Plan", "Plan"),
    Text("Coût", "Cost"),
    Text("Au meilleur", "To the best"),
    Text("Borne", "Bound"),
    Text("Secondes", "Seconds"),
    Text("Graine", "Seed"),
)
_LEFT = 6
_STATUS = {
    "optimal": Text("optimal", "optimal"),
    "feasible": Text("complet", "complete"),
    "minimal": Text("réparé, minimal", "mended, minimal"),
    "repaired": Text("réparé", "mended"),
    "impossible": Text("impossible", "impossible"),
    "partial": Text("partiel", "partial"),
    "infeasible": Text("impossible", "impossible"),
    "unfinished": Text("incomplet", "incomplete"),
}
_REPLACED = Text("remplacé", "replaced")
_BEST = Text("meilleur", "best")
_RUNS = Text("Recherches de {folder}", "Runs of {folder}")
_NO_RUNS = Text(
    "Aucune fiche dans {folder} : ces plans ont été faits sans historique.",
    "No records in {folder}: these plans were made without a history.",
)
_COMPARED = Text("Mêmes données", "The same data")
_GROUP = Text(
    "Données {letter} ({file}) : {runs} {runs:recherche|recherches}, dont {complete} "
    "{complete:complète|complètes}.",
    "Data {letter} ({file}): {runs} {runs:run|runs}, {complete} of them complete.",
)
_GROUP_BEST = Text(
    "Le meilleur plan coûte {cost} points (n° {run}).",
    "The best plan costs {cost} points (no. {run}).",
)
_GROUP_BOUND = Text(
    "Prouvé par l'une d'elles : aucun ne coûte moins de {bound} points.",
    "Proved by one of them: none costs less than {bound} points.",
)
_PLANS = Text("Plans sans fiche", "Plans without a record")
_UNRECORDED = Text(
    "{file} : aucune fiche ne correspond (plan modifié, venu d'ailleurs ou plus ancien).",
    "{file}: no record matches (a plan that was changed, came from elsewhere or is older).",
)
_DAMAGED = Text("Illisibles", "Cannot be read")
_WHY = Text("{file} : {why}", "{file}: {why}")


class _Runs:
    """The runs of a folder, numbered; the data they planned, lettered in order of appearance."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.records = [record for _, record in history.records]
        digests = list(dict.fromkeys(record.data for record in self.records))
        self.letters = {digest: _letter(index) for index, digest in enumerate(digests)}

    def of(self, data: str) -> list[tuple[int, Record]]:
        """Runs on the same data, with their numbers."""
        return [(i, r) for i, r in enumerate(self.records, start=1) if r.data == data]

    def best(self, data: str) -> tuple[int, Record] | None:
        """The cheapest complete run on the same data, the first of equals."""
        complete = [(i, r) for i, r in self.of(data) if r.objective is not None]
        return min(complete, key=lambda item: item[1].objective or 0.0, default=None)

    def bound(self, data: str) -> float | None:
        """The highest bound proved for the data: what one run proved holds for all."""
        return max((r.bound for _, r in self.of(data) if r.bound is not None), default=None)

    def to_best(self, record: Record) -> float | None:
        """Points between a run's plan and the best one of the same data."""
        best = self.best(record.data)
        if best is None or record.objective is None or best[1].objective is None:
            return None
        return record.objective - best[1].objective


def run(console: Console, folder: Path) -> Answer:
    """List the runs of a folder."""
    if not folder.is_dir():
        raise CommandError(_NO_FOLDER.fill(folder=folder))
    history = read_history(folder)
    if not any(history):
        raise CommandError(_NOTHING.fill(folder=folder))
    runs = _Runs(history)
    if not console.manner.as_json:
        _show(console, folder, runs)
    code = Exit.BAD_INPUT if history.damaged else Exit.DONE
    return Answer(code, _data(runs, console.lang))


def _letter(index: int) -> str:
    """The letter of the data: A to Z, then AA, AB and so on."""
    high, low = divmod(index, 26)
    return (_letter(high - 1) if high else "") + chr(ord("A") + low)


def _show(console: Console, folder: Path, runs: _Runs) -> None:
    history = runs.history
    if runs.records:
        console.title(_RUNS.fill(folder=folder))
        rows = [_row(runs, i, r, console.lang) for i, r in enumerate(runs.records, start=1)]
        console.table(_HEAD, rows, left=_LEFT)
        console.title(_COMPARED)
        for data in runs.letters:
            console.item(_group(runs, data, console.lang))
    else:
        console.say(_NO_RUNS.fill(folder=folder / FOLDER), "warning")
    if history.unrecorded:
        console.title(_PLANS)
        for plan in history.unrecorded:
            console.item(_UNRECORDED.fill(file=plan.file.name), "warning")
    if history.damaged:
        console.title(_DAMAGED)
        for path, why in history.damaged:
            file = path.relative_to(folder)
            console.item(_WHY.fill(file=file, why=why), "error")


def _row(runs: _Runs, index: int, record: Record, lang: Lang) -> tuple[str, ...]:
    to_best = runs.to_best(record)
    best = runs.best(record.data)
    plans = runs.history.plans_of(record)
    status = _STATUS.get(record.status)
    if to_best is None:
        behind = "–"
    elif best is not None and best[0] == index:
        behind = _BEST.say(lang)
    else:
        behind = f"+{number(to_best, lang)}"
    return (
        str(index),
        f"{record.created.astimezone():%Y-%m-%d %H:%M}",
        record.command,
        runs.letters[record.data],
        status.say(lang) if status else record.status,
        _names(plans) or _REPLACED.say(lang),
        _number(record.objective, lang),
        behind,
        _number(record.bound, lang),
        number(record.seconds, lang),
        "–" if record.seed is None else str(record.seed),
    )


def _group(runs: _Runs, data: str, lang: Lang) -> str:
    mine = runs.of(data)
    complete = sum(record.objective is not None for _, record in mine)
    words = {"letter": runs.letters[data], "file": mine[-1][1].problem, "runs": len(mine)}
    parts = [_GROUP.say(lang, **words, complete=complete)]
    best, bound = runs.best(data), runs.bound(data)
    if best is not None:
        cost = number(best[1].objective or 0.0, lang)
        parts.append(_GROUP_BEST.say(lang, cost=cost, run=best[0]))
    if bound is not None:
        parts.append(_GROUP_BOUND.say(lang, bound=number(bound, lang)))
    return " ".join(parts)


def _names(plans: Sequence[Plan]) -> str:
    return ", ".join(plan.file.name for plan in plans)


def _number(value: float | None, lang: Lang) -> str:
    return "–" if value is None else number(value, lang)


def _data(runs: _Runs, lang: Lang) -> dict[str, object]:
    history = runs.history
    return {
        "runs": [
            {
                "run": index,
                "record": path.name,
                **record.model_dump(mode="json", exclude={"format", "plan"}),
                "to_best": runs.to_best(record),
                "plans": [plan.file.name for plan in history.plans_of(record)],
            }
            for index, (path, record) in enumerate(history.records, start=1)
        ],
        "same_data": [
            {
                "data": data,
                "runs": [index for index, _ in runs.of(data)],
                "best": (best := runs.best(data)) and best[0],
                "bound": runs.bound(data),
            }
            for data in runs.letters
        ],
        "unrecorded": [plan.file.name for plan in history.unrecorded],
        "damaged": [{"file": str(path), "message": why.say(lang)} for path, why in history.damaged],
    }
