"""A workbook with one error of each kind that a cell can hold, against a golden list.

To accept a changed wording: run the test with `SEMAINIER_GOLDEN=write` in the environment, and
read the difference.
"""

import os
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from instances.workbook import WorkbookError, read_workbook

GOLDEN = Path(__file__).parent / "golden"

SHEETS = {
    "Paramètres": [
        ("Paramètre", "Valeur"),
        ("Établissement", datetime(2026, 9, 1)),
        ("Début", "01/09/2026"),
        ("Fin", "31/02/2027"),
        ("Zone scolaire", "D"),
        ("Vacance enseignées", "oui"),
        ("Pause méridienne, durée", "une heure"),
        ("Apprenants : heures max par jour", 30),
        ("Début", "01/09/2026"),
    ],
    "Grille": [
        ("Début", "Fin", "Heures créditées", "Pause après"),
        ("8h", "9h", None, None),
        ("9h", "10h", "55 min", "peut-être"),
        ("9h30", "10h30", None, None),
        ("14h", "13h", None, None),
        ("25h", None, None, None),
        ("14h", "15h", None, "oui"),
        ("15h", "16h", datetime(2026, 2, 1), None),
    ],
    "Calendrier": [
        ("Du", "Au", "De", "À", "Type", "Groupes", "Libellé"),
        ("30/09/2026", "29/09/2026", None, None, "fermé", None, None),
        ("1er oct. 2026", None, "12h", "8h", "férier", "SIO1", None),
        (datetime(2026, 10, 2, 8), None, None, None, "CFA", "SIO1; SIO9", None),
        (None, "05/10/2026", None, None, None, None, "sans date ni type"),
    ],
    "Rythmes": [
        ("Nom", "Semaines", "À partir du"),
        ("A", "lun mar", None),
        ("A", "jeu vendredis", "01/11/2026"),
        ("B", datetime(2026, 2, 1), None),
    ],
    "Groupes": [
        ("Code", "Nom", "Parent", "Partition", "Effectif", "Rythme", "Mineurs", "rythmes permis"),
        ("SIO1", None, None, None, 24, "A", None, "A; lun mar; Z"),
        ("G1", None, "SIO1", "TP", 12, None, None, "A"),
        ("G2", None, "SIO1", "TP", 12, None, None),
        ("sio1", None, None, None, 20, None, None),
        ("G3", None, "SIO2", "TP", "douze", "C", "parfois"),
        ("X", None, "Y", "p", 3, None, None),
        ("Y", None, "X", "p", 3, None, None),
        (None, "Sans code", None, None, -2, None, None),
    ],
    "Enseignants": [
        ("Code", "Nom", "Unités", "Heures max par jour", "Jours max par semaine", "Poids d'une h"),
        ("ANA", None, "Réseau", None, None, None),
        ("BOB", None, "Reseaux; Anglais", 25, 8, None),
        ("ANA", None, None, "#N/A", None, None),
        ("C;D", None, None, None, None, None),
    ],
    "Indisponibilités": [
        ("Qui", "Jour", "Du", "Au", "De", "À", "Niveau"),
        ("ANNA", "lundi", None, None, None, None, None),
        ("ANA", "lundredi", None, None, None, None, "jamais"),
        ("ANA", datetime(2026, 9, 7), None, None, None, None, None),
        ("ANA", None, None, None, None, None, "impossible"),
        ("ANA", None, "10/10/2026", "09/10/2026", time(12), time(8), None),
        ("Labo", "mardi", None, None, None, None, None),
    ],
    "Salles": [
        ("Code", "Types", "Places", "Équipements"),
        ("101", "salle", 30, None),
        ("Labo", "labo", 10, "baie"),
        ("Labo", "labo + salle", "beaucoup", None),
    ],
    "Maquette": [
        ("Groupe", "Unité", "Libellé", "Type", "Heures", "Tolérance"),
        ("SIO1", "Réseau", None, "CM", 20, None),
        ("SIO1", "réseau", None, "cm", 4, None),
        ("SIO7", "Réseau", None, "TD", 20, None),
        ("SIO1", "Projet", None, "Atelier pro", "=20+1", "un peu"),
    ],
    "Cours": [
        (
            "Code", "Unité", "Type", "Groupes", "Dédoublé", "Enseignants", "Nombre d'enseignants",
            "Heures", "Durées", "Salles", "Équipements", "Après", "Au rythme de",
            "En parallèle avec",
        ),
        ("R1", "Réseau", "CM", "SIO1", None, "ANA", None, 20, "2;3", "101", None, "R2", None, None),
        ("R2", "Réseau", "CM", "G1", None, "ANA", None, 20, 1, "salle", None, None, "R1", None),
        ("R3", "Réseau", "TP", "SIO1", "TD", "ANE", None, 7, "2", "Lab", "bai", "R9", None, None),
        ("R4", "Réseau", "AP", "G1", None, "ANA", None, 8, 1, "Labo", None, None, None, None),
        ("R5", "Réseau", "AP", "G1", None, "ANA|BOB", None, 8, 1, "Labo", None, None, None, None),
        ("R6", "Réseau", "TP", "G1", None, "ANA", 2, 7, "2", "Labo + labo", None, None, None, "R7"),
        ("R7", "Réseau", "TP", "G2", None, "BOB", None, 9, 1, "101;Labo", None, None, None, None),
        ("R8", "Réseau", "TP", "G1", None, "BOB", None, 8, 1, "Labo", None, None, None, "R5"),
        ("R1", "Réseau", "TP", "G1", None, "BOB", 0, 8, datetime(2026, 2, 1), None, None, "R8",
         None, None),
    ],
    "Séances imposées": [
        ("Cours", "Date", "Jour", "Du", "Au", "Début", "Durée", "Salles", "Enseignants"),
        ("R22", "07/09/2026", None, None, None, "8h", None, None, None),
        ("R2", None, None, None, None, "8h", None, None, None),
        ("R2", "07/09/2026", "lundi", None, None, "8h", None, None, None),
        ("R2", "08/09/2026", None, None, None, "8h30", 4, "Labo", "BOB"),
    ],
    "Préférences": [
        ("Règle", "Niveau 0–5"),
        ("Mêmes créneaux", 3),
        ("keep_rooms", 7),
        ("keep_rooms", 1),
    ],
    "Divers": [("Notes",)],
}  # fmt: skip


@pytest.fixture
def wrong(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "faux.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_kind_of_error_is_said_as_it_should(wrong, lang):
    with pytest.raises(WorkbookError) as error:
        read_workbook(wrong)
    lines = [error.value.say(lang), *(f"~ {n.say(lang)}" for n in error.value.notices)]
    said = "\n".join(lines) + "\n"
    golden = GOLDEN / f"errors_{lang}.txt"
    if os.environ.get("SEMAINIER_GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
