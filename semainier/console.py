"""What is said: results on standard output, progress and notes on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from rich import box
from rich.console import Console as RichConsole
from rich.console import JustifyMethod
from rich.style import Style
from rich.table import Table
from rich.text import Text as RichText

from instances.text import Lang, Text
from semainier.failures import Exit
from semainier.language import Manner

# Where nobody looks at a screen, nothing is wrapped: a line stays a line for grep.
_UNWRAPPED = 10_000

_FIGURE = 24  # characters of a cell that is a figure, and stays on one line
_PADDING = 2  # characters between two columns, and around the whole of a table's

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
            self._line(self.out, RichText(self.word(text), style=_style(mark)))

    def _line(self, console: RichConsole, text: RichText) -> None:
        """A line; a terminal gets it in lines that end between words."""
        console.print(text, soft_wrap=not console.is_terminal)

    def title(self, text: Text) -> None:
        """A heading, after a blank line."""
        if not self.manner.as_json:
            self.out.print()
            self._line(self.out, RichText(self.word(text), style="bold"))

    def item(self, text: Text | str, mark: str = "") -> None:
        """A line of a list, its further lines indented on a terminal."""
        if self.manner.as_json:
            return
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row("-", RichText(self.word(text), style=_style(mark)))
        self.out.print(grid)

    def table(self, headers: Sequence[Text], rows: Sequence[Sequence[str]], left: int = 1) -> None:
        """A table; the columns after the first `left` are aligned to the right.

        On a terminal too narrow for it, it is turned: no word and no figure is cut.
        """
        if self.manner.as_json:
            return
        titles = [self.word(header) for header in headers]
        terminal = self.out.is_terminal
        widths = _widths(titles, rows, left, self.out.width if terminal else None)
        if widths is None:
            self._turned(titles, rows)
            return
        table = Table(
            box=box.SIMPLE_HEAD if terminal else None,
            padding=(0, 1 if terminal else 2, 0, 0),
            pad_edge=False,
            header_style="bold",
        )
        for index, (title, width) in enumerate(zip(titles, widths, strict=True)):
            justify: JustifyMethod = "left" if index < left else "right"
            table.add_column(title, justify=justify, overflow="fold", width=width)
        for row in rows:
            table.add_row(*map(RichText, row))
        self.out.print(table)

    def _turned(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The table turned: titles down the left, as many rows beside each other as fit."""
        room = self.out.width - max(map(len, titles)) - _PADDING
        for block in _blocks(rows, room):
            grid = Table.grid(padding=(0, _PADDING, 0, 0))
            grid.add_column(no_wrap=True)
            for _ in block:
                grid.add_column(overflow="fold")
            for index, title in enumerate(titles):
                style = "" if index else "bold"
                cells = [RichText(row[index], style=style) for row in block]
                grid.add_row(RichText(title, style=style), *cells)
            self.out.print()
            self.out.print(grid)

    def note(self, text: Text | str) -> None:
        """Something worth knowing beside the result."""
        if not self.manner.quiet:
            self._line(self.err, RichText(self.word(text)))

    def detail(self, text: Text | str) -> None:
        """Something for those who asked for details."""
        if self.manner.verbose:
            self._line(self.err, RichText(self.word(text), style="dim"))


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _widths(
    titles: Sequence[str], rows: Sequence[Sequence[str]], left: int, room: int | None
) -> list[int] | None:
    """Characters of each column in `room`, words and figures whole; None where there is none.

    Columns right of the first `left` hold figures, which are not cut at their spaces.
    """
    columns = [[title, *cells] for title, *cells in zip(titles, *rows, strict=True)]
    wanted = [max(map(len, column)) for column in columns]
    if room is None:
        return wanted
    found = [max(map(_longest_word, column)) for column in columns]
    for index in range(left, len(columns)):
        figures = [len(cell) for cell in columns[index][1:] if len(cell) <= _FIGURE]
        found[index] = max([found[index], *figures])
    spare = room - _PADDING * len(columns) - sum(found)
    if spare < 0:
        return None
    while spare and found != wanted:  # a character each to those that would still wrap
        for index, width in enumerate(wanted):
            if spare and found[index] < width:
                found[index] += 1
                spare -= 1
    return found


def _blocks(rows: Sequence[Sequence[str]], room: int) -> Iterator[Sequence[Sequence[str]]]:
    """Neighbouring rows that fit beside each other in `room` characters, each at least alone."""
    begin, used = 0, 0
    for index, row in enumerate(rows):
        wide = max(map(len, row)) + _PADDING
        if index > begin and used + wide > room:
            yield rows[begin:index]
            begin, used = index, 0
        used += wide
    if rows:
        yield rows[begin:]


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


def print_answer(manner: Manner, code: Exit, data: dict[str, object]) -> None:
    """Write what a command has to say to scripts, with what it was and its exit code."""
    head: dict[str, object] = {
        "command": manner.command,
        "version": version("semainier"),
        "exit_code": int(code),
    }
    _print_json(head | data)


def _print_json(data: dict[str, object]) -> None:
    """Write one JSON object; letters as they are where the stream has them."""
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(data, ensure_ascii=plain, indent=2, default=str))
