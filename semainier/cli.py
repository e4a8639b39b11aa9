"""The command `semainier`: parse, run, and turn whatever ends a run into an exit code."""

from __future__ import annotations

import gc
import importlib
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import click

from instances.system_words import system_reason
from instances.text import Text
from semainier.commands import COMMANDS, EXIT_CODES, GROUP, VERSION
from semainier.commands.problem import EXAMPLES
from semainier.commands.words import COMMON, Described
from semainier.failures import CommandError, Exit
from semainier.language import Manner, manner_of, speak
from semainier.streams import prepare_streams

_GARBAGE = 50_000  # new objects before Python looks for cycles among them; 700 is its own
_INTERRUPTED = Text("Interrompu.", "Interrupted.")
_FAULT = Text(
    "Une faute de semainier, pas la vôtre : {error}\n"
    "Merci de la signaler, avec le classeur si possible et ce qu'affiche la même commande suivie "
    "de -v (semainier {version}, Python {python}).",
    "A fault of semainier's, not yours: {error}\n"
    "Please report it, with the workbook if you can and what the same command followed by -v "
    "prints (semainier {version}, Python {python}).",
)
_SUBCOMMAND = Text("COMMANDE [ARGUMENTS]...", "COMMAND [ARGUMENTS]...")
_SYSTEM = Text("Le système refuse : {file}{reason}.", "The system refuses: {file}{reason}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    # A run builds much and throws little away: fewer looks for garbage, a tenth of the time.
    gc.set_threshold(_GARBAGE)
    prepare_streams()
    manner = manner_of(arguments)
    speak(manner.lang)
    try:
        result = build(manner).main(arguments, prog_name="semainier", standalone_mode=False)
        return int(result or 0)
    except click.UsageError as error:
        if not manner.as_json:
            error.show()
            return Exit.USAGE
        return _fail(manner, _ended(manner, error))
    except (Exception, KeyboardInterrupt) as error:
        return _fail(manner, _ended(manner, error))


def _ended(manner: Manner, error: BaseException) -> CommandError:
    """What to say of whatever ended a run, and its exit code."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, click.ClickException):
        message = error.format_message()
        return CommandError(Text(message, message), Exit.USAGE)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return CommandError(_INTERRUPTED, Exit.UNFINISHED)
    if manner.verbose:
        traceback.print_exception(error)
    if isinstance(error, OSError):
        file = error.filename2 or error.filename
        place = Text(f"{file} : ", f"{file}: ") if file else ""
        return CommandError(_SYSTEM.fill(file=place, reason=system_reason(error)))
    words = {"error": f"{type(error).__name__}: {error}", "version": version("semainier")}
    return CommandError(_FAULT.fill(**words, python=sys.version.split()[0]), Exit.FAULT)


def _fail(manner: Manner, failure: CommandError) -> int:
    if manner.as_json:
        _print_answer(manner, failure.code, failure.as_data(manner.lang))
    else:
        click.echo(failure.say(manner.lang), err=True)
    return failure.code


def _print_answer(manner: Manner, code: Exit, data: dict[str, object]) -> None:
    importlib.import_module("semainier.console").print_answer(manner, code, data)


class _Commands(click.Group):
    """Lists its commands in the order of a school's work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class _Command(click.Command):
    """A command whose `--example` may stand without a value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for index, word in enumerate(args):
            following = args[index + 1] if index + 1 < len(args) else ""
            if word == "--":
                break
            if word == "--example" and following not in EXAMPLES and not _is_typo(following):
                args = [*args[:index], "--example=s1", *args[index + 1 :]]
        return super().parse_args(ctx, args)


def _is_typo(word: str) -> bool:
    """Whether a word after `--example` is meant as its value: neither a file nor an option."""
    return bool(word) and not word.startswith("-") and "." not in word


def build(manner: Manner) -> click.Group:
    """The command line in the language of the run."""
    lang = manner.lang
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "obj": manner}
    group = _Commands(
        "semainier",
        help=GROUP.say(lang),
        epilog=EXIT_CODES.say(lang),
        params=[*_common(manner), _version_option(manner)],
        callback=lambda **options: _apply(manner, options),
        context_settings=settings,
        options_metavar="[OPTIONS]",
        subcommand_metavar=_SUBCOMMAND.say(lang),
    )
    for described in COMMANDS:
        group.add_command(_command(described, manner))
    return group


def _common(manner: Manner) -> list[click.Parameter]:
    return [declare(manner.lang) for declare in COMMON]


def _version_option(manner: Manner) -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            click.echo(f"semainier {version('semainier')}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=VERSION.say(manner.lang),
    )


def _command(described: Described, manner: Manner) -> click.Command:
    lang = manner.lang

    def run(**options: Any) -> int:
        manner.command = described.name
        _apply(manner, options)
        console = importlib.import_module("semainier.console")
        module = importlib.import_module(described.run)
        answer = module.run(console.Console(manner), **options)
        if manner.as_json:
            _print_answer(manner, answer.code, answer.data)
        return int(answer.code)

    return _Command(
        described.name,
        help=described.text.say(lang),
        short_help=described.text.say(lang).partition("\n")[0],
        params=[
            *(declare(lang) for declare in described.parameters),
            *_common(manner),
            _version_option(manner),
        ],
        callback=run,
    )


def _apply(manner: Manner, options: dict[str, Any]) -> None:
    """Take the common options out of a command's; they may stand before it or after."""
    if asked := options.pop("lang", None):
        manner.lang, manner.chosen = asked, True
    manner.quiet |= options.pop("quiet")
    manner.verbose |= options.pop("verbose")
    manner.as_json |= options.pop("as_json")
