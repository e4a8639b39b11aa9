"""`semainier referentials`: the shipped référentiels, or one with the audit of its arithmetic."""

from __future__ import annotations

from instances.referentials import (
    Finding,
    Referential,
    ReferentialError,
    audit_referential,
    load,
    names,
)
from instances.text import Text
from instances.units import as_hours, format_hours
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit, Issue

_LIST = Text("Référentiels livrés", "Référentiels shipped")
_ONE = Text("{name} : {title}", "{name}: {title}")
_MORE = Text(
    "« semainier referentials NOM » en montre un.", "`semainier referentials NAME` shows one."
)
_HOURS = Text("Heures par unité et par année d'études", "Hours by unit and year of study")
_UNIT = Text("Unité", "Unit")
_OPTION = Text("Option", "Option")
_YEAR = Text("Année {year}", "Year {year}")
_TOTAL = Text("Total", "Total")
_ADDS_UP = Text("Tout y tombe juste.", "Everything in it adds up.")
_HEADINGS = {
    "error": Text("Ce qui ne tombe pas juste", "What does not add up"),
    "warning": Text("Ce qui peut tromper", "What may mislead"),
    "info": Text("Bon à savoir", "Good to know"),
}
_QUOTED = Text("{place} : {text}", "{place}: {text}")


def run(console: Console, name: str | None) -> Answer:
    """List the référentiels, or show one."""
    try:
        if name is None:
            return _list(console)
        return _show(console, load(name))
    except ReferentialError as error:
        raise CommandError([Issue(problem) for problem in error.problems]) from None


def _list(console: Console) -> Answer:
    found = [load(name) for name in names()]
    console.title(_LIST)
    for referential in found:
        console.item(_ONE.fill(name=referential.name, title=referential.title))
    console.note(_MORE)
    rows = [{"name": r.name, "title": r.title.say(console.lang)} for r in found]
    return Answer(Exit.DONE, {"referentials": rows})


def _show(console: Console, referential: Referential) -> Answer:
    lang = console.lang
    console.say(_ONE.fill(name=referential.name, title=referential.title))
    _hours(console, referential)
    findings = audit_referential(referential)
    for severity, heading in _HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen:
            console.title(heading)
            for finding in chosen:
                console.item(_sentence(finding), severity)
    if not findings:
        console.say(_ADDS_UP, "good")
    years = [year.year for year in referential.years]
    return Answer(
        Exit.DONE,
        {
            "name": referential.name,
            "title": referential.title.say(lang),
            "units": [
                {
                    "key": unit.key,
                    "code": unit.code,
                    "label": unit.label.say(lang),
                    "option": unit.option,
                    "hours": {
                        str(year): as_hours(referential.year_minutes(unit, year)) for year in years
                    },
                }
                for unit in referential.units
            ],
            "findings": [
                {
                    "severity": finding.severity,
                    "rule": finding.rule,
                    "place": finding.place.say(lang),
                    "quote": finding.quote,
                    "text": finding.text.say(lang),
                }
                for finding in findings
            ],
        },
    )


def _hours(console: Console, referential: Referential) -> None:
    years = [year.year for year in referential.years]
    rows = [
        (
            unit.short.say(console.lang),
            unit.option or "",
            *(_amount(referential.year_minutes(unit, year)) for year in years),
        )
        for unit in referential.units
    ]
    for path in referential.paths():
        totals = (_amount(referential.total_minutes(year, path)) for year in years)
        rows.append((_TOTAL.say(console.lang), path or "", *totals))
    console.title(_HOURS)
    headers = [_UNIT, _OPTION, *(_YEAR.fill(year=year) for year in years)]
    console.table(headers, rows, left=2)


def _amount(minutes: int) -> str:
    return format_hours(minutes) if minutes else "-"


def _sentence(finding: Finding) -> Text:
    if not finding.place.fr:
        return finding.text
    return _QUOTED.fill(place=finding.place, text=finding.text)
