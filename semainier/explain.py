"""`semainier explain`: why there is no timetable, and what could be changed."""

from __future__ import annotations

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
from solver.relaxations import Mended, Tried, relaxations
from solver.solve import solve

# Seconds for a school of up to so many courses (about six classes), and for a larger one.
SMALL, LIMITS, LARGE_LIMITS = 120, (22.0, 60.0), (120.0, 170.0)
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
    "{what}. Emploi du temps complet trouvé en {seconds} s et vérifié.",
    "{what}. Complete timetable found in {seconds} s and verified.",
)
_ANOTHER = Text(
    "Une autre cause, indépendante : à lever aussi.",
    "Another cause, independent of it: to be mended too.",
)
_NO_RELAXATION = Text(
    "Aucun changement essayé à temps n'a mené à un emploi du temps complet. Avec plus de temps "
    "(--time-limit), d'autres seraient essayés.",
    "No change tried in time led to a complete timetable. With more time (--time-limit) others "
    "would be tried.",
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
    time_limit: float | None,
    workers: int | None,
    seed: int | None,
    gap: float,
) -> Answer:
    """Explain a problem."""
    instance = read_problem(file, console).instance
    enough, limit = usual_limits(instance)
    options = Options(time_limit or limit, workers, seed, gap)
    if why is not None:
        return ask(console, file, instance, (why, plan), options)
    if plan is not None:
        raise CommandError(_IN_ALONE, Exit.USAGE)
    arithmetic = audited(instance, file)
    words = ReasonWords(instance, file if instance.origin == "workbook" else None)
    show_findings(console, arithmetic.of("impossible"), words.places)
    interrupts = Interrupts(console)
    with interrupts.handled(), shown(console) as report:
        control = Control(options, report, interrupts.stop)
        conflict, answer = _look(instance, arithmetic, control, console, file)
        if answer is not None:
            return answer
        found = Mended([])
        if conflict is not None:
            until = time_limit or enough
            found = relaxations(instance, conflict, control, until=until)
    _show(console, words, arithmetic, found)
    explained = conflict is not None or arithmetic.impossible
    code = Exit.DONE if explained else Exit.UNFINISHED
    return Answer(code, _data(words, arithmetic, found, console))


def usual_limits(instance: Instance) -> tuple[float, float]:
    """Seconds to explain a problem, unless somebody says how many.

    The first: to end after, with something to offer; the second: in any case.
    """
    return LIMITS if len(instance.courses) <= SMALL else LARGE_LIMITS


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
    found: Mended,
) -> None:
    if not found.conflicts:
        console.say(_BY_ARITHMETIC if arithmetic.impossible else _UNEXPLAINED, "error")
        return
    for rank, conflict in enumerate(found.conflicts):
        if rank:
            console.say(_ANOTHER, "warning")
        words.show(console, conflict)
    console.title(_RELAXATIONS)
    for one in found.tried:
        console.item(_tried(one), "good")
    if not found.tried:
        console.say(_NO_RELAXATION, "warning")


def _tried(one: Tried) -> Text:
    what = Text(*(_joined(one, lang) for lang in ("fr", "en")))
    return _TRIED.fill(what=what, seconds=f"{max(1, one.seconds):.0f}")


def _joined(one: Tried, lang: str) -> str:
    link = " ; et " if lang == "fr" else "; and "
    return link.join(text.say("fr" if lang == "fr" else "en") for text in one.relaxation.texts)


def _data(
    words: ReasonWords,
    arithmetic: Audit,
    found: Mended,
    console: Console,
) -> dict[str, object]:
    lang = console.lang
    conflicts = [words.data(conflict, lang) for conflict in found.conflicts]
    return {
        "status": "infeasible" if conflicts or arithmetic.impossible else "unknown",
        "arithmetic": [finding.text.say(lang) for finding in arithmetic.of("impossible")],
        "conflict": conflicts[0] if conflicts else None,
        "others": conflicts[1:],
        "relaxations": [
            {
                "kind": one.relaxation.kind,
                "changes": [text.say(lang) for text in one.relaxation.texts],
                "cost": one.relaxation.cost,
                "seconds": round(one.seconds, 1),
                "objective": one.timetable.solution.objective if one.timetable.solution else None,
            }
            for one in found.tried
        ],
    }
