"""Commands about plans that were made before: what differs, which runs there were."""

from __future__ import annotations

from pathlib import Path

import click

from instances.text import Text
from semainier.commands.words import FOLDER, FORCE_FILE, Described, argument, option

DIFF = Described(
    "diff",
    "semainier.diff",
    Text(
        "Dit ce qui diffère entre deux emplois du temps.\n\n"
        "AVANT et APRÈS sont des timetable.json ou des classeurs exportés, modifiés à la main ou "
        "non. Dit les séances déplacées, changées, ajoutées, supprimées, les heures qui changent "
        "et les personnes concernées ; -o écrit modifications.xlsx, à distribuer. Code de sortie : "
        "0 comparés, qu'ils diffèrent ou non ; 1 un fichier qui ne se lit pas.",
        "Say what differs between two timetables.\n\n"
        "BEFORE and AFTER are a timetable.json or an exported workbook each, edited by hand or "
        "not. Say which sessions were moved, changed, added, removed, which hours change and whom "
        "it concerns; -o writes modifications.xlsx, to hand out. Exit code: 0 compared, whether "
        "they differ or not; 1 a file that cannot be read.",
    ),
    (
        argument("before", Text("AVANT", "BEFORE")),
        argument("after", Text("APRÈS", "AFTER")),
        option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar=Text("FICHIER.xlsx", "FILE.xlsx"),
            help=Text(
                "Écrit aussi les différences dans ce classeur, une page par personne.",
                "Write the differences to this workbook too, one page a person.",
            ),
        ),
        option(
            "--by-place",
            is_flag=True,
            help=Text(
                "Compare par dates et horaires, pas par identifiants : pour deux plans cherchés "
                "séparément.",
                "Compare by dates and times, not by ids: for two plans that were searched apart.",
            ),
        ),
        FORCE_FILE,
    ),
)

HISTORY = Described(
    "history",
    "semainier.history",
    Text(
        "Liste les recherches faites dans un dossier, et leurs plans.\n\n"
        "Chaque « solve » ou « repair » laisse une fiche dans DOSSIER/historique. Dit, pour "
        "chacune, les données, les options, le coût et la borne, et quel plan elle a laissé, mis "
        "de côté ou remplacé ; compare celles qui ont planifié les mêmes données. Code de sortie : "
        "0 tout est lu, 1 une fiche ou un plan ne se lit pas (les autres sont listés).",
        "List the runs made in a folder, and their plans.\n\n"
        "Each `solve` or `repair` leaves a record in DIR/historique. Say for each its data, "
        "options, cost and bound, and which plan it left, set aside or replaced; compare those "
        "that planned the same data. Exit code: 0 everything was read, 1 a record or plan cannot "
        "be read (the others are listed).",
    ),
    (argument("folder", FOLDER),),
)
