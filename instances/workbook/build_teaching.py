"""The sheets Maquette and Cours as entities."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from instances.entities import Course, Quota, taught
from instances.groups import Atom
from instances.text import Text
from instances.workbook.known import Known
from instances.workbook.layout import plain
from instances.workbook.names import Names, unique_codes
from instances.workbook.rows import Row

Placed = tuple[Course, Row]
ESSENTIAL = {"code", "unit", "groups", "split", "hours", "durations"}


def read_quotas(rows: Sequence[Row], groups: Names, units: Names) -> list[tuple[Quota, Row]]:
    """The quotas, each group, unit and type once."""
    found: list[tuple[Quota, Row]] = []
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        word, unit, label = row.text("group"), row.text("unit"), row.text("label")
        kind = row.choice("type") or ""
        minutes, tolerance = row.hours("hours"), row.hours("tolerance")
        group = groups.find(row, "group", word) if word else None
        if row.broken or group is None or minutes is None:
            continue
        unit = units.get(unit) or unit
        line = lines.setdefault((group, unit, kind), row.line)
        if line != row.line:
            row.problem(
                "unit",
                Text(
                    f"{group}, {taught(unit, kind)} : ce quota est déjà à la ligne {line}.",
                    f"{group}, {taught(unit, kind)}: this quota is already on row {line}.",
                ),
                Text("Additionnez les heures sur une ligne.", "Add the hours up on one row."),
            )
        quota = Quota(
            group=group,
            unit=unit,
            label=label,
            type=kind,
            minutes=minutes,
            tolerance=tolerance or 0,
        )
        found.append((quota, row))
    return found


def read_courses(
    rows: Sequence[Row], known: Known, quotas: Sequence[Quota]
) -> tuple[list[Placed], References]:
    """The courses, `Dédoublé` rows as one sibling per group, references resolved."""
    unique_codes(rows)
    alone = [pair for row in rows for pair in _siblings(row, known, quotas)]
    _unique_siblings(alone)
    references = References(rows, alone, known)
    built = {row.line for _, row in alone}
    for row in rows:
        if row.line not in built:
            references.look_up(row)
    return [(references.resolve(course, row), row) for course, row in alone], references


def _siblings(row: Row, known: Known, quotas: Sequence[Quota]) -> list[Placed]:
    """A row's course, or one per group of its partition; references are still to come."""
    code, unit, label = row.text("code"), row.text("unit"), row.text("label")
    kind = row.choice("type") or ""
    groups = known.group_names.find_all(row, "groups", row.names("groups"))
    partition = row.text("split")
    parts = known.split(row, groups, partition) if partition and groups else ()
    posts = _posts(row, known.teachers, kind)
    rooms = _rooms(row, known)
    minutes, durations = row.hours("hours"), row.durations("durations")
    equipment = _equipment(row, known)
    per_day, min_days = row.integer("per_day"), row.integer("min_days")
    if ESSENTIAL & row.broken or minutes is None:
        return []  # else what can be read is checked further, though the row is told already
    unit = known.units.get(unit) or unit
    course = Course(
        code=code,
        unit=unit,
        type=kind,
        label=label or _label(unit, groups, known, quotas),
        groups=groups,
        posts=posts,
        minutes=minutes,
        durations=durations,
        rooms=rooms,
        equipment=equipment,
        per_day=1 if per_day is None else per_day,
        min_days=min_days or 0,
    )
    if not partition:
        return [(course, row)]
    return [
        (
            course.model_copy(update={"code": f"{code}/{part}", "groups": (part,), "family": code}),
            row,
        )
        for part in parts
    ]


def _label(unit: str, groups: Sequence[str], known: Known, quotas: Sequence[Quota]) -> str:
    """The label of the unit in the quotas, those of the course's own learners first."""
    labelled = [quota for quota in quotas if quota.unit == unit and quota.label]
    learners = known.learners(groups)
    own = (quota.label for quota in labelled if known.learners([quota.group]) & learners)
    return next(own, labelled[0].label if labelled else "")


def _posts(row: Row, teachers: Names, kind: str) -> tuple[tuple[str, ...], ...]:
    """The posts of a row; see `Course.posts`."""
    posts = tuple(
        teachers.find_all(
            row, "teachers", [word.strip() for word in part.split("|") if word.strip()]
        )
        for part in row.parts("teachers")
    )
    count = row.integer("teacher_count")
    if {"teachers", "teacher_count"} & row.broken:
        return ()
    if count is not None and count != len(posts):
        if len(posts) == 1 and count > 1:
            posts = posts * count
        elif not posts:
            row.problem(
                "teachers",
                Text(
                    "{count} {count:enseignant demandé|enseignants demandés}, aucun nommé.",
                    "{count} {count:teacher|teachers} asked for, none named.",
                ).fill(count=count),
                Text("Nommez-les : A; B ou A | B.", "Name them: A; B or A | B."),
            )
        else:
            row.problem(
                "teacher_count",
                Text(
                    "{count} {count:demandé|demandés}, mais « Enseignants » en nomme {named}.",
                    "{count} asked for, but “Teachers” names {named}.",
                ).fill(count=count, named=len(posts)),
                Text(
                    "Séparez par ; ceux qui enseignent ensemble, par | ceux entre qui choisir.",
                    "Put ; between those who teach together, | between those to choose from.",
                ),
            )
    if count is None and not posts and kind not in ("autonomie", "AP"):
        row.notice(
            "teachers",
            Text(
                "aucun enseignant : ce cours est compté comme de l'autonomie.",
                "no teacher: this course counts as autonomous work.",
            ),
            Text(
                "Si c'est voulu, écrivez 0 dans « Nombre d'enseignants ».",
                "If so, write 0 in “Number of teachers”.",
            ),
        )
    _team(row, posts, kind)
    return posts


def _team(row: Row, posts: tuple[tuple[str, ...], ...], kind: str) -> None:
    """Note posts that no distinct teachers can fill, and an AP with less than two."""
    if {"teachers", "teacher_count"} & row.broken:
        return
    if kind == "AP" and len(posts) < 2:
        named = len({name for post in posts for name in post})
        row.problem(
            "teachers",
            Text(
                f"un AP demande deux enseignants ensemble, la ligne en donne {len(posts)}.",
                f"an AP needs two teachers at once, this row gives {len(posts)}.",
            ),
            Text(
                "Écrivez 2 dans « Nombre d'enseignants », ou A; B."
                if named > 1
                else "Ajoutez-en un : A; B.",
                "Write 2 in “Number of teachers”, or A; B." if named > 1 else "Add one: A; B.",
            ),
        )
    elif posts and not distinct(posts):
        row.problem(
            "teachers",
            Text(
                f"il faut {len(posts)} enseignants différents, les noms n'y suffisent pas.",
                f"{len(posts)} different teachers are needed, the names do not suffice.",
            ),
            Text("Ajoutez des noms après un |.", "Add names after a |."),
        )


def distinct(needs: Sequence[Sequence[str]]) -> bool:
    """Whether each need can be given a name of its own (augmenting paths)."""
    holder: dict[str, int] = {}

    def give(need: int, tried: set[str]) -> bool:
        for name in needs[need]:
            if name not in tried:
                tried.add(name)
                if name not in holder or give(holder[name], tried):
                    holder[name] = need
                    return True
        return False

    return all(give(need, set()) for need in range(len(needs)))


def _rooms(row: Row, known: Known) -> tuple[tuple[str, ...], ...]:
    """The rooms needed at once, each with its alternatives; see `Course.rooms`."""
    text = row.text("rooms")
    if ";" in text:
        row.problem(
            "rooms",
            Text(
                "« ; » ne dit pas s'il faut les deux salles.",
                "“;” does not say whether both rooms are needed.",
            ),
            Text("A + B : les deux ; A | B : l'une ou l'autre.", "A + B: both; A | B: either."),
        )
        return ()
    needs = []
    for need in text.split("+") if text else ():
        words = [word.strip() for word in need.split("|")]
        if not all(words):
            row.problem(
                "rooms",
                Text(f"il manque un nom dans « {text} ».", f"a name is missing in “{text}”."),
            )
            return ()
        codes = [code for word in words for code in known.room(row, "rooms", word)]
        needs.append(tuple(dict.fromkeys(codes)))
    return tuple(needs)


def _equipment(row: Row, known: Known) -> tuple[str, ...]:
    items = Names("rooms", (item for room in known.rooms for item in room.equipment))
    found = []
    for word in row.names("equipment"):
        item = items.get(word)
        if item is not None:
            found.append(item)
        elif not row.loses("equipment", "rooms"):
            row.problem(
                "equipment",
                Text(
                    f"aucune salle n'a l'équipement « {word} ».",
                    f"no room has the equipment “{word}”.",
                ),
                items.advice(word),
            )
    return tuple(dict.fromkeys(found))


def _unique_siblings(courses: Sequence[Placed]) -> None:
    lines: dict[str, Row] = {}
    for course, row in courses:
        first = lines.setdefault(plain(course.code), row)
        if first is not row and course.family:
            row.problem(
                "code",
                Text(
                    f"« {course.code} » est déjà à la ligne {first.line}.",
                    f"“{course.code}” is already on row {first.line}.",
                ),
                Text("Un code doit être unique.", "A code must be unique."),
            )


class References:
    """The courses that a word in Après, Au rythme de, En parallèle avec or a pin means."""

    def __init__(self, rows: Sequence[Row], courses: Sequence[Placed], known: Known) -> None:
        self._known = known
        self._course = {course.code: course for course, _ in courses}
        self._family: dict[str, list[Course]] = {}
        for course, _ in courses:
            if course.family:
                self._family.setdefault(course.family, []).append(course)
        codes = (row.text("code") for row in rows if "code" not in row.broken)
        self.names = Names("courses", [*codes, *self._course])

    def find(self, row: Row, key: str, word: str) -> str | None:
        """The code meant by a word; a problem of the row's cell when there is none.

        A sibling of a `Dédoublé` row may be missing because of another problem: while there are
        some, it is not called unknown.
        """
        family = word.rpartition("/")[0]
        waits = row.findings.problems and self.names.get(word) is None
        return None if waits and self.names.get(family) else self.names.find(row, key, word)

    def look_up(self, row: Row) -> None:
        """Note the unknown names of a row that makes no course."""
        for key in ("after", "pace_of", "parallel_with"):
            for word in row.names(key):
                self.find(row, key, word)

    def members(self, name: str) -> list[Course]:
        """The courses of a code: its siblings when the row is `Dédoublé`; none when broken."""
        if name in self._family:
            return self._family[name]
        return [self._course[name]] if name in self._course else []

    def resolve(self, course: Course, row: Row) -> Course:
        """The course with its references."""
        pace = self._courses(course, row, "pace_of", row.names("pace_of"))
        if len(pace) > 1:
            row.problem(
                "pace_of",
                Text(
                    f"un seul cours donne le rythme, il y en a {len(pace)} : {', '.join(pace)}.",
                    f"one course sets the pace, there are {len(pace)}: {', '.join(pace)}.",
                ),
                Text("Nommez-en un.", "Name one of them."),
            )
        return course.model_copy(
            update={
                "after": self._courses(course, row, "after", row.names("after")),
                "pace_of": pace[0] if pace else None,
                "parallel_with": self._courses(
                    course, row, "parallel_with", row.names("parallel_with")
                ),
            }
        )

    def _courses(self, course: Course, row: Row, key: str, words: Sequence[str]) -> tuple[str, ...]:
        found: list[str] = []
        for name in filter(None, (self.find(row, key, word) for word in words)):
            codes = self.meant(course, name, apart=key == "parallel_with")
            if course.code in codes or name == course.family:
                row.problem(
                    key,
                    Text(f"« {name} » est ce cours même.", f"“{name}” is this very course."),
                )
            found += codes
        return tuple(dict.fromkeys(found))

    def meant(self, course: Course, name: str, *, apart: bool) -> list[str]:
        """The courses a name stands for, as `course` means it; see `sharing`."""
        return sharing(
            lambda other: self._known.learners(other.groups),
            course,
            self.members(name),
            apart=apart,
        )


def sharing(
    learners: Callable[[Course], Collection[Atom]],
    course: Course,
    members: Sequence[Course],
    *,
    apart: bool,
) -> list[str]:
    """Of the siblings of a row, those that share a learner with a course, else all.

    `apart`: those that share none, for courses that meet at the same time.
    """
    own = set(learners(course))
    chosen = [other for other in members if own.isdisjoint(learners(other)) is apart]
    return [other.code for other in chosen or members]
