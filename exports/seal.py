"""Workbooks that no other file vouches for: their mark says what they are, their seal what was in.

Both are words of the workbook's keywords; the seal is a digest of every other part of the file, so
that one which was edited and saved since is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_KEYWORDS = "docProps/core.xml"


def sealed(content: bytes, mark: str) -> bytes:
    """A workbook whose keywords are a mark, with its seal after the mark."""
    with ZipFile(BytesIO(content)) as archive:
        kept = {info: archive.read(info) for info in archive.infolist()}
    seal = _seal({info.filename: data for info, data in kept.items()})
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for info, data in kept.items():
            marked = data.replace(f">{mark}<".encode(), f">{mark} {seal}<".encode())
            archive.writestr(info, marked if info.filename == _KEYWORDS else data)
    return out.getvalue()


def carries(path: Path, mark: str) -> bool:
    """Whether a workbook has a mark: what kind of file we wrote it as."""
    return mark.encode() in _parts(path).get(_KEYWORDS, b"")


def intact(path: Path, mark: str) -> bool:
    """Whether a workbook with a mark is as it was written."""
    parts = _parts(path)
    found = re.search(f">{re.escape(mark)} ([0-9a-f]+)<".encode(), parts.get(_KEYWORDS, b""))
    return found is not None and found[1].decode() == _seal(parts)


def _parts(path: Path) -> dict[str, bytes]:
    try:
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, BadZipFile):
        return {}


def _seal(parts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(parts.items()):
        if name != _KEYWORDS:
            digest.update(f"{name}\n{len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()[:32]
