"""Repositories of each kind, and what can be put into them: stores, bindings, fingerprints."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from support.boxes import box
from support.stores import jumbf, superbox

from provenance.errors import InvalidArgument
from provenance.model.soft_binding import BindingKind, SoftBinding

if TYPE_CHECKING:
    from collections.abc import Iterator

WATERMARK, FINGERPRINT = "org.example.mark.1", "org.example.print.1"
BINARIES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
SERVER_USER, SERVER_SECONDS = "nobody", 1800
"""Who runs the server where the tests run as root, as whom it refuses to run, and how long."""


@dataclass(frozen=True)
class Plain:
    """A fingerprint whose value is its code: 256 bits, near up to 64."""

    algorithm: str = FINGERPRINT
    bits: int = 256
    near: int = 64

    def of(self, picture: object) -> SoftBinding:
        raise NotImplementedError("these tests look at no pictures")

    def near_for(self, value: bytes) -> int:
        return self.near

    def family(self, value: bytes) -> bytes:
        return b""

    def code(self, value: bytes) -> bytes:
        if len(value) != self.bits // 8:
            raise InvalidArgument(f"A code of {self.algorithm} has {self.bits} bits.")
        return value


FINGERPRINTS = {FINGERPRINT: Plain()}


def store(label: str, *, filling: bytes = b"") -> bytes:
    """Return a manifest store that is shaped like one; its signature is none."""
    return jumbf(
        superbox(b"c2ma", label, superbox(b"c2as", "c2pa.assertions", box(b"cbor", filling)))
    )


def mark(number: int) -> SoftBinding:
    """Return a watermark."""
    return SoftBinding(algorithm=WATERMARK, value=number.to_bytes(8), kind=BindingKind.WATERMARK)


def print_of(code: bytes) -> SoftBinding:
    """Return a fingerprint."""
    return SoftBinding(algorithm=FINGERPRINT, value=code, kind=BindingKind.FINGERPRINT)


def flipped(code: bytes, bits: int) -> bytes:
    """Return a code that differs in this many bits."""
    return (int.from_bytes(code) ^ ((1 << bits) - 1)).to_bytes(len(code))


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a server on a socket in a folder of its own, and give the address of its database.

    It listens on no network, ends with this, and after half an hour in any case. The test is
    skipped where there is none.
    """
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    binaries, user = _binaries(), _server_user()
    folder = Path(tempfile.mkdtemp(prefix="provenance-"))  # short: names of sockets are
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(user, binaries / "initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync")
        folder.chmod(0o711)
        settings = ("-F", "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}")
        bounded = ("timeout", "--signal=INT", SERVER_SECONDS) if shutil.which("timeout") else ()
        words = (*bounded, binaries / "postgres", "-D", data, *settings)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                list(map(str, words)), stdout=log, stderr=log, cwd="/", user=user
            )
        try:
            _until_it_answers(psycopg, folder)
            yield f"postgresql://tester@/postgres?host={quote(str(folder))}"
        finally:
            server.send_signal(signal.SIGQUIT)  # nothing of it is needed any more
            server.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _until_it_answers(psycopg: Any, folder: Path) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="tester", dbname="postgres").close()
        except psycopg.OperationalError:
            assert time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.1)
        else:
            return


def _binaries() -> Path:
    found = [
        path
        for pattern in BINARIES
        for path in Path("/").glob(pattern[1:])
        if (path / "initdb").exists()
    ]
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    return max(found)


def _server_user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER).pw_name
    except KeyError:
        pytest.skip(f"PostgreSQL does not run as root, and there is no user {SERVER_USER}")


def _run(user: str | None, *words: object) -> None:
    subprocess.run(
        list(map(str, words)),
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=120,
        cwd="/",
        user=user,
    )
