"""The summary: how good the plan is, in words and in points, and the way to every sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context, Subject
from exports.costs import HEADER, NUMBER, POINTS, wrapped, write_costs
from exports.outline import Chapter
from exports.quotas import STATES, deviations
from exports.styles import BAND, HEAD, LINK, MUTED, RED, ROW, CellValue, Look
from instances.entities import taught
from instances.text import Text
from instances.timetable import Solution
from instances.units import as_hours, format_date, format_hours, number, percent

_WIDTHS = [40.0, 14.0, 24.0, 14.0, 12.0, 42.0]
_BAND = Look(size=13, bold=True, colour="FFFFFF", indent=1, wrap=True)
_ALERT = Look(size=9, wrap=True, down="top")
_GREEN, _BLUE, _GREY = "1E7145", "1F5C99", "5F6B7A"
MOST_LISTED = 20
MOST_ROWS = 60  # that still read well on one page


def write_summary(
    context: Context, sheet: Worksheet, contents: tuple[Chapter, ...], path: Path
) -> None:
    """Write the summary. `path`: the file it stands in, which names the files beside it."""
    page.set_up(context, sheet)
    page.set_widths(sheet, _WIDTHS)
    sheet.sheet_properties.tabColor = BAND
    settings = context.timetable.instance.settings
    title = Text("Emploi du temps — {school}", "Timetable — {school}")
    heading = context.say(title, school=settings.school) if settings.school else settings.title
    row = page.title(context, sheet, heading, len(_WIDTHS), _facts(context.subject))
    if not context.subject.partial:  # else the title has said it, in red
        words, colour = status_words(context.subject)
        band = _BAND._replace(fill=colour)
        context.paint.block(sheet, (row, 1, row, len(_WIDTHS)), words, band)
        sheet.row_dimensions[row].height = 30
        row += 1
    row = _alerts(context, sheet, row + 1)
    row = _unplaced(context, sheet, row)
    row = _quality(context, sheet, row)
    row = _contents(context, sheet, row, contents, path)
    if row <= MOST_ROWS:
        sheet.page_setup.fitToHeight = 1


def _facts(subject: Subject) -> str:
    instance, sessions = subject.timetable.instance, subject.timetable.sessions
    settings = instance.settings
    counts = Text(
        "{sessions} séances, {groups} classes et groupes, {teachers} enseignants, {rooms} salles",
        "{sessions} sessions, {groups} classes and groups, {teachers} teachers, {rooms} rooms",
    )
    dates = Text("du {first} au {last}", "{first} to {last}")
    return " · ".join(
        part
        for part in (
            settings.title,
            subject.say(
                dates,
                first=format_date(settings.start, subject.lang),
                last=format_date(settings.end, subject.lang),
            ),
            subject.say(
                counts,
                sessions=len(sessions),
                groups=len(instance.groups),
                teachers=len(instance.teachers),
                rooms=len(instance.rooms),
            ),
            subject.planned_on(),
        )
        if part
    )


def status_words(subject: Subject) -> tuple[str, str]:
    """What is known of the plan, in a sentence, and the colour of its band."""
    solution = subject.timetable.solution
    if solution is None:
        return subject.say(Text("Plan non évalué.", "Timetable not assessed.")), _GREY
    if solution.status == "optimal":
        text = Text(
            "Plan complet et optimal : il est prouvé qu’aucun autre n’est meilleur.",
            "Complete and optimal: no other timetable is better, proved.",
        )
        return subject.say(text), _GREEN
    if solution.gap is None or solution.bound is None or solution.objective is None:
        text = Text(
            "Plan complet. On ne sait pas combien de points il reste à gagner.",
            "Complete. How many points could still be gained is not known.",
        )
        return subject.say(text), _BLUE
    text = Text(
        "Plan complet ; il reste au plus {points} points à gagner sur {cost} ({share}).",
        "Complete; at most {points} points out of {cost} ({share}) could still be gained.",
    )
    points = number(solution.objective - solution.bound, subject.lang)
    cost, share = number(solution.objective, subject.lang), percent(solution.gap, subject.lang)
    return subject.say(text, points=points, cost=cost, share=share), _BLUE


# --- what to look at -------------------------------------------------------------------------


def _alerts(context: Context, sheet: Worksheet, row: int) -> int:
    found = list(_alert_texts(context.subject))
    _section(context, sheet, row, Text("Alertes", "Alerts"))
    if not found:
        none = Text("Aucune alerte.", "No alert.")
        context.paint.put(sheet, row + 1, 1, context.say(none), _ALERT)
        return row + 3
    for text in found[:MOST_LISTED]:
        row += 1
        context.paint.block(sheet, (row, 1, row, len(_WIDTHS)), f"⚠ {text}", _ALERT)
        sheet.row_dimensions[row].height = wrapped(f"⚠ {text}", _ALERT, _WIDTHS)
    if len(found) > MOST_LISTED:
        row += 1
        more = Text("… et {count} {count:autre|autres}.", "… and {count} more.")
        text = context.say(more, count=len(found) - MOST_LISTED)
        context.paint.put(sheet, row, 1, text, _ALERT)
    return row + 2


def _alert_texts(subject: Subject) -> Iterator[str]:
    yield from subject.alerts
    for atom, line in deviations(subject.timetable):
        what = taught(line.unit, line.type)
        text = Text(
            "{who}, {what} : {planned} planifiées, {due} dues ({state}).",
            "{who}, {what}: {planned} planned, {due} due ({state}).",
        )
        if line.due is None:
            text = Text(
                "{who}, {what} : {planned} planifiées, {state}.",
                "{who}, {what}: {planned} planned, {state}.",
            )
        yield subject.say(
            text,
            who=atom.label,
            what=what,
            planned=format_hours(line.planned, subject.lang),
            due=format_hours(line.due or 0, subject.lang),
            state=STATES[line.state].say(subject.lang),
        )


def _unplaced(context: Context, sheet: Worksheet, row: int) -> int:
    solution = context.timetable.solution
    unplaced = {c: m for c, m in solution.unplaced.items() if m} if solution else {}
    if not unplaced:
        return row
    _section(context, sheet, row, Text("Heures non placées", "Hours not placed"), RED)
    headers = (
        Text("Cours", "Course"),
        Text("Non placées (h)", "Not placed (h)"),
        Text("Unité", "Unit"),
        Text("Sur (h)", "Out of (h)"),
        Text("Groupes", "Groups"),
        Text("Enseignants", "Teachers"),
    )
    row += 1
    context.paint.row(
        sheet, row, [context.say(text) for text in headers], HEADER._replace(indent=1)
    )
    context.paint.put(sheet, row, 1, context.say(headers[0]), HEADER)
    for code, minutes in unplaced.items():
        row += 1
        course = context.timetable.instance.course.get(code)
        values: list[CellValue] = [code, as_hours(minutes)]
        if course is not None:
            names = [
                " | ".join(context.subject.names.teacher(who) for who in post)
                for post in course.posts
            ]
            unit = taught(course.unit, course.type)
            values += [unit, as_hours(course.minutes), "; ".join(course.groups), "; ".join(names)]
        context.paint.row(sheet, row, values, ROW._replace(wrap=True, indent=1))
        context.paint.put(sheet, row, 1, code, ROW)
        sheet.row_dimensions[row].height = max(
            wrapped(str(value), ROW, [wide - 2])
            for value, wide in zip(values, _WIDTHS, strict=False)
        )
        red = NUMBER._replace(bold=True, colour=RED)
        context.paint.put(sheet, row, 2, as_hours(minutes), red)
    row += 1
    total = NUMBER._replace(bold=True, colour=RED, fill=HEAD)
    context.paint.row(sheet, row, ["Total", as_hours(context.subject.missing)], total)
    return row + 2


# --- how good --------------------------------------------------------------------------------


def _quality(context: Context, sheet: Worksheet, row: int) -> int:
    solution = context.timetable.solution
    if solution is None:
        return row
    _section(context, sheet, row, Text("Qualité du plan", "Quality of the plan"))
    for label, value, note in _figures(context.subject, solution):
        row += 1
        context.paint.put(sheet, row, 1, label, ROW)
        context.paint.put(sheet, row, 2, value, POINTS._replace(bold=True))
        context.paint.block(sheet, (row, 3, row, len(_WIDTHS)), note, ROW._replace(indent=1))
    if not solution.costs:
        return row + 2
    return write_costs(context, sheet, row + 2, solution, _WIDTHS) + 1


def _figures(subject: Subject, solution: Solution) -> Iterator[tuple[str, CellValue, str]]:
    say = subject.say
    if solution.objective is not None:
        note = Text(
            "points : ce que coûtent les souhaits non tenus ; 0 serait parfait",
            "points: what the wishes not granted cost; 0 would be perfect",
        )
        yield say(Text("Objectif", "Objective")), round(solution.objective, 1), say(note)
    if solution.bound is not None:
        note = Text(
            "points : prouvé, aucun plan ne peut coûter moins",
            "points: no timetable can cost less, proved",
        )
        yield say(Text("Borne", "Bound")), round(solution.bound, 1), say(note)
    if solution.gap is not None and solution.objective is not None and solution.bound is not None:
        gap = max(0.0, solution.objective - solution.bound)
        note = Text("points, soit {share} de l’objectif", "points, {share} of the objective")
        yield (
            say(Text("Écart", "Gap")),
            round(gap, 1),
            say(note, share=percent(solution.gap, subject.lang)),
        )
    if solution.seconds:
        spent = say(Text("secondes de recherche", "seconds of search"))
        if solution.seed is not None:
            spent += say(Text(", graine {seed}", ", seed {seed}"), seed=solution.seed)
        yield say(Text("Calcul", "Search")), round(solution.seconds, 1), spent


# --- the way to every sheet ------------------------------------------------------------------


def _contents(
    context: Context, sheet: Worksheet, row: int, contents: tuple[Chapter, ...], path: Path
) -> int:
    _section(context, sheet, row, Text("Dans ce classeur", "In this workbook"))
    columns = (1, 2, 4, 6)
    last = row
    for chapter, column in zip(contents, columns, strict=True):
        at = row + 1
        context.paint.put(sheet, at, column, chapter.title, Look(size=9, bold=True, colour=MUTED))
        if chapter.file:
            at += 1
            file = f"{path.stem}-{chapter.file}{path.suffix}"
            context.paint.put(sheet, at, column, file, Look(colour=LINK, underline=True))
            sheet.cell(at, column).hyperlink = file
        for planned in chapter.sheets if not chapter.file else ():
            at += 1
            context.link(sheet, (at, column), planned.name, planned.label)
        last = max(last, at)
    return last


def _section(context: Context, sheet: Worksheet, row: int, text: Text, colour: str = BAND) -> None:
    context.paint.section(sheet, row, context.say(text), len(_WIDTHS), colour=colour)
