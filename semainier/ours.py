"""Workbooks beside a plan's own files: replaced only where nothing that people wrote is lost."""

from __future__ import annotations

from pathlib import Path

from exports.seal import carries, intact
from instances.text import Text
from semainier.failures import CommandError
from semainier.planfiles import OPEN, is_open

_CHANGED = Text(
    "{file} a changé depuis que semainier l'a écrit ; il n'est pas remplacé. Choisissez un autre "
    "nom ou un autre dossier (-o), ou ajoutez --force pour perdre ces changements.",
    "{file} has changed since semainier wrote it; it is not replaced. Choose another name or "
    "folder (-o), or add --force to lose those changes.",
)


def check_ours(path: Path, mark: str, foreign: Text, *, force: bool) -> None:
    """Refuse to replace a workbook that is open, or holds what we did not write.

    Parameters
    ----------
    mark
        What the workbooks have that may be replaced.
    foreign
        What to say of one without it; `file` is filled in.

    Raises
    ------
    CommandError
        When it is open, or (unless forced) has no mark or changed since it was written.
    """
    if not path.exists():
        return
    if is_open(path):
        raise CommandError(OPEN.fill(file=path))
    if force:
        return
    if not carries(path, mark):
        raise CommandError(foreign.fill(file=path))
    if not intact(path, mark):
        raise CommandError(_CHANGED.fill(file=path))
