"""The summary's table of the soft rules: what each counts, its level, what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from constraints.base import Soft
from constraints.registry import WISH
from constraints.weights import level, points, weight
from exports.context import Context, RuleWords
from exports.measure import UNIT, lines_needed
from exports.styles import HEAD, LINE, MUTED, ROW, Across, Box, CellValue, Look
from instances.text import Text
from instances.timetable import Solution
from instances.units import HOUR, number, percent

HEADER = Look(size=9, bold=True, fill=HEAD, box=Box("", "", "", "thin"))
NUMBER = ROW._replace(across="right")
POINTS = NUMBER._replace(number="#,##0.0")
_POINTS_OR_NONE = '#,##0.0;-#,##0.0;"–"'
_BAR = ROW._replace(size=8, colour="3D6FA3", indent=1)
_FAINT = Look(size=8, italic=True, colour=MUTED, wrap=True, down="top")
_LONGEST_BAR = 30  # characters of the bar of a rule that costs all the points
_HEADS = (
    Text("Règle souhaitée", "Soft rule"),
    Text("Écart", "Deviation"),
    Text("Compté en", "Counted in"),
    Text("Niveau", "Level"),
    Text("Points", "Points"),
    Text("Part des points", "Share of the points"),
)
_LEFT = (1, 3, 6)  # columns of text; the others are numbers
_OFF = Text("Au niveau 0, donc sans effet : {rules}.", "At level 0, so without effect: {rules}.")


def write_costs(
    context: Context, sheet: Worksheet, row: int, solution: Solution, widths: Sequence[float]
) -> int:
    """Write the rules that count, the dearest first, then those switched off; the row below.

    `widths`: of the sheet's six columns.
    """
    for column, text in enumerate(_HEADS, start=1):
        across: Across = "left" if column in _LEFT else "right"
        look = HEADER._replace(across=across, indent=int(column in _LEFT[1:]))
        context.paint.put(sheet, row, column, context.say(text), look)
    counted = [rule for rule in solution.costs if not _is_off(context, rule)]
    for rule in sorted(counted, key=lambda rule: -solution.costs[rule]):
        row += 1
        for column, (value, look) in enumerate(_cells(context, rule, solution), start=1):
            context.paint.put(sheet, row, column, value, look)
    row += 1
    total = round(sum(solution.costs.values()), 1)
    look = POINTS._replace(bold=True, fill=HEAD)
    context.paint.row(sheet, row, ["Total", None, None, None, total, None], look)
    context.paint.put(sheet, row, 1, "Total", look._replace(across="left"))
    off = [_name(context, rule) for rule in solution.costs if _is_off(context, rule)]
    if off:
        row += 1
        note = context.say(_OFF, rules=" · ".join(off))
        context.paint.block(sheet, (row, 1, row, len(widths)), note, _FAINT)
        sheet.row_dimensions[row].height = wrapped(note, _FAINT, widths)
    return row + 1


def _is_off(context: Context, rule: str) -> bool:
    known = WISH.get(rule)
    return known is not None and weight(known, context.timetable.instance) == 0


def _name(context: Context, rule: str) -> str:
    return context.say(_words(context, rule).name)


def _words(context: Context, rule: str) -> RuleWords:
    return context.subject.rules.get(rule, RuleWords(Text(rule, rule), Text("", "")))


def _cells(context: Context, rule: str, solution: Solution) -> tuple[tuple[CellValue, Look], ...]:
    words, amount, cost = _words(context, rule), solution.amounts.get(rule), solution.costs[rule]
    shown = round(amount / HOUR, 1) if amount is not None and words.minutes else amount
    total = sum(solution.costs.values())
    share = cost / total if total else 0.0
    bar = f"{'█' * max(1, round(_LONGEST_BAR * share))} {percent(share, context.lang)}"
    known = WISH.get(rule)
    return (
        (_name(context, rule), ROW),
        (shown, NUMBER),
        (context.say(words.unit), ROW._replace(indent=1)),
        (_level(context, known) if known else None, NUMBER),
        (round(cost, 1), POINTS._replace(number=_POINTS_OR_NONE)),
        (bar if cost else "", _BAR),
    )


def _level(context: Context, rule: Soft) -> CellValue:
    """A rule's level; where the problem's own format prices it, that: `× 5`."""
    instance = context.timetable.instance
    if rule.id not in instance.prices:
        return level(rule, instance)
    price = points(weight(rule, instance) * (HOUR if rule.minutes else 1))
    return f"× {number(price, context.lang)}"


def wrapped(text: str, look: Look, widths: Sequence[float]) -> float:
    """Height in points of a text that is wrapped across columns of these widths."""
    lines = lines_needed(text, (sum(widths) * UNIT - 6) / look.size)
    return lines * look.size * LINE + 3
