"""`semainier explain --why`: why a course is not at a time, or what it would cost there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from instances.absences import with_absences
from instances.difference import difference
from instances.entities import Pin
from instances.instance import Instance
from instances.rhythm import parse_weekday
from instances.text import WEEKDAYS, Text
from instances.timetable import Timetable
from instances.units import format_clock, format_date, number, parse_clock
from instances.workbook.layout import nearest
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.inputs import read_plan
from semainier.named import parse_date
from semainier.progress import shown
from semainier.reasons import ReasonWords
from semainier.solve import Interrupts
from solver.control import Control, Options
from solver.explain import Conflict, find_conflict
from solver.holding import PIN_RULES, may_stand
from solver.repair import AROUND, repair
from solver.solve import solve

_FORM = Text(
    "« {text} » : écrivez COURS JOUR HEURE, par exemple « {course} mar 10:00 » ou "
    "« {course} 2026-10-06 10:00 »",
    '"{text}": write COURSE DAY TIME, for example "{course} Tue 10:00" or '
    '"{course} 2026-10-06 10:00"',
)
_UNKNOWN = Text(
    "« {code} » n'est pas un cours ; le plus proche est {near}",
    "“{code}” is no course; the nearest is {near}",
)
_OFF_GRID = Text(
    "{course} : aucune séance de ses durées ne commence à {start} sur la grille",
    "{course}: no session of its lengths begins at {start} on the grid",
)
_THERE = Text(
    "{course} {when} à {start} : c'est possible, et c'est déjà là.",
    "{course} {when} at {start}: possible, and it is there already.",
)
_POSSIBLE = Text(
    "{course} {when} à {start} : possible. Un emploi du temps complet a été trouvé ainsi, "
    "{points} points.",
    "{course} {when} at {start}: possible. A complete timetable was found so, {points} points.",
)
_COSTS = Text(
    "{course} {when} à {start} : possible. {count} {count:séance change|séances changent} ; le "
    "plan coûterait {after} points au lieu de {before}.",
    "{course} {when} at {start}: possible. {count} {count:session changes|sessions change}; the "
    "plan would cost {after} points instead of {before}.",
)
_IMPOSSIBLE = Text(
    "{course} {when} à {start} : impossible. Ces règles ne peuvent pas tenir ensemble",
    "{course} {when} at {start}: impossible. These rules cannot hold together",
)
_UNKNOWN_YET = Text(
    "{course} {when} à {start} : ni plan ni raison trouvés à temps. Donnez plus de temps "
    "(--time-limit).",
    "{course} {when} at {start}: neither a plan nor a reason found in time. Give it more time "
    "(--time-limit).",
)
_WEEKLY = Text("chaque {day}", "every {day}")
_ON = Text("le {day}", "on {day}")


def ask(
    console: Console,
    file: Path,
    instance: Instance,
    asked: tuple[str, Path | None],
    options: Options,
) -> Answer:
    """Say why a course cannot be at a time, or what it costs there; in a plan, if one is given."""
    text, plan = asked
    pin = parse_why(text, instance)
    words: dict[str, object] = {
        "course": pin.course,
        "when": _when(pin),
        "start": format_clock(pin.start),
    }
    pin = _on_some_date(instance, pin)
    pinned = instance.changed(pins=(*instance.pins, pin))
    old = read_plan(plan, instance, file) if plan is not None else None
    interrupts = Interrupts(console)
    with interrupts.handled(), shown(console) as report:
        control = Control(options, report, interrupts.stop)
        conflict = find_conflict(pinned, control, whole=False)
        found = None
        if conflict is None:
            found = _planned(pinned, old, pin.date, control)
            if found is None:
                conflict = find_conflict(pinned, control)
    if found is not None:
        return _possible(console, old, found, words)
    if conflict is None:
        console.say(_UNKNOWN_YET.fill(**words), "error")
        return Answer(Exit.UNFINISHED, {"status": "unknown"})
    return _impossible(console, ReasonWords(instance, _workbook(file, instance)), conflict, words)


def parse_why(text: str, instance: Instance) -> Pin:
    """Read `COURSE DAY TIME` as the pin that would put the course there.

    Raises
    ------
    CommandError
        When it is not written so, or nothing can begin then.
    """
    example = instance.courses[0].code
    match = re.fullmatch(r"(?P<course>.+)\s+(?P<day>\S+)\s+(?P<start>[\dhH:]+)", text.strip())
    if match is None:
        raise CommandError(_FORM.fill(text=text, course=example), Exit.USAGE)
    course = instance.course.get(match["course"])
    if course is None:
        near = nearest(match["course"], instance.course) or example
        codes = [code for code in instance.course if match["course"].casefold() in code.casefold()]
        values = {"code": match["course"], "near": codes[0] if codes else near}
        raise CommandError(_UNKNOWN.fill(**values))
    try:
        start = parse_clock(match["start"])
        when = _day(match["day"])
    except ValueError:
        raise CommandError(_FORM.fill(text=text, course=example), Exit.USAGE) from None
    for minutes in course.durations:
        if instance.grid.span(start, minutes) is not None:
            if isinstance(when, date):
                return Pin(course=course.code, date=when, start=start, minutes=minutes)
            return Pin(course=course.code, weekday=when, start=start, minutes=minutes)
    raise CommandError(_OFF_GRID.fill(course=course.code, start=format_clock(start)))


def _day(text: str) -> date | int:
    return parse_date(text) if text[:1].isdigit() else parse_weekday(text)


def _on_some_date(instance: Instance, pin: Pin) -> Pin:
    """The pin; a weekly one of which no date is open, which would ask for nothing, on one date."""
    if pin.date is not None:
        return pin
    course, openings = instance.course[pin.course], Openings(instance, DOMAINS)
    if any(pin.asks(day) and may_stand(openings, pin, day) for day in instance.dates):
        return pin
    first, last = instance.settings.start, instance.settings.end
    term = (first + timedelta(days=rank) for rank in range((last - first).days + 1))
    for dates in (instance.teachable[course.code], instance.dates, term):
        for day in dates:
            if day.weekday() == pin.weekday:
                return pin.model_copy(update={"date": day, "weekday": None})
    return pin


def _when(pin: Pin) -> Text:
    if pin.date is not None:
        return _ON.fill(day=Text(format_date(pin.date, "fr"), format_date(pin.date, "en")))
    return _WEEKLY.fill(day=WEEKDAYS[pin.weekday or 0])


def _workbook(file: Path, instance: Instance) -> Path | None:
    return file if instance.origin == "workbook" else None


def _planned(
    pinned: Instance, old: Timetable | None, when: date | None, control: Control
) -> Timetable | None:
    """A complete plan with the course there: the old one mended around the date, or any."""
    seconds = max(1.0, 0.6 * control.remaining)
    if old is not None:
        options = Options(seconds, control.options.workers, control.options.seed)
        since = pinned.dates[0] if when is None else when - AROUND
        found = repair(pinned, old, since=since, options=options, stop=control.stop)
        return found.timetable if found.complete else None
    options = Options(seconds, control.options.workers, control.options.seed, gap=1.0)
    outcome = solve(pinned, options, stop=control.stop)
    return outcome.timetable if outcome.status in ("optimal", "feasible") else None


def _possible(
    console: Console, old: Timetable | None, found: Timetable, words: dict[str, object]
) -> Answer:
    lang, cost = console.lang, verify(found).points
    if old is None:
        console.say(_POSSIBLE.fill(**words, points=number(cost, lang)), "good")
        return Answer(Exit.DONE, {"status": "possible", "objective": cost})
    now = with_absences(found.instance, old.changes)
    before = verify(Timetable(instance=now, sessions=old.sessions)).points
    count = len(difference(old, found).changes)
    if count == 0:
        console.say(_THERE.fill(**words), "good")
    else:
        values = {"count": count, "after": number(cost, lang), "before": number(before, lang)}
        console.say(_COSTS.fill(**words, **values), "good")
    data = {"status": "possible", "objective": cost, "objective_before": before, "changes": count}
    return Answer(Exit.DONE, data)


def _impossible(
    console: Console, said: ReasonWords, conflict: Conflict, words: dict[str, object]
) -> Answer:
    # What was asked is no reason of the workbook's.
    reasons = [reason for reason in conflict.reasons if reason.rule not in PIN_RULES]
    console.title(_IMPOSSIBLE.fill(**words))
    for reason in reasons:
        console.item(said.say(reason), "impossible")
    for line in said.calendar(conflict.courses):
        console.item(line)
    data = {
        "status": "impossible",
        "minimal": conflict.minimal,
        "reasons": [
            {
                "rule": reason.rule,
                "subject": reason.subject._asdict(),
                "text": said.say(reason).say(console.lang),
            }
            for reason in reasons
        ],
    }
    return Answer(Exit.DONE, data)
