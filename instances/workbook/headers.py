"""From raw sheets to rows: which sheet is which, where its header is, what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from instances.text import LANGS, Text
from instances.workbook import cells
from instances.workbook.layout import Column, Sheet, SheetKey, Tables, bare, listed, nearest
from instances.workbook.names import peek
from instances.workbook.problems import Findings, Place, did_you_mean
from instances.workbook.rows import Row, Rows
from instances.workbook.sheets import LISTS, READ_ME, SHEETS
from instances.workbook.source import RawSheet

_HEADER_WITHIN = 15
_LIKE = 0.75  # how alike an unknown header is to the one that is meant
_ASKED: dict[SheetKey, Text] = {
    "teachers": Text("des cours nomment des enseignants", "courses name teachers"),
    "rooms": Text("des cours demandent des salles", "courses ask for rooms"),
}
_REQUIRED: tuple[SheetKey, ...] = ("groups", "courses")
_IGNORED = frozenset(bare(name) for text in (READ_ME, LISTS) for name in text)


def rows_of_tables(tables: Tables, findings: Findings) -> Rows:
    """The rows of tables, as if each were written in a sheet under its French headers."""
    sheets = []
    for key, records in tables.items():
        sheet = next((sheet for sheet in SHEETS if sheet.key == key), None)
        columns = sheet.columns if sheet else ()
        keys = dict.fromkeys([c.key for c in columns] + [k for r in records for k in r])
        raw = RawSheet(sheet.title.fr if sheet else key)
        headers = {column.key: column.header.fr for column in columns}
        raw.rows[1] = {i: headers.get(k, k) for i, k in enumerate(keys, 1)}
        for number, record in enumerate(records, 2):
            raw.rows[number] = {i: record[k] for i, k in enumerate(keys, 1) if k in record}
        sheets.append(raw)
    return rows_of(sheets, findings)


def rows_of(raw_sheets: Sequence[RawSheet], findings: Findings) -> Rows:
    """The rows of every sheet we know, by sheet key; what is not understood is noted."""
    found: Rows = {sheet.key: [] for sheet in SHEETS}
    titles: dict[str, str] = {}
    unknown = []
    findings.in_order_of([raw.title for raw in raw_sheets])
    for raw in raw_sheets:
        sheet = _known_sheet(raw.title)
        if sheet is None:
            unknown.append(raw)
        elif sheet.key in titles:
            findings.problem(
                Place(raw.title),
                raw.title,
                Text(
                    f"cette feuille fait double emploi avec « {titles[sheet.key]} ».",
                    f"this sheet doubles “{titles[sheet.key]}”.",
                ),
                Text("Réunissez-les en une seule.", "Make one of them."),
            )
        else:
            titles[sheet.key] = raw.title
            found[sheet.key] = _rows(sheet, raw, findings)
    missing = {sheet.title: sheet for sheet in SHEETS if sheet.key not in titles}
    for raw in unknown:
        _unknown_sheet(raw, missing, findings)
    if not titles and not findings.problems:
        _stranger(findings)
        return found
    for sheet in missing.values():
        if sheet.required:
            findings.problem(
                Place(),
                "",
                Text(
                    f"la feuille « {sheet.title.fr} » manque.",
                    f"the sheet “{sheet.title.en}” is missing.",
                ),
                Text(f"Une ligne y est {sheet.row.fr}.", f"A row of it is {sheet.row.en}."),
            )
    _columns_of_names(found, findings)
    # Required sheets: that they define no name is told already, whatever the cause.
    findings.lost.update(
        key for key in _REQUIRED if not any(peek(row, "code") for row in found[key])
    )
    for key in _ASKED:
        if not any(peek(row, "code") for row in found[key]):
            _nameless(key, found, titles, missing, findings)
    return found


def _stranger(findings: Findings) -> None:
    """Note that no sheet of the workbook is one of ours: most likely, it is another file."""
    wanted = [sheet.title for sheet in SHEETS if sheet.required]
    french, english = (", ".join(title.say(lang) for title in wanted) for lang in LANGS)
    findings.problem(
        Place(),
        "",
        Text(
            f"aucune feuille n'est celle d'un problème ({french}…).",
            f"no sheet is one of a problem ({english}…).",
        ),
        Text(
            "Est-ce le bon fichier ? « semainier new FICHIER.xlsx » écrit un classeur à remplir.",
            "Is it the right file? `semainier new FILE.xlsx` writes a workbook to fill in.",
        ),
    )


def _nameless(
    key: SheetKey,
    found: Rows,
    titles: Mapping[str, str],
    missing: Mapping[Text, Sheet],
    findings: Findings,
) -> None:
    """Note, once, a sheet that defines no name, where courses name some.

    A sheet whose name or headers are wrong, or whose rows have no code, is told of elsewhere.
    """
    if all(row.blank(key) for row in found["courses"]):
        return
    findings.lost.add(key)
    sheet = next(sheet for sheet in SHEETS if sheet.key == key)
    title, asked = titles.get(key, ""), _ASKED[key]
    advice = Text(f"Une ligne y est {sheet.row.fr}.", f"A row of it is {sheet.row.en}.")
    if sheet in missing.values():
        what = Text(
            f"la feuille « {sheet.title.fr} » manque, alors que {asked.fr}.",
            f"the sheet “{sheet.title.en}” is missing, though {asked.en}.",
        )
        findings.problem(Place(), "", what, advice)
    elif title and not found[key] and all(p.place.sheet != title for p in findings.problems):
        what = Text(
            f"cette feuille n'a aucune ligne, alors que {asked.fr}.",
            f"this sheet has no row, though {asked.en}.",
        )
        findings.problem(Place(title), "", what, advice)


def _columns_of_names(found: Rows, findings: Findings) -> None:
    """Note, once, that courses have no column of teachers though there are some, or of rooms.

    Without any teacher a school plans all the same; with some, every course would be autonomous
    work, and every AP wrong. Rooms may be left out, unless courses want equipment in them.
    """
    courses = found["courses"]
    if courses and any(peek(row, "code") for row in found["teachers"]):
        _column_of(courses, "teachers", found["teachers"][0].title, findings)
    if found["rooms"] and not all(row.blank("equipment") for row in courses):
        _column_of(courses, "rooms", found["rooms"][0].title, findings)


def _column_of(courses: Sequence[Row], key: str, named: str, findings: Findings) -> None:
    """Note that a column of names is missing; `named`: the sheet that defines them."""
    if key in courses[0].headers:
        return
    for row in courses:
        row.broken.add(key)
    column, title = courses[0].sheet.column(key), courses[0].title
    here = [problem for problem in findings.problems if problem.place.sheet == title]
    if any(nearest(problem.value, column.header, _LIKE) for problem in here):
        return  # it has another name, and that is told
    findings.problem(
        Place(title),
        "",
        Text(
            f"la colonne « {column.header.fr} » manque, alors que la feuille « {named} » en nomme.",
            f"the column “{column.header.en}” is missing, though the sheet “{named}” names some.",
        ),
        column.comment,
    )


def _known_sheet(title: str) -> Sheet | None:
    word = bare(title)
    for sheet in SHEETS:
        if word in (bare(name) for name in sheet.words):
            return sheet
    return None


def _unknown_sheet(raw: RawSheet, missing: dict[Text, Sheet], findings: Findings) -> None:
    if bare(raw.title) in _IGNORED or not raw.rows:
        return
    near = nearest(raw.title, [name for title in missing for name in title], 0.8)
    if near:
        sheet = next(sheet for title, sheet in missing.items() if near in title)
        del missing[sheet.title]
        findings.problem(
            Place(raw.title),
            raw.title,
            Text("cette feuille est inconnue.", "this sheet is unknown."),
            did_you_mean(near, ()),
        )
    else:
        findings.notice(
            Place(raw.title),
            raw.title,
            Text("feuille inconnue, ignorée.", "unknown sheet, ignored."),
        )


def _rows(sheet: Sheet, raw: RawSheet, findings: Findings) -> list[Row]:
    filled = {
        number: line
        for number, line in raw.rows.items()
        if any(not cells.is_blank(value) for value in line.values())
    }
    if not filled:
        if sheet.required:
            findings.problem(
                Place(raw.title),
                "",
                Text("cette feuille est vide.", "this sheet is empty."),
                Text(f"Une ligne y est {sheet.row.fr}.", f"A row of it is {sheet.row.en}."),
            )
        return []
    header = _header_row(sheet, filled)
    if header is None:
        findings.problem(
            Place(raw.title),
            "",
            Text("aucune ligne de titres de colonnes.", "no row of column headers."),
            Text(
                f"Attendus : {listed((c.header.fr for c in sheet.columns), 'fr', 20)}.",
                f"Expected: {listed((c.header.en for c in sheet.columns), 'en', 20)}.",
            ),
        )
        return []
    _above(raw.title, header, filled, findings)
    columns = _columns(sheet, raw.title, header, filled, findings)
    _merged(raw, header, columns, findings)
    headers = {
        column.key: (get_column_letter(index), cells.show(filled[header][index]))
        for index, column in columns.items()
    }
    rows = []
    for number, line in filled.items():
        values = {column.key: line.get(index) for index, column in columns.items()}
        if number > header and not _empty(sheet, values):
            rows.append(Row(sheet, raw.title, number, values, headers, findings))
    if not rows and sheet.required:
        findings.problem(
            Place(raw.title),
            "",
            Text("cette feuille n'a aucune ligne.", "this sheet has no row."),
            Text(f"Une ligne y est {sheet.row.fr}.", f"A row of it is {sheet.row.en}."),
        )
    return rows


def _empty(sheet: Sheet, values: Mapping[str, object]) -> bool:
    """Whether nothing we read stands in a row."""
    return all(
        cells.is_blank(value) for key, value in values.items() if sheet.column(key).kind != "shown"
    )


def _header_row(sheet: Sheet, filled: Mapping[int, Mapping[int, object]]) -> int | None:
    """The row with most known headers, among the first; titles may stand above it.

    One known word may be by chance, in a row of values: it makes a header only of the first row
    that is more than a title, and with at most one other word beside it.
    """
    words = {bare(word) for column in sheet.columns for word in column.words}
    wide = [number for number in sorted(filled) if len(filled[number]) > 1]
    best, most = None, 0
    for number in wide[:_HEADER_WITHIN]:
        line = filled[number]
        known = sum(isinstance(v, str) and bare(v) in words for v in line.values())
        if known > most and (known > 1 or (number == wide[0] and len(line) == 2)):
            best, most = number, known
    if best is None and filled:
        first = min(filled)  # a sheet of one column
        if all(isinstance(v, str) and bare(v) in words for v in filled[first].values()):
            best = first
    return best


def _above(
    title: str, header: int, filled: Mapping[int, Mapping[int, object]], findings: Findings
) -> None:
    """A title above the header is fine; what looks like a row there would be lost."""
    for number, line in filled.items():
        if number < header and len(line) > 2:
            findings.notice(
                Place(title, number),
                "",
                Text(
                    "cette ligne au-dessus des titres de colonnes n'est pas lue.",
                    "this row above the column headers is not read.",
                ),
            )


def _columns(
    sheet: Sheet,
    title: str,
    header: int,
    filled: Mapping[int, Mapping[int, object]],
    findings: Findings,
) -> dict[int, Column]:
    """The columns by index. Unknown, double and missing ones are noted."""
    found: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    known = {bare(word): column for column in sheet.columns for word in column.words}
    for index, value in filled[header].items():
        name = cells.show(value)
        place = Place(title, header, get_column_letter(index), name)
        column = known.get(bare(name))
        if column is None:
            if name:
                unknown[index] = name
        elif column in found.values():
            findings.problem(
                place,
                name,
                Text(f"la colonne « {name} » est en double.", f"two columns are “{name}”."),
                Text("Gardez-en une.", "Keep one of them."),
            )
        else:
            found[index] = column
    absent = [column for column in sheet.columns if column not in found.values()]
    for index, name in unknown.items():
        place = Place(title, header, get_column_letter(index), name)
        near = nearest(name, [word for column in absent for word in column.header], _LIKE)
        if near:
            absent = [column for column in absent if near not in column.header]
            findings.problem(
                place,
                name,
                Text(f"la colonne « {name} » est inconnue.", f"the column “{name}” is unknown."),
                did_you_mean(near, ()),
            )
        else:
            findings.notice(
                place, name, Text(f"colonne « {name} » ignorée.", f"column “{name}” ignored.")
            )
    for column in absent:
        if column.required:
            findings.problem(
                Place(title, header),
                "",
                Text(
                    f"la colonne « {column.header.fr} » manque.",
                    f"the column “{column.header.en}” is missing.",
                ),
                column.comment,
            )
    _headless(title, header, set(found) | set(unknown), filled, findings)
    return found


def _headless(
    title: str,
    header: int,
    named: set[int],
    filled: Mapping[int, Mapping[int, object]],
    findings: Findings,
) -> None:
    """Values under no header are not read: say so, once a column."""
    told = set(named)
    for number, line in filled.items():
        for index, value in line.items():
            if number > header and index not in told and not cells.is_blank(value):
                told.add(index)
                findings.notice(
                    Place(title, number, get_column_letter(index)),
                    cells.show(value),
                    Text(
                        f"« {cells.show(value)} » : colonne sans titre, ignorée.",
                        f"“{cells.show(value)}”: a column without a header, ignored.",
                    ),
                )


def _merged(raw: RawSheet, header: int, columns: Mapping[int, Column], findings: Findings) -> None:
    """Of merged cells only the first has a value: what the others mean cannot be guessed."""
    for top, left, bottom, right in raw.merged:
        if bottom > header and any(left <= index <= right for index in columns):
            area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            findings.problem(
                Place(raw.title, top, get_column_letter(left)),
                area,
                Text(f"les cellules {area} sont fusionnées.", f"the cells {area} are merged."),
                Text(
                    "Défusionnez-les et répétez la valeur sur chaque ligne.",
                    "Unmerge them and repeat the value on each row.",
                ),
            )
