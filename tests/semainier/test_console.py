"""Tables on a terminal: no word and no figure is cut, whatever its width."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console as RichConsole
from rich.text import Text as RichText

from instances.text import Text
from semainier.console import Console
from semainier.language import Manner

HEADERS = [Text(*[word] * 2) for word in ("Rang", "Scénario", "Attente enseignants (h)", "Coût")]
ROWS = [("1", "mer jeu", "114 h 24", "*2 448,3"), ("2", "lun mer", "75 h", "12 558,4")]


def shown(width: int, rows: list[tuple[str, ...]], headers: list[Text] = HEADERS) -> list[str]:
    """The lines of a table on a terminal of so many columns."""
    console, out = Console(Manner()), StringIO()
    console.out = RichConsole(file=out, force_terminal=True, width=width, no_color=True)
    console.table(headers, rows, left=2)
    return [RichText.from_ansi(line).plain.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("width", [120, 80, 60, 44, 36])
def test_every_cell_stands_whole_on_one_line(width: int) -> None:
    lines = shown(width, ROWS)
    for row in ROWS:
        for cell in row:
            assert sum(cell in line for line in lines) >= 1, (cell, lines)
    assert max(map(len, lines)) <= width


def test_a_table_that_fits_is_one() -> None:
    lines = shown(80, ROWS)
    assert any("Rang" in line and "Scénario" in line and "Coût" in line for line in lines)


def test_a_table_too_wide_is_turned_and_its_rows_stand_beside_each_other() -> None:
    more = [Text(*[f"Attente {word}"] * 2) for word in "ABCD"]
    rows = [
        (*row, "1 000 h", "2 h", "3 h", "4 h") for row in (*ROWS, ("3", "mar jeu", "64 h", "5"))
    ]
    lines = shown(50, rows, headers=[*HEADERS, *more])
    heads = [line.split() for line in lines if line.startswith("Scénario")]
    assert heads == [["Scénario", "mer", "jeu", "lun", "mer"], ["Scénario", "mar", "jeu"]]
    costs = [line.removeprefix("Coût").strip() for line in lines if line.startswith("Coût")]
    assert costs == ["*2 448,3  12 558,4", "5"]
    assert sum("Attente D" in line for line in lines) == len(costs)
    assert max(map(len, lines)) <= 50


def test_a_long_text_is_folded_rather_than_the_table_turned() -> None:
    rows = [("1", "Un texte de plusieurs mots, plus long que la ligne", "2 h", "1")]
    lines = shown(50, rows)
    assert any("Rang" in line and "Coût" in line for line in lines)
    assert max(map(len, lines)) <= 50


def test_a_sentence_is_cut_between_words_on_a_terminal_and_nowhere_else() -> None:
    sentence = "Aucun changement essayé à temps n'a mené à un emploi du temps complet."
    for terminal in (True, False):
        console, out = Console(Manner()), StringIO()
        console.out = RichConsole(file=out, force_terminal=terminal, width=31, no_color=True)
        console.say(sentence)
        lines = [line.rstrip() for line in out.getvalue().splitlines()]
        assert " ".join(lines) == sentence
        assert (max(map(len, lines)) <= 31) == terminal
