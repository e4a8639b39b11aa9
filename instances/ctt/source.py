"""The lines of a `.ctt` file by section, each with its number, and the words in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from instances.text import Text
from instances.workbook.problems import Findings, Place, did_you_mean
from instances.workbook.source import MOST_BYTES, os_words, refused

Section = Literal["courses", "rooms", "curricula", "times", "room_choices"]

# Extended files (.ectt) have other names for some, and more of them.
SECTIONS: Mapping[str, Section] = {
    "COURSES": "courses",
    "ROOMS": "rooms",
    "CURRICULA": "curricula",
    "CONSTRAINTS": "times",
    "UNAVAILABILITY_CONSTRAINTS": "times",
    "ROOM_CONSTRAINTS": "room_choices",
}
HEADERS = {
    "name": "name",
    "courses": "courses",
    "rooms": "rooms",
    "days": "days",
    "periods_per_day": "periods",
    "curricula": "curricula",
    "constraints": "times",
    "unavailabilityconstraints": "times",
    "min_max_daily_lectures": "daily",
    "roomconstraints": "room_choices",
}
END = "END"
_NO_CTT = Text(
    "ce n'est pas un fichier .ctt : il y manque les lignes « Days: » et « COURSES: ».",
    "it is no .ctt file: it lacks the lines “Days:” and “COURSES:”.",
)
_FORMAT = Text(
    "Donnez un fichier du concours ITC-2007 (curriculum-based course timetabling).",
    "Give a file of the competition ITC-2007 (curriculum-based course timetabling).",
)
_MISSHAPEN = Text(
    "{found} {found:mot|mots} au lieu de {wanted} ({names}).",
    "{found} {found:word|words} instead of {wanted} ({names}).",
)
_TOO_LARGE = Text("le fichier est bien trop gros.", "the file is far too large.")


@dataclass(frozen=True)
class Line:
    """A line that is not empty: the section it stands in, its number from 1, its words."""

    section: str
    number: int
    words: tuple[str, ...]

    def place(self, header: str = "") -> Place:
        """Where it is, and which of its words is meant."""
        return Place(self.section, self.number, "", header)


@dataclass
class Source:
    """A file cut into its header lines and the lines of its sections."""

    headers: dict[str, Line] = field(default_factory=dict)
    sections: dict[Section, list[Line]] = field(default_factory=dict)
    starts: dict[Section, Line] = field(default_factory=dict)
    ended: bool = False


def read_source(path: Path, findings: Findings) -> Source:
    """Cut a file into lines by section; lines that belong nowhere are problems.

    Raises
    ------
    WorkbookError
        When the file cannot be read, or is no such file at all.
    """
    source = Source()
    section: Section | None = None
    title = ""
    for number, words in read_lines(path):
        name = words[0].rstrip(":.")
        line = Line(title, number, tuple(words))
        if source.ended:
            findings.problem(
                line.place(),
                " ".join(words),
                Text("cette ligne est après « END. ».", "this line is after “END.”."),
                Text("Déplacez-la ou supprimez-la.", "Move it or delete it."),
            )
        elif len(words) == 1 and name.upper() == END:
            source.ended = True
        elif len(words) == 1 and words[0].endswith(":") and name in SECTIONS:
            section, title = SECTIONS[name], name
            source.starts[section] = Line(title, number, tuple(words))
            source.sections.setdefault(section, [])
        elif not source.starts:
            _header(source, line, findings)
        elif len(words) == 1 and words[0].endswith(":"):
            findings.problem(
                line.place(),
                words[0],
                Text(f"« {words[0]} » n'est pas une section.", f"“{words[0]}” is no section."),
                did_you_mean(None, tuple(SECTIONS)),
            )
            section, title = None, name
        elif section is not None:
            source.sections[section].append(line)
    if not source.starts and not source.headers:
        raise refused(path, _NO_CTT, _FORMAT)
    return source


def _header(source: Source, line: Line, findings: Findings) -> None:
    """A line `Key: value`, where the key may be followed by a blank before the colon."""
    key, _, value = " ".join(line.words).partition(":")
    known = HEADERS.get(key.strip().lower())
    if known is None:
        findings.problem(
            line.place(),
            key,
            Text(f"« {key} » n'est pas connu en tête.", f"“{key}” is not known in the header."),
            did_you_mean(None, tuple(name.capitalize() for name in HEADERS)),
        )
    else:
        source.headers[known] = Line(key.strip(), line.number, tuple(value.split()))


def read_lines(path: Path) -> list[tuple[int, list[str]]]:
    """The lines of a text file that are not empty: number and words.

    Raises
    ------
    WorkbookError
        When the file cannot be read, or is far too large.
    """
    try:
        if path.stat().st_size > MOST_BYTES and path.is_file():
            raise refused(path, _TOO_LARGE)
        content = path.read_bytes()
    except OSError as error:
        raise refused(path, *os_words(error)) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # names of older sets; every byte is a letter in it
    lines = ((number, line.split()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, words) for number, words in lines if words]


def whole(
    line: Line, index: int, name: str, findings: Findings, *, low: int = 0, high: int | None = None
) -> int | None:
    """A word of a line as a whole number within [low, high]; else a problem and None."""
    word = line.words[index]
    value = int(word) if word.isascii() and word.isdigit() else None
    if value is not None and value >= low and (high is None or value <= high):
        return value
    limits = (
        Text(f"de {low} à {high}", f"from {low} to {high}")
        if high is not None
        else Text(f"d'au moins {low}", f"of at least {low}")
    )
    findings.problem(
        line.place(name),
        word,
        Text(
            f"« {word} » au lieu d'un nombre entier {limits.fr}.",
            f"“{word}” instead of a whole number {limits.en}.",
        ),
    )
    return None


def shaped(line: Line, names: Sequence[str], more: int, findings: Findings) -> bool:
    """Whether a line has a word for each name, and at most `more` words beyond; else a problem."""
    if len(names) <= len(line.words) <= len(names) + more:
        return True
    findings.problem(
        line.place(),
        " ".join(line.words),
        _MISSHAPEN.fill(found=len(line.words), wanted=len(names), names=", ".join(names)),
    )
    return False
