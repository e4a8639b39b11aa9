"""The command that mends a timetable."""

from __future__ import annotations

from dataclasses import replace

from instances.text import Text
from semainier.commands.words import (
    FORCE,
    PROBLEM,
    SEARCHING,
    Described,
    argument,
    option,
    output,
    search,
)

_DAY = Text("DATE", "DATE")
_SEARCHING = replace(
    SEARCHING,
    ending=Text(
        "S'arrête dès que le dérangement est prouvé à moins de cette part du moindre (0.05 : 5 %).",
        "Stop once the disturbance is proved within this share of the least (0.05: 5%).",
    ),
)

REPAIR = Described(
    "repair",
    "semainier.repair",
    Text(
        "Répare un emploi du temps avec le moins de changements.\n\n"
        "Après une absence, une salle fermée, un classeur modifié ou un Excel retouché à la main : "
        "garde chaque règle et chaque heure due, ne touche à rien avant --since, et dérange le "
        "moins possible. Écrit dans DOSSIER le nouvel emploi du temps et modifications.xlsx, avec "
        "la liste de qui prévenir. Code de sortie : 0 réparé, complet ; 1 à corriger ; 3 des "
        "heures ne peuvent pas être rattrapées, prouvé ; 4 rien de complet à temps.",
        "Mend a timetable with the fewest changes.\n\n"
        "After an absence, a closed room, a workbook that changed or an Excel edited by hand: keep "
        "every rule and every hour due, move nothing before --since, and disturb as little as "
        "can be. Write the new timetable to DIR, and modifications.xlsx with the list of whom to "
        "tell. Exit code: 0 mended, complete; 1 something to correct; 3 some hours cannot be "
        "caught up, proved; 4 nothing complete in time.",
    ),
    (
        PROBLEM,
        argument("timetable", Text("EMPLOI_DU_TEMPS", "TIMETABLE")),
        option(
            "--absent",
            multiple=True,
            metavar=Text("« QUI DU..AU »", '"WHO FROM..TO"'),
            help=Text(
                "Un enseignant absent, « FEN 2026-10-05..2026-10-09 » ; un jour seul, ou des "
                "heures : « FEN 2026-10-05 08:00..12:00 ». Se répète.",
                'A teacher away, "FEN 2026-10-05..2026-10-09"; one day alone, or hours: '
                '"FEN 2026-10-05 08:00..12:00". May be repeated.',
            ),
        ),
        option(
            "--closed",
            multiple=True,
            metavar=Text("« SALLE DU..AU »", '"ROOM FROM..TO"'),
            help=Text("Une salle fermée. Se répète.", "A closed room. May be repeated."),
        ),
        option(
            "--since",
            metavar=_DAY,
            help=Text(
                "Rien ne bouge avant (sinon le premier jour touché).",
                "Nothing before it moves (else the first day affected).",
            ),
        ),
        option(
            "--published-until",
            metavar=_DAY,
            help=Text(
                "Dernier jour du plan déjà distribué : y changer coûte trois fois plus.",
                "Last day that people have the plan of: a change there costs three times as much.",
            ),
        ),
        output(
            Text(
                "Où écrire (sinon le dossier « reparation », à côté de l'emploi du temps).",
                'Where to write (else the folder "reparation", beside the timetable).',
            )
        ),
        *search(_SEARCHING),
        FORCE,
    ),
)
