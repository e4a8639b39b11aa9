"""Lists of numbers as arrays, for functions that are compiled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def ints(numbers: Iterable[int]) -> Ints:
    """Numbers as an array."""
    return np.array(list(numbers), np.int64)


def laid(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Lists end to end, and where each begins (and the last one ends)."""
    ends = np.cumsum([0, *map(len, lists)])
    return np.array([number for one in lists for number in one], np.int64), ends
