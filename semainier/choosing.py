"""`semainier whatif --choose`: the model chooses rhythms; what it chose is planned and compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from constraints.weights import points
from exports.comparison.entries import Entry
from instances.instance import Instance
from instances.rhythm import format_rhythm, parse_rhythm
from instances.scenario import Scenario
from instances.text import Lang, Text
from instances.timetable import Timetable
from instances.units import number
from semainier.comparison_files import prepare_folder
from semainier.console import Answer, Console
from semainier.failures import CommandError, Exit
from semainier.planfiles import COMPLETE, excel, prepare, write_plan
from semainier.planning import Asked, base_of, farm_failure, plan_and_compare
from semainier.solve import Interrupts
from solver.choose import Combination, Menu
from solver.choosing import Choice, Tried, choose
from solver.farm import FarmError
from solver.sweep import Lost, Shelf, sweep

Compared = Callable[[Sequence[Scenario]], tuple[list[Entry], dict[str, object]]]

_BEGIN = Text(
    "{count} combinaison{count:|s} de rythmes ; {seconds} s au plus par plan, {most} "
    "plan{most:|s} au plus.",
    "{count} {count:combination|combinations} of rhythms; {seconds} s a plan at the most, {most} "
    "{most:plan|plans} at the most.",
)
_TRIED = Text(
    "{name} : {what} (au moins {bound}, prouvé)", "{name}: {what} (at least {bound}, proved)"
)
_STATES = {
    "complete": Text("complet, {cost} points", "complete, {cost} points"),
    "impossible": Text(
        "la trame allait, les dates non : impossible, prouvé",
        "the trame went, dates do not: impossible, proved",
    ),
    "unfinished": Text(
        "la trame allait, rien de complet sur les dates à temps",
        "the trame went, nothing complete on dates in time",
    ),
    "lost": Text("échec", "failed"),
}
_TITLE = Text("Les rythmes choisis", "The rhythms chosen")
_CLASS = Text("{code} : {spec}", "{code}: {spec}")
_COST = Text(
    "{cost} points ; aucune combinaison ne coûte moins de {bound}.",
    "{cost} points; no combination costs less than {bound}.",
)
_PROVED = Text(
    "Meilleure de {count} combinaisons : prouvé.", "Best of {count} combinations: proved."
)
_CLOSED = Text(
    "Meilleur plan trouvé de {count} combinaisons. Celles qui ne sont pas planifiées ne font pas "
    "mieux, prouvé ; un plan de celles qui le sont pourrait encore s'améliorer.",
    "Best plan found of {count} combinations. Those not planned cannot do better, proved; a plan "
    "of those planned could still improve.",
)
_OPEN = Text(
    "Meilleur de {planned} {planned:combinaison planifiée|combinaisons planifiées} sur {count} : "
    "pas prouvé. Une des {left} autres pourrait faire mieux ; plus de temps (--time-limit) ou de "
    "plans (--most) le dira.",
    "Best of {planned} {planned:combination|combinations} planned out of {count}: not proved. One "
    "of the {left} others might do better; more time (--time-limit) or plans (--most) will tell.",
)
_ALL = Text(
    "Meilleur plan trouvé de {count} combinaisons, toutes examinées ; pas prouvé : avec plus de "
    "temps, l'une pourrait faire mieux.",
    "Best plan found of {count} combinations, all looked at; not proved: with more time one might "
    "do better.",
)
_EXCLUDED = Text(
    "{count} combinaison{count:|s} impossible{count:|s} par le calcul.",
    "{count} {count:combination|combinations} impossible by arithmetic.",
)
_CUT = Text(
    "L'horloge a coupé le modèle du choix : une autre exécution peut choisir autrement.",
    "The clock cut the model of the choice: another run may choose differently.",
)
_NONE = Text(
    "Aucune combinaison n'a de plan : prouvé. Permettez d'autres rythmes.",
    "No combination has a plan: proved. Allow other rhythms.",
)
_NOTHING = Text(
    "Rien de complet à temps ; rien ne prouve que c'est impossible. Donnez plus de temps "
    "(--time-limit) ou de plans (--most).",
    "Nothing complete in time; nothing proves it impossible. Give more time (--time-limit) or "
    "plans (--most).",
)
_STOPPED = Text(
    "Interrompu avant le premier plan : les plans faits sont gardés.",
    "Interrupted before the first plan: the plans made are kept.",
)
_CANNOT = Text(
    "Ce problème a des limites que seuls d'autres logiciels écrivent : --choose ne les connaît "
    "pas. Comparez les rythmes sans --choose.",
    "This problem has limits that only other programs write: --choose does not know them. Compare "
    "the rhythms without --choose.",
)


def choose_and_compare(
    console: Console,
    instance: Instance,
    scenarios: Sequence[Scenario],
    compared: Compared,
    asked: Asked,
    *,
    folder: Path,
    most: int,
    force: bool,
) -> Answer:
    """Choose rhythms among those of the scenarios, plan, compare with today's and write it all.

    `compared` makes entries and the fields of the answer that arithmetic knows. The plan chosen
    is written in the folder like that of `semainier solve`.
    """
    if instance.limits:
        raise CommandError(_CANNOT)
    menu = menu_of(scenarios)
    entries, _ = compared([])
    prepare_folder(folder, force=force)
    prepare(folder, [COMPLETE], force=force)
    shelf = Shelf(folder / "plans", asked.options, base_of(entries))
    interrupts = Interrupts(console)
    with interrupts.handled():
        walk = _Walk(asked, shelf, interrupts)
        console.note(_BEGIN.fill(count=menu.count, seconds=f"{asked.time_limit:g}", most=most))
        pending = entries[0].state == "pending"
        if pending and walk.planned(entries[0].instance) is None:
            raise CommandError(_STOPPED, Exit.UNFINISHED)
        choice = Choice(menu)
        told = 0
        for choice in choose(
            instance, menu, asked.options, walk.planned, most=most, stop=interrupts.stop
        ):
            for tried in choice.tried[told:]:
                _tell(console, menu, tried)
            told = len(choice.tried)
    found = [_scenario(menu, tried.combination, console.lang) for tried in choice.tried]
    entries, data = compared(found)
    data = {"choose": _data(choice), **data}
    answer = plan_and_compare(console, entries, asked, folder, data, force=force)
    files = _write(console, choice, shelf, folder, force=force)
    _show(console, choice, files)
    written = [*answer.data["files"], *map(str, files)]  # type: ignore[misc]
    return Answer(_code(choice), answer.data | {"files": written})


def menu_of(scenarios: Sequence[Scenario]) -> Menu:
    """For each class, every rhythm that some scenario gives it."""
    allowed: dict[str, list[str]] = {}
    for scenario in scenarios:
        for code, spec in scenario.rhythms.items():
            allowed.setdefault(code, []).append(spec)
    return Menu.of(allowed)


class _Walk:
    """Plans one problem at a time, where the command line says, and keeps what comes of it."""

    def __init__(self, asked: Asked, shelf: Shelf, interrupts: Interrupts) -> None:
        self._asked, self._shelf, self._stop = asked, shelf, interrupts.stop

    def planned(self, problem: Instance) -> Timetable | Lost | None:
        """The verified timetable of a problem; None when it was stopped."""
        asked = self._asked
        try:
            for done in sweep([problem], asked.options, self._shelf, self._stop, asked.place):
                return done.result
        except FarmError as error:
            raise farm_failure(error) from None
        return None


def _scenario(menu: Menu, chosen: Combination, lang: Lang) -> Scenario:
    return Scenario(name=_name(menu, chosen).say(lang), rhythms=menu.rhythms(chosen))


def _name(menu: Menu, chosen: Combination) -> Text:
    """A combination in words; the class goes without saying when it is the only one."""
    rhythms = menu.rhythms(chosen)
    if len(rhythms) == 1:
        return Text(_spec(chosen[0], "fr"), _spec(chosen[0], "en"))
    return Text(
        " ; ".join(f"{code} : {_spec(spec, 'fr')}" for code, spec in rhythms.items()),
        "; ".join(f"{code}: {_spec(spec, 'en')}" for code, spec in rhythms.items()),
    )


def _spec(spec: str, lang: Lang) -> str:
    return format_rhythm(parse_rhythm(spec), lang)


def _tell(console: Console, menu: Menu, tried: Tried) -> None:
    cost = "" if tried.cost is None else number(points(tried.cost), console.lang)
    what = _STATES[tried.state].fill(cost=cost)
    bound = number(points(tried.bound), console.lang)
    console.note(_TRIED.fill(name=_name(menu, tried.combination), what=what, bound=bound))


def _write(
    console: Console, choice: Choice, shelf: Shelf, folder: Path, *, force: bool
) -> tuple[Path, ...]:
    best = choice.best
    timetable = None if best is None else shelf.find(best.instance)
    if timetable is None:
        return ()
    return write_plan(folder, timetable, excel(timetable, console.lang), force=force).files


def _show(console: Console, choice: Choice, files: Sequence[Path]) -> None:
    console.title(_TITLE)
    best = choice.best
    if choice.excluded:
        console.say(_EXCLUDED.fill(count=len(choice.excluded)))
    if best is None:
        console.say(_NONE if choice.proved else _NOTHING, "error")
        return
    for code, spec in choice.menu.rhythms(best.combination).items():
        console.item(_CLASS.fill(code=code, spec=_spec(spec, console.lang)), "good")
    cost, bound = (number(points(n or 0), console.lang) for n in (best.cost, choice.bound))
    console.say(_COST.fill(cost=cost, bound=bound))
    count, planned = choice.menu.count, len(choice.tried)
    left = count - planned - len(choice.excluded)
    if choice.proved:
        verdict = _PROVED
    elif not choice.closed:
        verdict = _OPEN
    else:
        verdict = _CLOSED if left else _ALL
    console.say(verdict.fill(count=count, planned=planned, left=left))
    if choice.cut:
        console.say(_CUT, "warning")
    for path in files:
        console.item(str(path))


def _data(choice: Choice) -> dict[str, object]:
    """The choice as `--json` writes it."""
    best, menu = choice.best, choice.menu
    return {
        "allowed": {code: list(specs) for code, specs in menu.allowed.items()},
        "combinations": menu.count,
        "excluded": [menu.rhythms(chosen) for chosen in choice.excluded],
        "model": "dates" if choice.exact else "trame",
        "rhythms": None if best is None else menu.rhythms(best.combination),
        "cost": None if best is None else _points(best.cost),
        "bound": _points(choice.bound),
        "proved": choice.proved,
        "others_proved_no_better": choice.closed,
        "cut_by_clock": choice.cut,
        "tried": [
            {
                "rhythms": menu.rhythms(one.combination),
                "status": one.state,
                "cost": _points(one.cost),
                "bound": _points(one.bound),
                "preferred": one.preferred,
            }
            for one in choice.tried
        ],
    }


def _points(units: int | None) -> float | None:
    return None if units is None else points(units)


def _code(choice: Choice) -> Exit:
    if choice.best is not None:
        return Exit.DONE
    return Exit.IMPOSSIBLE if choice.proved else Exit.UNFINISHED
