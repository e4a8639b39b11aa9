"""Compiling functions on arrays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled when it is first called; kept for later runs where that can be.

    Parallel threads run it at one time.
    """
    found: Callable[..., Any]
    try:
        found = kept = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # Neither the package's folder nor the user's own can be written to.
        found = njit(nogil=True)(function)
    else:
        source = Path(function.__code__.co_filename)
        forget_older(Path(str(kept.stats.cache_path)), function, source.parent)
    return found


def forget_older(kept: Path, function: Callable[..., Any], sources: Path) -> None:
    """Remove what is kept of a function, if it is older than any of the kernels in `sources`.

    Numba sees that the file of a function has changed, not that of one which it calls.
    """
    stem = Path(function.__code__.co_filename).stem
    for index in kept.glob(f"{stem}.{function.__name__}-*.nbi"):
        # Another process may be removing it too.
        with suppress(FileNotFoundError):
            if index.stat().st_mtime < _newest(sources):
                index.unlink()


@cache
def _newest(folder: Path) -> float:
    """When any of the kernels of a folder was changed last."""
    return max((file.stat().st_mtime for file in folder.glob("*_kernel.py")), default=0.0)
