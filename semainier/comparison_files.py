"""The files of a comparison: `comparaison.xlsx`, `comparaison.json`, and the plans beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from exports.comparison.book import write_comparison
from exports.comparison.entries import Entry, verdicts
from instances.text import Lang, Text
from instances.timetable_file import write_whole
from semainier.failures import CommandError
from semainier.planfiles import PlanNames, digest, prepare

NAMES = PlanNames("comparaison.json", "comparaison.xlsx")
_IN_USE = Text(
    "{file} est ouvert dans un autre programme : fermez-le, puis relancez la même commande ; les "
    "plans sont gardés.",
    "{file} is open in another program: close it, then run the same command again; the plans are "
    "kept.",
)


def prepare_folder(folder: Path, *, force: bool) -> None:
    """Make the folders, and look for what would keep the comparison from being written.

    Raises
    ------
    CommandError
        Before a minute of search is spent: an edited or open workbook, no right to write.
    """
    prepare(folder, [NAMES], force=force)
    prepare(folder / "plans", [], force=force)


def write_files(
    folder: Path,
    entries: Sequence[Entry],
    plans: Mapping[str, Path],
    data: dict[str, object],
    lang: Lang,
    *,
    force: bool,
) -> tuple[Path, ...]:
    """Write the workbook, then the file that knows its hash.

    `plans`: where the scenarios' plans are kept, by name.

    Raises
    ------
    CommandError
        When the workbook was edited meanwhile, or is open.
    """
    prepare(folder, [NAMES], force=force)
    workbook, record = folder / NAMES.workbook, folder / NAMES.timetable
    try:
        notes = [text.say(lang) for text in verdicts(entries)]
        places = {name: path.relative_to(folder).as_posix() for name, path in plans.items()}
        write_comparison(entries, workbook, lang, notes, places)
    except PermissionError:
        raise CommandError(_IN_USE.fill(file=workbook)) from None
    text = json.dumps(
        data | {"workbook_digest": digest([workbook])}, ensure_ascii=False, indent=1, default=str
    )
    write_whole(record, (text + "\n").encode())
    return workbook, record
