"""Whether names can be given to needs, one each: teachers to posts, rooms to what is asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def fills(names: Sequence[str], needs: Sequence[Collection[str]]) -> bool:
    """Whether distinct `names` fill all `needs`, one each, and none is left over.

    Each need is the names that suit it. There are few of them: a teacher or two, a room or two.
    """
    if len(names) != len(needs) or len(set(names)) != len(names):
        return False
    if not needs:
        return True
    return any(
        name in needs[0] and fills([*names[:i], *names[i + 1 :]], needs[1:])
        for i, name in enumerate(names)
    )
