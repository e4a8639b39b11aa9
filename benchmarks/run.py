"""Run benchmarks, and write what came of them.

`python -m benchmarks.run` makes the short run of `make bench`, `--full` the long one of
`make bench-full`. Raw records go to benchmarks/results, tables to benchmarks/RESULTS.md, the costs
of this version to benchmarks/history.csv.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.harness import history
from benchmarks.harness.methods import Tools, execute
from benchmarks.harness.process import ROOT, without_paths
from benchmarks.harness.record import Context, Record, Results, here, read_results
from benchmarks.harness.render import page
from benchmarks.harness.suites import SUITES, Bench, Wanted

HOME = ROOT / "benchmarks"
QUICK = Wanted(
    suites=SUITES,
    runs=1,
    sizes=(1, 3),
    tightness=(0.85,),
    seconds=20,
    ctt_seconds=(20,),
    most_ctt=2,
    most_fet=3,
    folder=ROOT / "out" / "bench",
)
FULL = replace(
    QUICK,
    runs=3,
    sizes=(1, 3, 12, 40, 100),
    tightness=(0.85, 0.95),
    seconds=300,
    ctt_seconds=(60, 300),
    most_ctt=None,
    most_fet=30,
)


def main() -> None:
    """Run what is asked for, then write all results."""
    arguments = _parser().parse_args()
    wanted, tools = _wanted(arguments), _tools(arguments)
    bench = Bench(wanted, tools)
    context = here(without_paths(" ".join(sys.argv[1:])), ())
    records: list[Record] = []

    def results() -> Results:
        skipped = tuple(bench.skipped)
        return Results(replace(context, skipped=skipped), (*bench.references, *records))

    try:
        for job in bench.jobs():
            records.append(execute(job, tools))
            print(_line(records[-1]), flush=True)
            # After every run: what took hours is not lost to a failure of the last one.
            results().write(_raw(context, arguments.output))
    except KeyboardInterrupt:
        bench.skipped += [f"{suite}: interrupted." for suite in wanted.suites]
    for sentence in bench.skipped:
        print(f"not run: {sentence}", flush=True)
    if not records:
        sys.exit("Nothing was run.")
    write(results(), arguments.output, keep=not arguments.no_history)


def _raw(context: Context, folder: Path) -> Path:
    """The file of the raw records of a call."""
    stamp = context.date[:19].replace("-", "").replace(":", "")
    commit = context.commit.replace("+", "x").replace(" ", "-")
    return folder / "results" / f"{stamp}-{commit}.json"


def write(results: Results, folder: Path, *, keep: bool) -> None:
    """Write raw records, the page of all results in `folder`, and the history if it is kept."""
    raw = _raw(results.context, folder)
    results.write(raw)
    written = page(read_results(path) for path in sorted((folder / "results").glob("*.json")))
    (folder / "RESULTS.md").write_text(written.text, encoding="utf-8")
    for picture, text in written.pictures.items():
        (folder / "results" / picture).write_text(text, encoding="utf-8")
    if keep:
        history.append(folder / "history.csv", results)
    print(f"written: {folder / 'RESULTS.md'}, {raw}")


def _line(record: Record) -> str:
    def said(value: float | None, digits: int = 1) -> str:
        return "-" if value is None else f"{value:.{digits}f}"

    return (
        f"{record.suite:8} {record.instance:20} {record.method:9} {record.seed} "
        f"{record.limit:g} s: {record.status}, complete after {said(record.first_complete)} s, "
        f"cost {said(record.cost)}, bound {said(record.bound)}, {said(record.peak, 0)} MB"
        f"{'' if not record.violations else f', {record.violations} VIOLATIONS'}"
        f"{f' ({record.note})' if record.note else ''}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every size, three runs, hours")
    parser.add_argument("--suites", nargs="+", choices=SUITES, help="all, when none is named")
    parser.add_argument("--seconds", type=float, help="of search, a run")
    parser.add_argument("--runs", type=int, help="runs of each method and instance")
    parser.add_argument("--sizes", type=int, nargs="+", help="classes of generated campuses")
    parser.add_argument("--tightness", type=float, nargs="+", help="of generated campuses")
    parser.add_argument("--without", nargs="+", metavar="METHOD", help="methods left out: plain")
    parser.add_argument("--workers", type=int, help="cores for each search; all, when not said")
    parser.add_argument(
        "--seeded", action="store_true", help="give the seed to semainier (repeatable, slower)"
    )
    parser.add_argument("--ctt", type=Path, metavar="DIR", help="folder of comp*.ctt")
    parser.add_argument("--validator", type=Path, help="the competition's: INSTANCE SOLUTION")
    parser.add_argument("--fet", type=Path, metavar="DIR", help="folder of FET's examples")
    parser.add_argument("--fet-cl", default="fet-cl", help="the command (fet-cl)")
    parser.add_argument("--output", type=Path, default=HOME, help="where results are kept")
    parser.add_argument("--no-history", action="store_true", help="leave history.csv as it is")
    return parser


def _wanted(arguments: argparse.Namespace) -> Wanted:
    wanted = FULL if arguments.full else QUICK
    said = {
        "suites": arguments.suites and tuple(arguments.suites),
        "runs": arguments.runs,
        "sizes": arguments.sizes and tuple(arguments.sizes),
        "tightness": arguments.tightness and tuple(arguments.tightness),
        "seconds": arguments.seconds,
        "ctt_seconds": arguments.seconds and (arguments.seconds,),
        "ctt": arguments.ctt,
        "fet": arguments.fet,
        "workers": arguments.workers,
        "without": arguments.without and tuple(arguments.without),
    }
    wanted = replace(wanted, **{key: value for key, value in said.items() if value})
    for folder in filter(None, (arguments.ctt, arguments.fet)):
        if not folder.is_dir():
            sys.exit(f"{folder}: no such folder.")
    return replace(wanted, seeded=arguments.seeded)


def _tools(arguments: argparse.Namespace) -> Tools:
    if arguments.validator is not None and not arguments.validator.is_file():
        sys.exit(f"{arguments.validator}: no such file.")
    return Tools(arguments.validator, shutil.which(arguments.fet_cl))


if __name__ == "__main__":
    main()
