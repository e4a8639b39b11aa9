"""What the operating system says of a file it cannot open or write, in the reader's language."""

from __future__ import annotations

import errno

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
