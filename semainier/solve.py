"""`semainier solve`: plan a problem, and write what was found."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from instances.audit import Audit
from instances.instance import Instance
from instances.text import Text
from instances.units import as_hours
from semainier.check import audited, show_findings
from semainier.console import Answer, Console, print_answer
from semainier.failures import CommandError, Exit
from semainier.history_records import leave_record
from semainier.inputs import issue_of, read_problem
from semainier.keeping import read_kept, show_kept
from semainier.planfiles import Written, excel, names_for, prepare, write_plan
from semainier.progress import shown
from semainier.reasons import ReasonWords
from semainier.wording import (
    CUT_BY_CLOCK,
    costs_data,
    quality,
    rule_costs,
    show_costs,
    unplaced_rows,
)
from solver.control import Control
from solver.explain import Conflict, find_conflict
from solver.keeping import solve_rest
from solver.solve import Options, Outcome, Stop, solve

_STOPPING = Text(
    "Arrêt demandé : le meilleur plan trouvé est gardé. Ctrl-C encore une fois pour tout laisser.",
    "Stopping: the best plan found is kept. Ctrl-C once more to leave everything.",
)
_WRITING = Text("J'écris les fichiers, un instant.", "Writing the files, one moment.")
_LEFT = Text("Interrompu : rien n'a été écrit.", "Interrupted: nothing was written.")
# Seconds to look for the reason of what is impossible, if the limit leaves them.
REASON_SECONDS = 15.0
_EXPLAIN = Text(
    "« semainier explain {file} » dit pourquoi, et ce qu'on peut changer.",
    "`semainier explain {file}` says why, and what could be changed.",
)
_INFEASIBLE = Text(
    "Impossible, prouvé : aucun emploi du temps ne respecte toutes les règles obligatoires.",
    "Impossible, proved: no timetable keeps every required rule.",
)
_UNFINISHED = Text(
    "Rien de complet trouvé à temps ; rien ne prouve que c'est impossible. Donnez plus de temps "
    "(--time-limit).",
    "Nothing complete found in time; nothing proves it impossible. Give it more time "
    "(--time-limit).",
)
_STOPPED: dict[str, Text] = {
    "interrupted": Text("Recherche interrompue.", "Search interrupted."),
    "gap": Text(
        "Recherche finie : écart demandé atteint.", "Search over: the gap asked for is reached."
    ),
    "time_limit": Text("Recherche finie : temps écoulé.", "Search over: time is up."),
    "wall_limit": CUT_BY_CLOCK,
}
_COSTS = Text("Ce que coûtent les souhaits", "What the wishes cost")
_NOT_PLACED = Text("Heures non placées", "Hours not placed")
_FILES = Text("Fichiers", "Files")
_ASIDE = Text("{old} mis de côté : {new}", "{old} set aside: {new}")
_REMOVED = Text("{old} retiré : ce plan le remplace", "{old} removed: this plan replaces it")


def run(
    console: Console,
    file: Path,
    *,
    keep: Path | None,
    only: tuple[str, ...],
    weeks: str | None,
    output: Path | None,
    time_limit: float,
    workers: int | None,
    seed: int | None,
    gap: float,
    force: bool,
) -> Answer:
    """Plan a problem."""
    reading = read_problem(file, console)
    instance = reading.instance
    for notice in reading.notices:
        console.note(issue_of(file, notice).text)
    arithmetic = audited(instance, file)
    kept = read_kept(instance, file, keep, only, weeks)
    folder = file.with_suffix("") if output is None else output
    names = names_for(file, instance)
    prepare(folder, names, force=force)
    interrupts = Interrupts(console)
    with interrupts.handled():
        with shown(console) as report:
            started, options = time.monotonic(), Options(time_limit, workers, seed, gap)
            if kept is None:
                outcome = solve(instance, options, report, interrupts.stop)
            else:
                outcome = solve_rest(
                    instance,
                    kept.old,
                    kept.what,
                    kept.part,
                    options=options,
                    report=report,
                    stop=interrupts.stop,
                )
        code = _code(outcome, arithmetic)
        conflict = None
        if code is Exit.IMPOSSIBLE and kept is None:
            conflict = _reason(instance, options, started, interrupts.stop)
        interrupts.writing = True
        written = write_plan(
            folder,
            outcome.timetable,
            excel(outcome.timetable, console.lang),
            force=force,
            names=names,
        )
    status = "infeasible" if code is Exit.IMPOSSIBLE else outcome.status
    leave_record(
        console, folder, "solve", file, outcome.timetable, status=status, files=written.files
    )
    if not console.manner.as_json:
        if kept is not None:
            show_kept(console, kept)
        _show(console, outcome, arithmetic, written, code)
    data = _data(console, outcome, written, code)
    data |= {"keep": kept.data() if kept else None, "conflict": None}
    if code is Exit.IMPOSSIBLE and kept is None:
        data["conflict"] = _say_why(console, file, instance, conflict)
    return Answer(code, data)


def _reason(instance: Instance, options: Options, started: float, stop: Stop) -> Conflict | None:
    """A conflict of an impossible problem, within what is left of the limit."""
    seconds = min(REASON_SECONDS, options.time_limit - (time.monotonic() - started))
    if seconds <= 0:
        return None
    asked = Options(seconds, options.workers, options.seed)
    return find_conflict(instance, Control(asked, stop=stop))


def _say_why(
    console: Console, file: Path, instance: Instance, conflict: Conflict | None
) -> dict[str, object] | None:
    """Show why a problem is impossible, and which command says more; the conflict as JSON."""
    words = ReasonWords(instance, file if instance.origin == "workbook" else None)
    if not console.manner.as_json:
        if conflict is not None:
            words.show(console, conflict)
        console.say(_EXPLAIN.fill(file=file))
    return None if conflict is None else words.data(conflict, console.lang)


def _code(outcome: Outcome, arithmetic: Audit) -> Exit:
    """What the search and the arithmetic prove together."""
    complete = outcome.status in ("optimal", "feasible")
    assert not (complete and arithmetic.impossible), "a plan that arithmetic says cannot exist"
    if complete:
        return Exit.DONE
    proved = outcome.status == "infeasible" or arithmetic.impossible
    return Exit.IMPOSSIBLE if proved else Exit.UNFINISHED


class Interrupts:
    """Ctrl-C: the first ends the search with the best plan so far, a second one ends everything.

    Once files are being written (`writing`), it is not heard: they take a moment. `stopping` and
    `left` are what is said of the first and of the second.
    """

    def __init__(self, console: Console, stopping: Text = _STOPPING, left: Text = _LEFT) -> None:
        self.stop = Stop()
        self.writing = False
        self._console, self._stopping, self._left = console, stopping, left

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Listen until the end of the block."""
        before = signal.signal(signal.SIGINT, self._hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        if self.writing:
            self._console.note(_WRITING)
        elif not self.stop.asked:
            self.stop.stop()
            self._console.note(self._stopping)
        else:
            self._console.err.show_cursor()
            self._console.note(self._left)
            if self._console.manner.as_json:
                left = CommandError(self._left, Exit.UNFINISHED)
                print_answer(self._console.manner, left.code, left.as_data(self._console.lang))
                sys.stdout.flush()
            # Solver threads cannot be ended otherwise, and nothing is being written.
            os._exit(Exit.UNFINISHED)


def _show(
    console: Console, outcome: Outcome, arithmetic: Audit, written: Written, code: Exit
) -> None:
    timetable = outcome.timetable
    solution = timetable.solution
    assert solution is not None
    if code is Exit.IMPOSSIBLE:
        console.say(_INFEASIBLE, "error")
        show_findings(console, arithmetic.of("impossible"))
        console.say()
    elif code is Exit.UNFINISHED:
        console.say(_UNFINISHED, "error")
    if solution.stopped in _STOPPED:
        console.note(_STOPPED[solution.stopped])
    total = sum(course.minutes for course in timetable.instance.courses)
    console.say(quality(solution, total, console.lang), "good" if code is Exit.DONE else "warning")
    if code is Exit.DONE:
        console.title(_COSTS)
        show_costs(console, rule_costs(timetable.instance, solution.amounts, solution.costs))
    else:
        console.title(_NOT_PLACED)
        console.table(
            (Text("Cours", "Course"), Text("Non placées", "Not placed"), Text("Sur", "Out of")),
            list(unplaced_rows(solution, timetable.instance)),
        )
    console.title(_FILES)
    for path in written.files:
        console.item(str(path))
    for old, new in written.set_aside:
        console.item(_ASIDE.fill(old=old.name, new=new.name), "warning")
    for old in written.removed:
        console.item(_REMOVED.fill(old=old.name))


def _data(console: Console, outcome: Outcome, written: Written, code: Exit) -> dict[str, object]:
    timetable, lang = outcome.timetable, console.lang
    solution = timetable.solution
    assert solution is not None
    status = "infeasible" if code is Exit.IMPOSSIBLE else outcome.status
    return {
        "status": status,
        "stopped": solution.stopped,
        "repeatable": solution.repeatable,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "first_complete": solution.first_complete,
        "costs": costs_data(rule_costs(timetable.instance, solution.amounts, solution.costs), lang),
        "unplaced": {code: as_hours(minutes) for code, minutes in solution.unplaced.items()},
        "left_out": [text.say(lang) for text in timetable.instance.left_out],
        "sessions": len(timetable.sessions),
        "files": [str(path) for path in written.files],
        "set_aside": {str(old): str(new) for old, new in written.set_aside},
        "removed": [str(path) for path in written.removed],
    }
