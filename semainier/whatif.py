"""`semainier whatif`: plan a problem under each scenario, and compare them in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from exports.comparison.entries import Entry, State
from instances.audit import audit
from instances.instance import Instance
from instances.scenario import (
    TODAY,
    WORKDAYS,
    Scenario,
    ScenarioError,
    classes_with_rhythm,
    every_set_of_days,
    under,
)
from instances.scenario_file import read_scenarios
from instances.scenario_words import parse_scenario, possible_rhythms
from instances.system_words import system_reason
from instances.text import Lang, Text
from semainier.capacity import Marks, held, loads_data, show_capacity, show_impossible
from semainier.check import CONTRADICTIONS
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit, Issue
from semainier.inputs import issue_of, read_problem
from semainier.named import parse_date

_NO_SCENARIO = Text(
    "Rien à comparer : donnez --rhythm, --all-days ou --from.",
    "Nothing to compare: give --rhythm, --all-days or --from.",
)
_NO_CHOICE = Text(
    "Rien à choisir : remplissez « Rythmes possibles » dans la feuille Groupes, ou donnez --rhythm "
    "ou --all-days.",
    "Nothing to choose from: fill in “Possible rhythms” in the sheet Groups, or give --rhythm or "
    "--all-days.",
)
_ALL_DAYS = Text(
    "--all-days : des nombres de jours de 1 à 5, « 2,3 » ; « {text} » n'en est pas.",
    "--all-days: numbers of days from 1 to 5, `2,3`; “{text}” is none.",
)
_NO_FILE = Text("{file} ne se lit pas : {reason}.", "{file} cannot be read: {reason}.")
_NOT_WITH = Text(
    "--choose choisit parmi les rythmes du classeur, de --rhythm et de --all-days : pas avec "
    "{other}.",
    "--choose takes its rhythms from the workbook, --rhythm and --all-days: not with {other}.",
)
_NAMED_TWICE = Text(
    "Deux scénarios s'appellent « {name} ». Donnez un autre nom à l'un.",
    "Two scenarios are called “{name}”. Give one another name.",
)
_IN_SCENARIO = Text("Scénario « {name} » : {what}", "Scenario “{name}”: {what}")


def run(
    console: Console,
    file: Path,
    *,
    rhythms: tuple[str, ...],
    groups: str | None,
    all_days: str | None,
    plans: Path | None,
    audit_only: bool,
    choose: bool,
    most: int,
    until: str | None,
    full_weeks: int,
    time_limit: float,
    workers: int,
    jobs: int | None,
    cluster: str | None,
    seed: int,
    gap: float,
    output: Path | None,
    force: bool,
) -> Answer:
    """Compare scenarios."""
    reading = read_problem(file, console)
    for notice in reading.notices:
        console.note(issue_of(file, notice).text)
    instance = reading.instance
    specs = [*rhythms, *_choices(console.lang, all_days)]
    whose = _split(groups)
    if choose:
        _check_choice(audit_only=audit_only, plans=plans)
        if specs:
            whose = whose or classes_with_rhythm(instance)
    scenarios = _scenarios(instance, specs, whose, plans, choose=choose)
    if choose:
        # Needs OR-Tools and Dask, as planning does.
        from semainier.choosing import choose_and_compare  # noqa: PLC0415
        from semainier.planning import Asked  # noqa: PLC0415

        def compared(found: Sequence[Scenario]) -> tuple[list[Entry], dict[str, object]]:
            entries = _entries(console.lang, file, instance, found)
            today = next(entry for entry in entries if entry.today)
            marks = Marks.of(today, full_weeks, parse_date(until) if until else None)
            return entries, _capacity_data(console.lang, entries, marks)

        asked = Asked(time_limit, workers, seed, gap, jobs, cluster)
        folder = file.with_suffix("") / "comparaison" if output is None else output
        return choose_and_compare(
            console, instance, scenarios, compared, asked, folder=folder, most=most, force=force
        )
    entries = _entries(console.lang, file, instance, scenarios)
    today = next(entry for entry in entries if entry.today)
    marks = Marks.of(today, full_weeks, parse_date(until) if until else None)
    if audit_only:
        show_capacity(console, entries, marks)
        show_impossible(console, entries)
        return Answer(Exit.DONE, _capacity_data(console.lang, entries, marks))
    # Planning needs OR-Tools and Dask, arithmetic does not: it must answer at once.
    from semainier.planning import Asked, plan_and_compare  # noqa: PLC0415

    asked = Asked(time_limit, workers, seed, gap, jobs, cluster)
    folder = file.with_suffix("") / "comparaison" if output is None else output
    data = _capacity_data(console.lang, entries, marks)
    return plan_and_compare(console, entries, asked, folder, data, force=force)


def _check_choice(*, audit_only: bool, plans: Path | None) -> None:
    if audit_only or plans is not None:
        raise CommandError(_NOT_WITH.fill(other="--from" if plans else "--audit-only"), Exit.USAGE)


# --- which scenarios -------------------------------------------------------------------------


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").replace(";", ",").split(",") if part.strip())


def _scenarios(
    instance: Instance,
    specs: Sequence[str],
    groups: tuple[str, ...],
    plans: Path | None,
    *,
    choose: bool,
) -> list[Scenario]:
    """The scenarios of the command line, each name once; for a choice else the workbook's."""
    try:
        found = [parse_scenario(spec, instance, groups) for spec in specs]
        if choose and not specs:
            found = possible_rhythms(instance, groups)
        if plans is not None:
            found += read_scenarios(plans, instance, groups)
    except ScenarioError as error:
        raise CommandError(error.text) from None
    except OSError as error:
        raise CommandError(_NO_FILE.fill(file=plans, reason=system_reason(error))) from None
    if not found:
        raise CommandError(_NO_CHOICE if choose else _NO_SCENARIO, Exit.USAGE)
    names: set[str] = set()
    for scenario in found:
        if scenario.name in names:
            raise CommandError(_NAMED_TWICE.fill(name=scenario.name))
        names.add(scenario.name)
    return found


def _choices(lang: Lang, all_days: str | None) -> tuple[str, ...]:
    """Every set of so many days as a SPEC in the language of the run."""
    parts = _split(all_days)
    if not all(part.isdecimal() and 1 <= int(part) <= WORKDAYS for part in parts):
        raise CommandError(_ALL_DAYS.fill(text=all_days), Exit.USAGE)
    return every_set_of_days(map(int, parts), lang)


def _entries(
    lang: Lang, file: Path, instance: Instance, scenarios: Sequence[Scenario]
) -> list[Entry]:
    """Every scenario with its problem and audit; today's first, unless one is the same as it.

    Raises
    ------
    CommandError
        When a scenario does not fit the problem, or makes one that contradicts itself.
    """
    found: list[Entry] = []
    watched = _watched(instance, scenarios)
    for scenario in (Scenario(name=TODAY.say(lang)), *scenarios):
        try:
            problem = under(instance, scenario)
        except ScenarioError as error:
            raise CommandError(_IN_SCENARIO.fill(name=scenario.name, what=error.text)) from None
        arithmetic = audit(problem)
        if arithmetic.erroneous:
            issues = [Issue(finding.text) for finding in arithmetic.of("error")]
            head = CONTRADICTIONS.fill(file=file)
            if found:
                head = _IN_SCENARIO.fill(name=scenario.name, what=head)
            raise CommandError(issues, head=head)
        state: State = "arithmetic" if arithmetic.impossible else "pending"
        found.append(Entry(scenario, problem, arithmetic, state, watched=watched))
    base, *others = found
    same = next((e for e in others if e.instance.digest == base.instance.digest), None)
    if same is None:
        return [replace(base, today=True), *others]
    return [replace(entry, today=entry is same) for entry in others]


def _watched(instance: Instance, scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """The classes whose rhythm some scenario changes; all, where none does."""
    atoms = {
        atom
        for scenario in scenarios
        for code in scenario.rhythms
        for atom in instance.atoms_of.get(code, ())
    }
    roots = [root.code for root in instance.roots]
    changed = [code for code in roots if atoms.intersection(instance.atoms_of[code])]
    return tuple(changed or roots)


def _capacity_data(lang: Lang, entries: Sequence[Entry], marks: Marks) -> dict[str, object]:
    return {
        "capacity": [
            {
                "scenario": entry.scenario.name,
                "today": entry.today,
                "impossible": entry.audit.impossible,
                "reasons": [found.text.say(lang) for found in entry.audit.of("impossible")],
                "groups": [one.as_data() for one in held(entry, marks)],
                "weekly_loads": loads_data(entry),
            }
            for entry in entries
        ]
    }
