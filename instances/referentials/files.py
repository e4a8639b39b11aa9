"""The files of référentiels: those shipped with the package, and a school's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from instances.referentials.model import Referential, Unit, room_words
from instances.system_words import not_toml, system_reason
from instances.text import Text
from instances.workbook.layout import listed, nearest

_SHIPPED = ("bts-sio", "bts-sio-pstm", "bts-sio-1350")
_MERGED = ("units", "sources")


class ReferentialError(ValueError):
    """A référentiel that cannot be used; `problems` says each reason and what to do."""

    def __init__(self, problems: tuple[Text, ...]) -> None:
        super().__init__("\n".join(problem.fr for problem in problems))
        self.problems = problems


def names() -> tuple[str, ...]:
    """The référentiels shipped with semainier, the official grid first."""
    return _SHIPPED


def load(name: str | Path) -> Referential:
    """Read a référentiel by its name, or from a school's own file ending in `.toml`.

    Raises
    ------
    ReferentialError
        When no référentiel has this name, or the file is unreadable or wrong: every problem
        at once, with its place in the file.
    """
    where = str(name)
    raw = _raw(where)
    try:
        referential = Referential.model_validate(raw)
    except ValidationError as error:
        raise ReferentialError(tuple(_problems(where, raw, error))) from None
    except ValueError as error:
        raise ReferentialError((_wrong(where, str(error)),)) from None
    if problems := tuple(_unknown_names(where, referential)):
        raise ReferentialError(problems)
    return referential


def _raw(name: str) -> dict[str, Any]:
    if name in _SHIPPED:
        text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    elif name.endswith(".toml"):
        try:
            text = Path(name).read_text(encoding="utf-8")
        except OSError as error:
            raise ReferentialError((_wrong(name, system_reason(error)),)) from None
        except UnicodeDecodeError as error:
            raise ReferentialError((_wrong(name, not_toml(error)),)) from None
    else:
        raise ReferentialError((_no_such_name(name),))
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReferentialError((_wrong(name, not_toml(error)),)) from None
    base = raw.get("base")
    return raw if base is None else _merge(_raw_base(name, base), raw)


def _raw_base(name: str, base: object) -> dict[str, Any]:
    # Only shipped names: a chain of a school's files could turn in circles.
    if base not in _SHIPPED:
        raise ReferentialError((_unknown(name, "base", str(base), _SHIPPED),))
    return _raw(str(base))


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """What `own` says over what `base` says; units and sources go by their key.

    What a document states is its own: statements are never taken from the base, nor is the name
    of the diploma, which would stand for a school's own title.
    """
    merged = {**base, "statements": [], "diploma": None} | own
    for table in _MERGED:
        if isinstance(own.get(table), list):
            rows = {row["key"]: row for row in base.get(table, [])}
            for row in own[table]:
                if isinstance(row, dict):
                    key = row.get("key")
                    rows[key] = rows.get(key, {}) | row
            merged[table] = list(rows.values())
    return merged


def _no_such_name(name: str) -> Text:
    near = nearest(name, _SHIPPED)
    known = listed(_SHIPPED, "fr")
    return Text(
        f"Aucun référentiel « {name} »."
        + (f" Vouliez-vous dire « {near} » ?" if near else "")
        + f" Connus : {known} ; ou le chemin d'un fichier .toml.",
        f"No référentiel “{name}”."
        + (f" Did you mean “{near}”?" if near else "")
        + f" Known: {known}; or the path of a .toml file.",
    )


def _wrong(where: str, detail: str | Text) -> Text:
    return Text(
        "{where} : fichier illisible ({detail}). Voir docs/referentiels.md.",
        "{where}: the file cannot be read ({detail}). See docs/referentiels.md.",
    ).fill(where=where, detail=detail)


def _unknown(where: str, place: str, name: str, known: tuple[str, ...]) -> Text:
    near = nearest(name, known)
    return Text(
        f"{where}, {place} : « {name} » est inconnu."
        + (f" Vouliez-vous dire « {near} » ?" if near else f" Connus : {listed(known, 'fr')}."),
        f"{where}, {place}: “{name}” is not known."
        + (f" Did you mean “{near}”?" if near else f" Known: {listed(known, 'en')}."),
    )


def _problems(where: str, raw: dict[str, Any], error: ValidationError) -> Iterator[Text]:
    """Each problem of a file: its place (rows by their key), the value, what is expected."""
    for found in error.errors():
        place = _place(raw, found["loc"])
        value = found["input"]
        if found["type"] == "extra_forbidden":
            yield _unknown(where, place, str(found["loc"][-1]), _fields())
        elif found["type"] == "missing":
            yield Text(
                f"{where}, {place} : valeur manquante, à écrire.",
                f"{where}, {place}: a value is missing, write it.",
            )
        elif found["type"] == "value_error" and "|" in found["msg"]:
            yield Text(
                f"{where}, {place} : écrire ou bien `semesters`, ou bien `year`.",
                f"{where}, {place}: write either `semesters` or `year`.",
            )
        else:
            yield Text(
                f"{where}, {place} : « {value} » ne convient pas ({found['msg']}).",
                f"{where}, {place}: “{value}” will not do ({found['msg']}).",
            )


def _place(raw: dict[str, Any], loc: tuple[int | str, ...]) -> str:
    steps, here = [], raw
    for step in loc:
        here = _inside(here, step)
        label = here.get("key") or here.get("code") if isinstance(here, dict) else None
        if isinstance(step, int):
            steps.append(f"[{label or step + 1}]")
        else:
            steps.append(f".{step}" if steps else step)
    return "".join(steps)


def _inside(here: Any, step: int | str) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _fields() -> tuple[str, ...]:
    """Every word a file may use, for the nearest one to a misspelling."""
    schema = Referential.model_json_schema()
    records = [schema, *schema["$defs"].values()]
    return tuple(sorted({name for record in records for name in record.get("properties", {})}))


def _unknown_names(where: str, referential: Referential) -> Iterator[Text]:
    """Names and numbers that nothing in the file answers to, and names given twice."""
    options = tuple(option.code for option in referential.options)
    kinds = tuple(kind.key for kind in referential.kinds)
    units = tuple(unit.key for unit in referential.units)
    years = tuple(str(year.year) for year in referential.years)
    with_semesters = tuple(dict.fromkeys(str(term.year) for term in referential.semesters))
    for key in dict.fromkeys(key for key in units if units.count(key) > 1):
        yield _twice(where, f"units[{key}]", key)
    wanted: list[tuple[str, str, tuple[str, ...]]] = []
    for unit in referential.units:
        wanted += _names_of_unit(referential, unit, f"units[{unit.key}]")
        if unit.option is not None:
            wanted.append((f"units[{unit.key}].option", unit.option, options))
    for kind in referential.types:
        wanted += [(f"types[{kind.code}].rooms", word, kinds) for word in room_words(kind.rooms)]
    wanted += [("years", year, with_semesters) for year in years]
    for index, statement in enumerate(referential.statements, start=1):
        if statement.unit is not None:
            wanted.append((f"statements[{index}].unit", statement.unit, units))
        if statement.year is not None:
            wanted.append((f"statements[{index}].year", str(statement.year), years))
    yield from (_unknown(where, *row) for row in wanted if row[1] not in row[2])


def _names_of_unit(
    referential: Referential, unit: Unit, at: str
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each name a unit uses: its place, itself, the names it may be."""
    types = tuple(kind.code for kind in referential.types)
    kinds = tuple(kind.key for kind in referential.kinds)
    posts = tuple(post.key for post in referential.posts)
    sources = tuple(source.key for source in referential.sources)
    semesters = tuple(str(semester.number) for semester in referential.semesters)
    years = tuple(str(year.year) for year in referential.years)
    for key in unit.taught_by:
        yield f"{at}.taught_by", key, posts
    for row in unit.teaching:
        yield f"{at}.teaching", row.type, types
        for word in room_words(row.rooms or ""):
            yield f"{at}.teaching.rooms", word, kinds
    for volume in unit.hours:
        for code in volume.parts:
            yield f"{at}.hours.parts", code, types
        for number in volume.semesters:
            yield f"{at}.hours.semesters", str(number), semesters
        if volume.year is not None:
            yield f"{at}.hours.year", str(volume.year), years
        if volume.source:
            yield f"{at}.hours.source", volume.source, sources


def _twice(where: str, place: str, name: str) -> Text:
    return Text(
        f"{where}, {place} : « {name} » est donné deux fois ; gardez une seule ligne.",
        f"{where}, {place}: “{name}” is given twice; keep one row.",
    )
