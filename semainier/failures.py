"""What ends a command before its result: a message for people, and an exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from instances.text import Lang, Text


class Exit(IntEnum):
    """Exit codes: a contract with scripts."""

    DONE = 0
    BAD_INPUT = 1
    USAGE = 2
    IMPOSSIBLE = 3
    UNFINISHED = 4
    FAULT = 70


@dataclass(frozen=True)
class Issue:
    """One thing wrong, as people read it and as `--json` lists it.

    place
        File, sheet, row, column, header and value, as far as they are known.
    """

    text: Text
    place: Mapping[str, object] = field(default_factory=dict)

    def as_data(self, lang: Lang) -> dict[str, object]:
        """The issue as `--json` writes it."""
        return {"message": self.text.say(lang), **self.place}


class CommandError(Exception):
    """A command cannot go on; nothing was written unless the message says so.

    `head`, when there is one, is said before the issues. `notices`: sheets and columns that
    were passed over; `check` shows them, and every command's `--json` lists them.
    """

    def __init__(
        self,
        issues: Sequence[Issue] | Text,
        code: Exit = Exit.BAD_INPUT,
        head: Text | None = None,
        notices: Sequence[Issue] = (),
    ) -> None:
        self.issues = [Issue(issues)] if isinstance(issues, Text) else list(issues)
        self.code, self.head, self.notices = code, head, tuple(notices)
        super().__init__("\n".join(issue.text.en for issue in self.issues))

    def as_data(self, lang: Lang) -> dict[str, object]:
        """The failure as `--json` writes it; notices where the input could be read so far."""
        data: dict[str, object] = {"problems": [issue.as_data(lang) for issue in self.issues]}
        if self.notices:
            data["notices"] = [notice.as_data(lang) for notice in self.notices]
        return data

    def say(self, lang: Lang) -> str:
        """The head, then one issue a line."""
        lines = [issue.text.say(lang) for issue in self.issues]
        if self.head is None:
            return "\n".join(lines)
        return "\n".join([self.head.say(lang), *(f"- {line}" for line in lines)])
