"""The maquette: hours planned against hours due, per kind of learner, unit and type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.live import SessionSums
from exports.styles import COLUMN_HEAD, HEAD, LIVE, RED, ROW, SIGNED, CellValue
from instances.entities import Quota
from instances.groups import Atom
from instances.text import Text
from instances.timetable import Timetable
from instances.units import as_hours

SHEET = Text("Maquette", "Quotas")
State = Literal["exact", "tolerated", "off", "unlisted"]
STATES: dict[State, Text] = {
    "exact": Text("exact", "exact"),
    "tolerated": Text("dans la tolérance", "within tolerance"),
    "off": Text("à corriger", "to be mended"),
    "unlisted": Text("hors maquette", "not in the quotas"),
}
_HEADERS = (
    (Text("Unité", "Unit"), 14),
    (Text("Libellé", "Label"), 46),
    (Text("Type", "Type"), 12),
    (Text("Maquette (h)", "Due (h)"), 11),
    (Text("Tolérance (h)", "Tolerance (h)"), 11),
    (Text("Planifié (h)", "Planned (h)"), 11),
    (Text("Écart (h)", "Difference (h)"), 11),
    (Text("État", "State"), 17),
    (Text("Planifié, recalculé (h)", "Planned, live (h)"), 13),
    (Text("Écart, recalculé (h)", "Difference, live (h)"), 13),
)
_ROW_HEIGHT, _SECTION_HEIGHT = 12.2, 20.0  # points
_NUMBER = ROW._replace(across="right")
_GAP = _NUMBER._replace(number=SIGNED)


class Line(NamedTuple):
    """A quota for one kind of learner: minutes due and planned."""

    unit: str
    label: str
    type: str
    due: int | None
    tolerance: int
    planned: int

    @property
    def gap(self) -> int:
        """Minutes planned over those due."""
        return self.planned - (self.due or 0)

    @property
    def state(self) -> State:
        """Whether the quota is met."""
        if self.due is None:
            return "unlisted"
        if self.gap == 0:
            return "exact"
        return "tolerated" if abs(self.gap) <= self.tolerance else "off"


def lines(timetable: Timetable, atom: Atom) -> list[Line]:
    """Every quota of a kind of learner, then what is planned for it and in no quota."""
    instance = timetable.instance
    planned: dict[tuple[str, str], int] = {}
    for session in timetable.by_atom[atom]:
        course = instance.course.get(session.course)
        key = (course.unit, course.type) if course else (session.course, "")
        planned[key] = planned.get(key, 0) + session.minutes
    found, counted = [], set()
    for quota in instance.quotas:
        if quota.group not in atom.groups:
            continue
        keys = {key for key in planned if _counts(quota, key)}
        counted |= keys
        minutes = sum(planned[key] for key in keys)
        found.append(
            Line(quota.unit, quota.label, quota.type, quota.minutes, quota.tolerance, minutes)
        )
    for unit, kind in sorted(set(planned) - counted):
        found.append(Line(unit, "", kind, None, 0, planned[unit, kind]))
    return found


def _counts(quota: Quota, key: tuple[str, str]) -> bool:
    return key[0] == quota.unit and (not quota.type or key[1] == quota.type)


def deviations(timetable: Timetable) -> Iterator[tuple[Atom, Line]]:
    """The quotas that are not met exactly, by kind of learner; none, where there is no quota."""
    for atom in timetable.instance.atoms if timetable.instance.quotas else ():
        for line in lines(timetable, atom):
            if line.state != "exact":
                yield atom, line


def write_quotas(context: Context, sheet: Worksheet) -> None:
    """Write the sheet: a section for each kind of learner, with totals, none over two pages."""
    page.set_up(context, sheet)
    page.set_widths(sheet, [width for _, width in _HEADERS])
    about = Text(
        "Heures de chaque apprenant. Les deux colonnes de droite se recalculent d’après la "
        "feuille Séances.",
        "Hours of each learner. The two columns on the right follow the sheet Sessions.",
    )
    row = page.title(context, sheet, context.say(SHEET), len(_HEADERS), context.say(about))
    context.paint.row(sheet, row, [context.say(text) for text, _ in _HEADERS], COLUMN_HEAD)
    sheet.row_dimensions[row].height = 27
    sheet.print_title_rows = f"1:{row}"
    sheet.freeze_panes = f"A{row + 1}"
    head, used = row, 0.0
    room = page.HEIGHT * 0.97 - page.titles_height(sheet, head)
    for atom in context.timetable.instance.atoms:
        found = lines(context.timetable, atom)
        high = _SECTION_HEIGHT + _ROW_HEIGHT * (len(found) + 2)
        if used and used + high > room:
            page.break_after(sheet, row)
            used = 0.0
        used += high
        row = _section(context, sheet, row + 1, atom, found)
    _alert(sheet, head + 1, row)


def _alert(sheet: Worksheet, first: int, last: int) -> None:
    """Redden a live difference that no tolerance covers."""
    letter = get_column_letter(len(_HEADERS))
    formula = f"ABS(N(${letter}{first}))>N($E{first})+0.001"
    red = DifferentialStyle(font=Font(color=RED, bold=True))
    rule = Rule(type="expression", dxf=red, formula=[formula])
    sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _section(context: Context, sheet: Worksheet, row: int, atom: Atom, found: list[Line]) -> int:
    paint, sums = context.paint, SessionSums(context)
    paint.section(sheet, row, atom.label, len(_HEADERS), height=_SECTION_HEIGHT)
    first = row + 1
    for line in found:
        row += 1
        sheet.row_dimensions[row].height = _ROW_HEIGHT
        _write_line(context, sheet, row, line)
        conditions = [sums.is_text("unit", line.unit), sums.names_any("groups", atom.groups)]
        if line.type:
            conditions.insert(1, sums.is_text("type", line.type))
        paint.formula(sheet, row, 9, sums.hours(*conditions), LIVE)
        paint.formula(sheet, row, 10, f"=I{row}-N(D{row})", LIVE._replace(number=SIGNED))
    row += 1
    _write_total(context, sheet, row, found)
    live = LIVE._replace(bold=True, fill=HEAD)
    paint.formula(sheet, row, 9, f"=SUM(I{first}:I{row - 1})", live)
    paint.formula(sheet, row, 10, f"=I{row}-D{row}", live._replace(number=SIGNED))
    sheet.row_dimensions[row].height = _ROW_HEIGHT
    sheet.row_dimensions[row + 1].height = _ROW_HEIGHT
    return row + 1


def _write_line(context: Context, sheet: Worksheet, row: int, line: Line) -> None:
    state = line.state
    ink = RED if state == "off" else ROW.colour
    text, number = ROW._replace(colour=ink), _NUMBER._replace(colour=ink)
    due = None if line.due is None else as_hours(line.due)
    unit = context.subject.palette.tint(line.unit, text._replace(bold=True))
    context.paint.put(sheet, row, 1, line.unit, unit)
    context.paint.row(sheet, row, [line.label, line.type], text, first=2)
    tolerance = as_hours(line.tolerance) if line.tolerance else None
    context.paint.row(sheet, row, [due, tolerance], number, first=4)
    context.paint.put(sheet, row, 6, as_hours(line.planned), number._replace(bold=True))
    context.paint.put(sheet, row, 7, as_hours(line.gap), _GAP._replace(colour=ink))
    marked = text._replace(bold=state != "exact", across="center")
    context.paint.put(sheet, row, 8, context.say(STATES[state]), marked)


def _write_total(context: Context, sheet: Worksheet, row: int, found: list[Line]) -> None:
    due, planned = sum(line.due or 0 for line in found), sum(line.planned for line in found)
    bold = _NUMBER._replace(bold=True, fill=HEAD)
    total: list[CellValue] = [context.say(Text("Total", "Total")), None, None]
    context.paint.row(sheet, row, total, bold._replace(across="left"))
    values = [as_hours(due), None, as_hours(planned), as_hours(planned - due), None]
    context.paint.row(sheet, row, values, bold, first=4)
    context.paint.put(sheet, row, 7, as_hours(planned - due), bold._replace(number=SIGNED))
