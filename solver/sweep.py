"""A sweep: scenarios planned one after the other or many at once, each with the same options.

A scenario is settled by one call of `settle`, in this process or in another of this machine or of
a Dask cluster (`solver.cluster`). What comes of it does not depend on where that was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version

from constraints.verify import verify
from instances.audit import audit
from instances.instance import Instance
from instances.scenario import Scenario, under
from instances.settled import Settled, Status
from instances.text import Text
from instances.timetable_file import TimetableRecord, from_record, to_record
from solver.control import Options, Stop
from solver.solve import solve

NO_REASON = Text(
    "impossible, prouvé par la recherche exacte ; le calcul seul n'en dit pas la raison",
    "impossible, proved by the exact search; arithmetic alone does not say why",
)


@dataclass(frozen=True)
class Trial:
    """A scenario to settle, as it travels: plain text and numbers."""

    instance: str
    scenario: str
    time_limit: float
    workers: int
    seed: int
    gap: float

    @property
    def key(self) -> str:
        """What decides the result: data, scenario (not its name), options and version."""
        scenario = Scenario.model_validate_json(self.scenario).content
        parts = (
            Instance.model_validate_json(self.instance).digest,
            scenario.model_dump_json(),
            self.time_limit,
            self.workers,
            self.seed,
            self.gap,
            version("semainier"),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def trial(instance: Instance, scenario: Scenario, options: Options) -> Trial:
    """The trial of a scenario; comparisons always have a seed, so that they can be repeated."""
    return Trial(
        instance.model_dump_json(),
        scenario.model_dump_json(),
        options.time_limit,
        options.workers or 1,
        options.seed or 0,
        options.gap,
    )


def settle(asked: Trial, stop: Stop | None = None) -> dict[str, str]:
    """Settle one scenario; the answer is plain text, to travel and to be kept.

    Raises
    ------
    ScenarioError
        When the scenario does not fit the problem.
    """
    scenario = Scenario.model_validate_json(asked.scenario)
    instance = under(Instance.model_validate_json(asked.instance), scenario)
    proofs = [finding.text for finding in audit(instance).of("impossible")]
    answer = {"scenario": asked.scenario, "key": asked.key}
    if proofs:
        return {**answer, "status": "infeasible", "fr": proofs[0].fr, "en": proofs[0].en}
    options = Options(asked.time_limit, asked.workers, asked.seed, asked.gap)
    outcome = solve(instance, options, stop=stop)
    answer |= {
        "status": outcome.status,
        "timetable": to_record(outcome.timetable).model_dump_json(),
    }
    if outcome.status == "infeasible":
        answer |= {"fr": NO_REASON.fr, "en": NO_REASON.en}
    return answer


def read_answer(answer: dict[str, str]) -> Settled:
    """What an answer says, its timetable verified anew.

    Raises
    ------
    RuntimeError
        When a timetable that is called complete breaks a rule: a fault of ours.
    """
    timetable = None
    if "timetable" in answer:
        timetable = from_record(TimetableRecord.model_validate_json(answer["timetable"]))
    status: Status = answer["status"]  # type: ignore[assignment]
    if timetable is not None and status in ("optimal", "feasible"):
        broken = verify(timetable).violations
        if broken:
            raise RuntimeError(f"a plan called complete breaks {broken[0].rule.id}")
    reason = Text(answer["fr"], answer["en"]) if "fr" in answer else None
    return Settled(Scenario.model_validate_json(answer["scenario"]), status, timetable, reason)
