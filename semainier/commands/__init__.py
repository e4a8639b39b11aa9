"""What can be typed: every command, option and help text, in both languages."""

from __future__ import annotations

from instances.text import Text
from semainier.commands.mend import REPAIR
from semainier.commands.past import DIFF, HISTORY
from semainier.commands.plan import EXPORT, SOLVE, VERIFY
from semainier.commands.problem import CHECK, NEW, REFERENTIALS, RULES
from semainier.commands.whatif import WHATIF
from semainier.commands.why import EXPLAIN

COMMANDS = (
    NEW,
    CHECK,
    SOLVE,
    VERIFY,
    EXPORT,
    EXPLAIN,
    WHATIF,
    REPAIR,
    DIFF,
    HISTORY,
    REFERENTIALS,
    RULES,
)

GROUP = Text(
    "Des emplois du temps pour l'alternance : vraies dates, heures justes, preuves.\n\n"
    "Pour commencer : « semainier new probleme.xlsx --example », puis "
    "« semainier solve probleme.xlsx ».",
    "Timetables for classes in alternance: real dates, hours that close, proofs.\n\n"
    "To begin: `semainier new problem.xlsx --example`, then `semainier solve problem.xlsx`.",
)
EXIT_CODES = Text(
    "Codes de sortie : 0 fait, complet ; 1 fichier à corriger ou règles enfreintes ; 2 commande "
    "mal écrite ; 3 impossible, prouvé ; 4 rien de complet à temps ; 70 une faute de semainier.",
    "Exit codes: 0 done, complete; 1 a file to mend or rules broken; 2 usage; 3 impossible, "
    "proved; 4 nothing complete in time; 70 a fault of semainier's.",
)
VERSION = Text("Affiche la version.", "Show the version.")
