"""Starting: what is imported, what help says, and how wrong command lines are told."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from provenance_cli import app

HEAVY = {"c2pa", "PIL", "cryptography", "exiftool", "cbor2", "msgspec", "rfc3161_client", "rich"}


def imported_by(*arguments: str) -> set[str]:
    """Return the packages that one run of the command has imported."""
    program = (
        "import sys\n"
        "from provenance_cli.app import run\n"
        f"code = run({list(arguments)!r})\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "sys.exit(code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    return set(ran.stderr.split())


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("trust", "--help")])
def test_help_imports_no_heavy_library(arguments):
    light = HEAVY - {"cryptography"} if arguments[0] == "trust" else HEAVY
    assert not light & imported_by(*arguments)


def test_verifying_does_not_import_what_signing_needs(photo):
    heavy = {"PIL", "exiftool", "rich", "c2pa"}
    assert not heavy & imported_by("verify", str(photo))


def test_alone_it_shows_its_help(command):
    shown = command()
    assert shown.code == 0
    assert all(name in shown.out for name in app.COMMANDS)


def test_it_tells_its_version(command):
    assert command("--version").out.startswith("provenance 0.")


@pytest.mark.parametrize("name", app.COMMANDS)
def test_each_command_explains_itself_as_the_list_of_commands_does(name, command):
    shown = command(name, "--help")
    assert shown.code == 0
    summary = " ".join(app.load(name).get_short_help_str(200).split())
    assert summary.rstrip(".") == app.COMMANDS[name].rstrip(".")
    assert app.load(name).help


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--help"],
        ["sign", "--help"],
        ["serve", "signer", "--help"],
        ["keys", "new", "--help"],
        ["keys", "check", "--help"],
        ["trust", "add", "--help"],
        ["trust", "update", "--help"],
        ["conformance", "--help"],
        ["explain", "--help"],
        ["inspect", "--help"],
        ["doctor", "--help"],
        ["schema", "--help"],
        ["demo", "--help"],
    ],
)
def test_help_gives_an_example(arguments, command):
    shown = command(*arguments)
    assert shown.code == 0
    assert f"  provenance {arguments[0]} " in shown.out or "  provenance doctor" in shown.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["verfy", "a.jpg"], "Did you mean 'verify'"),
        (["verify"], "FILE"),
        (["verify", "--colour", "a.jpg"], "--colour"),
        (["verify", "a.jpg", "--format", "pdf"], "pdf"),
        (["sign", "a.jpg"], "--output"),
        (["sign", "a.jpg", "-o", "b.jpg", "--cert", "c", "--key", "k", "--as", "magic"], "magic"),
        (["keys", "new"], "--out"),
        (["keys", "new", "--out", "k", "--algorithm", "rsa"], "rsa"),
        (["trust", "add", "a.pem"], "--kind"),
        (["schema", "manifest"], "manifest"),
    ],
)
def test_wrong_usage_is_told_in_one_line_with_the_next_step(arguments, named, command):
    told = command(*arguments)
    assert told.code == 2
    assert not told.out
    assert told.err.count("\n") == 1
    assert told.err.startswith("error: ")
    assert named in told.err
    assert "--help'" in told.err


def test_a_bug_says_that_it_is_one(command, monkeypatch):
    def fail(_name: str) -> None:
        raise ZeroDivisionError("\x1b[31mred")

    monkeypatch.setattr(app, "load", fail)
    told = command("doctor")
    assert told.code == 1
    assert told.err.startswith("error: this is a bug in provenance")
    assert "ZeroDivisionError" in told.err
    assert "\x1b" not in told.err


def test_an_interrupt_is_one_line(command, monkeypatch):
    def interrupt(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "load", interrupt)
    told = command("doctor")
    assert told.code == 130
    assert told.err == "Interrupted; no half-written file was left behind.\n"


def test_a_closed_pipe_is_quiet():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "provenance_cli", "schema", "report"],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_an_interrupt_ends_the_command_in_one_line(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    running = subprocess.Popen(
        [sys.executable, "-m", "provenance_cli", "trust", "add", str(pipe), "--kind", "signer"],
        stderr=subprocess.PIPE,
    )
    with pipe.open("wb"):  # opens once the command waits for the list
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=30)[1]
    assert running.returncode == 130
    assert told.count(b"\n") == 1


def shown_on_a_terminal(*arguments: str, **environment: str) -> str:
    """Run the command with its output on a terminal, and return what it shows there."""
    above, below = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "provenance_cli", *arguments],
        stdout=below,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", **environment},
        check=False,
    )
    os.close(below)
    assert ran.returncode == 5
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal without other side
        while piece := os.read(above, 65536):
            shown += piece
    os.close(above)
    return shown.decode()


def test_a_verdict_is_coloured_on_a_terminal_alone(photo):
    assert "\x1b[34m\x1b[1mABSENT\x1b[0m" in shown_on_a_terminal("verify", str(photo))
    assert "\x1b" not in shown_on_a_terminal("--no-color", "verify", str(photo))
    assert "\x1b" not in shown_on_a_terminal("verify", str(photo), NO_COLOR="1")
    assert "\x1b" not in shown_on_a_terminal("verify", str(photo), TERM="dumb")


def test_a_full_disk_under_the_answer_is_one_line():
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "provenance_cli", "schema", "report"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: ")
    assert ran.stderr.count("\n") == 1
