"""What can be typed: every command, option and help text, in both languages.

Nothing heavy is imported here, so that help and usage errors come at once; a command names the
function that does it, which is imported when it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from instances.text import Lang, Text

EXAMPLES = ("s1", "s2", "year")
FORMATS = ("xlsx", "csv", "sol")

Declare = Callable[[Lang], click.Parameter]


@dataclass(frozen=True)
class Described:
    """A command as it is typed.

    run
        Module of `semainier` whose `run` does it.
    text
        What it does: the first line is shown in the list of commands.
    """

    name: str
    run: str
    text: Text
    parameters: tuple[Declare, ...]


def option(*names: str, help: Text, metavar: Text | None = None, **more: object) -> Declare:
    """An option whose help is said in the language of the run."""

    def declare(lang: Lang) -> click.Option:
        shown = metavar.say(lang) if metavar else None
        return click.Option(names, help=help.say(lang), metavar=shown, **more)  # type: ignore[arg-type]

    return declare


def argument(name: str, metavar: Text, *, required: bool = True) -> Declare:
    """A file or a name to give; a file that is missing is bad input, not a usage error."""

    def declare(lang: Lang) -> click.Argument:
        kind = None if name == "name" else click.Path(path_type=Path)
        return click.Argument([name], metavar=metavar.say(lang), type=kind, required=required)

    return declare


_FILE = argument("file", Text("FICHIER.xlsx", "FILE.xlsx"))
_PROBLEM = argument("file", Text("FICHIER", "FILE"))
_FOLDER = Text("DOSSIER", "DIR")
_SECONDS = Text("SECONDES", "SECONDS")
_NUMBER = Text("N", "N")

COMMON: tuple[Declare, ...] = (
    option(
        "--lang",
        type=click.Choice(["fr", "en"], case_sensitive=False),
        help=Text(
            "Langue (sinon celle du classeur, sinon celle du système, sinon le français).",
            "Language (else the workbook's, else the system's, else French).",
        ),
    ),
    option(
        "-q",
        "--quiet",
        is_flag=True,
        help=Text("Ne dit que le résultat.", "Say the result only."),
    ),
    option(
        "-v",
        "--verbose",
        is_flag=True,
        help=Text("Dit aussi le détail.", "Say the details too."),
    ),
    option(
        "--json",
        "as_json",
        is_flag=True,
        help=Text(
            "Écrit le résultat en un objet JSON (docs/json.md).",
            "Write the result as one JSON object (docs/json.md).",
        ),
    ),
)

_SEARCH: tuple[Declare, ...] = (
    option(
        "--time-limit",
        type=click.FloatRange(min=1),
        default=60.0,
        show_default=True,
        metavar=_SECONDS,
        help=Text("Durée maximale de la recherche.", "How long to search at most."),
    ),
    option(
        "--workers",
        type=click.IntRange(min=1),
        metavar=_NUMBER,
        help=Text(
            "Processeurs à employer (sinon tous).", "Processor cores to use (else all of them)."
        ),
    ),
    option(
        "--seed",
        type=click.IntRange(min=0),
        metavar=_NUMBER,
        help=Text(
            "Rend la recherche reproductible : même classeur, même N, même emploi du temps.",
            "Make the search repeatable: same workbook, same N, same timetable.",
        ),
    ),
    option(
        "--gap",
        type=click.FloatRange(min=0, max=1),
        default=0.0,
        show_default=True,
        metavar=Text("PART", "SHARE"),
        help=Text(
            "S'arrête dès que le plan est prouvé à moins de cette part du meilleur (0.05 : 5 %).",
            "Stop once the plan is proved within this share of the best possible (0.05: 5%).",
        ),
    ),
)

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
        _FILE,
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
            metavar=_NUMBER,
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
        "FICHIER est un classeur .xlsx, ou un problème du concours ITC-2007 (.ctt). Dit tous les "
        "problèmes à la fois, puis compare les heures à placer aux heures disponibles par groupe, "
        "enseignant et type de salle, la maquette aux cours, et le tout au droit du travail. Code "
        "de sortie : 0 rien à redire, 1 des problèmes, 3 impossible, prouvé par le calcul.",
        "Check a problem, without planning.\n\n"
        "FILE is a workbook .xlsx, or a problem of the competition ITC-2007 (.ctt). Say every "
        "problem at once, then compare hours to place with hours available for each group, teacher "
        "and kind of room, the maquette with the courses, and all of it with labour law. Exit "
        "code: 0 nothing wrong, 1 problems, 3 impossible, proved by arithmetic.",
    ),
    (_PROBLEM,),
)

SOLVE = Described(
    "solve",
    "semainier.solve",
    Text(
        "Planifie un problème.\n\n"
        "FICHIER est un classeur .xlsx, ou un problème du concours ITC-2007 (.ctt). Écrit "
        "timetable.json et emploi-du-temps.xlsx (et FICHIER.sol pour un .ctt), ensemble ou pas du "
        "tout. Ctrl-C arrête la recherche et garde le meilleur plan. Code de sortie : 0 complet, 1 "
        "fichier à corriger, 3 impossible (prouvé), 4 rien de complet à temps ; pour 3 et 4, ce "
        "qui a pu être placé est écrit sous timetable.partial.json et "
        "emploi-du-temps.partial.xlsx.",
        "Plan a problem.\n\n"
        "FILE is a workbook .xlsx, or a problem of the competition ITC-2007 (.ctt). Write "
        "timetable.json and emploi-du-temps.xlsx (and FILE.sol for a .ctt), all or none. Ctrl-C "
        "ends the search and keeps the best plan. Exit code: 0 complete, 1 a file to mend, 3 "
        "impossible (proved), 4 nothing complete in time; for 3 and 4, what could be placed is "
        "written as timetable.partial.json and emploi-du-temps.partial.xlsx.",
    ),
    (
        _PROBLEM,
        option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar=_FOLDER,
            help=Text(
                "Où écrire (sinon un dossier du nom du fichier, à côté de lui).",
                "Where to write (else a folder named after the file, beside it).",
            ),
        ),
        *_SEARCH,
        option(
            "--force",
            is_flag=True,
            help=Text(
                "Remplace un emploi du temps modifié à la main.",
                "Replace a timetable that was edited by hand.",
            ),
        ),
    ),
)

VERIFY = Described(
    "verify",
    "semainier.verify",
    Text(
        "Vérifie un emploi du temps, sans le solveur.\n\n"
        "EMPLOI_DU_TEMPS est un timetable.json, un classeur exporté, modifié à la main ou non, ou, "
        "pour un .ctt, un .sol. Dit chaque entorse aux règles de FICHIER et le coût de chaque "
        "règle souhaitée. Code de sortie : 0 aucune règle obligatoire enfreinte, 1 sinon.",
        "Verify a timetable, without the solver.\n\n"
        "TIMETABLE is a timetable.json, an exported workbook, edited by hand or not, or, for a "
        ".ctt, a .sol. Say every violation of the rules of FILE and the cost of each soft rule. "
        "Exit code: 0 no required rule broken, 1 otherwise.",
    ),
    (_PROBLEM, argument("timetable", Text("EMPLOI_DU_TEMPS", "TIMETABLE"))),
)

EXPORT = Described(
    "export",
    "semainier.export",
    Text(
        "Écrit un emploi du temps dans d'autres fichiers.\n\n"
        "À partir de timetable.json : le classeur Excel (xlsx), la liste des séances (csv), la "
        "forme du concours ITC-2007 pour un problème .ctt (sol).",
        "Write a timetable to other files.\n\n"
        "From timetable.json: the Excel workbook (xlsx), the session list (csv), the form of the "
        "competition ITC-2007 for a .ctt problem (sol).",
    ),
    (
        argument("timetable", Text("TIMETABLE.json", "TIMETABLE.json")),
        option(
            "--to",
            default="xlsx",
            show_default=True,
            metavar=Text("xlsx,csv,sol", "xlsx,csv,sol"),
            help=Text("Formats, séparés par des virgules.", "Formats, separated by commas."),
        ),
        option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar=_FOLDER,
            help=Text(
                "Où écrire (sinon à côté du fichier lu).",
                "Where to write (else beside the file read).",
            ),
        ),
        option(
            "--force",
            is_flag=True,
            help=Text(
                "Remplace un emploi du temps modifié à la main.",
                "Replace a timetable that was edited by hand.",
            ),
        ),
    ),
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

COMMANDS = (NEW, CHECK, SOLVE, VERIFY, EXPORT, REFERENTIALS, RULES)

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
