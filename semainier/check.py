"""`semainier check`: everything wrong with a problem, then what arithmetic says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from instances.audit import Audit, Finding, Severity, WeekLoad, as_data, audit
from instances.instance import Instance
from instances.text import Lang, Text
from instances.units import format_date, format_hours, short_date
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit, Issue
from semainier.inputs import issue_of, read_problem
from semainier.located import Places, placed, places_for, places_of_finding

_NOTICES = Text("À savoir sur le fichier", "Worth knowing about the file")
_NAMELESS = Text("Ce problème", "This problem")
_HEADINGS: dict[Severity, Text] = {
    "impossible": Text("Impossible, prouvé par le calcul", "Impossible, proved by arithmetic"),
    "error": Text("Contradictions à corriger", "Contradictions to mend"),
    "warning": Text("Avertissements", "Warnings"),
    "info": Text("Bon à savoir", "Good to know"),
}
_READ = Text(
    "{title} : {courses} cours, {hours} à placer, du {first} au {last}.",
    "{title}: {courses} courses, {hours} to place, from {first} to {last}.",
)
_VERDICTS = {
    Exit.DONE: Text(
        "Rien ne s'oppose à un emploi du temps par le calcul seul.",
        "Arithmetic alone finds nothing against a timetable.",
    ),
    Exit.BAD_INPUT: Text(
        "Des données se contredisent : à corriger avant de planifier.",
        "Some data contradict each other: mend them before planning.",
    ),
    Exit.IMPOSSIBLE: Text(
        "Aucun emploi du temps n'existe tant que cela n'est pas corrigé.",
        "No timetable exists until this is mended.",
    ),
}
CONTRADICTIONS = Text(
    "{file} se contredit ; « semainier check {file} » en dit plus.",
    "{file} contradicts itself; `semainier check {file}` says more.",
)
_GROUPS = Text("Groupes : heures dues et jours au CFA", "Groups: hours due and days at the CFA")
_TEACHERS = Text(
    "Enseignants : heures à donner et disponibles", "Teachers: hours to give and available"
)
_ROOMS = Text("Salles : heures à placer et disponibles", "Rooms: hours to place and available")
_WEEKS = Text("Semaine par semaine : {name}", "Week by week: {name}")


def run(console: Console, file: Path) -> Answer:
    """Check a problem."""
    try:
        reading = read_problem(file, console)
    except CommandError as failure:
        assert failure.head is not None
        console.say(failure.head, "error")
        for issue in failure.issues:
            console.item(issue.text)
        _show_notices(console, failure.notices)
        return Answer(failure.code, failure.as_data(console.lang))
    found = audit(reading.instance)
    notices = [issue_of(file, notice) for notice in reading.notices]
    code = verdict(found)
    places = places_for(file, reading.instance, found.findings)
    if not console.manner.as_json:
        _show(console, reading.instance, notices, found, places)
        console.say()
        console.say(_VERDICTS[code], "good" if code is Exit.DONE else "error")
    return Answer(
        code,
        {
            "problems": [],
            "notices": [issue.as_data(console.lang) for issue in notices],
            "left_out": [text.say(console.lang) for text in reading.instance.left_out],
            **_with_places(as_data(found, console.lang), found, places, console.lang),
        },
    )


def _with_places(data: dict[str, Any], found: Audit, places: Places, lang: Lang) -> dict[str, Any]:
    """The audit's data, each finding with its rows."""
    for entry, finding in zip(data["findings"], found.findings, strict=True):
        entry["places"] = [place.say(lang) for place in places_of_finding(finding, places)]
    return data


def verdict(found: Audit) -> Exit:
    """The exit code that an audit asks for."""
    if found.impossible:
        return Exit.IMPOSSIBLE
    return Exit.BAD_INPUT if found.erroneous else Exit.DONE


def audited(instance: Instance, file: Path) -> Audit:
    """The audit of a problem that is to be planned.

    Raises
    ------
    CommandError
        When its data contradict each other.
    """
    found = audit(instance)
    if found.erroneous:
        places = places_for(file, instance, found.of("error"))
        issues = [Issue(placed(finding, places)) for finding in found.of("error")]
        raise CommandError(issues, head=CONTRADICTIONS.fill(file=file))
    return found


def show_findings(
    console: Console, findings: Sequence[Finding], places: Places = MappingProxyType({})
) -> None:
    """Findings by severity, gravest first, with their rows among `places`."""
    for severity, heading in _HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen:
            console.title(heading)
            for finding in chosen:
                console.item(placed(finding, places), severity)


def _show_notices(console: Console, notices: Sequence[Issue]) -> None:
    if notices:
        console.title(_NOTICES)
        for notice in notices:
            console.item(notice.text, "warning")


def _show(
    console: Console, instance: Instance, notices: Sequence[Issue], found: Audit, places: Places
) -> None:
    settings = instance.settings
    console.say(
        _READ.fill(
            title=settings.title or settings.school or _NAMELESS,
            courses=len(instance.courses),
            hours=format_hours(sum(course.minutes for course in instance.courses)),
            first=_date(settings.start),
            last=_date(settings.end),
        )
    )
    _show_notices(console, notices)
    show_findings(console, found.findings, places)
    _tables(console, found)
    if console.manner.verbose:
        for load in found.groups:
            _weeks(console, load.label, load.weeks)
        for room in found.rooms:
            _weeks(console, room.kind, room.weeks)


def _date(day: date) -> Text:
    return Text(format_date(day, "fr"), format_date(day, "en"))


def _tables(console: Console, found: Audit) -> None:
    console.title(_GROUPS)
    console.table(
        (
            Text("Groupe", "Group"),
            Text("Jours", "Days"),
            Text("Dues", "Due"),
            Text("Par jour", "A day"),
            Text("Tenues au rythme visé", "Held at the target"),
            Text("Tenues au plus", "Held at most"),
            Text("Marge (- : manque)", "Spare (-: short)"),
            Text("Placé au plus tôt", "Placed, earliest"),
        ),
        [
            (
                load.label,
                str(load.days),
                *_hours(load.demand, load.per_day, load.target, load.cap, load.cap - load.demand),
                "-" if load.closes_cap is None else short_date(load.closes_cap, console.lang),
            )
            for load in found.groups
        ],
    )
    names = Counter(load.name for load in found.teachers)
    console.title(_TEACHERS)
    console.table(
        (
            Text("Enseignant", "Teacher"),
            Text("À donner", "To give"),
            Text("Au plus", "At most"),
            Text("Jours", "Days"),
            Text("Disponibles", "Available"),
            Text("Service dû", "Service due"),
        ),
        [
            (
                _named(load.code, load.name, alone=names[load.name] == 1),
                *_hours(load.certain, load.possible),
                str(load.days),
                *_hours(load.capacity),
                "-" if load.service is None else format_hours(load.service),
            )
            for load in found.teachers
        ],
    )
    console.title(_ROOMS)
    console.table(
        (
            Text("Type", "Kind"),
            Text("Salles", "Rooms"),
            Text("À placer", "To place"),
            Text("Au plus", "At most"),
            Text("Disponibles", "Available"),
        ),
        [
            (
                load.kind,
                ", ".join(load.rooms),
                *_hours(load.demand, load.possible, load.capacity),
            )
            for load in found.rooms
        ],
        left=2,
    )


def _named(code: str, name: str, *, alone: bool) -> str:
    """A teacher's name, with her code where others have the same name."""
    if not name:
        return code
    return name if alone else f"{code} : {name}"


def _weeks(console: Console, name: str, weeks: Sequence[WeekLoad]) -> None:
    console.title(_WEEKS.fill(name=name))
    console.table(
        (
            Text("Semaine", "Week"),
            Text("Jours", "Days"),
            Text("Part égale", "Even share"),
            Text("Tenues au rythme visé", "Held at the target"),
            Text("Tenues au plus", "Held at most"),
        ),
        [(week.week, str(week.days), *_hours(week.even, week.target, week.cap)) for week in weeks],
    )


def _hours(*minutes: int) -> list[str]:
    return [format_hours(count) for count in minutes]
