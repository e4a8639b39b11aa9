"""What rhythms hold, by arithmetic alone: a table, and a sentence for each class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from exports.comparison.entries import Entry
from instances.audit import GroupLoad, full_weeks, group_capacity
from instances.entities import Settings
from instances.rhythm import format_rhythm, parse_rhythm
from instances.text import Lang, Text
from instances.units import as_hours, format_date, format_hours, short_date
from semainier.console import Console

MOST_SENTENCES = 12  # lines; beyond, the table says enough

_TITLE = Text("Ce que tiennent les rythmes (calcul)", "What the rhythms hold (arithmetic)")
_HEADERS = (
    Text("Scénario", "Scenario"),
    Text("Classe", "Class"),
    Text("Jours", "Days"),
    Text("Dues", "Due"),
    Text("À {target}/jour", "At {target}/day"),
    Text("marge (- : manque)", "spare (-: short)"),
    Text("À {cap}/jour", "At {cap}/day"),
    Text("marge (- : manque)", "spare (-: short)"),
    Text("Il faut par jour", "Needs a day"),
    Text("Placé au plus tôt", "Placed, earliest"),
    Text("Salles, pire semaine", "Rooms, worst week"),
    Text("Enseignant, par semaine", "Teacher, a week"),
    Text("Plancher", "Floor"),
)
_LOADS = Text("Salles et enseignants, par semaine", "Rooms and teachers, a week")
_LOAD_HEADERS = (
    Text("Scénario", "Scenario"),
    Text("Qui", "Who"),
    Text("À placer", "To place"),
    Text("Disponibles", "Available"),
    Text("Charge", "Load"),
)
_HELD_TARGET = Text(
    "{group}, « {spec} » : {demand} tiennent en {days} jours de {target} ({held}).",
    "{group}, “{spec}”: {demand} fit in {days} days of {target} ({held}).",
)
_HELD_CAP = Text(
    "{group}, « {spec} » : {demand} ne tiennent pas en {days} jours de {target} ({held}), mais à "
    "{per_day} par jour.",
    "{group}, “{spec}”: {demand} do not fit in {days} days of {target} ({held}), but at {per_day} "
    "a day.",
)
_SHORT = Text(
    "{group}, « {spec} » : {demand} ne tiennent pas : {days} jours de {cap} font {held}, il manque "
    "{missing}.",
    "{group}, “{spec}”: {demand} do not fit: {days} days of {cap} make {held}, {missing} short.",
)
_WEEKS = Text(
    " En {weeks} semaines pleines de {cap} par jour : {held}, {verdict}.",
    " In {weeks} full weeks of {cap} a day: {held}, {verdict}.",
)
_UNTIL = Text(
    " Jusqu'au {day} : {days} jours, {held}, {verdict}.",
    " Until {day}: {days} days, {held}, {verdict}.",
)
_IMPOSSIBLE = Text("Impossible, prouvé par le calcul", "Impossible, proved by arithmetic")
_LINE = Text("{name} : {what}", "{name}: {what}")
_ENOUGH, _TOO_FEW = Text("cela suffit", "enough"), Text("trop peu", "too few")


@dataclass(frozen=True)
class Marks:
    """What arithmetic looks at beside the whole term: so many full weeks, and up to a date."""

    weeks: int
    until: date | None

    @classmethod
    def of(cls, entry: Entry, weeks: int, until: date | None) -> Marks:
        """The marks asked for; else 15 May, when year 2 ends, where the term goes beyond."""
        settings = entry.instance.settings
        if until is None:
            may = date(settings.end.year, 5, 15)
            until = may if settings.start < may < settings.end else None
        return cls(weeks, until)


@dataclass(frozen=True)
class Held:
    """A class under a scenario: its load, and what it holds up to the marks, in minutes.

    `weeks` None: the rhythm changes in the term, and has no full weeks. `under_floor`: what is
    missing to the legal hours of all semesters together (negative: spare); None: not known.
    """

    group: str
    spec: dict[Lang, str]
    load: GroupLoad
    target_day: int
    cap_day: int
    weeks: int | None
    until_days: int | None
    until: int | None
    under_floor: int | None

    def as_data(self) -> dict[str, object]:
        """The same for `--json`, in hours."""
        load = self.load
        return {
            "group": self.group,
            "rhythm": self.spec["en"],
            "days": load.days,
            "due": as_hours(load.demand),
            "target": as_hours(load.target),
            "target_spare": as_hours(load.target - load.demand),
            "cap": as_hours(load.cap),
            "cap_spare": as_hours(load.cap - load.demand),
            "per_day": as_hours(load.per_day),
            "closes_target": load.closes_target and load.closes_target.isoformat(),
            "closes_cap": load.closes_cap and load.closes_cap.isoformat(),
            "full_weeks": None if self.weeks is None else as_hours(self.weeks),
            "until_days": self.until_days,
            "under_floor": None if self.under_floor is None else as_hours(self.under_floor),
            "until": None if self.until is None else as_hours(self.until),
        }


def held(entry: Entry, marks: Marks) -> list[Held]:
    """What every class holds, once where its learners are alike, else each kind of learner."""
    instance = entry.instance
    loads = {load.label: load for load in entry.audit.groups}
    found = []
    for root in instance.roots:
        atoms = instance.atoms_of[root.code]
        alike = len({replace(loads[a.label], label="", groups=()) for a in atoms}) == 1
        for atom in atoms[:1] if alike else atoms:
            code = root.code if alike else atom.groups[-1]
            rows = instance.rhythm_of(atom)
            settings = instance.settings
            cap = settings.group_day_max
            if instance.has_minors(atom):
                cap = min(cap, settings.minor_day_max)
            until = group_capacity(instance, code, marks.until) if marks.until else None
            found.append(
                Held(
                    code,
                    {lang: _spec([row.spec for row in rows], lang) for lang in ("fr", "en")},
                    loads[atom.label],
                    min(settings.group_day_target, cap),
                    cap,
                    full_weeks(rows[0].spec, marks.weeks, cap) if len(rows) == 1 else None,
                    until.days if until else None,
                    until.cap if until else None,
                    _under_floor(settings, loads[atom.label]),
                )
            )
    return found


def _under_floor(settings: Settings, load: GroupLoad) -> int | None:
    others = settings.other_semesters_minutes
    return None if others is None else settings.floor_minutes - load.demand - others


def _spec(specs: Sequence[str], lang: Lang) -> str:
    return {"fr": " puis ", "en": " then "}[lang].join(
        format_rhythm(parse_rhythm(spec), lang) for spec in specs
    )


def show_capacity(console: Console, entries: Sequence[Entry], marks: Marks) -> None:
    """The table, the sentences where they are few; every room and teacher, when asked (-v)."""
    rows = list(_changed(entries, marks))
    if not rows:
        return
    first = rows[0][1]
    target, cap = format_hours(first.target_day), format_hours(first.cap_day)
    console.title(_TITLE)
    headers = [header.fill(target=target, cap=cap) for header in _HEADERS]
    console.table(headers, [_row(entry, one, console.lang) for entry, one in rows], left=2)
    if len(rows) <= MOST_SENTENCES:
        console.say()
        for _, one in rows:
            console.item(sentence(one, marks, console.lang))
    if console.manner.verbose:
        console.title(_LOADS)
        lines = [row for entry in entries for row in _loads(entry)]
        console.table(_LOAD_HEADERS, lines, left=2)


def _changed(entries: Sequence[Entry], marks: Marks) -> Iterator[tuple[Entry, Held]]:
    """Today's classes, then those of each scenario that hold something else than today."""
    today = next(entry for entry in entries if entry.today)
    as_today = {one.group: one for one in held(today, marks)}
    loads_today = _fullest_of(today)
    for entry in entries:
        other_loads = _fullest_of(entry) != loads_today
        for one in held(entry, marks):
            watched = other_loads and one.group in entry.watched
            if entry is today or one != as_today.get(one.group) or watched:
                yield entry, one


def _row(entry: Entry, one: Held, lang: Lang) -> list[str]:
    load = one.load
    closes = "-" if load.closes_cap is None else short_date(load.closes_cap, lang)
    name = entry.scenario.name
    fullest = _fullest_of(entry)
    return [
        name if name == one.spec[lang] else f"{name} ({one.spec[lang]})",
        one.group,
        str(load.days),
        format_hours(load.demand),
        format_hours(load.target),
        _signed(load.target - load.demand),
        format_hours(load.cap),
        _signed(load.cap - load.demand),
        format_hours(load.per_day),
        closes,
        *fullest,
        "?" if one.under_floor is None else _signed(-one.under_floor),
    ]


def _signed(minutes: int) -> str:
    return f"+{format_hours(minutes)}" if minutes > 0 else format_hours(minutes)


def sentence(one: Held, marks: Marks, lang: Lang) -> str:
    """Whether a class's hours fit, at which pace, and what the marks say."""
    load = one.load
    words: dict[str, object] = {
        "group": one.group,
        "spec": one.spec[lang],
        "demand": format_hours(load.demand),
        "days": load.days,
        "target": format_hours(one.target_day),
        "cap": format_hours(one.cap_day),
        "per_day": format_hours(load.per_day),
        "missing": format_hours(load.demand - load.cap),
    }
    if load.demand <= load.target:
        said = _HELD_TARGET.say(lang, **words, held=format_hours(load.target))
    elif load.demand <= load.cap:
        said = _HELD_CAP.say(lang, **words, held=format_hours(load.target))
    else:
        said = _SHORT.say(lang, **words, held=format_hours(load.cap))
    if marks.until is not None:  # a term as short as a semester has no use for the marks
        if one.weeks is not None:
            said += _WEEKS.say(
                lang,
                weeks=marks.weeks,
                cap=words["cap"],
                held=format_hours(one.weeks),
                verdict=_verdict(one.weeks, load.demand).say(lang),
            )
        if one.until is not None and one.until_days is not None:
            said += _UNTIL.say(
                lang,
                day=format_date(marks.until, lang),
                days=one.until_days,
                held=format_hours(one.until),
                verdict=_verdict(one.until, load.demand).say(lang),
            )
    return said


def _verdict(capacity: int, demand: int) -> Text:
    return _ENOUGH if capacity >= demand else _TOO_FEW


def loads_data(entry: Entry) -> list[dict[str, object]]:
    """How loaded every kind of room and every teacher is, a week, in hours."""
    return [
        {"kind": kind, "who": who, "to_place": as_hours(due), "available": as_hours(free)}
        for kind, who, due, free in _weekly(entry)
    ]


def _weekly(entry: Entry) -> Iterator[tuple[str, str, int, int]]:
    """Kind, name, minutes to place and available: rooms in their fullest week, teachers on average.

    What is to be placed is an even share of the term.
    """
    for room in entry.audit.rooms:
        fullest = max(room.weeks, key=lambda week: _share(week.even, week.cap), default=None)
        if fullest is not None:
            yield "room", room.kind, fullest.even, fullest.cap
    weeks = max((len(load.weeks) for load in entry.audit.groups), default=1) or 1
    for teacher in entry.audit.teachers:
        due, free = teacher.certain / weeks, teacher.capacity / weeks
        yield "teacher", teacher.name or teacher.code, round(due), round(free)


def _fullest_of(entry: Entry) -> list[str]:
    return [_fullest(entry, "room"), _fullest(entry, "teacher")]


def _fullest(entry: Entry, kind: str) -> str:
    """The kind of room, or the teacher, that an average week takes most of: `labo 30 %`."""
    rows = [row for row in _weekly(entry) if row[0] == kind]
    if not rows:
        return "-"
    _, who, due, free = max(rows, key=lambda row: _share(row[2], row[3]))
    return f"{who} {_percent(due, free)}"


def _loads(entry: Entry) -> Iterator[list[str]]:
    """Every kind of room and every teacher of a scenario, the fullest first."""
    for _, who, due, free in sorted(_weekly(entry), key=lambda row: -_share(row[2], row[3])):
        shown = _percent(due, free)
        yield [entry.scenario.name, who, format_hours(due), format_hours(free), shown]


def _percent(due: int, free: int) -> str:
    share = _share(due, free)
    return "-" if share == float("inf") else f"{100 * share:.0f} %"


def _share(due: int, free: int) -> float:
    return due / free if free else (float("inf") if due else 0.0)


def show_impossible(console: Console, entries: Sequence[Entry]) -> None:
    """The scenarios that arithmetic excludes, a line each."""
    told = [
        (entry, reason)
        for entry in entries
        if entry.audit.impossible and (reason := entry.reason())
    ]
    if told:
        console.title(_IMPOSSIBLE)
        for entry, reason in told:
            console.item(_LINE.fill(name=entry.scenario.name, what=reason), "impossible")
