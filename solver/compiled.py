"""Compiling functions on arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled when it is first called; kept for later runs where that can be.

    Parallel threads run it at one time.
    """
    try:
        found: Callable[..., Any] = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # Neither the package's folder nor the user's own can be written to.
        found = njit(nogil=True)(function)
    return found
