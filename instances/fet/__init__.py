"""Problems of FET, the free timetabling program: `.fet` files, and its results."""

from __future__ import annotations

from instances.fet.reader import read_fet

__all__ = ["read_fet"]
