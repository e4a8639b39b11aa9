"""The command that compares rhythms and other scenarios."""

from __future__ import annotations

from pathlib import Path

import click

from instances.text import Text
from semainier.commands.words import (
    NUMBER,
    OUTPUT,
    SEARCH,
    WORKBOOK,
    Described,
    option,
)

WHATIF = Described(
    "whatif",
    "semainier.whatif",
    Text(
        "Compare des rythmes, et d'autres « et si ».\n\n"
        "Planifie FICHIER tel qu'il est, puis sous chaque scénario, avec les mêmes règles et le "
        "même temps, vérifie chaque plan et les classe dans un tableau : au terminal, dans "
        "DOSSIER/comparaison.xlsx et en JSON. Un scénario : --rhythm 'jeudi-vendredi=jeu ven', "
        "'échange=SIO1:mer jeu; SIO2:lun mar'. Une comparaison arrêtée reprend où elle en était. "
        "Code de sortie : 0 chaque scénario est réglé (planifié ou prouvé impossible), 1 à "
        "corriger, 4 un scénario au moins n'a rien de complet à temps.",
        "Compare rhythms, and other what-ifs.\n\n"
        "Plan FILE as it is, then under each scenario, with the same rules and time, verify each "
        "plan and rank them in one table: on the terminal, in DIR/comparaison.xlsx and as JSON. A "
        "scenario: --rhythm 'thursdays=Thu Fri', 'swap=SIO1:Wed Thu; SIO2:Mon Tue'. A comparison "
        "that was stopped goes on where it was. Exit code: 0 every scenario is settled (planned "
        "or proved impossible), 1 something to mend, 4 some scenario has nothing complete in time.",
    ),
    (
        WORKBOOK,
        option(
            "--rhythm",
            "rhythms",
            multiple=True,
            metavar=Text("NOM=RYTHME", "NAME=RHYTHM"),
            help=Text("Un scénario ; se répète.", "A scenario; may be repeated."),
        ),
        option(
            "--groups",
            metavar=Text("CLASSE,…", "CLASS,…"),
            help=Text(
                "De qui le rythme change, quand plusieurs classes en ont un.",
                "Whose rhythm changes, when several classes have one.",
            ),
        ),
        option(
            "--all-days",
            metavar=Text("2,3", "2,3"),
            help=Text(
                "Tous les ensembles d'autant de jours fixes, du lundi au vendredi.",
                "Every set of so many fixed days, Monday to Friday.",
            ),
        ),
        option(
            "--from",
            "source",
            type=click.Path(path_type=Path),
            metavar=Text("SCENARIOS.toml", "SCENARIOS.toml"),
            help=Text(
                "Des scénarios écrits dans un fichier : rythmes, salles, disponibilités, heures.",
                "Scenarios written in a file: rhythms, rooms, availability, hours.",
            ),
        ),
        option(
            "--audit-only",
            is_flag=True,
            help=Text(
                "Compare ce que les jours tiennent, sans rien planifier.",
                "Compare what the days hold, without planning anything.",
            ),
        ),
        option(
            "--jobs",
            type=click.IntRange(min=1),
            metavar=NUMBER,
            help=Text(
                "Scénarios planifiés à la fois (sinon un par processeur).",
                "Scenarios planned at once (else one per processor core).",
            ),
        ),
        option(
            "--cluster",
            metavar=Text("tcp://HÔTE:PORT", "tcp://HOST:PORT"),
            help=Text(
                "Planifie sur un cluster Dask (docs/cluster.md).",
                "Plan on a Dask cluster (docs/cluster.md).",
            ),
        ),
        OUTPUT,
        *SEARCH,
    ),
)
