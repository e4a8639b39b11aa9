"""Read a `.ctt` or `.ectt` file: an `Instance` of one week, or every problem at once.

Lectures become sessions of one hour on an artificial week of real dates, curricula become
groups. Every limit of law and custom is off, and the prices are the formulation's, so that a
cost in points is the competition's. What an extended file asks for beyond that formulation is
told and kept in `Instance.left_out`.

Di Gaspero, McCollum, Schaerf, "The Second International Timetabling Competition: Curriculum-based
Course Timetabling", 2007 (formulation UD2 of Bonutti et al., 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from instances.ctt.source import (
    END,
    SECTIONS,
    Line,
    Section,
    Source,
    read_source,
    shaped,
    whole,
)
from instances.entities import Course, Group, Rhythm, Room, Teacher, TimeOff
from instances.instance import Instance
from instances.open_week import (
    HOUR,
    MOST_DAYS,
    MOST_LECTURES,
    MOST_PERIODS,
    NO_PRICES,
    POINT,
    hourly_grid,
    open_settings,
    opening,
)
from instances.text import Text
from instances.workbook.layout import nearest
from instances.workbook.problems import Findings, Place, WorkbookError, did_you_mean
from instances.workbook.reader import Reading

PRICES = {
    **NO_PRICES,
    "seat_everybody": 1 * POINT,
    "spread_over_days": 5 * POINT,
    "avoid_isolated_sessions": 2 * POINT,
    "keep_rooms": 1 * POINT,
}
COURSE = ("course", "teacher", "lectures", "min_days", "students")
ROOM = ("room", "capacity")
CURRICULUM = ("curriculum", "courses")
TIME = ("course", "day", "period")
ROOM_CHOICE = ("course", "room")
HEADER: dict[Section, str] = {
    "courses": "Courses",
    "rooms": "Rooms",
    "curricula": "Curricula",
    "times": "Constraints",
    "room_choices": "RoomConstraints",
}
_OUT = Text(
    "{what} : {count} {count:donnée|données} de plus que la formulation UD2, dont il n'est pas "
    "tenu compte.",
    "{what}: {count} {count:entry|entries} beyond the formulation UD2, not taken into account.",
)
T = TypeVar("T")


def read_ctt(path: Path) -> Reading:
    """Read a problem of curriculum-based course timetabling.

    Raises
    ------
    WorkbookError
        With every problem found, by line.
    """
    findings = Findings()
    source = read_source(path, findings)
    instance = _Reader(source, findings).instance()
    if instance is None or findings.problems:
        raise WorkbookError(path.name, findings.problems, findings.notices)
    return Reading(instance, findings.notices)


class _Reader:
    """Builds the records of a file section by section, noting what is wrong."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self._source, self._findings = source, findings
        self._days = self._size("days", "Days", MOST_DAYS)
        self._periods = self._size("periods", "Periods_per_day", MOST_PERIODS)
        self._known: dict[Section, set[str]] = {"courses": set(), "rooms": set()}

    def instance(self) -> Instance | None:
        """The problem, or None when something essential is wrong."""
        for section in ("courses", "rooms", "curricula", "times"):
            self._counted(section)
        if "room_choices" in {*self._source.headers, *self._source.starts}:
            self._counted("room_choices")
        courses = self._records("courses", COURSE, self._course, more=1)
        rooms = self._records("rooms", ROOM, self._room, more=1)
        curricula = dict(self._records("curricula", CURRICULUM, self._curriculum, more=10**6))
        times = self._records("times", TIME, self._time)
        self._records("room_choices", ROOM_CHOICE, self._room_choice)
        if not self._source.ended:
            self._findings.notice(
                Place(),
                "",
                Text(f"« {END}. » manque à la fin.", f"“{END}.” is missing at the end."),
                Text("Le fichier est-il entier ?", "Is the file whole?"),
            )
        if self._findings.problems or self._days is None or self._periods is None:
            return None
        groups: dict[str, list[str]] = {course.code: [] for course in courses}
        for name, members in curricula.items():
            for code in members:
                groups[code].append(name)
        need = (tuple(room.code for room in rooms),)
        title = self._source.headers.get("name")
        return Instance(
            settings=open_settings(
                " ".join(title.words) if title else "", self._days, seats_required=False
            ),
            grid=hourly_grid(self._periods),
            rhythms=(Rhythm(name="-", spec="Mon-Sun"),),
            groups=tuple(Group(code=code, rhythm="-") for code in curricula),
            teachers=tuple(
                Teacher(code=code) for code in dict.fromkeys(c.posts[0][0] for c in courses)
            ),
            times_off=_runs(times),
            rooms=tuple(rooms),
            courses=tuple(
                course.model_copy(
                    update={
                        "groups": tuple(groups[course.code]),
                        "rooms": need,
                        "per_day": self._periods,
                    }
                )
                for course in courses
            ),
            prices=PRICES,
            origin="ctt",
            left_out=self._left_out(),
        )

    # --- header ----------------------------------------------------------------------------

    def _size(self, key: str, name: str, most: int) -> int | None:
        line = self._header(key, name)
        return whole(line, 0, "", self._findings, low=1, high=most) if line else None

    def _header(self, key: str, name: str) -> Line | None:
        line = self._source.headers.get(key)
        if line is None or not line.words:
            self._findings.problem(
                line.place() if line else Place(),
                "",
                Text(f"« {name}: » manque en tête.", f"“{name}:” is missing in the header."),
            )
            return None
        return line

    def _counted(self, section: Section) -> None:
        """Whether a section is there with as many lines as the header announces."""
        start = self._source.starts.get(section)
        if start is None:
            title = next(title for title, known in SECTIONS.items() if known == section)
            self._findings.problem(
                Place(),
                "",
                Text(f"la section « {title}: » manque.", f"the section “{title}:” is missing."),
            )
        line = self._header(section, HEADER[section])
        low = 1 if section in ("courses", "rooms") else 0
        announced = whole(line, 0, "", self._findings, low=low) if line else None
        if line is None or announced is None or start is None:
            return
        found = len(self._source.sections[section])
        if announced != found:
            self._findings.problem(
                line.place(),
                line.words[0],
                Text(
                    f"{announced} lignes annoncées, {found} trouvées sous « {start.words[0]} ».",
                    f"{announced} lines announced, {found} found under “{start.words[0]}”.",
                ),
                Text("Le fichier est-il entier ?", "Is the file whole?"),
            )

    # --- sections --------------------------------------------------------------------------

    def _records(
        self,
        section: Section,
        names: tuple[str, ...],
        read: Callable[[Line], T | None],
        *,
        more: int = 0,
    ) -> list[T]:
        """What the lines of a section say, and which names they define."""
        seen: dict[str, int] = {}
        found: list[T] = []
        for line in self._source.sections.get(section, ()):
            if not shaped(line, names, more, self._findings):
                continue
            if section in ("courses", "rooms", "curricula"):
                if line.words[0] in seen:
                    self._twice(line, names[0], seen[line.words[0]])
                seen[line.words[0]] = line.number
            record = read(line)
            if record is not None:
                found.append(record)
        if section in self._known:
            self._known[section] = set(seen)
        return found

    def _twice(self, line: Line, name: str, first: int) -> None:
        word = line.words[0]
        self._findings.problem(
            line.place(name),
            word,
            Text(
                f"« {word} » est déjà défini à la ligne {first}.",
                f"“{word}” is already defined on line {first}.",
            ),
        )

    def _course(self, line: Line) -> Course | None:
        code, teacher = line.words[:2]
        lectures = whole(line, 2, COURSE[2], self._findings, low=1, high=MOST_LECTURES)
        days = whole(line, 3, COURSE[3], self._findings)
        students = whole(line, 4, COURSE[4], self._findings)
        if lectures is None or days is None or students is None:
            return None
        return Course(
            code=code,
            unit=code,
            groups=(),
            posts=((teacher,),),
            minutes=lectures * HOUR,
            durations=(HOUR,),
            size=students,
            min_days=days,
        )

    def _room(self, line: Line) -> Room | None:
        seats = whole(line, 1, ROOM[1], self._findings)
        return None if seats is None else Room(code=line.words[0], kinds=("ROOMS",), seats=seats)

    def _curriculum(self, line: Line) -> tuple[str, tuple[str, ...]] | None:
        name, members = line.words[0], line.words[2:]
        count = whole(line, 1, CURRICULUM[1], self._findings)
        if count is not None and count != len(members):
            self._findings.problem(
                line.place(CURRICULUM[1]),
                line.words[1],
                Text(
                    f"{count} cours annoncés, {len(members)} nommés.",
                    f"{count} courses announced, {len(members)} named.",
                ),
            )
        for code in members:
            self._find("courses", line, code)
        once = tuple(dict.fromkeys(members))
        if len(once) < len(members):
            self._findings.notice(
                line.place(),
                " ".join(members),
                Text("un cours y est nommé deux fois.", "a course is named twice there."),
                Text("Il compte une fois.", "It counts once."),
            )
        return name, once

    def _time(self, line: Line) -> TimeOff | None:
        self._find("courses", line, line.words[0])
        day = whole(line, 1, TIME[1], self._findings, high=(self._days or MOST_DAYS) - 1)
        high = (self._periods or MOST_PERIODS) - 1
        period = whole(line, 2, TIME[2], self._findings, high=high)
        if day is None or period is None or self._periods is None:
            return None
        start = opening(self._periods) + period * HOUR
        return TimeOff(who=line.words[0], kind="course", weekday=day, start=start, end=start + HOUR)

    def _room_choice(self, line: Line) -> None:
        self._find("courses", line, line.words[0])
        self._find("rooms", line, line.words[1])

    def _find(self, section: Section, line: Line, word: str) -> None:
        if word in self._known[section]:
            return
        kind = Text("cours", "course") if section == "courses" else Text("salle", "room")
        known = sorted(self._known[section])
        self._findings.problem(
            line.place(kind.en),
            word,
            Text(
                f"« {word} » n'est le nom d'aucun {kind.fr}."
                if section == "courses"
                else f"« {word} » n'est le nom d'aucune {kind.fr}.",
                f"“{word}” is the name of no {kind.en}.",
            ),
            did_you_mean(nearest(word, known), ()),
        )

    # --- beyond the formulation ------------------------------------------------------------

    def _left_out(self) -> tuple[Text, ...]:
        """What an extended file says that UD2 does not speak of."""
        headers, sections = self._source.headers, self._source.sections
        built = [line for line in sections["rooms"] if len(line.words) > len(ROOM)]
        several = len({line.words[2] for line in built}) > 1
        beyond = (
            (
                [headers["daily"]] if "daily" in headers else [],
                Text("séances par jour d'un cursus", "lectures a day of a curriculum"),
            ),
            (
                [line for line in sections["courses"] if line.words[5:] not in ((), ("0",))],
                Text("séances doubles", "double lectures"),
            ),
            (built if several else [], Text("bâtiments", "buildings")),
            (
                sections.get("room_choices", []),
                Text("salles interdites à un cours", "unsuitable rooms"),
            ),
        )
        found = []
        for lines, what in beyond:
            if lines:
                text = _OUT.fill(what=what, count=len(lines))
                self._findings.notice(lines[0].place(), "", text)
                found.append(text)
        return tuple(found)


def _runs(times: Iterable[TimeOff]) -> tuple[TimeOff, ...]:
    """The same times, periods that follow each other as one row."""
    found: list[TimeOff] = []
    for row in sorted(set(times), key=lambda row: (row.who, row.weekday, row.start)):
        last = found[-1] if found else None
        if last and (last.who, last.weekday, last.end) == (row.who, row.weekday, row.start):
            found[-1] = last.model_copy(update={"end": row.end})
        else:
            found.append(row)
    return tuple(found)
