"""Curriculum-based course timetabling: `.ctt` and `.ectt` files of the competition ITC-2007."""

from __future__ import annotations

from instances.ctt.reader import read_ctt

__all__ = ["read_ctt"]
