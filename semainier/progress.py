"""How a search goes: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text as RichText

from instances.text import Text
from instances.units import format_hours, number, percent
from semainier.console import Console
from solver.solve import Event

# Elsewhere than on a terminal, a stage that goes on says so at most this often.
_EVERY = 10.0

_COST = Text("coût {points}", "cost {points}")
_BOUND = Text("au mieux {points}", "at best {points}")
_GAP = Text("écart {share}", "gap {share}")
_UNPLACED = Text("{hours} à placer", "{hours} to place")
_LEFT = Text("encore {seconds} s", "{seconds} s left")
_AT = Text("[{seconds:>4.0f} s] {words}", "[{seconds:>4.0f} s] {words}")


@contextmanager
def shown(console: Console) -> Iterator[Callable[[Event], None]]:
    """Show the events of a search while it runs."""
    if console.manner.quiet:
        yield lambda event: None
    elif console.err.is_terminal:
        with _live(console) as report:
            yield report
    else:
        yield Lines(console).report


@contextmanager
def _live(console: Console) -> Iterator[Callable[[Event], None]]:
    spinner = Spinner("dots" if console.err.encoding.startswith("utf") else "line")
    with Live(spinner, console=console.err, refresh_per_second=8, transient=True):

        def report(event: Event) -> None:
            words = sentence(console, event, left=True)
            spinner.update(text=RichText(words, no_wrap=True, overflow="ellipsis"))

        yield report


class Lines:
    """Plain lines: each stage once, and now and then how it goes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage: Text | None = None
        self._said = ""
        self._next = 0.0
        self._lock = threading.Lock()

    def report(self, event: Event) -> None:
        """Say an event if it is new, and not too soon after the last one."""
        words = sentence(self._console, event, left=False)
        with self._lock:
            if event.stage == self._stage and (event.seconds < self._next or words == self._said):
                return
            self._stage, self._said = event.stage, words
            self._next = event.seconds + _EVERY
            self._console.note(_AT.fill(seconds=event.seconds, words=words))


def sentence(console: Console, event: Event, *, left: bool) -> str:
    """`Améliorer · coût 812,5 · au mieux 640 · écart 21 % · encore 42 s`."""
    lang = console.lang
    parts = [event.stage.say(lang)]
    if event.unplaced:
        parts.append(_UNPLACED.say(lang, hours=format_hours(event.unplaced)))
    if event.objective is not None:
        parts.append(_COST.say(lang, points=number(event.objective, lang)))
    if event.bound is not None:
        parts.append(_BOUND.say(lang, points=number(event.bound, lang)))
    if event.objective is not None and event.bound is not None:
        gap = max(0.0, event.objective - event.bound) / max(1.0, event.objective)
        parts.append(_GAP.say(lang, share=percent(gap, lang)))
    if left:
        parts.append(_LEFT.say(lang, seconds=round(event.remaining)))
    return " · ".join(parts)
