"""Repositories of every kind, so that one suite runs over all of them, and one that a studio signs into."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from support import repositories
from support.lasting import open_lasting, posted

from provenance import Capture
from provenance.durable.repository import StoredRepository, init_repository, open_repository

KINDS = ("folder", "folder, blobs in memory", "postgresql", "postgresql, blobs as files")


@dataclass
class Place:
    """Where a repository is; it can be opened more than once.

    `fsspec` keeps blobs in memory for the whole process, so that each place has its own.
    """

    address: str
    blobs: Path | None
    opened: list[StoredRepository] = field(default_factory=list)

    def open(self, **choices) -> StoredRepository:
        choices.setdefault("fingerprints", repositories.FINGERPRINTS)
        self.opened.append(open_repository(self.address, **choices))
        return self.opened[-1]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Address of a PostgreSQL server of the tests' own."""
    with repositories.postgresql() as address:
        yield address


_numbers = itertools.count()


@pytest.fixture(params=KINDS)
def place(request, tmp_path):
    """A repository of each kind in turn, empty."""
    found = _made(request, tmp_path)
    yield found
    for each in found.opened:
        each.close()


def _made(request, tmp_path: Path) -> Place:
    kind, number = request.param, next(_numbers)
    if kind.startswith("folder"):
        remote = f"memory://stores-{number}" if "," in kind else ""
        if remote:
            pytest.importorskip("fsspec", reason="fsspec is not installed")
        init_repository(tmp_path / "repository", blobs=remote).close()
        blobs = None if remote else tmp_path / "repository" / "stores"
        return Place(address=str(tmp_path / "repository"), blobs=blobs)
    server = request.getfixturevalue("server")
    address = _database(server, f"tests_{number}")
    folder = tmp_path / "stores"
    where = f"file://{folder}" if "," in kind else str(folder)
    return Place(address=f"{address}&blobs={quote(where)}", blobs=folder)


def _database(server: str, name: str) -> str:
    import psycopg  # noqa: PLC0415  # not everywhere

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def repository(place):
    """An empty repository of each kind in turn."""
    return place.open()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """A studio that signs durably."""
    with open_lasting(tmp_path_factory.mktemp("lasting")) as lasting:
        yield lasting


@pytest.fixture(scope="module")
def alice(lasting):
    """A signed photograph of hers, and what a platform made of it."""
    folder = lasting.folder
    signed = lasting.signer.sign(
        lasting.photo(1), folder / "alice.jpg", Capture(device="Nova One"), title="Bridge"
    )
    return SimpleNamespace(
        signed=signed,
        found=posted(signed.path, folder / "found.jpg"),
        mark=signed.soft_bindings[0],
    )
