"""Teachers: the hours they give against the time they are available, and their service due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from instances.audit.findings import Finding, TeacherLoad, find
from instances.audit.holding import Demand, held, teacher_limits, tightest
from instances.audit.masks import Masks, join
from instances.entities import Course, Resource, Teacher
from instances.text import Text
from instances.units import Minutes

ALONE = Text(
    "{subject} : {courses} lui demandent {demand}, mais sur {days} {days:jour|jours} où ils "
    "peuvent avoir lieu il n'est libre que {capacity} : il manque {missing}. Élargir ses "
    "disponibilités, ou confier un cours à un autre.",
    "{subject}: {courses} take {demand}, but on the {days} {days:day|days} they can stand only "
    "{capacity} are free: {missing} short. Widen the availability, or give a course to another.",
)
TOGETHER = Text(
    "{teachers} : ensemble ils ont {demand} de cours que nul autre ne peut prendre, et {capacity} "
    "de libres : il manque {missing}. Ajouter un enseignant possible.",
    "{teachers}: together they have {demand} of courses nobody else can take, and {capacity} "
    "free: {missing} short. Add a possible teacher.",
)
OVER_SERVICE = Text(
    "{subject} : {counted} comptées pour un service dû de {service} : {more} en plus.",
    "{subject}: {counted} counted for a service due of {service}: {more} over.",
)
UNDER_SERVICE = Text(
    "{subject} : {counted} comptées au plus pour un service dû de {service} : {less} en moins.",
    "{subject}: {counted} counted at most for a service due of {service}: {less} under.",
)


def teacher_loads(masks: Masks) -> tuple[TeacherLoad, ...]:
    """The load of every teacher."""
    return tuple(_load(masks, teacher) for teacher in masks.instance.teachers)


def teacher_findings(
    masks: Masks, loads: Sequence[TeacherLoad], hopeless: frozenset[str]
) -> Iterator[Finding]:
    """Teachers, alone and together, who cannot give what only they can; services not met.

    `hopeless` courses are known to be impossible alone; nothing is said of them again.
    """
    for teacher in masks.instance.teachers:
        subject = Resource("teacher", teacher.code)
        shortage = tightest(
            [
                Demand(course.code, masks.least(course), _masks(masks, course, teacher))
                for course in masks.possible[teacher.code]
                if course.code not in hopeless and _least(masks, course, frozenset({teacher.code}))
            ],
            partial(held, masks, teacher_limits(masks, teacher)),
        )
        if shortage:
            yield find(
                "teacher_capacity", "impossible", subject, ALONE,
                courses=shortage.what, demand=Minutes(shortage.demand), days=shortage.days,
                capacity=Minutes(shortage.capacity),
                missing=Minutes(shortage.demand - shortage.capacity),
            )  # fmt: skip
    for pool in _pools(masks):
        yield from _together(masks, pool)
    for load in loads:
        yield from _service(load)


def _masks(masks: Masks, course: Course, teacher: Teacher) -> tuple[int, ...]:
    """Periods at which the teacher could give the course."""
    return masks.given_by(course.code, teacher.code)


def _least(masks: Masks, course: Course, pool: frozenset[str]) -> int:
    """How many of `pool` every team of the course has at the least."""
    teams = masks.instance.teams[course.code]
    if len(teams) == 1:
        return len(teams[0] & pool)
    return min((len(team & pool) for team in teams), default=0)


def _load(masks: Masks, teacher: Teacher) -> TeacherLoad:
    alone = frozenset({teacher.code})
    possible = masks.possible[teacher.code]
    opened = join([_masks(masks, course, teacher) for course in possible], len(masks.dates))
    return TeacherLoad(
        code=teacher.code,
        name=teacher.name,
        certain=sum(course.minutes for course in possible if _least(masks, course, alone)),
        possible=sum(course.minutes for course in possible),
        days=sum(mask > 0 for mask in opened),
        capacity=held(masks, teacher_limits(masks, teacher), opened),
        service=teacher.service,
        weight=teacher.hour_weight,
    )


def _pools(masks: Masks) -> tuple[frozenset[str], ...]:
    """The sets of teachers some course chooses from, and those joined by a common teacher."""
    pools = dict.fromkeys(pool for pool in masks.instance.givers.values() if len(pool) > 1)
    joined: list[frozenset[str]] = []
    for pool in pools:
        apart = [other for other in joined if not other & pool]
        merged = pool.union(*(other for other in joined if other & pool))
        joined = [*apart, merged]
    return tuple(dict.fromkeys([*pools, *joined]))


def _together(masks: Masks, pool: frozenset[str]) -> Iterator[Finding]:
    shares = {course.code: _least(masks, course, pool) for course in masks.instance.courses}
    needing = [course for course in masks.instance.courses if shares[course.code]]
    demand = sum(shares[course.code] * masks.least(course) for course in needing)
    capacity = 0
    for code in pool:
        teacher = masks.instance.teacher[code]
        opened = join([_masks(masks, course, teacher) for course in needing], len(masks.dates))
        capacity += held(masks, teacher_limits(masks, teacher), opened)
    if demand > capacity:
        yield find(
            "teachers_capacity", "impossible", Resource("teacher", min(pool)), TOGETHER,
            teachers=tuple(sorted(pool)), demand=Minutes(demand), capacity=Minutes(capacity),
            missing=Minutes(demand - capacity),
        )  # fmt: skip


def _service(load: TeacherLoad) -> Iterator[Finding]:
    if load.service is None:
        return
    subject = Resource("teacher", load.code)
    service = Minutes(load.service)
    least, most = round(load.certain * load.weight), round(load.possible * load.weight)
    if least > load.service:
        yield find(
            "service_over", "warning", subject, OVER_SERVICE,
            counted=Minutes(least), service=service, more=Minutes(least - load.service),
        )  # fmt: skip
    elif most < load.service:
        yield find(
            "service_under", "warning", subject, UNDER_SERVICE,
            counted=Minutes(most), service=service, less=Minutes(load.service - most),
        )  # fmt: skip
