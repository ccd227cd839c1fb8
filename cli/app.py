"""The command `provenance`: what stands before a command, and which commands there are.

A command's module is loaded when that command runs, and only then, so that
`provenance --help` imports neither the engine nor cryptography.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path  # noqa: TC003  # typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from provenance.errors import ProvenanceError

from . import console
from .exit_codes import ExitCode, of_error
from .options import Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "demo": "Show the whole round: sign, edit, verify, tamper.",
    "sign": "State what happened to a file, and sign it.",
    "verify": "Tell where files come from, and what to believe.",
    "recover": "Find the credentials of a file that was stripped of them.",
    "explain": "Say in plain words what a report or a code means.",
    "inspect": "Show all that a file's credentials contain, unjudged.",
    "serve": "Serve signatures and certificates to camera apps.",
    "privacy": "Tell what a file reveals of people, places and devices.",
    "redact": "Take a statement out of a file's credentials, for good.",
    "keys": "Make and check signing keys and certificates.",
    "trust": "Choose whom to believe: lists of accepted authorities.",
    "queue": "Show and work off the signatures that wait for a time-stamp.",
    "revocation": "Keep what authorities say about revoked certificates.",
    "repository": "Keep manifest stores, and find them for files that were stripped of theirs.",
    "conformance": "Hold a file's credentials against the official checks.",
    "doctor": "Tell what is installed, what is missing, and how to get it.",
    "schema": "Print the JSON Schema of reports.",
}
"""Each command and the first line of its help; a test holds the two together."""


class Commands(TyperGroup):
    """The commands by name, each loaded when it is about to run."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  # typer's own
        super().__init__(**attributes)
        self.commands.update(
            {name: TyperCommand(name, help=text) for name, text in COMMANDS.items()}
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:  # noqa: ANN401  # click's or typer's, by version
        """Find the command by name, and put the real one in the place of its summary."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else command, rest


def load(name: str) -> Any:  # noqa: ANN401  # click's or typer's Command, by version
    """Import the module of one command and return what runs it."""
    command = typer.main.get_command(import_module(f".commands.{name}", __package__).app)
    command.name = name
    return command


app = typer.Typer(
    cls=Commands,
    name="provenance",
    rich_markup_mode=None,  # plain help starts faster, and wraps well
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # typer passes the flag
    if wanted:
        from importlib import metadata  # noqa: PLC0415  # costs as much as the rest of a start

        engine = metadata.version("c2pa-python")
        console.say(f"provenance {metadata.version('media-provenance')} (c2pa-python {engine})")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def provenance(
    context: typer.Context,
    config_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder of trust lists and of the queue; default: the user's own."
        ),
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="Never colour the answer.")] = False,  # noqa: FBT002
    _version: Annotated[
        bool | None,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print versions."),
    ] = None,
) -> None:
    """Sign media with C2PA Content Credentials, and tell in plain words where a file came from.

    Start with 'provenance demo'. Each command explains itself: 'provenance sign --help'.
    """
    config = config_dir.absolute() if config_dir else _user_folder()
    context.obj = Surroundings(
        config=config,
        data=config if config_dir else None,
        color=not no_color and console.wants_color(),
    )
    if context.invoked_subcommand is None:
        console.show(context.get_help())


def main() -> NoReturn:
    """Run the command line of this process, and leave with the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # an old locale must not stop an answer
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries warn of what is odd in a stranger's certificate
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; say every error in one line."""
    try:
        code = app(list(arguments), prog_name="provenance", standalone_mode=False)
        sys.stdout.flush()
    except ProvenanceError as error:
        console.report_error(error)
        return of_error(error)
    except console.USAGE_ERROR as error:
        console.report_usage_error(error)
        return ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ERROR
    except OSError as error:
        console.report_refusal(error)
        return ExitCode.ERROR
    except Exception as error:  # noqa: BLE001  # the last border: what comes here is our fault
        console.report_bug(error)
        return ExitCode.ERROR
    if code == ExitCode.INTERRUPTED:
        console.note("Interrupted; no half-written file was left behind.")
    return int(code or ExitCode.DONE)


def _user_folder() -> Path:
    from platformdirs import user_config_path  # noqa: PLC0415  # not needed with --config-dir

    return user_config_path("provenance")
