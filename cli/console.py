"""What the command writes on the terminal: lines, errors, colours and progress."""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import typer

from provenance.errors import (
    CertificateRejected,
    InputNotFound,
    InvalidArgument,
    ProvenanceError,
    StorageError,
)
from provenance.report.neutral import neutralise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LINE = 2_000
"""Longest line, in characters, that repeats text of a file or of a caller."""
SMALL = 16 << 20
"""Bytes beyond which a file is no certificate, key, passphrase or trust list; devices have no end."""

USAGE_ERROR = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""The common class of typer's usage errors: click's own, or the copy in newer versions of typer."""


def say(text: str = "") -> None:
    """Write a line of the answer on standard output; text of a file in it is made harmless."""
    typer.echo(plain(text))


def show(document: str) -> None:
    """Write a finished document on standard output as it is, with a line end."""
    typer.echo(document.rstrip("\n"))


def show_json(value: object) -> None:
    """Write a value as JSON, in ASCII, on standard output."""
    show(json.dumps(value, indent=2))


def write(piece: bytes) -> None:
    """Write a piece of a document on standard output, as it is."""
    typer.echo(piece, nl=False)


def note(text: str) -> None:
    """Write a line beside the answer, on standard error."""
    typer.echo(plain(text), err=True)


def plain(text: str, *, limit: int = LINE) -> str:
    """Return text of a file or a caller as one harmless line of at most `limit` characters."""
    return neutralise(text, limit)


def count(number: int, thing: str) -> str:
    """Say how many there are of a thing that forms its plural with an s."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def report_error(error: ProvenanceError) -> None:
    """Say in one line what went wrong and what to do next; one more line for each other fault."""
    note(f"error: {error}")
    if isinstance(error, CertificateRejected):
        for fault in error.faults[1:]:
            note(f"  - {fault}")


def report_usage_error(error: Exception) -> None:
    """Say in one line what is wrong with the command line, and where its help is."""
    told = getattr(error, "format_message", lambda: str(error))()
    # Choices come on lines of their own, and some versions of typer name Python's exception.
    message = " ".join(told.split()).replace(": Value error, ", ": ")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "provenance"
    stop = "" if message.endswith((".", "?")) else "."
    note(f"error: {message}{stop} See '{command} --help'.")


def report_refusal(error: OSError) -> None:
    """Say in one line what the operating system refused."""
    where = f"{error.filename}: " if error.filename else ""
    note(f"error: {where}{error.strerror or error}. Check the path, the rights and the free space.")


def report_bug(error: Exception) -> None:
    """Say that this is our fault, and show where it happened."""
    note(
        "error: this is a bug in provenance, nothing that you did: please report it"
        f" with the lines below ({type(error).__name__})."
    )
    for line in traceback.format_exception(error):
        for part in line.rstrip("\n").split("\n"):
            note(part)


def read_file(path: Path, what: str) -> bytes:
    """Read a whole small file of the caller's, named `what` in errors.

    Raises:
        InputNotFound: It is not there.
        InvalidArgument: It is not small.
        StorageError: It could not be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(SMALL + 1)
    except FileNotFoundError as error:
        raise InputNotFound(
            f"The {what} {path} does not exist.", hint="Check the name of the file."
        ) from error
    except OSError as error:
        raise StorageError(
            f"The {what} {path} cannot be read: {error.strerror}.",
            hint="Check the name, and that you may read it.",
        ) from error
    if len(data) > SMALL:
        raise InvalidArgument(
            f"The {what} {path} is larger than {SMALL >> 20} MiB.", hint="Check the name."
        )
    return data


def is_piped() -> bool:
    """Tell whether the answer goes into a file or a pipe, so that a terminal has room beside it."""
    return not sys.stdout.isatty()


def read_passphrase(file: Path) -> bytes:
    """Read the first line of a file, without its line end.

    Raises:
        InputNotFound: The file is not there.
        InvalidArgument: The line is empty.
        StorageError: It could not be read.
    """
    passphrase = read_file(file, "passphrase file").split(b"\n", 1)[0].rstrip(b"\r")
    if not passphrase:
        raise InvalidArgument(f"The first line of {file} is empty.", hint="Put a passphrase there.")
    return passphrase


def wants_color() -> bool:
    """Tell whether standard output is a terminal that shows colours (https://no-color.org)."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def painted(text: str, word: str, color: str) -> str:
    """Return `text` with the first `word` in bold colour."""
    return text.replace(word, typer.style(word, fg=color, bold=True), 1)


@contextmanager
def progress(total: float, *, wanted: bool) -> Iterator[Callable[[str, float], None]]:
    """Give a function that shows how much of `total` is done, on a terminal and nowhere else.

    The function takes the name of what is going on and how much is done in all.
    """
    if not (wanted and sys.stderr.isatty()):
        yield lambda _doing, _done: None
        return
    from rich.console import Console  # noqa: PLC0415  # costs 60 ms, needed on few runs
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda doing, done: bar.update(task, description=plain(doing), completed=done)
