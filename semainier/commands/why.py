"""The command that says why there is no timetable."""

from __future__ import annotations

from instances.text import Text
from semainier.commands.words import PROBLEM, SEARCH, Described

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
    (PROBLEM, *SEARCH),
)
