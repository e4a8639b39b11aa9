"""The Excel timetable: every sheet in order, in one file or, for a large school, one a view."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.context import Context, RuleWords, Subject, rule_words
from exports.outline import SUMMARY, Chapter, Planned, chapters
from exports.seal import sealed
from exports.selection import Selection
from exports.styles import Painter
from exports.summary import write_summary
from exports.traces import PART, save, save_about
from instances.text import Lang
from instances.timetable import Timetable
from instances.timetable_file import write_whole

EXTRACT_MARK = "semainier part"  # by which a file is known to be an extract


class FileInUseError(OSError):
    """A file that is there cannot be replaced: most often, it is open in Excel."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: cannot be replaced; close it and try again")
        self.path = path


def write_excel(
    timetable: Timetable,
    path: Path,
    lang: Lang = "fr",
    *,
    rules: Mapping[str, RuleWords] | None = None,
    alerts: Sequence[str] = (),
) -> tuple[Path, ...]:
    """Write the timetable as an Excel workbook, whole or not at all.

    Over 60 groups, teachers and rooms, the sheets of each kind go to a file of their own beside
    `path`, named after it. A partial timetable is marked in red on every sheet.

    Parameters
    ----------
    timetable
        What to write.
    path
        The workbook, with its extension `.xlsx`.
    lang
        The language of every word that is not the school's own.
    rules
        What the soft rules are called, by id; those of `constraints` by default.
    alerts
        Sentences to show on the summary, such as the violations found.

    Returns
    -------
    The files written, `path` first.

    Raises
    ------
    FileInUseError
        When one of the files cannot be replaced. None is then written.
    OSError
        When the folder cannot be written to.
    """
    subject = Subject.of(timetable, lang, rule_words() if rules is None else rules, alerts)
    files = _files(subject, path)
    for place in files:
        check_free(place)
    for place, content in files.items():
        replace_whole(place, content)
    return tuple(files)


def write_extract(
    timetable: Timetable,
    path: Path,
    selection: Selection,
    lang: Lang = "fr",
    check: Callable[[Path], None] = lambda place: None,
) -> tuple[Path, ...]:
    """Write a part of the timetable as a workbook to hand out, whole or not at all.

    It holds the sheets of the part, over the whole term also the calendars of its classes, and
    nothing else. It is not read back: it says so to a reader, and never stands for the whole.
    Over 60 views each kind has a file of its own. `check` is asked about every file before the
    first is written, and raises where one must not be replaced.

    Returns
    -------
    The files written.

    Raises
    ------
    FileInUseError
        When one of the files cannot be replaced. None is then written.
    """
    subject = Subject.of(timetable, lang)
    about = {"lang": lang, PART: selection.said(subject.names, lang)}
    held: dict[Path, list[Planned]] = {}
    for chapter in chapters(subject, selection):
        if chapter.sheets:
            place = beside(path, chapter.file) if chapter.file else path
            held.setdefault(place, []).extend(chapter.sheets)
    files = {}
    for place, sheets in held.items():
        book = _new_book()
        _write_all(Context(subject, book, Painter(book)), sheets)
        save_about(book, about)
        files[place] = sealed(_saved(book, subject, EXTRACT_MARK), EXTRACT_MARK)
    for place in files:
        check(place)
        check_free(place)
    for place, content in files.items():
        replace_whole(place, content)
    return tuple(files)


def beside(path: Path, suffix: str) -> Path:
    """`emploi-du-temps.xlsx` and `classes` → `emploi-du-temps-classes.xlsx`."""
    return path.with_name(f"{path.stem}-{suffix}{path.suffix}")


def replace_whole(path: Path, content: bytes) -> None:
    """Write a workbook, whole or not at all.

    Raises
    ------
    FileInUseError
        When the file that is there cannot be replaced.
    """
    try:
        write_whole(path, content)
    except PermissionError as error:
        if path.exists():
            raise FileInUseError(path) from error
        raise


def check_free(path: Path) -> None:
    """Refuse before anything is written where a file is held by another programme.

    Raises
    ------
    FileInUseError
        When it is held.
    """
    if not path.exists():
        return
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:
        raise FileInUseError(path) from error


def _files(subject: Subject, path: Path) -> dict[Path, bytes]:
    """What each file holds; those of a large school are made side by side."""
    contents = chapters(subject)
    apart = [chapter for chapter in contents if chapter.file]
    if not apart:
        return {path: _main(subject, contents, path)}
    # Packed here: what is sent is packed later, while this process goes on with it.
    packed = [pickle.dumps((subject, chapter)) for chapter in apart]
    # Begun anew, not copied: a copy of a process whose threads hold locks may stand still.
    new = get_context("spawn")
    with ProcessPoolExecutor(len(apart), mp_context=new, initializer=_leave_ctrl_c) as others:
        made = [others.submit(_unpacked, one) for one in packed]
        files = {path: _main(subject, contents, path)}
        for chapter, content in zip(apart, made, strict=True):
            files[beside(path, chapter.file)] = content.result()
    return files


def _unpacked(packed: bytes) -> bytes:
    """The file of a subject and chapter sent by another process."""
    subject, chapter = pickle.loads(packed)
    return _apart(subject, chapter)


def _leave_ctrl_c() -> None:
    """Ctrl-C is the business of the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _main(subject: Subject, contents: tuple[Chapter, ...], path: Path) -> bytes:
    book = _new_book()
    home = subject.say(SUMMARY)
    context = Context(subject, book, Painter(book), home=home)
    summary = book.create_sheet(home)
    sheets = [planned for chapter in contents if not chapter.file for planned in chapter.sheets]
    _write_all(context, sheets)
    write_summary(context, summary, contents, path)
    return _finish(context, [beside(path, c.file).name for c in contents if c.file])


def _apart(subject: Subject, chapter: Chapter) -> bytes:
    book = _new_book()
    context = Context(subject, book, Painter(book))
    _write_all(context, chapter.sheets)
    return _finish(context, [])


def _new_book() -> Workbook:
    book = Workbook()
    del book[book.sheetnames[0]]
    return book


def _write_all(context: Context, sheets: Sequence[Planned]) -> None:
    for planned in sheets:
        sheet: Worksheet = context.book.create_sheet(planned.name)
        sheet.sheet_properties.tabColor = planned.colour
        planned.write(context, sheet)


def _finish(context: Context, siblings: Sequence[str]) -> bytes:
    about = {
        "lang": context.lang,
        "instance": context.timetable.instance.digest,
        "files": "\n".join(siblings),
        "sheets": "\n".join(context.book.sheetnames),
    }
    save(context.traces, context.timetable, context.book, about)
    return _saved(context.book, context.subject)


def _saved(book: Workbook, subject: Subject, keywords: str = "") -> bytes:
    settings = subject.timetable.instance.settings
    properties = book.properties
    properties.creator, properties.keywords = "semainier", keywords or None
    properties.title = " — ".join(part for part in (settings.school, settings.title) if part)
    content = BytesIO()
    book.save(content)
    return content.getvalue()
