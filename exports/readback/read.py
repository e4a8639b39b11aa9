"""An exported workbook read back: its list, its grids and those of the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from exports.occupation import SHEET as OCCUPATION
from exports.outline import SUMMARY
from exports.quotas import SHEET as QUOTAS
from exports.readback.cells import differences
from exports.readback.changes import Edits, apply
from exports.readback.edited import Edited, kept
from exports.readback.file import read_cells
from exports.readback.grids import GridReader
from exports.readback.listing import ListReader, find_list
from exports.services import SHEET as SERVICES
from exports.traces import Memory, load, part_held
from instances.instance import Instance
from instances.text import Lang, Text
from instances.timetable import Session, Timetable
from instances.workbook.problems import Place, WorkbookError
from instances.workbook.source import RawSheet

_COMPUTED = frozenset(title for text in (SUMMARY, QUOTAS, SERVICES, OCCUPATION) for title in text)


def read_excel(path: Path, instance: Instance, original: Timetable | None = None) -> Timetable:
    """Read an exported workbook as a timetable; see `read_edited`."""
    return read_edited(path, instance, original).timetable


def read_edited(path: Path, instance: Instance, original: Timetable | None = None) -> Edited:
    """Read an exported workbook, edited by hand or not.

    An edit is what differs from the state the export remembers in its hidden sheets; without
    them, from `original`; without that, the session list is taken as it stands. Where the
    export is several files, those beside `path` are read too.

    Returns
    -------
    `original` where nothing changed, else a timetable of the edited sessions, which says
    nothing of how good it is; and each edit with its cells.

    Raises
    ------
    WorkbookError
        With every problem: a cell that cannot be read, a name nobody has, two edits that
        contradict each other.
    """
    sheets = _sheets(path)
    edits = Edits()
    _refuse_part(path, sheets, edits)
    memory = _memory(path, sheets, edits)
    before = _before(memory, original)
    lang: Lang = "en" if memory and memory.about.get("lang") == "en" else "fr"
    found = find_list(sheets)
    if found is not None:
        reader = ListReader(instance, before, edits, lang)
        fresh = memory is None and original is None
        reader.read(*found, fresh=fresh)
    elif memory is None:
        what = Text(
            "ce classeur n’a ni feuille Séances ni grilles d’un emploi du temps exporté.",
            "this workbook has neither a sheet Sessions nor the grids of an exported timetable.",
        )
        advice = Text(
            "Donnez le timetable.json, ou l’emploi-du-temps.xlsx qui l’accompagne.",
            "Give the timetable.json, or the emploi-du-temps.xlsx beside it.",
        )
        edits.findings.problem(Place(), "", what, advice)
    if memory is not None:
        _read_grids(sheets, memory, instance, edits)
        for name in filter(None, memory.about.get("files", "").split("\n")):
            beside = path.with_name(name)
            if beside.exists():
                others = _sheets(beside)
                other = _memory(beside, others, edits)
                if other is not None:
                    _read_grids(others, other, instance, edits)
    taken = [session.id for session in original.sessions] if original else []
    sessions, new = apply(instance, before, edits, taken)
    if edits.findings.problems:
        raise WorkbookError(path.name, edits.findings.problems)
    timetable = _timetable(instance, sessions, original)
    if memory is None and original is None:
        rows = tuple((identity, place) for identity, where in new.items() for place in where)
        return Edited(timetable, rows=rows)
    planned = memory.about.get("instance", "") if memory is not None else ""
    return Edited(timetable, before, tuple(kept(before, sessions, edits, new)), planned=planned)


def _refuse_part(path: Path, sheets: Mapping[str, RawSheet], edits: Edits) -> None:
    """An extract lacks most sessions: taken for the timetable, all those would be missing."""
    if part := part_held(sheets):
        what = Text(
            f"ce classeur est un extrait ({part}), pas l’emploi du temps entier.",
            f"this workbook is an extract ({part}), not the whole timetable.",
        )
        advice = Text(
            "Faites les retouches dans emploi-du-temps.xlsx, puis donnez ce fichier-là.",
            "Make the edits in emploi-du-temps.xlsx and give that file.",
        )
        edits.findings.problem(Place(path.name), "", what, advice)
        raise WorkbookError(path.name, edits.findings.problems)


def _timetable(
    instance: Instance, sessions: tuple[Session, ...], original: Timetable | None
) -> Timetable:
    if original is None:
        return Timetable(instance=instance, sessions=sessions)
    if original.sessions == sessions and original.instance == instance:
        return original
    # Not a copy of the original: it would carry what the original has derived of its sessions.
    return Timetable(
        instance=instance,
        sessions=sessions,
        changes=original.changes,
        workbook_digest=original.workbook_digest,
    )


def _sheets(path: Path) -> dict[str, RawSheet]:
    # What is only computed says nothing of its own, and its formulas would be read twice.
    return read_cells(path, _COMPUTED)


def _before(memory: Memory | None, original: Timetable | None) -> tuple[Session, ...]:
    if memory is not None:
        return memory.sessions
    return original.sessions if original else ()


def _memory(path: Path, sheets: Mapping[str, RawSheet], edits: Edits) -> Memory | None:
    try:
        return load(sheets)
    except (ValueError, KeyError, IndexError) as error:
        what = Text(
            f"les feuilles cachées de l’export sont abîmées ({error}).",
            f"the hidden sheets of the export are damaged ({error}).",
        )
        advice = Text(
            "Exportez de nouveau l’emploi du temps et refaites les modifications.",
            "Export the timetable again and make the edits in the new file.",
        )
        edits.findings.problem(Place(path.name), "", what, advice)
        raise WorkbookError(path.name, edits.findings.problems) from error


def _read_grids(
    sheets: Mapping[str, RawSheet], memory: Memory, instance: Instance, edits: Edits
) -> None:
    lang: Lang = "en" if memory.about.get("lang") == "en" else "fr"
    reader = GridReader(instance, memory.sessions, edits)
    for difference in differences(sheets, memory.traces, lang, edits.findings):
        reader.read(difference)
