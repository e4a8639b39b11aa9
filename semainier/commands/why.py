"""The command that says why there is no timetable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from instances.text import Text
from semainier.commands.words import (
    PROBLEM,
    SEARCHING,
    SECONDS,
    Amount,
    Described,
    option,
    search,
)

_SEARCHING = replace(
    SEARCHING,
    repeating=Text(
        "Rend reproductible la recherche des raisons ; les changements s'essaient à l'horloge.",
        "Make the search for reasons repeatable; changes are tried by the clock.",
    ),
    ending=Text(
        "Sans effet ici : n'importe quel emploi du temps complet répond.",
        "No effect here: any complete timetable is an answer.",
    ),
)

EXPLAIN = Described(
    "explain",
    "semainier.explain",
    Text(
        "Dit pourquoi aucun emploi du temps n'existe, et ce qu'on peut changer.\n\n"
        "D'abord le calcul, en heures ; puis quelques règles qui ne peuvent tenir ensemble, "
        "chacune nécessaire, avec leur ligne du classeur ; puis les changements les moins coûteux "
        "sous lesquels un emploi du temps complet a été trouvé et vérifié. Code de sortie : 0 "
        "expliqué, ou rien à expliquer : un emploi du temps complet existe ; 1 fichier à "
        "corriger ; 4 pas d'explication à temps.",
        "Say why no timetable exists, and what could be changed.\n\n"
        "First arithmetic, in hours; then a few rules that cannot hold together, each of them "
        "needed, with their rows of the workbook; then the cheapest changes under which a complete "
        "timetable was found and verified. Exit code: 0 explained, or nothing to explain: a "
        "complete timetable exists; 1 a file to mend; 4 no explanation in time.",
    ),
    (
        PROBLEM,
        option(
            "--why",
            metavar=Text("« COURS JOUR HEURE »", '"COURSE DAY TIME"'),
            help=Text(
                "Pourquoi ce cours n'est pas là, ou ce que cela coûterait : « SIO1-MAT mar "
                "10:00 », ou à une date : « SIO1-MAT 2026-10-06 10:00 ».",
                'Why this course is not there, or what it would cost: "SIO1-MAT Tue 10:00", or on '
                'a date: "SIO1-MAT 2026-10-06 10:00".',
            ),
        ),
        option(
            "--in",
            "plan",
            type=click.Path(path_type=Path),
            metavar=Text("EMPLOI_DU_TEMPS", "TIMETABLE"),
            help=Text(
                "Avec --why : le plan dans lequel le cours y viendrait.",
                "With --why: the plan in which the course would come there.",
            ),
        ),
        option(
            "--time-limit",
            type=Amount(min=1),
            metavar=SECONDS,
            help=Text(
                "Durée maximale (sinon 60 s, 170 s pour plus de 120 cours ; moins dès qu'un "
                "changement est trouvé).",
                "How long at most (else 60 s, 170 s for more than 120 courses; less once a change "
                "is found).",
            ),
        ),
        *search(_SEARCHING)[1:],
    ),
)
