"""The elements of an XML file of FET, each with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from instances.text import Text
from instances.workbook.problems import Place, Problem, WorkbookError
from instances.workbook.source import MOST_BYTES, os_words, refused

_TOO_LARGE = Text("le fichier est bien trop gros.", "the file is far too large.")
_ENTITIES = Text(
    "le fichier déclare des entités XML, ce que FET n'écrit jamais.",
    "the file declares XML entities, which FET never writes.",
)
_SAVE = Text(
    "Ouvrez-le avec FET, puis enregistrez-le de nouveau.", "Open it with FET, then save it again."
)

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")
_OWN_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")


class _EntityError(Exception):
    """An entity is declared: it could unpack without end."""


@dataclass
class Node:
    """An element: its tag, its line from 1, its text, its children.

    Blanks around a text stay: they tell one name of FET from another.
    """

    tag: str
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Node]:
        """The children of a tag, in order."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Node | None:
        """The first child of a tag, if there is one."""
        return next(self.all(tag), None)

    def said(self, *tags: str) -> str:
        """The text of the first child that has one of these tags; empty without any."""
        return next((child.text for child in self.children if child.tag in tags), "")

    def listed(self, tag: str) -> list[Node]:
        """The children of the first child of a tag; nothing without it."""
        found = self.first(tag)
        return [] if found is None else found.children

    def place(self) -> Place:
        """Where it stands, as problems say it."""
        return Place(self.tag, self.line)


def read_xml(path: Path) -> Node:
    """The root element of a file.

    Raises
    ------
    WorkbookError
        When the file cannot be read, or is no XML.
    """
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise refused(path, _TOO_LARGE)
        content = path.read_bytes()
    except OSError as error:
        raise refused(path, *os_words(error)) from None
    content, encoding = _decoded(path, content)
    parser = expat.ParserCreate(encoding)
    builder = _Builder(parser)
    try:
        parser.Parse(content, True)
    except _EntityError:
        raise refused(path, _ENTITIES, _SAVE) from None
    except expat.ExpatError as error:
        what = Text(
            f"le fichier n'est pas du XML bien formé (colonne {error.offset + 1}).",
            f"the file is no well-formed XML (column {error.offset + 1}).",
        )
        problem = Problem(Place("XML", error.lineno), "", what, _SAVE)
        raise WorkbookError(path.name, [problem]) from None
    return builder.root


def _decoded(path: Path, content: bytes) -> tuple[bytes, str | None]:
    """A file as expat reads it, in UTF-8 where it has another encoding than those expat knows."""
    declared = _DECLARED.match(content)
    name = declared[1].decode("ascii", "replace") if declared else ""
    if not name or name.lower() in _OWN_ENCODINGS:
        return content, None
    try:
        return content.decode(name).encode(), "utf-8"
    except (LookupError, ValueError):
        what = Text(
            f"son encodage, « {name} », n'est pas connu, ou le texte n'en est pas.",
            f"its encoding, “{name}”, is not known, or the text is not in it.",
        )
        raise refused(path, what, _SAVE) from None


class _Builder:
    """Makes nodes of what the parser meets."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root = Node("", 0)
        self._parser = parser
        self._open: list[Node] = []
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.EntityDeclHandler = self._entity

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, tag: str) -> None:
        self._open.pop()

    def _words(self, words: str) -> None:
        self._open[-1].text += words

    def _entity(self, *_: object) -> None:
        raise _EntityError
