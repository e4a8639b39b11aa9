"""Commands that compare what could be planned."""

from __future__ import annotations

from pathlib import Path

import click

from instances.text import Text
from semainier.commands.words import (
    FORCE,
    NUMBER,
    PROBLEM,
    Described,
    Searching,
    option,
    output,
    search,
)

_SEARCHING = Searching(
    seconds=120.0,
    workers=1,
    seed=1,
    lasting=Text(
        "Durée maximale de chaque scénario ; le tiers, le plus souvent, quand rien d'autre ne "
        "tourne.",
        "How long each scenario at most; most often a third of it, when nothing else runs.",
    ),
    cores=Text("Processeurs par scénario.", "Processor cores for each scenario."),
    repeating=Text(
        "Rend la comparaison reproductible ; chaque scénario a la même.",
        "Makes the comparison repeatable; every scenario has the same.",
    ),
    ending=Text(
        "Un scénario s'arrête dès qu'il est prouvé à moins de cette part du meilleur.",
        "A scenario stops once it is proved within this share of the best possible.",
    ),
)

WHATIF = Described(
    "whatif",
    "semainier.whatif",
    Text(
        "Compare des rythmes, ou d'autres scénarios.\n\n"
        "Chaque scénario est planifié avec les mêmes règles et la même durée, puis vérifié ; le "
        "rythme d'aujourd'hui l'est toujours aussi. Écrit comparaison.xlsx et garde chaque plan : "
        "une comparaison arrêtée reprend où elle en était. Avec --audit-only, le calcul seul, en "
        "une seconde. Code de sortie : 0 chaque scénario est tranché (complet, ou impossible et "
        "prouvé), 1 fichier ou scénario à corriger, 4 un scénario au moins ne l'est pas. Avec "
        "--choose : 0 un plan complet est choisi, 3 aucun choix n'en permet, prouvé, 4 rien de "
        "complet à temps.",
        "Compare rhythms, or other scenarios.\n\n"
        "Each scenario is planned with the same rules and time limit, then verified; so is "
        "today's rhythm. Write comparaison.xlsx and keep every plan: a comparison that stopped "
        "goes on where it was. With --audit-only, arithmetic alone, in a second. Exit code: 0 "
        "every scenario is settled (complete, or impossible and proved), 1 a file or a scenario "
        "to mend, 4 one scenario at least is not. With --choose: 0 a complete "
        "plan is chosen, 3 no choice allows one, proved, 4 nothing complete in time.",
    ),
    (
        PROBLEM,
        option(
            "--rhythm",
            "rhythms",
            multiple=True,
            metavar=Text("NOM=JOURS", "NAME=DAYS"),
            help=Text(
                "Un scénario, « 2 jours=jeu ven » ou « croisé=SIO1:lun mar; SIO2:lun-mer » ; se "
                "répète.",
                'A scenario, "2 days=Thu Fri" or "crossed=SIO1:Mon Tue; SIO2:Mon-Wed"; may be '
                "repeated.",
            ),
        ),
        option(
            "--groups",
            metavar=Text("GROUPES", "GROUPS"),
            help=Text(
                "Qui change de rythme, séparés par des virgules (nécessaire si plusieurs classes "
                "en ont un).",
                "Whose rhythm changes, separated by commas (needed when several classes have one).",
            ),
        ),
        option(
            "--all-days",
            metavar=Text("2,3", "2,3"),
            help=Text(
                "Tous les choix de tant de jours, du lundi au vendredi.",
                "Every choice of so many days, Monday to Friday.",
            ),
        ),
        option(
            "--from",
            "plans",
            type=click.Path(path_type=Path),
            metavar=Text("SCENARIOS.toml", "SCENARIOS.toml"),
            help=Text(
                "Des scénarios écrits, qui changent aussi salles, disponibilités ou heures.",
                "Scenarios written down, which may change rooms, availabilities or hours too.",
            ),
        ),
        option(
            "--audit-only",
            is_flag=True,
            help=Text("Le calcul seul, sans planifier.", "Arithmetic alone, without planning."),
        ),
        option(
            "--choose",
            is_flag=True,
            help=Text(
                "Chaque classe prend un des rythmes donnés, ou de ses « Rythmes possibles » du "
                "classeur : le modèle choisit lesquels.",
                "Each class takes one of the rhythms given, or of its “Possible rhythms” in the "
                "workbook: the model chooses which.",
            ),
        ),
        option(
            "--most",
            type=click.IntRange(min=1),
            default=12,
            show_default=True,
            metavar=NUMBER,
            help=Text(
                "Avec --choose : combinaisons planifiées, au plus.",
                "With --choose: combinations planned, at the most.",
            ),
        ),
        option(
            "--until",
            metavar=Text("AAAA-MM-JJ", "YYYY-MM-DD"),
            help=Text(
                "Date repère du calcul (sinon le 15 mai, où finit la 2e année).",
                "Date that arithmetic looks at (else 15 May, when year 2 ends).",
            ),
        ),
        option(
            "--full-weeks",
            type=click.IntRange(min=1),
            default=24,
            show_default=True,
            metavar=NUMBER,
            help=Text(
                "Semaines pleines que le calcul regarde (24 : la 2e année officielle).",
                "Full weeks that arithmetic looks at (24: the official year 2).",
            ),
        ),
        *search(_SEARCHING),
        option(
            "--jobs",
            type=click.IntRange(min=1),
            metavar=NUMBER,
            help=Text(
                "Scénarios planifiés à la fois (sinon autant que les processeurs le permettent).",
                "Scenarios planned at a time (else as many as the cores allow).",
            ),
        ),
        option(
            "--cluster",
            metavar=Text("tcp://MACHINE:PORT", "tcp://HOST:PORT"),
            help=Text(
                "Un ordonnanceur Dask qui tourne déjà (docs/cluster.md).",
                "A Dask scheduler that runs already (docs/cluster.md).",
            ),
        ),
        output(
            Text(
                "Où écrire (sinon « comparaison », dans un dossier du nom du fichier, à côté de "
                "lui).",
                'Where to write (else "comparaison", in a folder named after the file, beside it).',
            )
        ),
        FORCE,
    ),
)
