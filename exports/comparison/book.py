"""`comparaison.xlsx`: a summary to decide from, with charts, and a sheet for each scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from exports.comparison.charts import add_charts
from exports.comparison.entries import Entry
from exports.comparison.scenario_sheet import write_scenario
from exports.comparison.summary_sheet import SHEET, write_summary
from exports.context import Context, Subject, rule_words
from exports.styles import Painter
from instances.text import Lang
from instances.timetable import Timetable
from instances.timetable_file import write_whole

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST = 31  # characters of a sheet's name


def write_comparison(
    entries: Sequence[Entry],
    path: Path,
    lang: Lang,
    notes: Sequence[str] = (),
    plans: Mapping[str, str] | None = None,
) -> None:
    """Write the comparison, whole or not at all.

    Parameters
    ----------
    entries
        Ranked; one of them is today's.
    path, lang
        The workbook, and the language of every word that is not the school's own.
    notes
        Sentences above the table, in the language of the file.
    plans
        Where the plans are kept, seen from the workbook, by the scenario's name.

    Raises
    ------
    OSError
        When the file cannot be replaced; most often, it is open in Excel.
    """
    today = next(entry for entry in entries if entry.today)
    instance = today.instance
    book = Workbook()
    del book[book.sheetnames[0]]
    bare = Timetable(instance=instance, sessions=())
    subject = Subject.of(bare, lang, rule_words())
    home = subject.say(SHEET)
    context = Context(subject, book, Painter(book), home=home)
    summary = book.create_sheet(home)
    names = _sheet_names(entries, home)
    area = write_summary(context, summary, entries, names, notes)
    add_charts(context, summary, area)
    for entry, name in zip(entries, names, strict=True):
        plan = (plans or {}).get(entry.scenario.name, "")
        write_scenario(context, book.create_sheet(name), entry, today, plan)
    book.properties.creator = "semainier"
    book.properties.title = home
    content = BytesIO()
    book.save(content)
    write_whole(path, content.getvalue())


def _sheet_names(entries: Sequence[Entry], home: str) -> list[str]:
    """A name a sheet can have for each scenario, all different."""
    taken = {home.casefold()}
    found = []
    for entry in entries:
        plain = _FORBIDDEN.sub("-", entry.scenario.name).strip() or "-"
        name, count = plain[:_LONGEST], 1
        while name.casefold() in taken:
            count += 1
            ending = f" ({count})"
            name = plain[: _LONGEST - len(ending)] + ending
        taken.add(name.casefold())
        found.append(name)
    return found
