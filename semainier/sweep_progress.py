"""How a sweep goes: what is left to plan, a line for each scenario done, a bar on a terminal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from exports.comparison.entries import Entry
from instances.text import Text
from instances.units import format_hours, number
from semainier.console import Console
from solver.control import Options
from solver.sweep import Done, Lost, proved_impossible

_BEGIN = Text(
    "{all} {all:scénario|scénarios} : {settled} {settled:impossible|impossibles} par le calcul, "
    "{left} à planifier, {seconds} s au plus chacun.",
    "{all} {all:scenario|scenarios}: {settled} impossible by arithmetic, {left} to plan, "
    "{seconds} s each at most.",
)
_LINE = Text("[{count}/{all}] {name} : {what}", "[{count}/{all}] {name}: {what}")
_COMPLETE = Text("complet, {points} points ({when})", "complete, {points} points ({when})")
_PARTIAL = Text("{hours} non placées ({when})", "{hours} not placed ({when})")
_PROVED = Text("impossible, prouvé ({when})", "impossible, proved ({when})")
_FAILED = Text("échec : {why}", "failed: {why}")
_KEPT = Text("déjà fait", "done before")
_SECONDS = Text("{seconds:.0f} s", "{seconds:.0f} s")
_SWEEP = Text("Planifier les scénarios", "Planning the scenarios")


class Progress:
    """Tells a sweep; a context manager."""

    def __init__(self, console: Console, entries: Sequence[Entry], options: Options) -> None:
        self._console = console
        self._names: dict[str, list[str]] = {}
        for entry in entries:
            if entry.state == "pending":
                self._names.setdefault(entry.instance.digest, []).append(entry.scenario.name)
        self._count, self._all = 0, len(self._names)
        settled = sum(entry.state == "arithmetic" for entry in entries)
        console.note(
            _BEGIN.fill(
                all=len(entries),
                settled=settled,
                left=len(entries) - settled,
                seconds=f"{options.time_limit:g}",
            )
        )
        self._bar = RichProgress(
            TextColumn(console.word(_SWEEP)),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console.err,
            transient=True,
            disable=console.manner.quiet or not console.err.is_terminal,
        )
        self._task = self._bar.add_task("", total=self._all)
        self._start = time.monotonic()

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def done(self, done: Done) -> None:
        """Say that a problem is done."""
        self._count += 1
        self._bar.advance(self._task)
        name = ", ".join(self._names.get(done.digest, []))
        what = self._what(done)
        self._console.note(_LINE.fill(count=self._count, all=self._all, name=name, what=what))

    def _what(self, done: Done) -> Text:
        if isinstance(done.result, Lost):
            return _FAILED.fill(why=done.result.why)
        solution = done.result.solution
        assert solution is not None, "verified results have a solution"
        when = _KEPT if done.kept else _SECONDS.fill(seconds=solution.seconds)
        if solution.objective is not None:
            points = number(solution.objective, self._console.lang)
            return _COMPLETE.fill(points=points, when=when)
        if proved_impossible(done.result):
            return _PROVED.fill(when=when)
        return _PARTIAL.fill(hours=format_hours(sum(solution.unplaced.values())), when=when)
