"""The sheet Paramètres as Settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from instances.entities import Settings
from instances.text import Text
from instances.workbook import cells
from instances.workbook.layout import Parameter, bare, nearest, plain
from instances.workbook.parameters import PARAMETERS
from instances.workbook.problems import Findings, Place, did_you_mean
from instances.workbook.rows import Row, ranged

LONGEST_TERM = 800
NO_LIMIT = Text("aucun", "none")
_NO_LIMIT = frozenset(
    plain(word)
    for word in (*NO_LIMIT, "aucune", "non", "no", "sans", "-", "–", "illimité", "inconnu", "n/a")
)
_PARSERS: dict[str, Callable[[object], object]] = {
    "text": cells.text,
    "date": cells.day,
    "clock": cells.clock,
    "hours": cells.hours,
    "minutes": cells.minutes,
    "flag": cells.flag,
}


def read_settings(rows: Sequence[Row], findings: Findings) -> Settings | None:
    """The settings, None when the dates of the term cannot be had."""
    found: dict[str, object] = {}
    where: dict[str, Row] = {}
    for row in rows:
        parameter = _parameter(row)
        if parameter is None:
            continue
        if parameter.key in where:
            row.problem(
                "setting",
                Text(
                    f"« {parameter.label.fr} » est déjà à la ligne {where[parameter.key].line}.",
                    f"“{parameter.label.en}” is already on row {where[parameter.key].line}.",
                ),
            )
            continue
        where[parameter.key] = row
        if not row.blank("value"):
            value = row.read("value", lambda cell, p=parameter: _parse(p, cell))  # type: ignore[misc]
            if "value" not in row.broken:
                found[parameter.key] = value
    _required(found, where, rows, findings)
    if "start" not in found or "end" not in found:
        return None
    settings = Settings.model_validate(found)
    return settings if _sensible(settings, where) else None


def find_parameter(word: str) -> Parameter | None:
    """The parameter a label or a key names."""
    bared = bare(word)
    return next((p for p in PARAMETERS if bared in map(bare, p.words)), None)


def _parameter(row: Row) -> Parameter | None:
    word = row.text("setting")
    if not word:
        return None
    found = find_parameter(word)
    if found is None:
        labels = [label for p in PARAMETERS for label in p.label]
        row.problem(
            "setting",
            Text(f"le paramètre « {word} » est inconnu.", f"the setting “{word}” is unknown."),
            did_you_mean(nearest(word, labels, 0.6), [p.label.fr for p in PARAMETERS]),
        )
    return found


def _parse(parameter: Parameter, value: object) -> object:
    if parameter.nullable and isinstance(value, str) and plain(value) in _NO_LIMIT:
        return None
    if parameter.kind == "choice":
        return cells.choice(value, parameter.choices)
    return ranged(_PARSERS[parameter.kind](value), parameter)


def _required(
    found: dict[str, object], where: dict[str, Row], rows: Sequence[Row], findings: Findings
) -> None:
    for parameter in PARAMETERS:
        if not parameter.required or parameter.key in found or not rows:
            continue
        row = where.get(parameter.key)
        if row is None:
            findings.problem(
                Place(rows[0].title),
                "",
                Text(
                    f"le paramètre « {parameter.label.fr} » manque.",
                    f"the setting “{parameter.label.en}” is missing.",
                ),
                parameter.explanation,
            )
        elif "value" not in row.broken:
            row.problem(
                "value",
                Text(
                    f"« {parameter.label.fr} » doit être rempli.",
                    f"“{parameter.label.en}” must be filled in.",
                ),
                parameter.explanation,
            )


def _sensible(settings: Settings, where: dict[str, Row]) -> bool:
    """Check settings against each other; false when no date can be counted on."""
    end = where["end"]
    if settings.end < settings.start:
        end.problem(
            "value",
            Text(
                f"la fin ({cells.show(settings.end)}) est avant le début "
                f"({cells.show(settings.start)}).",
                f"the end ({settings.end}) is before the start ({settings.start}).",
            ),
        )
        return False
    if settings.end - settings.start > timedelta(days=LONGEST_TERM):
        end.problem(
            "value",
            Text(
                f"la période dépasse {LONGEST_TERM} jours.",
                f"the term is longer than {LONGEST_TERM} days.",
            ),
            Text("Vérifiez les années de Début et de Fin.", "Check the years of Start and End."),
        )
        return False
    if settings.lunch_start + settings.lunch_minutes > settings.lunch_end:
        row = where.get("lunch_minutes") or where.get("lunch_end") or where.get("lunch_start")
        if row is not None:
            row.problem(
                "value",
                Text(
                    "la pause méridienne ne tient pas entre ses deux heures.",
                    "lunch does not fit between its two times.",
                ),
                Text("Élargissez la plage ou réduisez la durée.", "Widen them or shorten lunch."),
            )
    for target, most in (
        ("group_day_target", "group_day_max"),
        ("teacher_day_target", "teacher_day_max"),
    ):
        row = where.get(target) or where.get(most)
        if getattr(settings, target) > getattr(settings, most) and row is not None:
            row.notice(
                "value",
                Text(
                    "la charge visée par jour dépasse le maximum par jour.",
                    "the load aimed at a day is above the most allowed.",
                ),
            )
    return True
