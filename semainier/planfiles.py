"""The files of a plan in its folder: written together or not at all, and nothing destroyed.

An exported workbook that changed since it was written is only replaced when asked. Stale
complete files are set aside under a dated name before a partial plan is written.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from exports import write_sol
from exports.names import FILES
from instances.instance import Instance
from instances.system_words import system_reason
from instances.text import LANGS, Lang, Text
from instances.timetable import Timetable
from instances.timetable_file import write_timetable
from semainier.failures import CommandError

_EDITED = Text(
    "{file} a changé depuis que semainier l'a écrit ; il n'est pas remplacé. Choisissez un autre "
    "dossier (-o), ou ajoutez --force pour perdre ces changements. « semainier verify » les "
    "vérifie.",
    "{file} has changed since semainier wrote it; it is not replaced. Choose another folder (-o), "
    "or add --force to lose those changes. `semainier verify` checks them.",
)
OPEN = Text(
    "{file} est ouvert dans un autre programme : fermez-le, puis recommencez.",
    "{file} is open in another program: close it, then try again.",
)
NOT_WRITTEN = Text(
    "{file} ne peut pas être écrit : {reason}.", "{file} cannot be written: {reason}."
)
_RESCUED = Text(
    "{file} ne peut pas être écrit : {reason}. Le plan trouvé est gardé dans {kept} ; faites de la "
    "place, puis « semainier export » en écrit le classeur.",
    "{file} cannot be written: {reason}. The plan found is kept in {kept}; make room, then "
    "`semainier export` writes its workbook.",
)
_KEPT = Text(
    "{file} est ouvert dans un autre programme, ou a changé entre-temps. Le plan trouvé est gardé "
    "dans {folder} : fermez le fichier et prenez-le là.",
    "{file} is open in another program, or has changed meanwhile. The plan found is kept in "
    "{folder}: close the file and take it from there.",
)
_NO_FOLDER = Text(
    "{folder} : ce dossier ne peut pas être créé ({reason}). Choisissez-en un autre avec -o.",
    "{folder}: this folder cannot be made ({reason}). Choose another one with -o.",
)
_NOT_WRITABLE = Text(
    "{folder} : ce dossier n'est pas accessible en écriture. Choisissez-en un autre avec -o.",
    "{folder}: this folder cannot be written to. Choose another one with -o.",
)
_IS_A_FILE = Text(
    "{folder} : un fichier porte déjà ce nom. Choisissez un autre dossier avec -o.",
    "{folder}: a file has this name already. Choose another folder with -o.",
)

_TIMETABLE, _WORKBOOK = "timetable", "emploi-du-temps"

WriteWorkbook = Callable[[Path], Sequence[Path]]


@dataclass(frozen=True)
class PlanNames:
    """The names of a plan's files.

    solution
        Its file in the form that the problem's own format has for solutions; empty: none.
    """

    timetable: str
    workbook: str
    solution: str = ""

    def workbooks(self, folder: Path) -> list[Path]:
        """The workbook and those beside it (a large school has one a kind), if they exist."""
        main = folder / self.workbook
        kinds = sorted({kind.say(lang) for kind in FILES.values() for lang in LANGS})
        others = (main.with_name(f"{main.stem}-{kind}{main.suffix}") for kind in kinds)
        return [path for path in (main, *others) if path.exists()]

    def existing(self, folder: Path) -> list[Path]:
        """Every file of the plan that exists."""
        others = (folder / name for name in (self.timetable, self.solution) if name)
        return [*self.workbooks(folder), *(path for path in others if path.exists())]

    def edited(self, folder: Path) -> Path | None:
        """The workbook, when it is not as it was written or nobody knows how it was."""
        found = self.workbooks(folder)
        if found and digest(found) != _digest_known(folder / self.timetable):
            return found[0]
        return None


def names_like(timetable: Path) -> PlanNames:
    """The names that go with a timetable's: `timetable.x.json` → `emploi-du-temps.x.xlsx`."""
    stem = timetable.stem
    if stem.startswith(_TIMETABLE):
        stem = _WORKBOOK + stem.removeprefix(_TIMETABLE)
    return PlanNames(timetable.name, f"{stem}.xlsx")


def names_of_workbook(workbook: Path) -> PlanNames:
    """The same from a workbook's name."""
    stem = workbook.stem
    if stem.startswith(_WORKBOOK):
        stem = _TIMETABLE + stem.removeprefix(_WORKBOOK)
    return PlanNames(f"{stem}.json", workbook.name)


COMPLETE = names_like(Path("timetable.json"))
PARTIAL = names_like(Path("timetable.partial.json"))


def names_for(file: Path, instance: Instance) -> tuple[PlanNames, PlanNames]:
    """The names of the complete and of the partial plan of a problem read from a file."""
    if instance.origin != "ctt":
        return COMPLETE, PARTIAL
    return (
        replace(COMPLETE, solution=f"{file.stem}.sol"),
        replace(PARTIAL, solution=f"{file.stem}.partial.sol"),
    )


@dataclass(frozen=True)
class Written:
    """What was written, what was set aside (old name, new name), what was removed."""

    files: tuple[Path, ...]
    set_aside: tuple[tuple[Path, Path], ...] = ()
    removed: tuple[Path, ...] = ()


def digest(files: Sequence[Path]) -> str:
    """SHA-256 of the files' bytes, one after the other."""
    found = hashlib.sha256()
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()


def _digest_known(timetable: Path) -> str | None:
    """The digest that a timetable.json says its workbook was written with."""
    try:
        data = json.loads(timetable.read_bytes())
    except (OSError, ValueError):
        return None
    known = data.get("workbook_digest") if isinstance(data, dict) else None
    return known if isinstance(known, str) else None


def prepare(folder: Path, plans: Sequence[PlanNames], *, force: bool) -> None:
    """Make the folder and look for whatever would keep these plans from being written.

    Raises
    ------
    CommandError
        Before a minute of search is spent: an edited or open workbook, no right to write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        taken = next((at for at in (folder, *folder.parents) if at.is_file()), folder)
        raise CommandError(_IS_A_FILE.fill(folder=taken)) from None
    except OSError as error:
        reason = system_reason(error)
        raise CommandError(_NO_FOLDER.fill(folder=folder, reason=reason)) from None
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        raise CommandError(_NOT_WRITABLE.fill(folder=folder)) from None
    for names in plans:
        for path in names.workbooks(folder):
            if is_open(path):
                raise CommandError(OPEN.fill(file=path))
        if not force and (edited := names.edited(folder)):
            raise CommandError(_EDITED.fill(file=edited))


def is_open(path: Path) -> bool:
    """Whether Excel or LibreOffice has a file open, as far as their lock files say."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if any(lock.exists() for lock in locks):
        return True
    try:
        with path.open("r+b"):
            return False
    except PermissionError:
        return True


def excel(timetable: Timetable, lang: Lang) -> WriteWorkbook:
    """What writes a timetable's workbook, with what its reader must be warned of."""
    # Excel files need pandas; who only looks for names of files does not wait for it.
    from exports import write_excel  # noqa: PLC0415
    from semainier.alerts import alerts  # noqa: PLC0415

    return lambda path: write_excel(timetable, path, lang, alerts=alerts(timetable, lang))


def write_plan(
    folder: Path,
    timetable: Timetable,
    write_workbook: WriteWorkbook,
    *,
    force: bool,
    names: tuple[PlanNames, PlanNames] = (COMPLETE, PARTIAL),
) -> Written:
    """Write a plan's files, complete or partial, and put those it replaces out of the way.

    Raises
    ------
    CommandError
        When a file cannot be replaced; the plan is then kept in a folder of its own.
    """
    partial = timetable.solution is not None and timetable.solution.status == "partial"
    whole, part = names
    chosen = part if partial else whole
    with _staged(folder, chosen, timetable, write_workbook) as files:
        _check_free(folder, chosen, force=force)
        set_aside = _set_aside(folder, whole) if partial else ()
        written = _publish(folder, chosen, files)
    if partial:
        return Written(written, set_aside)
    if not force and (part.edited(folder) or any(map(is_open, part.workbooks(folder)))):
        return Written(written, _set_aside(folder, part))
    return Written(written, removed=_remove(part.existing(folder)))


def write_again(
    folder: Path,
    names: PlanNames,
    timetable: Timetable,
    write_workbook: WriteWorkbook,
    *,
    force: bool,
) -> tuple[Path, ...]:
    """Write a timetable's workbook once more, and beside it the file that knows its hash.

    Raises
    ------
    CommandError
        When a file cannot be replaced; the plan is then kept in a folder of its own.
    """
    with _staged(folder, names, timetable, write_workbook) as files:
        _check_free(folder, names, force=force)
        return _publish(folder, names, files)


@contextmanager
def _staged(
    folder: Path, names: PlanNames, timetable: Timetable, write_workbook: WriteWorkbook
) -> Iterator[list[Path]]:
    """Write the files out of sight first; where they cannot take their place, keep them."""
    staging = Path(tempfile.mkdtemp(dir=folder, prefix=".plan-"))
    try:
        files = [*write_workbook(staging / names.workbook)]
        signed = timetable.model_copy(update={"workbook_digest": digest(files)})
        write_timetable(signed, staging / names.timetable)
        if names.solution:
            files.append(write_sol(timetable, staging / names.solution))
        yield [*files, staging / names.timetable]
    except PermissionError as error:
        kept = _free(folder / "plan", datetime.now())
        staging.rename(kept)
        kept.chmod(0o755)
        blocked = error.filename2 or error.filename or folder
        raise CommandError(_KEPT.fill(file=blocked, folder=kept)) from None
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        words = {"file": folder / names.workbook, "reason": system_reason(error)}
        rescued = _rescued(folder, names, timetable)
        said = _RESCUED.fill(**words, kept=rescued) if rescued else NOT_WRITTEN.fill(**words)
        raise CommandError(said) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _rescued(folder: Path, names: PlanNames, timetable: Timetable) -> Path | None:
    """Keep the plan itself, which takes less room than its workbook, where there is any."""
    for place in (folder, Path(tempfile.gettempdir())):
        kept = _free(place / names.timetable, datetime.now())
        try:
            write_timetable(timetable, kept)
        except OSError:
            continue
        return kept
    return None


def _check_free(folder: Path, names: PlanNames, *, force: bool) -> None:
    """Look again, after the search: people open and edit files while they wait."""
    edited = None if force else names.edited(folder)
    busy = [path for path in names.workbooks(folder) if path == edited or is_open(path)]
    if busy:
        raise PermissionError(errno.EACCES, "open or edited", str(busy[0]))


def _publish(folder: Path, names: PlanNames, files: Sequence[Path]) -> tuple[Path, ...]:
    fresh = {path.name for path in files}
    stale = [path for path in names.existing(folder) if path.name not in fresh]
    for path in files:
        path.replace(folder / path.name)
    _remove(stale)
    return tuple(folder / path.name for path in files)


def _set_aside(folder: Path, names: PlanNames) -> tuple[tuple[Path, Path], ...]:
    """Rename a complete plan's files by the date they were written on."""
    moved = []
    for path in names.existing(folder):
        aside = _free(path, datetime.fromtimestamp(path.stat().st_mtime))
        path.replace(aside)
        moved.append((path, aside))
    return tuple(moved)


def beside(path: Path) -> Path:
    """A name with the date and time for what cannot take the place of a file."""
    return _free(path, datetime.now())


def _free(path: Path, moment: datetime) -> Path:
    """`timetable.2026-09-01-14h05.json`, numbered if that is taken."""
    stamp, count = moment.strftime("%Y-%m-%d-%Hh%M"), 1
    while True:
        number = f"-{count}" if count > 1 else ""
        aside = path.with_name(f"{path.stem}.{stamp}{number}{path.suffix}")
        if not aside.exists():
            return aside
        count += 1


def _remove(paths: Sequence[Path]) -> tuple[Path, ...]:
    for path in paths:
        path.unlink()
    return tuple(paths)
