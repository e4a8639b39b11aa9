"""What the system says of a file, and a parser of a text, in the reader's language."""

from __future__ import annotations

import errno
import re

from instances.text import Text

_REASONS = {
    errno.ENOENT: Text("ce fichier n'existe pas", "there is no such file"),
    errno.EISDIR: Text("c'est un dossier", "it is a folder"),
    errno.ENOTDIR: Text(
        "un fichier est là où il faudrait un dossier", "a file is where a folder should be"
    ),
    errno.EACCES: Text("vous n'en avez pas le droit", "permission denied"),
    errno.EPERM: Text("vous n'en avez pas le droit", "permission denied"),
    errno.EROFS: Text("ce disque ne peut être que lu", "the disk can be read only"),
    errno.ENOSPC: Text("le disque est plein", "the disk is full"),
    errno.EDQUOT: Text("votre espace sur ce disque est plein", "your share of the disk is used up"),
    errno.EFBIG: Text("il serait trop gros", "it would be too large"),
    errno.ENAMETOOLONG: Text("ce nom est trop long", "the name is too long"),
    errno.ELOOP: Text("ses liens tournent en rond", "its links go round in a circle"),
    errno.EBUSY: Text("un autre programme l'utilise", "another program uses it"),
    errno.EIO: Text("le disque ne répond pas", "the disk does not answer"),
}


def system_reason(error: OSError) -> Text:
    """Why the system refuses; in its own words where we have none."""
    known = _REASONS.get(error.errno) if error.errno is not None else None
    words = error.strerror or type(error).__name__
    return known or Text(words, words)


def not_toml(error: ValueError) -> Text:
    """Where a text stops being TOML, or that it is no text."""
    if isinstance(error, UnicodeDecodeError):
        return Text("ce n'est pas du texte UTF-8", "it is no UTF-8 text")
    if at := re.search(r"\(at line (\d+), column (\d+)\)", str(error)):
        return Text(f"ligne {at[1]}, colonne {at[2]}", f"line {at[1]}, column {at[2]}")
    return Text("il s'arrête trop tôt", "it ends too early")
