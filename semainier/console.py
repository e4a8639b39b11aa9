"""What is said: results on standard output, progress and notes on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich import box
from rich.console import Console as RichConsole
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from instances.text import Lang, Text
from semainier.failures import Exit
from semainier.language import Manner

# Where nobody looks at a screen, nothing is wrapped: a line stays a line for grep.
_UNWRAPPED = 10_000

# French puts no-break spaces before : ; ? ! and inside « »; a terminal may show them as odd marks.
_MARK = {"impossible": "bold red", "error": "red", "warning": "yellow", "good": "green"}


@dataclass(frozen=True)
class Answer:
    """What a command comes to: its exit code and the fields of its JSON object."""

    code: Exit
    data: dict[str, object] = field(default_factory=dict)


class Console:
    """Speaks in the language and the manner of a run."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.out = _rich(sys.stdout.isatty(), stderr=False)
        self.err = _rich(sys.stderr.isatty(), stderr=True)

    @property
    def lang(self) -> Lang:
        """The language of the run, which a workbook may have set."""
        return self.manner.lang

    def word(self, text: Text | str) -> str:
        """A text in the language of the run."""
        return text if isinstance(text, str) else text.say(self.lang)

    def say(self, text: Text | str = "", mark: str = "") -> None:
        """A line of the result; `mark` is a severity, shown as a colour."""
        if not self.manner.as_json:
            self.out.print(RichText(self.word(text), style=_style(mark)), soft_wrap=True)

    def title(self, text: Text) -> None:
        """A heading, after a blank line."""
        if not self.manner.as_json:
            self.out.print()
            self.out.print(RichText(self.word(text), style="bold"), soft_wrap=True)

    def item(self, text: Text | str, mark: str = "") -> None:
        """A line of a list, its further lines indented on a terminal."""
        if self.manner.as_json:
            return
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row("-", RichText(self.word(text), style=_style(mark)))
        self.out.print(grid)

    def table(self, headers: Sequence[Text], rows: Sequence[Sequence[str]], left: int = 1) -> None:
        """A table; the columns after the first `left` are aligned to the right."""
        if self.manner.as_json:
            return
        table = Table(
            box=box.SIMPLE_HEAD if self.out.is_terminal else None,
            padding=(0, 2 if not self.out.is_terminal else 1, 0, 0),
            pad_edge=False,
            header_style="bold",
        )
        for index, header in enumerate(headers):
            table.add_column(
                self.word(header), justify="left" if index < left else "right", overflow="fold"
            )
        for row in rows:
            table.add_row(*map(RichText, row))
        self.out.print(table)

    def note(self, text: Text | str) -> None:
        """Something worth knowing beside the result."""
        if not self.manner.quiet:
            self.err.print(RichText(self.word(text)), soft_wrap=True)

    def detail(self, text: Text | str) -> None:
        """Something for those who asked for details."""
        if self.manner.verbose:
            self.err.print(RichText(self.word(text), style="dim"), soft_wrap=True)


def _style(mark: str) -> str | Style:
    return _MARK.get(mark, "")


def _rich(terminal: bool, *, stderr: bool) -> RichConsole:
    return RichConsole(
        stderr=stderr,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if terminal else _UNWRAPPED,
    )


def print_json(data: dict[str, object]) -> None:
    """Write one JSON object; letters as they are where the stream has them."""
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(data, ensure_ascii=plain, indent=2, default=str))
