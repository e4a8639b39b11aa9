"""`semainier explain`: why there is no timetable, and what could be changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from instances.audit import Audit
from instances.instance import Instance
from instances.text import Text
from semainier.check import audited, show_findings
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.inputs import read_problem
from semainier.progress import shown
from semainier.reasons import ReasonWords
from semainier.solve import Interrupts
from semainier.why import ask
from solver.control import Control, Options
from solver.explain import Conflict, find_conflict
from solver.relaxations import Tried, relaxations
from solver.solve import solve

# Of the time left: to find any plan, when no small part of the school is in conflict.
SOLVE_SHARE = 0.4

_FEASIBLE = Text(
    "Rien à expliquer : un emploi du temps complet existe, trouvé en {seconds} s. "
    "« semainier solve {file} » l'écrit.",
    "Nothing to explain: a complete timetable exists, found in {seconds} s. "
    "`semainier solve {file}` writes it.",
)
_IN_ALONE = Text("--in ne va qu'avec --why", "--in goes with --why only")
_RELAXATIONS = Text(
    "Ce qui rendrait un emploi du temps possible, déjà essayé",
    "What would make a timetable possible, already tried",
)
_TRIED = Text(
    "{what}. Emploi du temps complet en {seconds} s, {points} points, vérifié.",
    "{what}. Complete timetable in {seconds} s, {points} points, verified.",
)
_NO_RELAXATION = Text(
    "Aucun changement essayé à temps n'a mené à un emploi du temps complet.",
    "No change tried in time led to a complete timetable.",
)
_UNEXPLAINED = Text(
    "Ni emploi du temps complet, ni raison trouvée à temps. Donnez plus de temps (--time-limit).",
    "Neither a complete timetable nor a reason found in time. Give it more time (--time-limit).",
)
_BY_ARITHMETIC = Text(
    "Impossible par le calcul ; aucun conflit plus fin trouvé à temps.",
    "Impossible by arithmetic; no finer conflict found in time.",
)


def run(
    console: Console,
    file: Path,
    *,
    why: str | None,
    plan: Path | None,
    time_limit: float,
    workers: int | None,
    seed: int | None,
    gap: float,
) -> Answer:
    """Explain a problem."""
    instance = read_problem(file, console).instance
    options = Options(time_limit, workers, seed, gap)
    if why is not None:
        return ask(console, file, instance, (why, plan), options)
    if plan is not None:
        raise CommandError(_IN_ALONE, Exit.USAGE)
    arithmetic = audited(instance, file)
    words = ReasonWords(instance, file if instance.origin == "workbook" else None)
    show_findings(console, arithmetic.of("impossible"))
    interrupts = Interrupts(console)
    with interrupts.handled(), shown(console) as report:
        control = Control(options, report, interrupts.stop)
        conflict, found = _look(instance, arithmetic, control, console, file)
        if found is not None:
            return found
        tried = relaxations(instance, conflict, control) if conflict else []
    _show(console, words, arithmetic, conflict, tried)
    explained = conflict is not None or arithmetic.impossible
    code = Exit.DONE if explained else Exit.UNFINISHED
    return Answer(code, _data(words, arithmetic, conflict, tried, console))


def _look(
    instance: Instance, arithmetic: Audit, control: Control, console: Console, file: Path
) -> tuple[Conflict | None, Answer | None]:
    """A conflict; or the answer, where a plan was found instead."""
    conflict = find_conflict(instance, control, whole=False)
    if conflict is None and not arithmetic.impossible:
        seconds, before = SOLVE_SHARE * control.remaining, control.seconds
        options = Options(max(1.0, seconds), control.options.workers, control.options.seed, gap=1.0)
        outcome = solve(instance, options, stop=control.stop)
        if outcome.status in ("optimal", "feasible"):
            took = f"{control.seconds - before:.0f}"
            console.say(_FEASIBLE.fill(seconds=took, file=file), "good")
            return None, Answer(Exit.DONE, {"status": "feasible", "conflict": None})
    if conflict is None:
        conflict = find_conflict(instance, control)
    return conflict, None


def _show(
    console: Console,
    words: ReasonWords,
    arithmetic: Audit,
    conflict: Conflict | None,
    tried: Sequence[Tried],
) -> None:
    if conflict is None:
        console.say(_BY_ARITHMETIC if arithmetic.impossible else _UNEXPLAINED, "error")
        return
    words.show(console, conflict)
    console.title(_RELAXATIONS)
    for one in tried:
        console.item(_tried(one, console), "good")
    if not tried:
        console.say(_NO_RELAXATION, "warning")


def _tried(one: Tried, console: Console) -> Text:
    solution = one.timetable.solution
    points = f"{solution.objective or 0:.0f}" if solution else ""
    what = Text(*(_joined(one, lang) for lang in ("fr", "en")))
    return _TRIED.fill(what=what, seconds=f"{one.seconds:.0f}", points=points)


def _joined(one: Tried, lang: str) -> str:
    link = " ; et " if lang == "fr" else "; and "
    return link.join(text.say("fr" if lang == "fr" else "en") for text in one.relaxation.texts)


def _data(
    words: ReasonWords,
    arithmetic: Audit,
    conflict: Conflict | None,
    tried: Sequence[Tried],
    console: Console,
) -> dict[str, object]:
    lang = console.lang
    return {
        "status": "infeasible" if conflict or arithmetic.impossible else "unknown",
        "arithmetic": [finding.text.say(lang) for finding in arithmetic.of("impossible")],
        "conflict": None if conflict is None else words.data(conflict, lang),
        "relaxations": [
            {
                "kind": one.relaxation.kind,
                "changes": [text.say(lang) for text in one.relaxation.texts],
                "cost": one.relaxation.cost,
                "seconds": round(one.seconds, 1),
                "objective": one.timetable.solution.objective if one.timetable.solution else None,
            }
            for one in tried
        ],
    }
