"""Problems and timetables read for a command; what is wrong becomes a `CommandError`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from instances.fet.numbering import FetFormError
from instances.fet.result import RESULTS, read_result
from instances.instance import Instance
from instances.problem_file import read_problem_file
from instances.system_words import system_reason
from instances.text import Lang, Text
from instances.timetable import Timetable
from instances.timetable_errors import TimetableError
from instances.timetable_file import read_timetable
from instances.workbook import Problem, Reading, WorkbookError
from instances.workbook.sheets import SHEETS
from semainier.console import Console
from semainier.failures import CommandError, Issue
from semainier.planfiles import names_of_workbook

if TYPE_CHECKING:
    from exports import Edited

SOLUTIONS = (".sol", ".out")  # what the competition's solutions are called
_COUNT = Text("{file} : {count} problèmes.", "{file}: {count} problems.")
_NOT_READ = Text(
    "{file} ne se lit pas : {reason}.",
    "{file} cannot be read: {reason}.",
)
_NO_FILE = Text(
    "ce fichier n'existe pas ; vérifiez son nom et son dossier",
    "there is no such file; check its name and folder",
)
_FOLDER = Text(
    "c'est un dossier ; donnez le timetable.json qui s'y trouve",
    "it is a folder; give the timetable.json in it",
)
_ONE = Text("{file} : un problème.", "{file}: one problem.")


def read_problem(path: Path, console: Console) -> Reading:
    """Read a problem file; from then on the run speaks its language, if it has one.

    Raises
    ------
    CommandError
        With every problem of the file.
    """
    try:
        reading = read_problem_file(path)
    except WorkbookError as error:
        if path.suffix.lower() == ".xlsx":
            console.manner.adopt(_language_of(error.problems, console.lang))
        raise refused(path, error) from None
    adopt_language(console, reading.instance)
    return reading


def adopt_language(console: Console, instance: Instance) -> None:
    """Speak the language of a workbook; other problem files have none."""
    if instance.origin == "workbook":
        console.manner.adopt(instance.settings.lang)


def read_json(path: Path) -> Timetable:
    """Read a `timetable.json`.

    Raises
    ------
    CommandError
        When there is none, or it holds no timetable.
    """
    try:
        return read_timetable(path)
    except FileNotFoundError:
        reason = _NO_FILE
    except IsADirectoryError:
        reason = _FOLDER
    except OSError as error:
        reason = system_reason(error)
    except TimetableError as error:
        reason = error.reason
    raise CommandError(_NOT_READ.fill(file=path, reason=reason))


def read_plan(path: Path, instance: Instance, problem: Path) -> Timetable:
    """Read a timetable of a problem file; see `read_edits`."""
    return read_edits(path, instance, problem).timetable


def read_edits(path: Path, instance: Instance, problem: Path) -> Edited:
    """Read a timetable of a problem file, with the edits an exported workbook got.

    A `timetable.json`, an exported workbook with its edits, a `.sol`, or a result of FET.

    Raises
    ------
    CommandError
        When it cannot be read, or its edits make no sense.
    """
    # Reading a plan back needs pandas; who reads a problem only does not wait for it.
    from exports import Edited, SolutionFormError, read_edited, read_sol  # noqa: PLC0415

    suffix = path.suffix.lower()
    if suffix not in (".xlsx", *SOLUTIONS, *RESULTS):
        return Edited(read_json(path))

    try:
        if suffix in SOLUTIONS:
            return Edited(read_sol(path, instance))
        if suffix in RESULTS:
            return Edited(read_result(path, instance, problem))
        beside = path.with_name(names_of_workbook(path).timetable)
        original = read_json(beside) if beside.exists() else None
        return read_edited(path, instance, original)
    except WorkbookError as error:
        raise refused(path, error) from None
    except (SolutionFormError, FetFormError) as error:
        raise CommandError(error.text) from None


def refused(path: Path, error: WorkbookError) -> CommandError:
    """Every problem of a workbook, as a command says it."""
    count = len(error.problems)
    head = (_COUNT if count > 1 else _ONE).fill(file=path.name or path, count=count)
    issues = [issue_of(path, problem) for problem in error.problems]
    notices = [issue_of(path, notice) for notice in error.notices if _unread(notice)]
    return CommandError(issues, head=head, notices=notices)


def _unread(notice: Problem) -> bool:
    """Whether a notice names a sheet or a column that is passed over.

    What is odd in the rows may come from those that could not be read: they are told first.
    """
    return bool(notice.value) and notice.place.row in {None, 1}


def issue_of(path: Path, problem: Problem) -> Issue:
    """A problem of a workbook, with its place."""
    place = problem.place
    return Issue(
        Text(problem.say("fr"), problem.say("en")),
        {
            "file": str(path),
            "sheet": place.sheet,
            "row": place.row,
            "column": place.column,
            "header": place.header,
            "value": problem.value,
        },
    )


def _language_of(problems: Sequence[Problem], otherwise: Lang) -> Lang:
    """The language of a workbook that could not be read whole: that of its sheets' names."""
    named = {problem.place.sheet for problem in problems}
    for sheet in SHEETS:
        if sheet.title.fr != sheet.title.en and named & set(sheet.title):
            return "fr" if sheet.title.fr in named else "en"
    return otherwise
