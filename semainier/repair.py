"""`semainier repair`: mend a timetable with the fewest changes, and say whom to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from exports.modifications import MARK, write_modifications
from exports.names import Names
from exports.substitutes import Substitutes, substitutes
from exports.workbook import FileInUseError
from instances.absences import with_absences
from instances.difference import Difference, difference
from instances.entities import Pin
from instances.text import COLON, Lang, Text
from instances.timetable import Session, Timetable
from instances.timetable_file import read_timetable
from instances.units import as_hours, format_clock, format_date, format_hours, number
from semainier.absences import parse_absence
from semainier.check import audited, show_findings
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.history_records import leave_record
from semainier.inputs import read_plan, read_problem
from semainier.named import parse_date
from semainier.ours import check_ours
from semainier.planfiles import (
    beside,
    excel,
    names_for,
    names_of_workbook,
    prepare,
    write_plan,
)
from semainier.progress import shown
from semainier.solve import Interrupts
from semainier.wording import CUT_BY_CLOCK, unplaced_rows
from solver.control import Options
from solver.repair import (
    COMES,
    LEAVES,
    PUBLISHED,
    ROOM,
    SOON_FACTOR,
    TEACHER,
    Repair,
    repair,
)

_NOTHING = Text(
    "Rien à réparer : cet emploi du temps tient.", "Nothing to mend: this timetable holds."
)
_HIT = Text(
    "{count} {count:séance ne tient|séances ne tiennent} plus.",
    "{count} {count:session|sessions} no longer {count:holds|hold}.",
)
_MINIMAL = Text(
    "Réparé : {changes} {changes:séance change|séances changent}. Prouvé : aucune réparation ne "
    "dérange moins.",
    "Mended: {changes} {changes:session changes|sessions change}. Proved: no repair disturbs less.",
)
_REPAIRED = Text(
    "Réparé : {changes} {changes:séance change|séances changent}, soit {cost} points de "
    "dérangement ; aucune réparation n'en a moins de {bound}, prouvé.",
    "Mended: {changes} {changes:session changes|sessions change}, {cost} points of disturbance; "
    "no repair has less than {bound}, proved.",
)
_POINTS = Text(
    "Points : {moved} pour une séance à un autre horaire, {teacher} pour un autre enseignant, "
    "{room} pour une autre salle ; {soon} fois plus dans les deux premières semaines, "
    "{published} fois plus jusqu'à --published-until.",
    "Points: {moved} for a session at another time, {teacher} for another teacher, {room} for "
    "another room; {soon} times as many in the first two weeks, {published} times until "
    "--published-until.",
).fill(moved=LEAVES + COMES, teacher=TEACHER, room=ROOM, soon=SOON_FACTOR, published=PUBLISHED)
_UNBOUNDED = Text(
    "Réparé : {changes} {changes:séance change|séances changent} ; rien ne prouve que c'est le "
    "moins possible.",
    "Mended: {changes} {changes:session changes|sessions change}; nothing proves that this is the "
    "fewest.",
)
_IMPOSSIBLE = Text(
    "Tout ne peut pas être rattrapé, prouvé : {hours} restent à placer.",
    "Not everything can be caught up, proved: {hours} stay unplaced.",
)
_UNFINISHED = Text(
    "Pas de réparation complète à temps : {hours} restent à placer. Donnez plus de temps "
    "(--time-limit), ou avancez --since.",
    "No complete repair in time: {hours} stay unplaced. Give it more time (--time-limit), or an "
    "earlier --since.",
)
_STUCK = Text(
    "Avant le {since}, rien ne bouge, mais {count} {count:séance n'y tient|séances n'y tiennent} "
    "plus : {some}. Donnez un --since plus tôt.",
    "Nothing moves before {since}, but {count} {count:session no longer holds|sessions no longer "
    "hold} there: {some}. Give an earlier --since.",
)
_MISSED = Text(
    "Avant le {since}, rien ne bouge, mais {count} {count:séance imposée n'y a|séances imposées "
    "n'y ont} pas lieu : {some}. Donnez un --since plus tôt.",
    "Nothing moves before {since}, but {count} {count:pinned session is|pinned sessions are} not "
    "held there: {some}. Give an earlier --since.",
)
_BARRED = Text(
    "{some} : {count:cette séance imposée ne peut|ces séances imposées ne peuvent} plus avoir lieu "
    "ainsi, quelqu'un ou une salle manque. Le reste est réparé sans cela ; ôtez-{count:la|les} de "
    "la feuille Séances imposées, ou changez-{count:la|les}.",
    "{some}: {count:this pinned session|these pinned sessions} cannot be held so any more, "
    "somebody or a room is missing. The rest is mended without; remove {count:it|them} from the "
    "sheet of pinned sessions, or change {count:it|them}.",
)
_BUT_PINS = Text(
    "Toutes les heures sont placées, {changes} {changes:séance change|séances changent}, mais "
    "{count} {count:séance imposée n'a|séances imposées n'ont} pas lieu comme imposé.",
    "Every hour is placed, {changes} {changes:session changes|sessions change}, but {count} pinned "
    "{count:session is|sessions are} not held as pinned.",
)
_UNDONE = Text(
    "Retouches qui ne peuvent pas rester : {some}. Une règle obligatoire s'y oppose ; "
    "« semainier verify » dit laquelle.",
    "Edits that cannot stay: {some}. A required rule forbids them; `semainier verify` says which.",
)
_NOT_PLACED = Text("Heures non rattrapées", "Hours not caught up")
_NOT_OURS = Text(
    "{file} existe et n'est pas une liste de modifications ; il n'est pas remplacé. Choisissez un "
    "autre dossier (-o), ou ajoutez --force.",
    "{file} exists and is no list of changes; it is not replaced. Choose another folder (-o), or "
    "add --force.",
)
_CHANGES = Text("Ce qui change", "What changes")
_TELL = Text("À prévenir", "Whom to tell")
_SUBSTITUTES = Text(
    "Remplaçants possibles, si la séance doit rester où elle est",
    "Possible substitutes, if the session has to stay where it is",
)
_FILES = Text("Fichiers", "Files")
_MOST = 30


def run(
    console: Console,
    file: Path,
    timetable: Path,
    *,
    absent: Sequence[str],
    closed: Sequence[str],
    since: str | None,
    published_until: str | None,
    output: Path | None,
    time_limit: float,
    workers: int | None,
    seed: int | None,
    gap: float,
    force: bool,
) -> Answer:
    """Mend a timetable."""
    instance = read_problem(file, console).instance
    old = read_plan(timetable, instance, file)
    edited, before = _edits(timetable, old)
    changes = [parse_absence(text, "teacher", instance) for text in absent]
    changes += [parse_absence(text, "room", instance) for text in closed]
    first = parse_date(since) if since else None
    until = parse_date(published_until) if published_until else None
    arithmetic = audited(with_absences(instance, (*old.changes, *changes)), file)
    folder = timetable.parent / "reparation" if output is None else output
    extra = folder / "modifications.xlsx"
    names = names_for(file, instance)
    prepare(folder, names, force=force)
    check_ours(extra, MARK, _NOT_OURS, force=force)
    interrupts = Interrupts(console)
    with interrupts.handled():
        with shown(console) as report:
            found = repair(
                instance,
                old,
                changes,
                first,
                until,
                pinned=edited,
                options=Options(time_limit, workers, seed, gap),
                report=report,
                stop=interrupts.stop,
            )
        interrupts.writing = True
        written = write_plan(
            folder,
            found.timetable,
            excel(found.timetable, console.lang),
            force=force,
            names=names,
        )
        extra = _changes_written(before, found.timetable, extra, console.lang, force=force)
    code = _code(found)
    leave_record(
        console,
        folder,
        "repair",
        file,
        found.timetable,
        status=found.status,
        files=(*written.files, extra),
        options={"absent": [*absent], "closed": [*closed], "since": since},
    )
    apart = difference(before, found.timetable)
    spare = substitutes(
        with_absences(instance, found.timetable.changes), found.hit, old, found.timetable
    )
    files = [*map(str, written.files), str(extra)]
    if not console.manner.as_json:
        if code is Exit.IMPOSSIBLE:
            show_findings(console, arithmetic.of("impossible"))
        _show(console, found, apart, spare)
        console.title(_FILES)
        for path in files:
            console.item(path)
    return Answer(code, _data(found, apart, spare, files))


def _changes_written(
    before: Timetable, after: Timetable, path: Path, lang: Lang, *, force: bool
) -> Path:
    """Write the list of changes, under another name where people wrote in it meanwhile."""
    try:
        check_ours(path, MARK, _NOT_OURS, force=force)
        return write_modifications(before, after, path, lang)
    except (CommandError, FileInUseError):
        return write_modifications(before, after, beside(path), lang)


def _edits(path: Path, plan: Timetable) -> tuple[Collection[str], Timetable]:
    """Ids of the sessions edited by hand in an exported workbook, and the plan before the edits."""
    sibling = path.with_name(names_of_workbook(path).timetable)
    if path.suffix.lower() != ".xlsx" or not sibling.exists():
        return (), plan
    before = read_timetable(sibling)
    stood = {session.id: session for session in before.sessions}
    edited = {s.id for s in plan.sessions if _differs(s, stood.get(s.id))}
    return edited, before


def _differs(session: Session, before: Session | None) -> bool:
    """Whether an edit moved a session; the mark of a lock is no move."""
    return before is None or session != before.model_copy(update={"locked": session.locked})


def _code(found: Repair) -> Exit:
    if found.complete:
        return Exit.DONE
    return Exit.IMPOSSIBLE if found.status == "impossible" else Exit.UNFINISHED


def _missing(found: Repair) -> int:
    solution = found.timetable.solution
    return sum(solution.unplaced.values()) if solution else 0


def _show(console: Console, found: Repair, apart: Difference, spare: Sequence[Substitutes]) -> None:
    lang, names = console.lang, Names(found.timetable.instance)
    changes = len(apart.changes)
    if found.undone:
        some = ", ".join(session.id for session in found.undone)
        console.say(_UNDONE.fill(some=some), "warning")
    if found.complete and not changes:
        console.say(_NOTHING, "good")
        return
    _headline(console, found, changes)
    if found.stuck:
        some = ", ".join(session.id for session in found.stuck[:5])
        count, day = len(found.stuck), _day(found.since)
        console.say(_STUCK.fill(since=day, count=count, some=some), "error")
    late = [pin for pin in found.missed if pin.date is not None and pin.date < found.since]
    for pins, said in ((late, _MISSED), ([p for p in found.missed if p not in late], _BARRED)):
        if pins:
            some = ", ".join(_named(pin, lang) for pin in pins[:5])
            values = {"count": len(pins), "some": some, "since": _day(found.since)}
            console.say(said.fill(**values), "error")
    if found.timetable.solution and found.timetable.solution.stopped == "wall_limit":
        console.note(CUT_BY_CLOCK)
    if _missing(found) and found.timetable.solution:
        console.title(_NOT_PLACED)
        console.table(
            (Text("Cours", "Course"), Text("Non placées", "Not placed"), Text("Sur", "Out of")),
            list(unplaced_rows(found.timetable.solution, found.timetable.instance)),
        )
    console.title(_CHANGES)
    console.table(
        (Text("Séance", "Session"), Text("Avant", "Before"), Text("Après", "After")),
        [
            (change.now.id, _said(change.before, lang), _said(change.after, lang))
            for change in apart.changes[:_MOST]
        ],
        left=3,
    )
    if changes > _MOST:
        console.say(f"… +{changes - _MOST}")
    console.title(_TELL)
    colon = COLON.say(lang)
    for concerned in apart.concerned:
        kind, code = concerned.who
        name = names.teacher(code) if kind == "teacher" else names.group_title(code)
        console.item(f"{name}{colon}{len(concerned.changes)}")
    if spare:
        console.title(_SUBSTITUTES)
        for one in spare:
            able = ", ".join(names.teacher(code) for code in one.able) or "–"
            console.item(f"{one.session.id}, {_said(one.session, lang)}{colon}{able}")


def _headline(console: Console, found: Repair, changes: int) -> None:
    """How well it was mended, in a sentence."""
    if found.hit:
        console.say(_HIT.fill(count=len(found.hit)))
    if found.status == "minimal":
        console.say(_MINIMAL.fill(changes=changes), "good")
    elif found.status == "repaired" and found.bound is not None:
        words = {"changes": changes, "cost": _grouped(found.disturbance)}
        words["bound"] = _grouped(found.bound)
        console.say(_REPAIRED.fill(**words), "good")
        console.note(_POINTS)
    elif found.status == "repaired":
        console.say(_UNBOUNDED.fill(changes=changes), "good")
    elif found.missed and not _missing(found):
        console.say(_BUT_PINS.fill(changes=changes, count=len(found.missed)), "error")
    else:
        proved = found.status == "impossible"
        hours = format_hours(_missing(found))
        console.say((_IMPOSSIBLE if proved else _UNFINISHED).fill(hours=hours), "error")


def _grouped(count: int) -> Text:
    """A figure with its thousands apart."""
    return Text(number(count, "fr"), number(count, "en"))


def _named(pin: Pin, lang: Lang) -> str:
    day = "" if pin.date is None else format_date(pin.date, lang)
    return " ".join((pin.course, day, format_clock(pin.start)))


def _day(day: date) -> Text:
    return Text(format_date(day, "fr"), format_date(day, "en"))


def _said(session: Session | None, lang: Lang) -> str:
    if session is None:
        return "–"
    day = format_date(session.date, lang)
    who = ", ".join(session.teachers)
    where = " + ".join(session.rooms)
    return " ".join(filter(None, (day, format_clock(session.start), who, where)))


def _data(
    found: Repair, apart: Difference, spare: Sequence[Substitutes], files: Sequence[str]
) -> dict[str, object]:
    solution = found.timetable.solution
    return {
        "status": found.status,
        "since": found.since.isoformat(),
        "hit": [session.id for session in found.hit],
        "stuck": [session.id for session in found.stuck],
        "undone": [session.id for session in found.undone],
        "missed": [
            {
                "course": pin.course,
                "date": pin.date.isoformat() if pin.date else None,
                "start": format_clock(pin.start),
            }
            for pin in found.missed
        ],
        "disturbance": found.disturbance,
        "bound": found.bound,
        "objective": solution.objective if solution else None,
        "repeatable": solution.repeatable if solution else None,
        "unplaced": {c: as_hours(m) for c, m in solution.unplaced.items()} if solution else {},
        "changes": [
            {
                "id": change.now.id,
                "course": change.now.course,
                "kinds": list(change.kinds),
                "before": _session(change.before),
                "after": _session(change.after),
            }
            for change in apart.changes
        ],
        "tell": [
            {"kind": one.who.kind, "code": one.who.code, "changes": len(one.changes)}
            for one in apart.concerned
        ],
        "substitutes": [
            {"id": one.session.id, "away": list(one.away), "able": list(one.able)} for one in spare
        ],
        "files": list(files),
    }


def _session(session: Session | None) -> dict[str, object] | None:
    if session is None:
        return None
    return {
        "date": session.date.isoformat(),
        "start": format_clock(session.start),
        "duration": as_hours(session.minutes),
        "teachers": list(session.teachers),
        "rooms": list(session.rooms),
    }
