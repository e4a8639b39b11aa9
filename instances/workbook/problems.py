"""What is wrong or odd in a workbook: where it is, what it is, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from instances.text import COLON, Lang, Text
from instances.workbook.layout import SheetKey, listed

NOWHERE = Text("", "")


@dataclass(frozen=True)
class Place:
    """Where in a workbook: any part may be missing. `column` is its letter."""

    sheet: str = ""
    row: int | None = None
    column: str = ""
    header: str = ""

    def say(self, lang: Lang) -> str:
        """`Cours, ligne 12, colonne H (Heures)`."""
        row, column = ("ligne", "colonne") if lang == "fr" else ("row", "column")
        parts = [self.sheet] if self.sheet else []
        if self.row is not None:
            parts.append(f"{row} {self.row}")
        if self.column:
            parts.append(f"{column} {self.column}" + (f" ({self.header})" if self.header else ""))
        elif self.header:
            parts.append(f"{column} {self.header}")
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing wrong (or, as a notice, odd) in a workbook.

    `value` is what stands in the cell, as text; `what` and `advice` are whole sentences.
    """

    place: Place
    value: str
    what: Text
    advice: Text = NOWHERE

    def say(self, lang: Lang = "fr") -> str:
        """The problem on one line."""
        where = self.place.say(lang)
        colon = COLON.say(lang)
        sentence = f"{self.what.say(lang)} {self.advice.say(lang)}".strip()
        return f"{where}{colon}{sentence}" if where else sentence


class WorkbookError(ValueError):
    """A workbook that cannot be taken as it stands: every problem found, and the notices."""

    def __init__(
        self, file: str, problems: Sequence[Problem], notices: Sequence[Problem] = ()
    ) -> None:
        self.file, self.problems, self.notices = file, list(problems), tuple(notices)
        super().__init__(self.say())

    def say(self, lang: Lang = "fr") -> str:
        """The file, then one problem a line."""
        count = len(self.problems)
        if lang == "fr":
            head = f"{self.file} : {count} problème{'s' if count > 1 else ''}"
        else:
            head = f"{self.file}: {count} problem{'s' if count > 1 else ''}"
        return "\n".join([head, *(f"- {problem.say(lang)}" for problem in self.problems)])


class Findings:
    """Problems and notices gathered while a workbook is read, each told once.

    They are given in the order of the workbook: by sheet, row and column. `lost`: the sheets
    that define no name though others refer to them; told once, not at every reference.
    """

    def __init__(self) -> None:
        self.lost: set[SheetKey] = set()
        self._sheets: list[str] = []
        self._problems: dict[Problem, None] = {}
        self._notices: dict[Problem, None] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What makes the workbook unusable."""
        return tuple(sorted(self._problems, key=self._order))

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What is odd but understood."""
        return tuple(sorted(self._notices, key=self._order))

    def in_order_of(self, sheets: Sequence[str]) -> None:
        """Say in which order the sheets stand."""
        self._sheets = list(sheets)

    def _order(self, problem: Problem) -> tuple[int, int, int, str]:
        place = problem.place
        known = place.sheet in self._sheets
        sheet = self._sheets.index(place.sheet) if known else len(self._sheets)
        return sheet if place.sheet else -1, place.row or 0, len(place.column), place.column

    def problem(self, place: Place, value: str, what: Text, advice: Text = NOWHERE) -> None:
        """Note something wrong."""
        self._problems[Problem(place, value, what, advice)] = None

    def notice(self, place: Place, value: str, what: Text, advice: Text = NOWHERE) -> None:
        """Note something odd."""
        self._notices[Problem(place, value, what, advice)] = None


def did_you_mean(near: str | Sequence[str] | None, known: Sequence[str]) -> Text:
    """The nearest known name or names, or the names there are."""
    names = [near] if isinstance(near, str) else list(near or ())
    if names:
        french = " ou ".join(f"« {name} »" for name in names)
        english = " or ".join(f"“{name}”" for name in names)
        return Text(f"Vouliez-vous dire {french} ?", f"Did you mean {english}?")
    if not known:
        return NOWHERE
    return Text(
        f"Noms connus : {listed(known, 'fr')}.",
        f"Known names: {listed(known, 'en')}.",
    )
