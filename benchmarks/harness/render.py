"""RESULTS.md: the newest figures of each instance as tables, and the growth curve as a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.harness.chart import Curve, chart
from benchmarks.harness.record import Context, Record, Results, median_time, middle

Rows = Sequence[Record]
TITLES = {
    "examples": "The bundled examples",
    "campus": "Growth: generated campuses",
    "ctt": "Curriculum-based course timetabling",
    "fet": "Against fet-cl",
}
ABOUT = {
    "examples": "The semesters of a school of two classes; `plain` is one model of everything.",
    "campus": "Each run is another drawn school of that size; `made from` is the plan the school "
    "was made from, which people could have made: its cost is no target, only a yardstick.",
    "ctt": "Costs are those of the competition (UD2).",
    "fet": "`weekly` are campuses of one week, exported to FET's form; the others are FET's own "
    "examples that are read whole. fet-cl minds required rules only and stops at its first plan, "
    "so that the times compare, and the costs say what its plan is worth by our rules.",
}
HEADERS = (
    "instance",
    "method",
    "limit s",
    "complete",
    "first complete s",
    "cost",
    "bound",
    "gap",
    "violations",
    "peak MB",
)


@dataclass(frozen=True)
class Page:
    """What is written: the text, and the pictures it shows by name."""

    text: str
    pictures: dict[str, str]


def page(runs: Iterable[Results]) -> Page:
    """The page of the newest figures of each method and instance; calls of one version add up.

    The competition's problems have figures for each limit of time that was measured.

    Parameters
    ----------
    runs
        In order of time.
    """
    newest: dict[tuple[str, float], dict[tuple[str, str], Results]] = defaultdict(dict)
    for results in runs:
        for part, records in _parts(results).items():
            for line, some in _lines(records).items():
                before, call = newest[part].get(line), replace(results, records=tuple(some))
                newest[part][line] = _added(before, call)
    lines = [
        "# Results",
        "",
        "Written by `python -m benchmarks.run`; how it is measured is in [README.md](README.md).",
        "Medians over the runs, the least and the most in brackets; a run that found no complete "
        "plan counts as slower than all. Each line is of the last version that was measured on it: "
        "lines of one version are of the same days and machine, others are no pairs.",
        "",
    ]
    pictures: dict[str, str] = {}
    for suite in TITLES:
        for part in sorted(part for part in newest if part[0] == suite):
            lines += _section(suite, part[1], list(newest[part].values()), pictures)
    if not newest:
        lines += ["Nothing has been measured yet.", ""]
    return Page("\n".join(lines), pictures)


def _parts(results: Results) -> dict[tuple[str, float], list[Record]]:
    """The records by the section they stand in: its suite, and its limit (0: whatever it is)."""
    found: dict[tuple[str, float], list[Record]] = defaultdict(list)
    for record in results.records:
        found[record.suite, record.limit if record.suite == "ctt" else 0.0].append(record)
    return found


def _lines(records: Rows) -> dict[tuple[str, str], list[Record]]:
    """The records by instance and method."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        found[record.instance, record.method].append(record)
    return found


def _version(results: Results) -> str:
    return results.context.commit.rstrip("+")  # the first call of several changes this very page


def _added(before: Results | None, results: Results) -> Results:
    """The results of a call, with those of the call before where it had another limit of time."""
    if before is None or _version(before) != _version(results):
        return results
    anew = {_measured(record) for record in results.records}
    kept = [one for one in before.records if _measured(one) not in anew]
    skipped = dict.fromkeys((*before.context.skipped, *results.context.skipped))
    context = replace(results.context, skipped=tuple(skipped))
    return Results(context, (*kept, *results.records))


def _section(
    suite: str, limit: float, lines_of: Sequence[Results], pictures: dict[str, str]
) -> list[str]:
    records = [record for results in lines_of for record in results.records]
    version = {_measured(r): _version(results) for results in lines_of for r in results.records}
    title = f"{TITLES[suite]}, {limit:g} s each" if limit else TITLES[suite]
    lines = [f"## {title}", "", ABOUT[suite], "", *_contexts(lines_of, suite), ""]
    if suite == "campus":
        lines += _growth(records, pictures)
    rows = [[*_row(key, rows), version[key]] for key, rows in _grouped(records).items()]
    lines += table((*HEADERS, "version"), rows)
    if limit:
        costs = [middle(one.cost for one in rows) for rows in _grouped(records).values()]
        lines += ["", f"In all {sum(cost or 0 for cost in costs):g} on {len(costs)} problems."]
    notes = dict.fromkeys(
        f"- {record.instance}, {record.method}, run {record.seed}: {record.note}"
        for record in records
        if record.note
    )
    if notes:
        lines += ["", "Notes:", "", *notes]
    return [*lines, ""]


def _contexts(lines_of: Sequence[Results], suite: str) -> list[str]:
    """Where and with what each version was run, the last first; what that one left out."""
    last: dict[str, Context] = {}
    for results in sorted(lines_of, key=lambda results: results.context.date):
        last.pop(_version(results), None)
        last[_version(results)] = results.context
    alike: dict[str, list[str]] = defaultdict(list)
    for version, context in reversed(last.items()):
        alike[_setting(context)].append(f"{version} ({context.date[:10]})")
    found = [f"- {', '.join(versions)}: {setting}" for setting, versions in alike.items()]
    newest = next(reversed(last))
    skipped = dict.fromkeys(
        sentence
        for results in lines_of
        if _version(results) == newest
        for sentence in results.context.skipped
        if sentence.startswith(suite)
    )
    if skipped:
        found += ["", f"Not run of {newest}:", "", *(f"- {sentence}" for sentence in skipped)]
    return found


def _setting(context: Context) -> str:
    machine, versions = context.machine, context.versions
    return (
        f"semainier {versions['semainier']}, OR-Tools {versions['ortools']}, "
        f"Python {versions['python']}; {machine['cores']} cores of {machine['cpu']}, "
        f"{machine['memory']}, {machine['system']}."
    )


def _measured(record: Record) -> tuple[str, str, float]:
    """What the runs of a line of the page have in common."""
    return record.instance, record.method, record.limit


def _grouped(records: Rows) -> dict[tuple[str, str, float], list[Record]]:
    found: dict[tuple[str, str, float], list[Record]] = defaultdict(list)
    for record in records:
        found[_measured(record)].append(record)
    return dict(sorted(found.items()))


def _row(key: tuple[str, str, float], rows: Rows) -> list[str]:
    instance, method, limit = key
    if method == "made from":
        return [instance, method, "", "", "", _spread([r.cost for r in rows], 0), *[""] * 4]
    complete = [record for record in rows if record.complete]
    outside = [record.outside for record in complete]
    cost = _spread([record.cost for record in complete], 1)
    if any(value is not None for value in outside):
        cost += f"; validator {_spread(outside, 0)}"
    broken = [record.violations for record in rows if record.violations is not None]
    return [
        instance,
        method,
        f"{limit:g}",
        f"{len(complete)}/{len(rows)}",
        _times(rows),
        cost,
        _spread([record.bound for record in rows], 1),
        _percent(middle(record.gap for record in complete)),
        str(max(broken)) if broken else "not counted" if complete else "",
        _spread([record.peak for record in rows], 0),
    ]


def _times(rows: Rows) -> str:
    known = [r.first_complete for r in rows if r.complete and r.first_complete is not None]
    if not known:
        return "none"
    middle_one = median_time(rows)
    said = "none" if middle_one is None else _seconds(middle_one)
    return said if len(rows) == 1 else f"{said} ({_seconds(min(known))}–{_seconds(max(known))})"


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def _spread(values: Iterable[float | None], digits: int) -> str:
    known = [value for value in values if value is not None]
    centre = middle(known)
    if centre is None:
        return ""
    said = f"{centre:.{digits}f}"
    if len(known) == 1 or max(known) == min(known):
        return said
    return f"{said} ({min(known):.{digits}f}–{max(known):.{digits}f})"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown; a bar in a cell is escaped."""
    lines = [headers, ["---"] * len(headers), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


# --- growth ----------------------------------------------------------------------------------


_COUNTS = ("classes", "courses", "sessions", "hours", "teachers", "rooms", "labs")
_SHARES = {"learners": "learners used", "staff": "teachers used", "lab_use": "labs used"}


def _growth(records: Rows, pictures: dict[str, str]) -> list[str]:
    """The table and the curve of the time to a complete plan against the number of classes."""
    found: dict[tuple[int, str], list[Record]] = defaultdict(list)
    for record in records:
        if record.method == "semainier" and "classes" in record.size:
            found[int(record.size["classes"]), record.instance].append(record)
    if not found:
        return []
    rows = []
    for (_, instance), runs in sorted(found.items()):
        size = {name: middle(run.size.get(name) for run in runs) for name in runs[0].size}
        counts = [_whole(size.get(name)) for name in _COUNTS]
        shares = [_percent(size.get(name)) for name in _SHARES]
        peak = _spread([record.peak for record in runs], 0)
        rows.append([instance, *counts, *shares, _times(runs), peak])
    headers = ("instance", *_COUNTS, *_SHARES.values(), "first complete s", "peak MB")
    curves: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for (classes, instance), runs in sorted(found.items()):
        time = median_time(runs)
        if time is not None:
            curves[instance.rpartition("-")[2]].append((classes, max(time, 0.1)))
    drawn = [Curve(f"tightness {name}", points) for name, points in sorted(curves.items())]
    lines = table(headers, rows)
    if drawn:
        pictures["growth.svg"] = chart(drawn, "classes", "seconds to a complete plan")
        lines += [
            "",
            "![Time to a complete plan against the number of classes](results/growth.svg)",
        ]
    return [*lines, ""]


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
