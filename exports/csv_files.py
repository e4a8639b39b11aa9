"""`sessions.csv`: the session list as a text file any spreadsheet opens."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from exports.selection import ALL, Selection
from exports.tables import hours, session_rows
from instances.text import Lang, Text
from instances.timetable import Timetable
from instances.timetable_file import write_whole
from instances.units import format_clock

COLUMNS = {
    "date": Text("date", "date"),
    "start": Text("début", "start"),
    "end": Text("fin", "end"),
    "minutes": Text("durée (h)", "hours"),
    "unit": Text("unité", "unit"),
    "course": Text("cours", "course"),
    "type": Text("type", "type"),
    "groups": Text("groupes", "groups"),
    "teachers": Text("enseignants", "teachers"),
    "rooms": Text("salles", "rooms"),
    "id": Text("id", "id"),
}
_NAMES = ("unit", "course", "type", "groups", "teachers", "rooms", "id")


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def write_csv(
    timetable: Timetable, directory: Path, lang: Lang = "fr", selection: Selection = ALL
) -> Path:
    """Write `sessions.csv` in a folder, whole or not at all; returns its path.

    Of a part of the timetable, the name says which: `sessions-SIO1.csv`.

    UTF-8 with a byte order mark, which Excel needs; a name that Excel would take for a formula has
    an apostrophe before it. French: `;` between cells and decimal commas; English: `,` and points.
    Dates are ISO 8601.
    """
    separator, point = (";", ",") if lang == "fr" else (",", ".")
    table = session_rows(timetable, selection.sessions(timetable))[list(COLUMNS)]
    table["date"] = [day.isoformat() for day in table["date"]]
    for column in ("start", "end"):
        table[column] = [format_clock(minutes) for minutes in table[column]]
    table["minutes"] = [f"{hours(m):g}".replace(".", point) for m in table["minutes"]]
    table.columns = [text.say(lang) for text in COLUMNS.values()]
    texts = [COLUMNS[column].say(lang) for column in _NAMES]
    table[texts] = table[texts].map(_no_formula)
    content = StringIO()
    table.to_csv(content, sep=separator, index=False, quoting=csv.QUOTE_MINIMAL)
    path = directory / f"sessions{selection.suffix(timetable, lang)}.csv"
    write_whole(path, content.getvalue().encode("utf-8-sig"))
    return path
