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

    Parallel threads run it at one time. It makes no arrays: what might have to be freed is counted
    by atomic instructions whenever it is handed on, which took a third of the time of steps.
    """
    return _compiled(function)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same as a part of the compiled functions that call it: it cannot be called from others.

    To hand dozens of arrays over takes longer than most of what is done with them. What is inlined
    takes them in tuples, which the compiler takes apart.
    """
    return _compiled(function, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _compiled(function: Callable[..., Any], **how: Any) -> Callable[..., Any]:
    # `_nrt`: no arrays are made, so that Numba counts no references to any.
    how |= {"nogil": True, "_nrt": False}
    found: Callable[..., Any]
    try:
        found = kept = njit(cache=True, **how)(function)
    except RuntimeError:
        # Neither the package's folder nor the user's own can be written to.
        found = njit(**how)(function)
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
