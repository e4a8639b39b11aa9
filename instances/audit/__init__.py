"""The audit: what arithmetic alone says of a problem, before anything is planned.

`impossible` is only ever a proof: the demand counted is the least any timetable has, the capacity
the most. That no finding is impossible proves nothing.
"""

from __future__ import annotations

from instances.audit.capacity import Capacity, full_weeks, group_capacity, rhythm_capacity
from instances.audit.courses import course_findings
from instances.audit.data import as_data
from instances.audit.findings import (
    SEVERITIES,
    Audit,
    Finding,
    GroupLoad,
    RoomLoad,
    Severity,
    TeacherLoad,
    WeekLoad,
)
from instances.audit.groups import group_findings, group_loads
from instances.audit.law import law_findings
from instances.audit.masks import Masks
from instances.audit.pins import pin_findings
from instances.audit.quotas import quota_findings
from instances.audit.rooms import room_findings, room_loads
from instances.audit.teachers import teacher_findings, teacher_loads
from instances.instance import Instance

__all__ = [
    "Audit",
    "Capacity",
    "Finding",
    "GroupLoad",
    "RoomLoad",
    "Severity",
    "TeacherLoad",
    "WeekLoad",
    "as_data",
    "audit",
    "full_weeks",
    "group_capacity",
    "rhythm_capacity",
]


def audit(instance: Instance) -> Audit:
    """Capacity against demand, the maquette's sums, pins and the law: findings and tables.

    Of a problem that is no workbook's, contradictions only: targets and law are those of
    alternance.
    """
    masks = Masks(instance)
    groups, teachers, rooms = group_loads(masks), teacher_loads(masks), room_loads(masks)
    alone = tuple(course_findings(masks))
    hopeless = frozenset(f.subject.code for f in alone if f.severity == "impossible")
    findings = [
        *group_findings(masks, groups, hopeless),
        *teacher_findings(masks, teachers, hopeless),
        *room_findings(masks, rooms, hopeless),
        *alone,
        *pin_findings(masks),
        *quota_findings(masks),
        *law_findings(masks, groups),
    ]
    if instance.origin != "workbook":
        findings = [found for found in findings if found.severity in ("impossible", "error")]
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Audit(tuple(findings), groups, teachers, rooms)
