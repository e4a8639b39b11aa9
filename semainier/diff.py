"""`semainier diff`: what differs between two timetables, in sessions, hours and people."""

from __future__ import annotations

from pathlib import Path

from exports import FileInUseError, read_excel, write_modifications
from exports.changes import counted, kind_words
from exports.dates import day_name
from exports.layout import clock_range
from exports.modifications import MARK
from exports.names import Names
from instances.difference import Change, Concerned, Difference, difference
from instances.text import Lang, Text
from instances.timetable import Session, Timetable
from instances.units import as_hours, format_clock, format_date, format_hours
from instances.workbook import WorkbookError
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.inputs import adopt_language, read_json, refused
from semainier.ours import check_ours
from semainier.planfiles import OPEN, names_of_workbook

_ALONE = Text(
    "{file} : pour lire un classeur exporté, il faut aussi le timetable.json du même plan : "
    "gardez-le à côté sous le nom {beside}, ou donnez un timetable.json de l'autre côté.",
    "{file}: to read an exported workbook, its plan's timetable.json is needed too: keep it "
    "beside it as {beside}, or give a timetable.json on the other side.",
)
_NOT_XLSX = Text(
    "-o {file} : donnez un nom qui finit par .xlsx, ou un dossier qui existe.",
    "-o {file}: give a name that ends in .xlsx, or a folder that exists.",
)
_NOT_OURS = Text(
    "{file} existe et n'est pas une liste de modifications ; il n'est pas remplacé. Choisissez "
    "un autre nom (-o), ou ajoutez --force.",
    "{file} exists and is no list of changes; it is not replaced. Choose another name (-o), or "
    "add --force.",
)
_NO_FOLDER = Text("{folder} : ce dossier n'existe pas.", "{folder}: there is no such folder.")
_APART = Text(
    "Plus de la moitié des séances diffèrent. Si ces plans ont été cherchés séparément, leurs "
    "identifiants ne se correspondent pas : essayez --by-place.",
    "More than half of the sessions differ. If these plans were searched apart, their ids do not "
    "correspond: try --by-place.",
)
_CHANGES = Text("Séances", "Sessions")
_CHANGE_HEAD = (
    Text("Changement", "Change"),
    Text("Cours", "Course"),
    Text("Groupes", "Groups"),
    Text("Avant", "Before"),
    Text("Après", "After"),
)
_HOURS = Text("Heures", "Hours")
_HOURS_HEAD = (
    Text("De", "Of"),
    Text("Code", "Code"),
    Text("Avant", "Before"),
    Text("Après", "After"),
)
_OF = {
    "course": Text("cours", "course"),
    "unit": Text("unité", "unit"),
    "group": Text("groupe", "group"),
    "teacher": Text("enseignant", "teacher"),
}
_CONCERNED = Text("Qui est concerné", "Whom it concerns")
_TELL = Text(
    "{name} : {count} {count:changement|changements}, le premier le {day}",
    "{name}: {count} {count:change|changes}, the first on {day}",
)
_WRITTEN = Text("Écrit : {file}", "Written: {file}")


def run(
    console: Console, before: Path, after: Path, *, output: Path | None, by_place: bool, force: bool
) -> Answer:
    """Compare two timetables."""
    old, new = _read(before, after), _read(after, before)
    adopt_language(console, new.instance)
    target = None if output is None else _target(output, force=force)
    found = difference(old, new, ids=not by_place)
    files = []
    if target is not None:
        try:
            files.append(write_modifications(old, new, target, console.lang, ids=not by_place))
        except FileInUseError:
            raise CommandError(OPEN.fill(file=target)) from None
    if not by_place and len(found.changes) > found.same:
        console.note(_APART)
    if not console.manner.as_json:
        _show(console, old, new, found)
        for path in files:
            console.say(_WRITTEN.fill(file=path))
    return Answer(
        Exit.DONE,
        {
            "differ": bool(found.changes),
            "same": found.same,
            "same_data": old.instance.digest == new.instance.digest,
            "changes": [_change_data(change) for change in found.changes],
            "hours": [
                {
                    "kind": hours.kind,
                    "code": hours.code,
                    "before": as_hours(hours.before),
                    "after": as_hours(hours.after),
                }
                for hours in found.hours
            ],
            "concerned": [_concerned_data(one, old, new) for one in found.concerned],
            "files": [str(path) for path in files],
        },
    )


def _read(path: Path, other: Path) -> Timetable:
    """Read a timetable.json, or an exported workbook by the instance of one beside it."""
    if path.suffix.lower() != ".xlsx":
        return read_json(path)
    beside = path.with_name(names_of_workbook(path).timetable)
    if beside.exists():
        original: Timetable | None = read_json(beside)
    elif other.suffix.lower() != ".xlsx":
        original = None
    else:
        sibling = other.with_name(names_of_workbook(other).timetable)
        if not sibling.exists():
            raise CommandError(_ALONE.fill(file=path, beside=beside.name))
        other, original = sibling, None
    instance = (original or read_json(other)).instance
    try:
        return read_excel(path, instance, original)
    except WorkbookError as error:
        raise refused(path, error) from None


def _target(output: Path, *, force: bool) -> Path:
    """The workbook to write, when nothing else would be lost by it."""
    path = output / "modifications.xlsx" if output.is_dir() else output
    if path.suffix.lower() != ".xlsx":
        raise CommandError(_NOT_XLSX.fill(file=output), Exit.USAGE)
    if not path.parent.is_dir():
        raise CommandError(_NO_FOLDER.fill(folder=path.parent))
    check_ours(path, MARK, _NOT_OURS, force=force)
    return path


def _show(console: Console, old: Timetable, new: Timetable, found: Difference) -> None:
    lang = console.lang
    console.say(counted(found, lang), "" if found.changes else "good")
    if found.changes:
        console.title(_CHANGES)
        names = Names(old.instance), Names(new.instance)
        rows = [_row(change, *names, lang) for change in found.changes]
        console.table(_CHANGE_HEAD, rows, left=len(_CHANGE_HEAD))
    if found.hours:
        console.title(_HOURS)
        console.table(
            _HOURS_HEAD,
            [
                (_OF[h.kind].say(lang), h.code, format_hours(h.before), format_hours(h.after))
                for h in found.hours
            ],
            left=2,
        )
    if found.concerned:
        console.title(_CONCERNED)
    for one in found.concerned:
        day = Text(format_date(one.changes[0].first, "fr"), format_date(one.changes[0].first, "en"))
        name = _name(one, old, new)
        console.item(_TELL.fill(name=name, count=len(one.changes), day=day))


def _row(change: Change, old: Names, new: Names, lang: Lang) -> tuple[str, ...]:
    return (
        ", ".join(kind_words(kind).say(lang) for kind in change.kinds),
        change.now.course,
        "; ".join(change.now.groups),
        _session_words(change.before, old, lang),
        _session_words(change.after, new, lang),
    )


def _session_words(session: Session | None, names: Names, lang: Lang) -> str:
    if session is None:
        return "—"
    parts = [
        f"{day_name(session.date, lang)} {clock_range(session.start, session.end)}",
        "; ".join(session.rooms),
        "; ".join(map(names.teacher, session.teachers)),
    ]
    return ", ".join(part for part in parts if part)


def _name(one: Concerned, old: Timetable, new: Timetable) -> str:
    """What a class or teacher is called by the plan that knows her, the newer one first."""
    kind, code = one.who
    known = new.instance.group if kind == "group" else new.instance.teacher
    names = Names((new if code in known else old).instance)
    return names.group_title(code) if kind == "group" else names.teacher(code)


def _change_data(change: Change) -> dict[str, object]:
    return {
        "id": change.now.id,
        "kinds": list(change.kinds),
        "before": _session_data(change.before),
        "after": _session_data(change.after),
    }


def _session_data(session: Session | None) -> dict[str, object] | None:
    if session is None:
        return None
    return {
        "id": session.id,
        "course": session.course,
        "date": session.date.isoformat(),
        "start": format_clock(session.start),
        "end": format_clock(session.end),
        "duration": as_hours(session.minutes),
        "groups": list(session.groups),
        "teachers": list(session.teachers),
        "rooms": list(session.rooms),
    }


def _concerned_data(one: Concerned, old: Timetable, new: Timetable) -> dict[str, object]:
    return {
        "kind": one.who.kind,
        "code": one.who.code,
        "name": _name(one, old, new),
        "first": one.changes[0].first.isoformat(),
        "sessions": [change.now.id for change in one.changes],
    }
