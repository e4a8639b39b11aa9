"""`comparaison.xlsx`: a summary with charts, what the days hold, the wishes, a sheet a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from constraints.registry import SOFT
from exports import page
from exports.comparison import Compared, short_text, verdict
from exports.context import Context, Subject, rule_words
from exports.measures import MEASURES, bests, bound
from exports.names import Names, sheet_name
from exports.palette import Palette
from exports.styles import COLUMN_HEAD, HEAD, ROW, SECTION, CellValue, Look, Painter
from instances.audit.rhythms import ScenarioLoad
from instances.instance import Instance
from instances.settled import Status
from instances.text import Lang, Text
from instances.timetable import Timetable
from instances.timetable_file import write_whole
from instances.units import HOUR, as_hours

HOME = Text("Comparaison", "Comparison")
CAPACITY = Text("Capacité", "Capacity")
WISHES = Text("Souhaits", "Wishes")
STATUS: dict[Status, Text] = {
    "optimal": Text("optimal", "optimal"),
    "feasible": Text("complet", "complete"),
    "infeasible": Text("impossible", "impossible"),
    "unfinished": Text("incomplet", "incomplete"),
}
_BEST = "DCEFD9"
_NUMBER = ROW._replace(across="right", number="#,##0.#")
_SHARE = ROW._replace(across="right", number="0%")
_TEXT = ROW._replace(wrap=True)
_ABOUT = Text(
    "Moins, c’est mieux ; en vert, la meilleure valeur. Un point : une heure d’écart au niveau 1.",
    "Less is better; the best value is green. A point: an hour of deviation at level 1.",
)
_CHART_ROWS = 19


def write_comparison(
    instance: Instance,
    compared: Sequence[Compared],
    loads: Mapping[str, ScenarioLoad],
    path: Path,
    lang: Lang,
) -> None:
    """Write the comparison, whole or not at all.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    subject = Subject(
        Timetable(instance=instance, sessions=()),
        lang,
        rule_words(),
        (),
        Names(instance),
        Palette(instance),
    )
    context = Context(subject, book, Painter(book), home=HOME.say(lang))
    taken = {text.say(lang).lower() for text in (HOME, CAPACITY, WISHES)}
    sheets = {one.name: sheet_name(one.name, taken) for one in compared}
    _summary(context, compared, sheets)
    _capacity(context, compared, loads)
    _wishes(context, compared)
    for one in compared:
        _scenario(context, one, compared, sheets[one.name], loads.get(one.name))
    content = BytesIO()
    book.save(content)
    write_whole(path, content.getvalue())


def _summary(context: Context, compared: Sequence[Compared], sheets: Mapping[str, str]) -> None:
    say, paint = context.say, context.paint
    sheet = context.book.create_sheet(say(HOME))
    page.set_up(context, sheet)
    heads = [
        Text("Rang", "Rank"),
        Text("Scénario", "Scenario"),
        Text("État", "Status"),
        Text("Non placé", "Not placed"),
        MEASURES[0].head,
        Text("Au mieux", "At best"),
        *(measure.head for measure in MEASURES[1:]),
        Text("Dernière séance", "Last session"),
    ]
    page.set_widths(sheet, [7, 34, 12, 11, 10, 10, 11, 12, 12, 10, 10, 10, 14])
    row = page.title(context, sheet, say(HOME), len(heads), verdict(compared).say(context.lang))
    paint.row(sheet, row, [say(head) for head in heads], COLUMN_HEAD)
    sheet.row_dimensions[row].height = 27
    sheet.freeze_panes = f"C{row + 1}"
    first, best = row + 1, bests(compared)
    for one in compared:
        row += 1
        _summary_row(context, (sheet, row), one, sheets[one.name], best)
    paint.put(sheet, row + 1, 1, say(_ABOUT), Look(size=8, colour="5F6B7A"))
    if any(one.complete for one in compared):
        _charts(context, sheet, (first, row), row + 3)


def _summary_row(
    context: Context,
    at: tuple[Worksheet, int],
    one: Compared,
    target: str,
    best: Mapping[str, float],
) -> None:
    (sheet, row), paint, counts = at, context.paint, one.figures
    paint.put(sheet, row, 1, one.rank if one.rank else "–", _NUMBER._replace(across="center"))
    context.link(sheet, (row, 2), target, one.name)
    paint.put(sheet, row, 3, context.say(STATUS[one.settled.status]), ROW)
    missing = sum(counts.short.values()) if counts else 0
    paint.put(sheet, row, 4, as_hours(missing) if missing else "", _hours())
    column = 5
    for measure in MEASURES:
        value = measure.of(one)
        look = {"h": _hours(), "%": _SHARE}.get(measure.unit, _NUMBER)
        if value is not None and value == best.get(measure.key):
            look = look._replace(fill=_BEST, bold=True)
        paint.put(sheet, row, column, value, look)
        column += 1
        if measure.key == "cost":
            paint.put(sheet, row, column, bound(one), _NUMBER)
            column += 1
    closes = max(counts.closes.values()) if counts and counts.closes and one.complete else None
    paint.put(sheet, row, column, closes, ROW._replace(number="dd/mm/yyyy", across="right"))
    sheet.row_dimensions[row].height = 15


def _hours() -> Look:
    return _NUMBER._replace(number='#,##0.# "h"')


def _charts(context: Context, sheet: Worksheet, rows: tuple[int, int], at: int) -> None:
    costs = ((5, "22384F"), (6, "9DB4CC"))
    gaps = ((7, "B4691F"), (8, "E3B98A"))
    for title, columns, anchor in (
        (Text("Points, et le mieux possible", "Points, and the best possible"), costs, "A"),
        (Text("Heures de creux", "Hours of gaps"), gaps, "G"),
    ):
        chart = BarChart()
        chart.type, chart.style = "bar", 10
        chart.title = context.say(title)
        chart.width = 16
        chart.height = round(0.7 * (rows[1] - rows[0] + 1) + 4.5)
        for column, colour in columns:
            data = Reference(sheet, min_col=column, min_row=rows[0] - 1, max_row=rows[1])
            chart.add_data(data, titles_from_data=True)
            chart.series[-1].graphicalProperties.solidFill = colour
        chart.set_categories(Reference(sheet, min_col=2, min_row=rows[0], max_row=rows[1]))
        chart.x_axis.scaling.orientation = "maxMin"
        chart.x_axis.delete = chart.y_axis.delete = False
        chart.legend.position = "b"
        sheet.add_chart(chart, f"{anchor}{at}")


def _capacity(
    context: Context, compared: Sequence[Compared], loads: Mapping[str, ScenarioLoad]
) -> None:
    say, paint = context.say, context.paint
    sheet = context.book.create_sheet(say(CAPACITY))
    page.set_up(context, sheet)
    heads = capacity_heads()
    page.set_widths(sheet, [30, 10, 8, 9, 9, 10, 10, 10, 10, 14, 12])
    about = Text(
        "Ce que les jours au CFA tiennent sur le calendrier réel, sans rien planifier.",
        "What the CFA days hold on the real calendar, without planning anything.",
    )
    row = page.title(context, sheet, say(CAPACITY), len(heads), say(about))
    paint.row(sheet, row, [say(head) for head in heads], COLUMN_HEAD)
    sheet.row_dimensions[row].height = 40
    sheet.freeze_panes = f"C{row + 1}"
    for one in compared:
        for cells in capacity_rows(one.name, loads[one.name]):
            row += 1
            for column, value in enumerate(cells, start=1):
                look = ROW if column <= 2 else _NUMBER
                if column == 10:
                    look = ROW._replace(number="dd/mm/yyyy", across="right")
                if column in (7, 9) and value:
                    look = look._replace(colour="B42318", bold=True)
                paint.put(sheet, row, column, value, look)


def capacity_heads() -> tuple[Text, ...]:
    """The heads of `capacity_rows`."""
    return (
        Text("Scénario", "Scenario"),
        Text("Classe", "Class"),
        Text("Jours", "Days"),
        Text("Dues (h)", "Due (h)"),
        Text("Par jour (h)", "A day (h)"),
        Text("Au rythme visé (h)", "At the target (h)"),
        Text("Manque au rythme visé (h)", "Short at the target (h)"),
        Text("Au plus (h)", "At most (h)"),
        Text("Manque (h)", "Short (h)"),
        Text("Placé au plus tôt le", "Placed at the earliest on"),
        Text("Manque au plancher légal (h)", "Short of the legal floor (h)"),
    )


def capacity_rows(name: str, load: ScenarioLoad) -> list[tuple[CellValue, ...]]:
    """One row a class of a scenario, in hours; `?` for what cannot be verified."""
    return [
        (
            name,
            own.code,
            own.days,
            as_hours(own.demand),
            round(own.per_day / HOUR, 2),
            as_hours(own.target),
            as_hours(own.short_target) or "",
            as_hours(own.cap),
            as_hours(own.short) or "",
            own.closes,
            "?" if own.floor_missing is None else as_hours(own.floor_missing) or "",
        )
        for own in load.classes
    ]


def _wishes(context: Context, compared: Sequence[Compared]) -> None:
    say, paint = context.say, context.paint
    complete = [one for one in compared if one.complete and one.figures]
    sheet = context.book.create_sheet(say(WISHES))
    page.set_up(context, sheet)
    page.set_widths(sheet, [36, 22, *[14.0] * len(complete)])
    about = Text(
        "Les écarts à chaque règle souhaitée, dans son unité.",
        "The deviations from each soft rule, in its unit.",
    )
    row = page.title(context, sheet, say(WISHES), 2 + len(complete), say(about))
    heads = [say(Text("Règle souhaitée", "Soft rule")), say(Text("Compte en", "Counted in"))]
    paint.row(sheet, row, [*heads, *(one.name for one in complete)], COLUMN_HEAD)
    sheet.row_dimensions[row].height = 40
    sheet.freeze_panes = f"C{row + 1}"
    for rule in SOFT:
        amounts = [one.figures.amounts[rule.id] for one in complete if one.figures]
        if not any(amounts):
            continue
        row += 1
        paint.put(sheet, row, 1, say(rule.name), ROW)
        paint.put(sheet, row, 2, say(rule.unit), ROW)
        for column, amount in enumerate(amounts, start=3):
            look = _NUMBER
            if amount == min(amounts) < max(amounts):
                look = look._replace(fill=_BEST, bold=True)
            shown: CellValue = as_hours(amount) if rule.minutes else amount
            paint.put(sheet, row, column, shown, look)


def _scenario(
    context: Context,
    one: Compared,
    compared: Sequence[Compared],
    name: str,
    load: ScenarioLoad | None,
) -> None:
    say, paint = context.say, context.paint
    sheet = context.book.create_sheet(name)
    page.set_up(context, sheet)
    page.set_widths(sheet, [44, 16, 16, 16, 16])
    row = page.title(context, sheet, one.name, 5, say(STATUS[one.settled.status])) + 1
    if one.settled.reason is not None:
        paint.block(sheet, (row, 1, row, 5), one.settled.reason.say(context.lang), _TEXT)
        sheet.row_dimensions[row].height = 42
        row += 2
    if one.figures and one.figures.short:
        missing = Text("Non placé : {short}", "Not placed: {short}")
        words = say(missing, short=short_text(one.figures.short))
        paint.block(sheet, (row, 1, row, 5), words, _TEXT)
        row += 2
    elif one.figures is None and load is not None and any(own.short for own in load.classes):
        missing = Text(
            "{code} : il manque {short} h de présence", "{code}: {short} h of presence are missing"
        )
        for own in load.classes:
            if own.short:
                words = say(missing, code=own.code, short=as_hours(own.short))
                paint.put(sheet, row, 1, words, ROW)
                row += 1
        row += 1
    if one.changes:
        paint.row(sheet, row, [say(Text("Ce qui change", "What changes")), *[""] * 4], SECTION)
        for change in one.changes:
            row += 1
            paint.put(sheet, row, 1, change.say(context.lang), ROW)
        row += 2
    if one.figures:
        _people(context, sheet, row, one, compared)


def _people(
    context: Context, sheet: Worksheet, row: int, one: Compared, compared: Sequence[Compared]
) -> None:
    say, paint, counts = context.say, context.paint, one.figures
    assert counts is not None
    today = next((c.figures for c in compared if not c.settled.scenario.rhythms), None)
    paint.row(sheet, row, [say(Text("Enseignants", "Teachers")), *[""] * 4], SECTION)
    heads = (
        Text("Enseignant", "Teacher"),
        Text("Heures", "Hours"),
        Text("aujourd’hui", "today"),
        Text("Jours", "Days"),
        Text("aujourd’hui", "today"),
    )
    row += 1
    paint.row(sheet, row, [say(head) for head in heads], COLUMN_HEAD)
    for teacher in context.timetable.instance.teachers:
        row += 1
        before = today or counts
        values: tuple[CellValue, ...] = (
            as_hours(counts.service.get(teacher.code, 0)),
            as_hours(before.service.get(teacher.code, 0)),
            counts.days.get(teacher.code, 0),
            before.days.get(teacher.code, 0),
        )
        paint.put(sheet, row, 1, teacher.name or teacher.code, ROW)
        for column, value in enumerate(values, start=2):
            changed = values[column - 2] != values[(column - 2) // 2 * 2 + 1]
            look = _NUMBER._replace(bold=changed, fill=HEAD if changed else None)
            paint.put(sheet, row, column, value, look)
