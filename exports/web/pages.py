"""The pages written: one file for a school of usual size, else a list and a page for each view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from exports.calendars import calendar_places
from exports.context import Subject
from exports.names import FILES
from exports.outline import CHAPTERS, MOST_VIEWS
from exports.selection import ALL, EXTRACT, Selection, file_names
from exports.traces import ViewKind
from exports.views import View, codes_of
from exports.web.model import shown
from exports.web.paint import Paint
from exports.web.words import PART, WORDS
from instances.text import Lang
from instances.timetable import Timetable
from instances.timetable_file import write_each

NAME = "emploi-du-temps"
MOST_ENTRIES = 10_000  # sessions one page shows, in all its views: some 4 MB
# Widths, in pixels, below which a week is shown as a list: the more lanes, the more it needs.
_NARROW = ((".view", 760), (".view.many", 1020), (".view.tight", 1240))
_HERE = Path(__file__).parent
_LETTERS: dict[ViewKind, str] = {"group": "g", "teacher": "t", "room": "r"}
_UNSAFE = str.maketrans({"\\": "\\5c ", '"': "\\22 ", "<": "\\3c ", "\n": " "})


class _Listed(NamedTuple):
    """A view in the contents: what it is called and where it is."""

    title: str
    href: str
    id: str


class _Chapter(NamedTuple):
    """Views of one kind in the contents."""

    title: str
    views: list[_Listed]


class _Address(NamedTuple):
    """Where a view is: in which file below the folder (empty: the one page), under which id."""

    view: View
    file: str
    id: str

    @property
    def href(self) -> str:
        return self.file or f"#{self.id}"


def write_html(
    timetable: Timetable,
    folder: Path,
    lang: Lang = "fr",
    selection: Selection = ALL,
    *,
    calendars: bool = False,
) -> tuple[Path, ...]:
    """Write the timetable as a web page that needs nothing else, each file whole or not at all.

    `emploi-du-temps.html` holds everything; of a school with over 60 groups, teachers and rooms
    or some thousand sessions it is a list that leads to a page for each view, in the folder
    `emploi-du-temps` beside it. Of a part of the timetable the names say which.

    Parameters
    ----------
    timetable, folder, lang, selection
        What to write, where, in which language, and which part of it.
    calendars
        Whether the calendars of the same part are written to the same folder: the page then
        leads to them.

    Returns
    -------
    The files written, the page to open first.

    Raises
    ------
    OSError
        When one cannot be written.
    """
    book = _Book(Subject.of(timetable, lang), selection, calendars=calendars)
    return write_each({folder / name: page.encode() for name, page in book.pages()})


class _Book:
    """The pages of one timetable: their addresses, and the words and looks they share."""

    def __init__(self, subject: Subject, selection: Selection, *, calendars: bool) -> None:
        self.subject, self.selection = subject, selection
        part = selection.suffix(subject.timetable, subject.lang)
        self.name = f"{subject.say(EXTRACT)}{part}" if part else NAME
        timetable, names = subject.timetable, subject.names
        views = {kind: selection.views(timetable, names, kind) for kind, _, _ in CHAPTERS}
        count = sum(len(found) for found in views.values())
        entries = sum(len(view.sessions) for found in views.values() for view in found)
        self.split = count > 1 and (count > MOST_VIEWS or entries > MOST_ENTRIES)
        self.addresses = {kind: self._addresses(kind, found) for kind, found in views.items()}
        self.calendars = calendar_places(subject, selection) if calendars else {}
        environment = Environment(
            loader=FileSystemLoader(_HERE),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self.template = environment.get_template("page.html")

    def _addresses(self, kind: ViewKind, views: list[View]) -> list[_Address]:
        """Addresses that a view has whatever part of the timetable is written."""
        slugs = file_names(codes_of(self.subject.timetable, kind))
        below = f"{self.name}/{self.subject.say(FILES[kind])}"
        return [
            _Address(
                view,
                f"{below}/{slugs[view.code]}.html" if self.split else "",
                f"{_LETTERS[kind]}-{slugs[view.code]}",
            )
            for view in views
        ]

    def pages(self) -> Iterator[tuple[str, str]]:
        """The name and the text of each page, the first one first."""
        everything = [one for found in self.addresses.values() for one in found]
        yield f"{self.name}.html", self._page([] if self.split else everything, "")
        for address in everything if self.split else ():
            yield address.file, self._page([address], "../../")

    def _page(self, held: list[_Address], up: str) -> str:
        """A page with some views; `up` leads from it to the folder of the first page."""
        subject = self.subject
        settings = subject.timetable.instance.settings
        paint = Paint(subject.palette)
        views = [
            shown(subject, one.view, paint, one.id, self._calendar(one.view, up)) for one in held
        ]
        alone = held[0].view.title if up else ""
        title = " · ".join(part for part in (alone, settings.title, settings.school) if part)
        return self.template.render(
            lang=subject.lang,
            say={key: subject.say(text) for key, text in WORDS.items()},
            title=title or subject.say(WORDS["timetable"]),
            school=settings.school,
            heading=settings.title or subject.say(WORDS["timetable"]),
            planned_on=subject.planned_on(),
            part=self._part(),
            part_of_term=bool(self.selection.weeks),
            warning=subject.warning() if subject.partial else "",
            chapters=self._contents() if not up else [],
            home=f"{up}{self.name}.html" if up else "",
            views=views,
            longest=max((len(view.axis) for view in views), default=0),
            colours=Markup(paint.rules()),
            style=_text("style.css"),
            list=_text("list.css"),
            narrow=_NARROW,
            script=_text("script.js"),
            margin=self._margin(),
        )

    def _part(self) -> str:
        subject = self.subject
        said = self.selection.said(subject.names, subject.lang)
        return subject.say(PART, part=said) if said else ""

    def _contents(self) -> list[_Chapter]:
        return [
            _Chapter(
                self.subject.say(title),
                [_Listed(one.view.title, one.href, one.id) for one in self.addresses[kind]],
            )
            for kind, title, _ in CHAPTERS
            if self.addresses[kind]
        ]

    def _calendar(self, view: View, up: str) -> str:
        place = self.calendars.get((view.kind, view.code))
        return f"{up}{place}" if place else ""

    def _margin(self) -> Markup:
        """What stands below each printed page, as the text of a style sheet."""
        settings = self.subject.timetable.instance.settings
        parts = (settings.school, settings.title, self.subject.planned_on())
        text = " · ".join(part for part in parts if part)
        return Markup(text.translate(_UNSAFE))


def _text(name: str) -> Any:
    return Markup((_HERE / name).read_text(encoding="utf-8"))
