"""The reference of the workbook, as Markdown in French: `docs/classeur.md` is this text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from instances.workbook import cells
from instances.workbook.choices import PREFERENCES
from instances.workbook.layout import CellKind, Column, Parameter, Sheet
from instances.workbook.parameters import PARAMETERS
from instances.workbook.sheets import SHEETS
from instances.workbook.wording import usual

_KINDS: dict[CellKind, str] = {
    "text": "texte",
    "code": "texte",
    "names": "noms séparés par `;`",
    "team": "noms, `;` et `|`",
    "rooms": "noms, `+` et `|`",
    "hours": "heures",
    "minutes": "minutes",
    "durations": "heures séparées par `;`",
    "clock": "heure du jour",
    "date": "date",
    "integer": "nombre entier",
    "number": "nombre",
    "flag": "oui ou non",
    "choice": "choix",
    "weekdays": "jour de la semaine",
    "rhythm": "suite de jours",
    "value": "selon le paramètre",
    "shown": "pour information",
}

_INTRO = """\
# Le classeur : feuilles et colonnes

Cette page est tirée de la description que suivent le lecteur et l'écriture du classeur ; elle ne
s'écrit pas à la main (`instances.workbook.reference`).

- L'ordre des colonnes et des feuilles, les lignes vides et un titre au-dessus des colonnes ne
  comptent pas. Majuscules, accents et espaces non plus, dans les titres comme dans les codes.
- Les titres anglais et les synonymes ci-dessous sont compris. Une feuille ou une colonne inconnue
  est ignorée, et c'est dit ; si elle ressemble à une autre, c'est une erreur.
- **Heures** : `2`, `2,5`, `2.5`, `2h30` ou `2:30`. **Heure du jour** : `8:30`, `8h30` ou `8`.
- **Dates** : une date d'Excel, `07/09/2026` (le jour d'abord), `7 sept. 2026` ou `2026-09-07`.
- Une formule compte pour sa valeur, si Excel l'a calculée ; sinon, ou si elle donne une erreur
  comme `#N/A`, c'est dit.
- Les cellules fusionnées sous les titres sont refusées : on ne peut deviner ce qu'elles valent.
- Une cellule obligatoire est marquée **•**.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_INTRO, *(line for sheet in SHEETS for line in _sheet(sheet))]) + "\n"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"## {sheet.title.fr}"
    yield ""
    needed = " Obligatoire." if sheet.required else ""
    others = " · ".join(dict.fromkeys((sheet.title.en, *sheet.synonyms)))
    yield f"Une ligne est {sheet.row.fr}.{needed} Aussi compris : {others}."
    yield ""
    yield from _table(
        ("Colonne", "Contenu", "Sens", "Aussi compris"),
        [_column(column) for column in sheet.columns],
    )
    if sheet.key == "settings":
        yield "### Les paramètres"
        yield ""
        yield from _table(
            ("Paramètre", "Contenu", "Habituel", "Sens", "Aussi compris"),
            [_parameter(parameter) for parameter in PARAMETERS],
        )
    if sheet.key == "preferences":
        yield "### Les règles souhaitées"
        yield ""
        yield from _table(
            ("Règle", "Habituel", "Unité", "Aussi compris"),
            [
                (p.name.fr, str(p.usual), p.unit.fr, f"`{p.rule}` · {p.name.en}")
                for p in PREFERENCES
            ],
        )


def _column(column: Column) -> tuple[str, ...]:
    header = f"{column.header.fr} **•**" if column.required else column.header.fr
    return header, _content(column), column.comment.fr, _others(column)


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    label = f"{parameter.label.fr} **•**" if parameter.required else parameter.label.fr
    default = cells.show(usual(parameter, "fr"))
    return label, _content(parameter), default, parameter.explanation.fr, _others(parameter)


def _content(column: Column | Parameter) -> str:
    if column.kind == "choice" and column.key != "rule":
        return ", ".join(choice.label.fr for choice in column.choices)
    return _KINDS[column.kind]


def _others(column: Column | Parameter) -> str:
    label = column.header if isinstance(column, Column) else column.label
    words = dict.fromkeys((label.en, *column.synonyms))
    return " · ".join(word for word in words if word != label.fr)


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for line in lines:
        yield _line(line)
    yield ""


def _line(parts: Sequence[str]) -> str:
    return "| " + " | ".join(part.replace("|", "\\|") for part in parts) + " |"
