"""Référentiels: the hours a diploma asks for, their audit, and the workbook they begin.

`names` and `load` find one; `audit_referential` says what in it does not add up; `new_tables`
makes the tables of a new workbook from it.
"""

from __future__ import annotations

from instances.referentials.audit import audit_referential
from instances.referentials.files import ReferentialError, load, names
from instances.referentials.findings import Finding
from instances.referentials.model import Referential
from instances.referentials.new import new_tables

__all__ = [
    "Finding",
    "Referential",
    "ReferentialError",
    "audit_referential",
    "load",
    "names",
    "new_tables",
]
