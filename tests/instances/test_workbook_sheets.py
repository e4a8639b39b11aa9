"""The description of the sheets: the contract, and nothing that reads as two things."""

from itertools import chain
from pathlib import Path

import pytest

from constraints.registry import SOFT
from instances.entities import Settings
from instances.workbook.layout import bare
from instances.workbook.reference import reference
from instances.workbook.sheets import PARAMETERS, PREFERENCES, SHEETS

CONTRACT = {
    "Paramètres": "Paramètre, Valeur",
    "Grille": "Début, Fin, Heures créditées, Pause après",
    "Calendrier": "Du, Au, De, À, Type, Groupes, Libellé",
    "Rythmes": "Nom, Semaines, À partir du",
    "Groupes": "Code, Nom, Parent, Partition, Effectif, Rythme, Mineurs",
    "Enseignants": "Code, Nom, Statut, Unités, Service dû, Heures max par jour, "
    "Heures max par semaine, Jours max par semaine, Poids d'une heure",
    "Indisponibilités": "Qui, Jour, Du, Au, De, À, Niveau",
    "Salles": "Code, Types, Places, Équipements",
    "Maquette": "Groupe, Unité, Libellé, Type, Heures, Tolérance",
    "Cours": "Code, Unité, Type, Groupes, Dédoublé, Enseignants, Nombre d'enseignants, Heures, "
    "Durées, Salles, Équipements, Séances max par jour, Après, Au rythme de, En parallèle avec",
    "Séances imposées": "Cours, Date, Jour, Du, Au, Début, Durée, Salles, Enseignants",
    "Préférences": "Règle, Niveau 0–5, Unité",
}


def test_sheets_and_headers_are_those_of_the_contract():
    assert [sheet.title.fr for sheet in SHEETS] == list(CONTRACT)
    for sheet in SHEETS:
        headers = [column.header.fr for column in sheet.columns]
        promised = CONTRACT[sheet.title.fr].split(", ")
        assert [header for header in headers if header in promised] == promised


@pytest.mark.parametrize(
    "family",
    [
        SHEETS,
        PARAMETERS,
        PREFERENCES,
        *(sheet.columns for sheet in SHEETS),
        *(column.choices for sheet in SHEETS for column in sheet.columns if column.choices),
    ],
)
def test_no_word_means_two_things(family):
    for one in family:
        for other in family:
            if other is not one:
                assert not set(map(bare, one.words)) & set(map(bare, other.words))


def test_every_setting_is_a_parameter():
    assert sorted(p.key for p in PARAMETERS) == sorted(Settings.model_fields)
    required = {key for key, field in Settings.model_fields.items() if field.is_required()}
    assert {p.key for p in PARAMETERS if p.required} == required


def test_usual_values_are_within_their_range():
    for parameter in PARAMETERS:
        default = Settings.model_fields[parameter.key].default
        if isinstance(default, int) and parameter.low is not None:
            assert parameter.low <= default <= (parameter.high or default), parameter.key


def test_usual_levels_are_those_of_the_rules():
    assert {p.rule: p.usual for p in PREFERENCES} == {rule.id: rule.level for rule in SOFT}, (
        "say the new level in instances/workbook/choices.py too"
    )


def test_all_text_is_in_both_languages():
    texts = chain.from_iterable(
        (sheet.title, sheet.row, *(t for c in sheet.columns for t in (c.header, c.comment)))
        for sheet in SHEETS
    )
    for text in (*texts, *(p.explanation for p in PARAMETERS), *(p.label for p in PARAMETERS)):
        assert text.fr and text.en


def test_a_drop_down_names_a_sheet_whose_first_column_is_what_it_offers():
    by_key = {sheet.key: sheet for sheet in SHEETS}
    for column in chain.from_iterable(sheet.columns for sheet in SHEETS):
        if column.source and column.source != "quotas":
            assert by_key[column.source].columns[0].kind == "code"


def test_the_reference_is_up_to_date():
    page = Path(__file__).parents[2] / "docs" / "classeur.md"
    assert page.read_text(encoding="utf-8") == reference(), (
        "run: python -c 'from instances.workbook.reference import reference; "
        'print(reference(), end="")\' > docs/classeur.md'
    )
