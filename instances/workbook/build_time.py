"""The sheets Grille, Calendrier, Rythmes and Indisponibilités as entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal, cast

from instances.entities import CalendarRow, DayKind, Rhythm, Settings, TimeOff, Wish
from instances.grid import Grid, Period
from instances.school_calendar import official_rows, unofficial
from instances.text import Text
from instances.units import format_clock
from instances.workbook import cells
from instances.workbook.layout import as_near, plain
from instances.workbook.names import Names
from instances.workbook.problems import Findings, Place, did_you_mean
from instances.workbook.rows import Row
from instances.workbook.sheets import SHEET
from instances.workbook.years import check_years, year_advice

DAY_END = 1440
_LONG_GAP = 15
# More periods a day than this, and the search has no fast exchanges (`solver.board`).
FAST_PERIODS = 62


def default_grid() -> Grid:
    """8:00-12:00 and 13:00-18:00 by hours, with the lunch break at noon."""
    starts = (480, 540, 600, 660, 780, 840, 900, 960, 1020)
    return Grid(
        periods=tuple(
            Period(start=start, end=start + 60, credited=60, break_after=start == 660)
            for start in starts
        )
    )


def read_grid(rows: Sequence[Row], findings: Findings) -> Grid | None:
    """The grid of the sheet, in time order; the default one when there is no sheet."""
    if not rows:
        findings.notice(
            Place(SHEET["grid"].title.fr),
            "",
            Text(
                "pas de grille : des pas d'une heure, de 8 h à 12 h et de 13 h à 18 h.",
                "no grid: periods of an hour, 8:00-12:00 and 13:00-18:00.",
            ),
        )
        return default_grid()
    periods = []
    for row in rows:
        start, end = row.clock("start"), row.clock("end")
        credited, break_after = row.hours("credited"), row.flag("break_after")
        if start is None or end is None or row.broken:
            continue
        if end <= start:
            row.problem("end", _REVERSED_TIMES)
            continue
        periods.append(
            (
                Period(
                    start=start,
                    end=end,
                    credited=credited or end - start,
                    break_after=bool(break_after),
                ),
                row,
            )
        )
    periods.sort(key=lambda pair: (pair[0].start, pair[0].end))
    for (first, _), (second, row) in pairwise(periods):
        if second.start < first.end:
            row.problem(
                "start",
                Text(
                    f"ce pas commence avant la fin du précédent ({format_clock(first.end)}).",
                    f"this period starts before the previous one ends ({format_clock(first.end)}).",
                ),
            )
        elif second.start - first.end >= _LONG_GAP and not first.break_after:
            row.notice(
                "start",
                Text(
                    f"il y a {second.start - first.end} minutes avant ce pas sans « Pause après » :"
                    " une séance peut se poursuivre au-delà.",
                    f"there are {second.start - first.end} minutes before this period and no "
                    "“Break after”: a session may go on beyond.",
                ),
            )
    if len(periods) > FAST_PERIODS:
        findings.notice(Place(rows[0].title), "", *_slow(len(periods)))
    return Grid(periods=tuple(p for p, _ in periods)) if periods else None


def _slow(count: int) -> tuple[Text, Text]:
    """What is said of a grid too fine for the fast parts of the search."""
    return (
        Text(
            f"{count} pas par jour : au-delà de {FAST_PERIODS}, planifier est bien plus long.",
            f"{count} periods a day: above {FAST_PERIODS}, planning takes far longer.",
        ),
        Text(
            "Prenez des pas plus longs : le plus long qui suive toutes les heures de début.",
            "Take longer periods: the longest that all starting times follow.",
        ),
    )


_REVERSED_TIMES = Text("la fin n'est pas après le début.", "the end is not after the start.")
_REVERSED_DATES = Text(
    "la date de fin est avant la date de début.", "the last date is before the first."
)
_OUTSIDE = Text("ces dates sont hors de la période.", "these dates are not in the term.")


def times(row: Row) -> tuple[int, int]:
    """The clock times `De` and `À` of a row; the whole day where they are empty."""
    start, end = row.clock("start"), row.clock("end")
    first = 0 if start is None else start
    last = DAY_END if end is None else end
    if last <= first and not {"start", "end"} & row.broken:
        row.problem("end" if end is not None else "start", _REVERSED_TIMES)
    return first, last


def dates(row: Row) -> tuple[date | None, date | None]:
    """The dates `Du` and `Au` of a row."""
    first, last = row.day("first"), row.day("last")
    if first is not None and last is not None and last < first:
        row.problem("last", _REVERSED_DATES)
    return first, last


def outside(settings: Settings | None, first: date | None, last: date | None) -> bool:
    """Whether [first, last] has no date of the term."""
    return settings is not None and (
        (first is not None and first > settings.end) or (last is not None and last < settings.start)
    )


def read_calendar(
    rows: Sequence[Row], groups: Names, settings: Settings | None, findings: Findings
) -> tuple[CalendarRow, ...]:
    """The rows of the sheet and the official ones, in date order, each said once."""
    official: tuple[CalendarRow, ...] = ()
    if settings is not None:
        zone, start, end = settings.zone, settings.start, settings.end
        official = official_rows(zone, settings.public_region, start, end, settings.lang)
        warning = unofficial(zone, start, end)
        if warning:
            findings.notice(Place(SHEET["calendar"].title.fr), "", warning)
    found = {_key(row): row for row in official}
    lines: dict[object, int] = {}
    for row in rows:
        entity = _calendar_row(row, groups, settings)
        if entity is None:
            continue
        key = _key(entity)
        if key in lines:
            row.notice(
                "first",
                Text(f"répète la ligne {lines[key]}.", f"repeats row {lines[key]}."),
            )
        lines.setdefault(key, row.line)
        found[key] = entity
    if settings is not None and not settings.zone:
        _without_zone(settings, found.values(), findings)
    return tuple(sorted(found.values(), key=_order))


# Days of a term that no school is without holidays in.
_ALWAYS_HOLIDAYS = 60


def _without_zone(settings: Settings, rows: Iterable[CalendarRow], findings: Findings) -> None:
    """Note that no date is a holiday, where the calendar has none of its own."""
    if (settings.end - settings.start).days < _ALWAYS_HOLIDAYS:
        return
    if not any(row.kind == "holidays" for row in rows):
        findings.notice(
            Place(SHEET["settings"].title.fr),
            "",
            Text(
                "« Zone scolaire » est vide et la feuille Calendrier n'a pas de vacances : aucune "
                "date n'en est.",
                "“School zone” is empty and the sheet Calendar has no holidays: no date is one.",
            ),
            Text("Donnez la zone, ou écrivez les vacances.", "Give the zone, or write them."),
        )


def _key(row: CalendarRow) -> object:
    return row.model_copy(update={"label": ""})


def _order(row: CalendarRow) -> tuple[object, ...]:
    return row.first, row.last, row.start, row.end, row.kind, row.groups, row.label


def _calendar_row(row: Row, groups: Names, settings: Settings | None) -> CalendarRow | None:
    first, last = dates(row)
    start, end = times(row)
    kind = row.choice("kind")
    named = groups.find_all(row, "groups", row.names("groups"))
    label = row.text("label")
    if first is None or kind is None or row.broken:
        return None
    last = last or first
    if outside(settings, first, last) and kind not in ("public", "holidays"):
        row.notice("first", _OUTSIDE, year_advice(first, settings))
    elif not outside(settings, first, last):
        check_years(row, settings, first, last)
    return CalendarRow(
        first=first,
        last=last,
        start=start,
        end=end,
        kind=cast(DayKind, kind),
        groups=named,
        label=label,
    )


def read_rhythms(rows: Sequence[Row], settings: Settings | None) -> tuple[Rhythm, ...]:
    """The rhythms, those of one name by date."""
    found: list[Rhythm] = []
    seen: dict[tuple[str, date | None], int] = {}
    for row in rows:
        name, spec, since = row.text("name"), row.rhythm("spec"), row.day("since")
        if row.broken:
            continue
        line = seen.setdefault((plain(name), since), row.line)
        if line != row.line:
            row.problem(
                "name",
                Text(
                    f"le rythme « {name} » commence déjà à la ligne {line} à cette date.",
                    f"the rhythm “{name}” already starts on that date on row {line}.",
                ),
                Text("Remplissez « À partir du ».", "Fill in “Since”."),
            )
        if outside(settings, since, None):
            row.notice(
                "since",
                Text("cette date est après la fin.", "this date is after the end."),
                year_advice(since, settings),
            )
        else:
            check_years(row, settings, since, None, ("since", "since"))
        first = next((r.name for r in found if plain(r.name) == plain(name)), name)
        found.append(Rhythm(name=first, spec=spec, since=since))
    order = list(dict.fromkeys(rhythm.name for rhythm in found))
    return tuple(sorted(found, key=lambda r: (order.index(r.name), r.since or date.min)))


Owner = Literal["teacher", "room", "group"]


def read_times_off(
    rows: Sequence[Row], owners: dict[Owner, Names], settings: Settings | None
) -> tuple[TimeOff, ...]:
    """The times off and the wishes; a row of several names or days stands for each."""
    found: list[TimeOff] = []
    for row in rows:
        who = [_owner(row, word, owners) for word in row.names("who")]
        days = row.weekdays("day")
        first, last = dates(row)
        start, end = times(row)
        level = row.choice("level") or "impossible"
        if row.broken:
            continue
        if all(row.blank(key) for key in ("day", "first", "last", "start", "end")):
            row.problem(
                "who",
                Text("cette ligne ne dit pas quand.", "this row does not say when."),
                Text("Remplissez Jour, Du/Au ou De/À.", "Fill in Day, From/To or Start/End."),
            )
            continue
        if outside(settings, first, last):
            row.notice("first" if first else "last", _OUTSIDE, year_advice(first or last, settings))
        else:
            check_years(row, settings, first, last)
        if first is not None and last is None and not days:
            row.notice(
                "first",
                Text(
                    f"vaut du {cells.show(first)} jusqu'à la fin ; pour un seul jour, répétez la "
                    "date dans « Au ».",
                    f"holds from {first} to the end; for one day only, repeat the date in “To”.",
                ),
            )
        found += [
            TimeOff(
                who=code,
                kind=kind,
                weekday=weekday,
                first=first,
                last=last,
                start=start,
                end=end,
                level=cast(Wish, level),
            )
            for kind, code in (pair for pair in who if pair is not None)
            for weekday in days or (None,)
        ]
    return tuple(found)


def _owner(row: Row, word: str, owners: dict[Owner, Names]) -> tuple[Owner, str] | None:
    found = [(kind, code) for kind, names in owners.items() if (code := names.get(word))]
    if len(found) == 1:
        return found[0]
    if found:
        row.problem(
            "who",
            Text(
                f"« {word} » désigne à la fois plusieurs choses (enseignant, salle, groupe).",
                f"“{word}” names several things at once (teacher, room, group).",
            ),
            Text("Donnez-leur des codes différents.", "Give them different codes."),
        )
        return None
    if row.loses("who", "teachers", "rooms", "groups"):
        return None
    everyone = [name for names in owners.values() for name in names.all]
    row.problem(
        "who",
        Text(
            f"« {word} » n'est ni un enseignant, ni une salle, ni un groupe.",
            f"“{word}” is no teacher, no room and no group.",
        ),
        did_you_mean(as_near(word, everyone), everyone),
    )
    return None
