"""Commands on a problem, before anything is planned."""

from __future__ import annotations

import click

from instances.text import Text
from semainier.commands.words import (
    NUMBER,
    PROBLEM,
    WORKBOOK,
    Described,
    argument,
    option,
)

EXAMPLES = ("s1", "s2", "year")

NEW = Described(
    "new",
    "semainier.new",
    Text(
        "Crée un classeur à remplir.\n\n"
        "FICHIER.xlsx reçoit la maquette du référentiel, le calendrier officiel, des listes "
        "déroulantes et des commentaires. Avec --example, il est rempli d'un exemple.",
        "Make a workbook to fill in.\n\n"
        "FILE.xlsx gets the référentiel's hours, the official calendar, drop-downs and comments. "
        "With --example, it is filled with a sample.",
    ),
    (
        WORKBOOK,
        option(
            "--example",
            type=click.Choice(EXAMPLES),
            help=Text(
                "Remplit le classeur d'un exemple : semestre 1 (si rien n'est dit), semestre 2 ou "
                "année.",
                "Fill the workbook with a sample: semester 1 (when nothing is said), semester 2 "
                "or the year.",
            ),
        ),
        option(
            "--referential",
            metavar=Text("NOM", "NAME"),
            help=Text(
                "Référentiel (sinon bts-sio-pstm) : un nom que « semainier referentials » liste, "
                "ou un fichier .toml.",
                "Référentiel (else bts-sio-pstm): a name that `semainier referentials` lists, or a "
                ".toml file.",
            ),
        ),
        option(
            "--year",
            "years",
            type=click.IntRange(min=1),
            multiple=True,
            metavar=NUMBER,
            help=Text(
                "Année d'études ; se répète (sinon toutes).",
                "Year of study; may be repeated (else all).",
            ),
        ),
        option(
            "--semester",
            type=click.Choice(["1", "2"]),
            help=Text(
                "Semestre de l'année scolaire (sinon le premier).",
                "Semester of the school year (else the first).",
            ),
        ),
        option(
            "--whole-year",
            is_flag=True,
            help=Text("L'année scolaire entière.", "The whole school year."),
        ),
        option(
            "--zone",
            metavar=Text("A|B|C", "A|B|C"),
            help=Text(
                "Zone des vacances scolaires (sinon C).", "Zone of school holidays (else C)."
            ),
        ),
        option(
            "--school-year",
            metavar=Text("2026-27", "2026-27"),
            help=Text("Année scolaire (sinon celle en cours).", "School year (else this one)."),
        ),
        option(
            "--rhythm",
            "rhythms",
            multiple=True,
            metavar=Text("CLASSE=JOURS", "CLASS=DAYS"),
            help=Text(
                "Rythme d'une classe, « SIO1=lun mar » ; se répète.",
                'Rhythm of a class, "SIO1=Mon Tue"; may be repeated.',
            ),
        ),
        option(
            "--force",
            is_flag=True,
            help=Text("Remplace le fichier s'il existe.", "Replace the file if it exists."),
        ),
    ),
)

CHECK = Described(
    "check",
    "semainier.check",
    Text(
        "Contrôle un problème, sans planifier.\n\n"
        "FICHIER est un classeur .xlsx, un problème du concours ITC-2007 (.ctt) ou de FET (.fet). "
        "Dit tous les problèmes à la fois, puis compare les heures à placer aux heures disponibles "
        "par groupe, enseignant et type de salle, la maquette aux cours, et le tout au droit du "
        "travail. Code de sortie : 0 rien n'empêche de planifier (il peut y avoir des "
        "avertissements), 1 des problèmes, 3 impossible, prouvé par le calcul.",
        "Check a problem, without planning.\n\n"
        "FILE is a workbook .xlsx, a problem of the competition ITC-2007 (.ctt) or of FET (.fet). "
        "Say every problem at once, then compare hours to place with hours available for each "
        "group, teacher and kind of room, the maquette with the courses, and all of it with labour "
        "law. Exit code: 0 nothing forbids planning (there may be warnings), 1 problems, 3 "
        "impossible, proved by arithmetic.",
    ),
    (PROBLEM,),
)

REFERENTIALS = Described(
    "referentials",
    "semainier.referentials",
    Text(
        "Liste les référentiels, ou en montre un.\n\n"
        "Avec NOM : ses heures par unité, et ce qui n'y tombe pas juste.",
        "List the référentiels, or show one.\n\n"
        "With NAME: its hours by unit, and what in it does not add up.",
    ),
    (argument("name", Text("[NOM]", "[NAME]"), required=False),),
)

RULES = Described(
    "rules",
    "semainier.rules",
    Text(
        "Liste les règles.\n\n"
        "Pour chacune : ce qu'elle dit, obligatoire ou souhaitée, son unité, sa source.",
        "List the rules.\n\nFor each: what it says, required or soft, its unit, its source.",
    ),
    (),
)
