"""Commands that make, check and write out a timetable."""

from __future__ import annotations

from pathlib import Path

import click

from instances.text import Text
from semainier.commands.words import (
    FOLDER,
    FORCE,
    PROBLEM,
    SEARCH,
    Described,
    argument,
    option,
    output,
)

FORMATS = ("xlsx", "ics", "html", "csv", "sol", "fet")
_LIST = ",".join(FORMATS)

SOLVE = Described(
    "solve",
    "semainier.solve",
    Text(
        "Planifie un problème.\n\n"
        "FICHIER est un classeur .xlsx, un problème du concours ITC-2007 (.ctt) ou de FET (.fet). "
        "Écrit timetable.json et emploi-du-temps.xlsx (et FICHIER.sol pour un .ctt), ensemble ou "
        "pas du tout. Ctrl-C arrête la recherche et garde le meilleur plan. Code de sortie : 0 "
        "complet, 1 "
        "fichier à corriger, 3 impossible (prouvé), 4 rien de complet à temps ; pour 3 et 4, ce "
        "qui a pu être placé est écrit sous timetable.partial.json et "
        "emploi-du-temps.partial.xlsx.",
        "Plan a problem.\n\n"
        "FILE is a workbook .xlsx, a problem of the competition ITC-2007 (.ctt) or of FET (.fet). "
        "Write timetable.json and emploi-du-temps.xlsx (and FILE.sol for a .ctt), all or none. "
        "Ctrl-C ends the search and keeps the best plan. Exit code: 0 complete, 1 a file to mend, "
        "3 "
        "impossible (proved), 4 nothing complete in time; for 3 and 4, what could be placed is "
        "written as timetable.partial.json and emploi-du-temps.partial.xlsx.",
    ),
    (
        PROBLEM,
        option(
            "--keep",
            type=click.Path(path_type=Path),
            metavar=Text("EMPLOI_DU_TEMPS", "TIMETABLE"),
            help=Text(
                "Garde les séances d'un emploi du temps (.json, ou .xlsx exporté) qui tiennent "
                "encore, verrouillées, et planifie ce qui manque.",
                "Keep the sessions of a timetable (.json, or exported .xlsx) that still hold, "
                "locked, and plan what is missing.",
            ),
        ),
        option(
            "--only",
            multiple=True,
            metavar=Text("GROUPE", "GROUP"),
            help=Text(
                "Avec --keep : refait les cours de ce groupe, le reste ne bouge pas. Se répète.",
                "With --keep: plan this group's courses anew, the rest stays. May be repeated.",
            ),
        ),
        option(
            "--weeks",
            metavar=Text("A..B", "A..B"),
            help=Text(
                "Avec --keep : refait ces semaines ISO, 2026-W40..2026-W42 ; le reste ne bouge "
                "pas.",
                "With --keep: plan these ISO weeks anew, 2026-W40..2026-W42; the rest stays.",
            ),
        ),
        output(
            Text(
                "Où écrire (sinon un dossier du nom du fichier, à côté de lui).",
                "Where to write (else a folder named after the file, beside it).",
            )
        ),
        *SEARCH,
        FORCE,
    ),
)

VERIFY = Described(
    "verify",
    "semainier.verify",
    Text(
        "Vérifie un emploi du temps, sans le solveur.\n\n"
        "EMPLOI_DU_TEMPS est un timetable.json, un classeur exporté, modifié à la main ou non, "
        "pour un .ctt un .sol, ou ce que FET a planifié (NOM_activities.xml, "
        "NOM_data_and_timetable.fet). Dit chaque entorse aux règles de FICHIER et le coût de "
        "chaque règle souhaitée. Code de sortie : 0 aucune règle obligatoire enfreinte, 1 sinon.",
        "Verify a timetable, without the solver.\n\n"
        "TIMETABLE is a timetable.json, an exported workbook, edited by hand or not, for a .ctt a "
        ".sol, or what FET planned (NAME_activities.xml, NAME_data_and_timetable.fet). Say "
        "every violation of the rules of FILE and the cost of each soft rule. Exit code: 0 no "
        "required rule broken, 1 otherwise.",
    ),
    (PROBLEM, argument("timetable", Text("EMPLOI_DU_TEMPS", "TIMETABLE"))),
)

EXPORT = Described(
    "export",
    "semainier.export",
    Text(
        "Écrit un emploi du temps dans d'autres fichiers.\n\n"
        "À partir de timetable.json : le classeur Excel (xlsx), un calendrier pour chaque groupe, "
        "enseignant et salle (ics), une page web (html), la liste des séances (csv), la forme du "
        "concours ITC-2007 pour un problème .ctt (sol), le problème pour FET, s'il tient en une "
        "semaine (fet). --group, --teacher, --room et --week n'en écrivent qu'une partie, sous un "
        "autre nom.",
        "Write a timetable to other files.\n\n"
        "From timetable.json: the Excel workbook (xlsx), a calendar for each group, teacher and "
        "room (ics), a web page (html), the session list (csv), the form of the competition "
        "ITC-2007 for a .ctt problem (sol), the problem for FET, if it is one week (fet). "
        "--group, --teacher, --room and --week write only a part of it, under another name.",
    ),
    (
        argument("timetable", Text("TIMETABLE.json", "TIMETABLE.json")),
        option(
            "--to",
            default="xlsx",
            show_default=True,
            metavar=Text(_LIST, _LIST),
            help=Text("Formats, séparés par des virgules.", "Formats, separated by commas."),
        ),
        option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar=FOLDER,
            help=Text(
                "Où écrire (sinon à côté du fichier lu).",
                "Where to write (else beside the file read).",
            ),
        ),
        option(
            "--group",
            multiple=True,
            metavar=Text("GROUPE", "GROUP"),
            help=Text(
                "Ce groupe seulement, avec ce qu'il suit en classe entière. Se répète.",
                "This group only, with what it attends as a class. May be repeated.",
            ),
        ),
        option(
            "--teacher",
            multiple=True,
            metavar=Text("ENSEIGNANT", "TEACHER"),
            help=Text(
                "Cet enseignant seulement. Se répète.", "This teacher only. May be repeated."
            ),
        ),
        option(
            "--room",
            multiple=True,
            metavar=Text("SALLE", "ROOM"),
            help=Text("Cette salle seulement. Se répète.", "This room only. May be repeated."),
        ),
        option(
            "--week",
            multiple=True,
            metavar=Text("2026-W40", "2026-W40"),
            help=Text(
                "Cette semaine seulement ; aussi 2026-W40..2026-W45, ou une date. Se répète.",
                "This week only; also 2026-W40..2026-W45, or a date. May be repeated.",
            ),
        ),
        FORCE,
    ),
)
