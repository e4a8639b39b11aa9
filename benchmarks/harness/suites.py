"""What is run: the instances of each suite, made or looked for, and the runs on them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness.methods import PYTHON, SEMAINIER, Job, Tools, answer_of
from benchmarks.harness.process import run, without_paths
from benchmarks.harness.record import Record

SUITES = ("examples", "campus", "ctt", "fet")
# A plain model of more classes than this fills the memory of an ordinary machine.
LARGEST_PLAIN = 12
# FET's examples looked at for each that is run: most ask for more than is read.
LOOKED_AT = 8


@dataclass(frozen=True)
class Wanted:
    """What a call asks for.

    runs
        Runs of each method and instance: as many seeds where instances are drawn.
    without
        Methods that are left out.
    """

    suites: tuple[str, ...]
    runs: int
    sizes: tuple[int, ...]
    tightness: tuple[float, ...]
    seconds: float
    ctt_seconds: tuple[float, ...]
    most_ctt: int | None
    most_fet: int
    folder: Path
    ctt: Path | None = None
    fet: Path | None = None
    workers: int | None = None
    seeded: bool = False
    without: tuple[str, ...] = ()


@dataclass
class Bench:
    """Turns what is wanted into runs; notes what cannot be run, and why.

    `references`: what is known of an instance without running anything.
    """

    wanted: Wanted
    tools: Tools
    skipped: list[str] = field(default_factory=list)
    references: list[Record] = field(default_factory=list)

    def jobs(self) -> Iterator[Job]:
        """Every run, suite by suite; an instance is made when its turn comes."""
        makers = {
            "examples": self._examples,
            "campus": self._campus,
            "ctt": self._ctt,
            "fet": self._fet,
        }
        for suite in self.wanted.suites:
            for job in makers[suite]():
                if job.method in self.wanted.without:
                    self._skip(f"{suite}: no runs by {job.method}, as was asked.")
                else:
                    yield job

    def _job(
        self,
        suite: str,
        instance: str,
        method: str,
        seed: int,
        file: Path,
        *,
        limit: float | None = None,
        against: Path | None = None,
        size: dict[str, float] | None = None,
    ) -> Job:
        wanted = self.wanted
        seconds = wanted.seconds if limit is None else limit
        folder = wanted.folder / suite / f"{instance}-{method}-{seed}-{seconds:g}"
        # What an earlier run left there is none of this one's.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return Job(
            suite,
            instance,
            method,
            seed,
            seconds,
            file.resolve(),
            folder.resolve(),
            against=None if against is None else against.resolve(),
            size=tuple((size or {}).items()),
            workers=wanted.workers,
            seeded=wanted.seeded,
        )

    def _skip(self, sentence: str) -> None:
        sentence = without_paths(sentence)
        if sentence not in self.skipped:
            self.skipped.append(sentence)

    # --- suites ----------------------------------------------------------------------------

    def _examples(self) -> Iterator[Job]:
        folder = self.wanted.folder / "instances"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("s1", "s2"):
            file = folder / f"{name}.xlsx"
            file.unlink(missing_ok=True)
            ran = run([*PYTHON, "semainier", "-q", "new", file, "--example", name], 60)
            if ran.code:
                self._skip(f"examples, {name}: {ran.why}")
                continue
            for seed in range(1, self.wanted.runs + 1):
                for method in ("semainier", "plain"):
                    yield self._job("examples", name, method, seed, file)

    def _campus(self) -> Iterator[Job]:
        for size in self.wanted.sizes:
            for tightness in self.wanted.tightness:
                name = f"campus-{size:03d}-{tightness:.2f}"
                for seed in range(1, self.wanted.runs + 1):
                    made = self._draw("campus", name, size, tightness, seed, weekly=False)
                    if made is None:
                        continue
                    file, facts = made
                    yield self._job("campus", name, "semainier", seed, file, size=facts)
                    if size <= LARGEST_PLAIN:
                        yield self._job("campus", name, "plain", seed, file, size=facts)
                    else:
                        self._skip(f"campus: no plain model of more than {LARGEST_PLAIN} classes.")

    def _draw(
        self, suite: str, name: str, size: int, tightness: float, seed: int, *, weekly: bool
    ) -> tuple[Path, dict[str, float]] | None:
        """A campus drawn from a seed: its workbook and its figures; the plan's cost is noted."""
        folder = self.wanted.folder / "instances"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}-{seed}.xlsx"
        command: list[str | Path] = [*PYTHON, "benchmarks.campus", "--json"]
        command += ["--classes", str(size), "--tightness", str(tightness), "--seed", str(seed)]
        command += ["-o", file, "--plan", file.with_suffix(".json")]
        ran = run([*command, *(["--weekly"] if weekly else [])], 300)
        facts = answer_of(ran)
        if ran.code or not facts:
            self._skip(f"{suite}, {name}, seed {seed}: {ran.why}")
            return None
        cost = facts.pop("cost")
        record = Record(suite, name, "made from", seed, 0, "reference", cost=cost, size=facts)
        self.references.append(record)
        return file, facts

    def _ctt(self) -> Iterator[Job]:
        wanted = self.wanted
        if wanted.ctt is None:
            self._skip("ctt: no folder of .ctt files was named (CTT=DIR).")
            return
        files = sorted(wanted.ctt.glob("comp*.ctt"))[: wanted.most_ctt]
        if not files:
            self._skip(f"ctt: no comp*.ctt in the folder named ({wanted.ctt.name}).")
            return
        if self.tools.validator is None:
            self._skip("ctt: no validator was named (VALIDATOR=PATH); costs are our own word.")
        for file in files:
            for limit in wanted.ctt_seconds:
                for seed in range(1, wanted.runs + 1):
                    yield self._job("ctt", file.stem, "semainier", seed, file, limit=limit)

    def _fet(self) -> Iterator[Job]:
        if self.tools.fet_cl is None:
            self._skip("fet: fet-cl is not installed.")
            return
        yield from self._fet_weekly()
        yield from self._fet_examples()

    def _fet_weekly(self) -> Iterator[Job]:
        """Campuses of one week, for semainier and for fet-cl."""
        for size in self.wanted.sizes:
            for tightness in self.wanted.tightness:
                name = f"weekly-{size:03d}-{tightness:.2f}"
                for seed in range(1, self.wanted.runs + 1):
                    made = self._draw("fet", name, size, tightness, seed, weekly=True)
                    if made is None:
                        continue
                    file, facts = made
                    yield self._job("fet", name, "semainier", seed, file, size=facts)
                    exported = self._exported(file)
                    if exported is not None:
                        yield self._job(
                            "fet", name, "fet-cl", seed, exported, against=file, size=facts
                        )

    def _exported(self, workbook: Path) -> Path | None:
        """The problem of a workbook in FET's form, by way of a timetable of it."""
        folder = workbook.with_suffix("")
        plan = workbook.with_suffix(".json")
        ran = run([*SEMAINIER, "export", plan, "--to", "fet", "-o", folder], 120)
        found = sorted(folder.glob("*.fet")) if folder.exists() else []
        if ran.code or not found:
            self._skip(f"fet: {workbook.stem} could not be exported ({ran.why})")
            return None
        return found[0]

    def _fet_examples(self) -> Iterator[Job]:
        """FET's own examples, the smallest first, that are read whole."""
        wanted = self.wanted
        if wanted.fet is None:
            self._skip("fet: no folder of FET's examples was named (FET=DIR).")
            return
        count, refused = 0, 0
        for file in _examples_of_fet(wanted.fet)[: LOOKED_AT * wanted.most_fet]:
            if count >= wanted.most_fet:
                break
            if not self._read_whole(file):
                refused += 1
                continue
            count += 1
            for seed in range(1, wanted.runs + 1):
                for method in ("semainier", "fet-cl"):
                    yield self._job("fet", file.stem, method, seed, file, against=file)
        if refused:
            self._skip(
                f"fet: {refused} of FET's examples that were looked at are not read whole: "
                "they ask for what the model cannot express."
            )

    def _read_whole(self, file: Path) -> bool:
        ran = run([*SEMAINIER, "check", file], 60)
        answer = answer_of(ran)
        silent = not answer.get("left_out") and not answer.get("notices")
        return ran.code in (0, 3) and silent and not answer.get("problems")


def _examples_of_fet(folder: Path) -> Sequence[Path]:
    """Its `.fet` files but those said to have no solution, the smallest first, each name once."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.fet"), key=lambda p: (p.stat().st_size, str(p))):
        if "cannot-be-solved" not in str(path) and not path.stem.endswith("_data_and_timetable"):
            found.setdefault(path.stem, path)
    return tuple(found.values())
