"""The maquette and the courses of a new workbook, prepared from a référentiel's hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from instances.referentials.classes import SchoolClass
from instances.referentials.model import CourseType, Post, Referential, Unit
from instances.referentials.shares import amounts
from instances.text import Lang, Text
from instances.units import HOUR, as_hours

LAB = "lab"
"""Key of the kind of room that an option replaces by its own laboratory."""

OPTION = Text("Option", "Option")
HALVES = Text("TP", "TP")
_TO_REPLACE = Text("à remplacer", "to be replaced")

Row = dict[str, object]


class Planned(NamedTuple):
    """Hours of a unit and type that a class, or one option of it, takes together."""

    unit: Unit
    type: CourseType
    option: str | None
    minutes: int


def planned_hours(school_class: SchoolClass) -> tuple[Planned, ...]:
    """The hours of the planned semesters, by unit, type and option, in the référentiel's order."""
    referential = school_class.referential
    found: dict[tuple[str, str, str | None], int] = defaultdict(int)
    for unit in referential.units:
        for amount in amounts(referential, unit, school_class.openings):
            if amount.semester in school_class.planned:
                for option in _options(school_class, unit, amount.semester):
                    found[unit.key, amount.type, option] += amount.minutes
    return tuple(
        Planned(referential.unit(unit), referential.type(kind), option, minutes)
        for (unit, kind, option), minutes in found.items()
    )


def _options(school_class: SchoolClass, unit: Unit, semester: int) -> Sequence[str | None]:
    if unit.option is not None:
        return (unit.option,)
    if unit.by_option and school_class.has_options(semester):
        return tuple(option.code for option in school_class.referential.options)
    return (None,)


def quota_rows(school_class: SchoolClass, lang: Lang) -> Iterator[Row]:
    """The maquette of a class: hours due to each learner, by unit and type."""
    found: dict[tuple[str, str, str], int] = {}
    units: dict[str, Unit] = {}
    for row in planned_hours(school_class):
        units[row.unit.key] = row.unit
        group = school_class.code
        if row.unit.option is not None:
            group = school_class.option_group(row.unit.option)
        elif row.option not in (None, school_class.referential.paths()[0]):
            continue  # a unit given option by option is due once to each learner
        key = (group, row.unit.key, row.type.code)
        found[key] = found.get(key, 0) + row.minutes
    for (group, name, kind), minutes in found.items():
        unit = units[name]
        code = f" ({unit.code})" if unit.code else ""
        yield {
            "group": group,
            "unit": unit.short.say(lang),
            "label": unit.label.say(lang) + code,
            "type": kind,
            "hours": as_hours(minutes),
        }


@dataclass
class Roster:
    """The teachers a new workbook lists: as many as the hours of each post ask for.

    They stand for people to be named: every row says so. `semesters` is how many semesters the
    workbook plans; a post's service counts for each.
    """

    semesters: int
    _load: dict[str, int] = field(default_factory=dict)
    _post: dict[str, Post] = field(default_factory=dict)
    _units: dict[str, list[Text]] = field(default_factory=dict)
    _option: dict[str, str] = field(default_factory=dict)

    def pick(
        self,
        posts: Sequence[Post],
        minutes: int,
        count: int,
        *,
        busy: Sequence[str] = (),
        option: str | None = None,
    ) -> tuple[str, ...]:
        """Choose `count` distinct teachers for a course, none of them in `busy`.

        The first one with time left is chosen, of those who teach the same option if any, never
        of those who teach another; a new one is listed when there is none.
        """
        chosen: list[str] = []
        while len(chosen) < count:
            free = [
                code
                for code, post in self._post.items()
                if post in posts
                and code not in chosen
                and code not in busy
                and self._load[code] + minutes <= post.service * self.semesters
                and (option is None or self._option.get(code, option) == option)
            ]
            free.sort(key=lambda code: self._option.get(code) != option)
            code = free[0] if free else self._add(posts[0])
            self._load[code] += minutes
            if option is not None:
                self._option[code] = option
            chosen.append(code)
        return tuple(chosen)

    def note_unit(self, codes: Sequence[str], unit: Text) -> None:
        """Remember that teachers give a unit."""
        for code in codes:
            if unit not in self._units[code]:
                self._units[code].append(unit)

    def _add(self, post: Post) -> str:
        number = sum(known == post for known in self._post.values()) + 1
        code = f"{post.code}-{number}"
        self._load[code], self._post[code], self._units[code] = 0, post, []
        return code

    def rows(self, lang: Lang) -> Iterator[Row]:
        """The sheet of teachers, by post."""
        for code, post in sorted(self._post.items(), key=lambda item: item[1].code):
            label = f"{_TO_REPLACE.say(lang).capitalize()} ({post.label.say(lang)})"
            yield {
                "code": code,
                "name": label,
                "status": _TO_REPLACE.say(lang),
                "units": "; ".join(unit.say(lang) for unit in self._units[code]),
            }


def course_rows(school_class: SchoolClass, roster: Roster, lang: Lang) -> Iterator[Row]:
    """One row per unit, type and option of a class, teachers filled with names to replace."""
    planned = planned_hours(school_class)
    codes = {(row.unit.key, row.type.code, row.option): _code(school_class, row) for row in planned}
    teachers: dict[str, tuple[str, ...]] = {}
    for row in planned:
        code = codes[row.unit.key, row.type.code, row.option]
        twins = [codes[twin.unit.key, twin.type.code, twin.option] for twin in _twins(row, planned)]
        busy = [name for twin in twins for name in teachers.get(twin, ())]
        halved = row.type.halved and row.option is None
        teachers[code] = _teachers(school_class.referential, row, halved, roster, busy)
        cells: Row = {
            "code": code,
            "unit": row.unit.short.say(lang),
            "type": row.type.code,
            "groups": school_class.option_group(row.option) if row.option else school_class.code,
            "split": _partition(school_class, lang) if halved else None,
            "teachers": (" | " if halved else "; ").join(teachers[code]),
            "teacher_count": row.type.teachers,
            "hours": as_hours(row.minutes),
            "durations": "; ".join(f"{as_hours(length):g}" for length in _durations(row)),
            "rooms": _rooms(school_class.referential, row, lang),
            "after": "; ".join(_before(row, planned, codes)),
            "parallel_with": twins[0] if twins else None,
        }
        yield {key: value for key, value in cells.items() if value not in (None, "")}


def _partition(school_class: SchoolClass, lang: Lang) -> str:
    return (OPTION if school_class.halves_are_options else HALVES).say(lang)


def _code(school_class: SchoolClass, row: Planned) -> str:
    parts = [school_class.code, row.unit.key.upper().replace("_", "-")]
    if row.option is not None and row.unit.option is None:
        parts.append(row.option)
    if row.type.code != parts[1]:
        parts.append(row.type.code)
    return "-".join(parts)


def _twins(row: Planned, planned: Sequence[Planned]) -> list[Planned]:
    """The courses of the other options that stand for the same thing, at the same hours."""
    if row.option is None:
        return []
    return [
        other
        for other in planned
        if other.option not in (None, row.option)
        and other.type == row.type
        and other.minutes == row.minutes
        and (other.unit == row.unit or (row.unit.code and other.unit.code == row.unit.code))
    ]


def _before(
    row: Planned, planned: Sequence[Planned], codes: dict[tuple[str, str, str | None], str]
) -> Iterator[str]:
    """What options follow when they begin within the workbook: the shared workshops' end."""
    if row.option is not None:
        for other in planned:
            if other.unit.by_option and other.option is None:
                yield codes[other.unit.key, other.type.code, None]


def _teachers(
    referential: Referential, row: Planned, halved: bool, roster: Roster, busy: Sequence[str]
) -> tuple[str, ...]:
    """The teachers of a row: those it needs, or two to choose from for half-groups."""
    posts = [post for key in row.unit.taught_by for post in referential.posts if post.key == key]
    if not posts or not row.type.teachers:
        return ()
    count = row.type.teachers
    if halved and count == 1 and len(posts) == 1 and row.minutes > 2 * posts[0].service // 10:
        # Long practical work: each half-group may have its own teacher, of the same two.
        chosen = roster.pick(posts, row.minutes, 2)
    else:
        chosen = roster.pick(
            posts, row.minutes * (2 if halved else 1), count, busy=busy, option=row.option
        )
    roster.note_unit(chosen, row.unit.short)
    return chosen


def _durations(row: Planned) -> tuple[int, ...]:
    """The usual lengths; an hour, or what is left, is added where they make no exact sum."""
    own = next((t.durations for t in row.unit.teaching if t.type == row.type.code), None)
    usual = own or row.type.durations
    fitting = tuple(length for length in usual if length <= row.minutes)
    for extra in ((), (HOUR,), (row.minutes % HOUR,), (HOUR, row.minutes % HOUR)):
        lengths = tuple(dict.fromkeys(length for length in (*fitting, *extra) if length))
        if _makes(lengths, row.minutes):
            return lengths
    return (row.minutes,)


def _makes(lengths: Sequence[int], total: int) -> bool:
    """Whether some sessions of these lengths add up to the total."""
    reached = {0}
    for length in lengths:
        reached = {
            made + length * times
            for made in reached
            for times in range((total - made) // length + 1)
        }
    return total in reached


def _rooms(referential: Referential, row: Planned, lang: Lang) -> str:
    """The kinds of room of a course, in words, the laboratory being the option's own."""
    own = next((t.rooms for t in row.unit.teaching if t.type == row.type.code), None)
    words = {kind.key: kind.label.say(lang) for kind in referential.kinds}
    lab = next((option.lab for option in referential.options if option.code == row.option), "")
    if lab:
        words[LAB] = words[lab]
    needs = (row.type.rooms if own is None else own).split("+")
    return " + ".join(
        " | ".join(words[word] for part in need.split("|") if (word := part.strip()))
        for need in needs
        if need.strip()
    )
