"""Addresses of repositories and blobs: nobody is contacted who was not named and allowed."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from provenance.durable.repository import init_repository, open_repository
from provenance.durable.repository.index.address import parse
from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError
from provenance.limits import Network

DATABASE = Network(hosts=frozenset({"db.example.org"}))


def test_an_address_names_user_host_port_database_and_blobs():
    found = parse(
        "postgresql://me%40home@DB.example.org:5433/kept?sslmode=verify-full&blobs=s3%3A%2F%2Fb%2Fs",
        DATABASE,
    )
    assert dict(found.parameters) == {
        "host": "db.example.org",
        "hostaddr": "",
        "port": "5433",
        "dbname": "kept",
        "user": "me@home",
        "sslmode": "verify-full",
    }
    assert found.blobs == "s3://b/s"
    assert found.name == "kept at db.example.org"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://db.example.org/kept", "the blobs"),
        ("postgresql://db.example.org/?blobs=/b", "a database"),
        ("postgresql:///kept?blobs=/b", "one host"),
        ("postgresql:///kept?host=/run,db.evil.org&blobs=/b", "one host"),
        ("postgresql://me:secret@db.example.org/kept?blobs=/b", "holds a password"),
        ("postgresql://db.example.org/kept?blobs=/b&hostaddr=10.0.0.1", "'hostaddr'"),
        ("postgresql://db.example.org/kept?blobs=/b&service=other", "'service'"),
        ("postgresql://db.example.org/kept?blobs=/b&host=db.evil.org", "'host'"),
        ("postgresql://db.example.org:many/kept?blobs=/b", "malformed"),
        ("postgresql://db.example.org/kept?blobs", "malformed"),
    ],
)
def test_an_address_says_all_it_has_to_and_no_more(address, told):
    with pytest.raises(InvalidArgument, match=told) as caught:
        parse(address, DATABASE)
    assert "secret" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://localhost/kept?blobs=/b",
        "postgresql:///kept?host=127.0.0.1&blobs=/b",
        "postgresql://db.example.org.evil.org/kept?blobs=/b",
    ],
)
def test_a_database_on_a_host_is_asked_only_where_that_is_allowed(address):
    with pytest.raises(NetworkNotAllowed):
        open_repository(address, network=DATABASE)


@pytest.mark.parametrize("blobs", ["s3://bucket/stores", "https://example.org/stores", "s3:///x"])
def test_blobs_on_a_host_are_used_only_where_that_is_allowed(tmp_path, blobs):
    with pytest.raises(NetworkNotAllowed):
        init_repository(tmp_path / "new", blobs=blobs, network=DATABASE)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("blobs", "told"),
    [
        ("simplecache::s3://bucket/x", "one store"),
        ("/a/folder", "one store"),
        ("ftp://me:secret@example.org/x", "holds a password"),
        ("nosuchthing://bucket/x", "names no store"),
    ],
)
def test_an_address_of_blobs_names_one_store_that_is_known(tmp_path, blobs, told):
    network = Network(hosts=frozenset({"bucket", "example.org"}))
    with pytest.raises(InvalidArgument, match=told) as caught:
        init_repository(tmp_path / "new", blobs=blobs, network=network)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(StorageError, match="cannot be used") as caught:
        open_repository(f"postgresql://me@/kept?host={tmp_path}&blobs={tmp_path}/b")
    assert "\n" not in str(caught.value)


def test_libraries_of_extras_that_are_missing_are_named(tmp_path):
    program = f"""
        import sys
        sys.modules.update(numpy=None, psycopg=None, fsspec=None)
        sys.path.insert(0, "tests")
        from support.repositories import FINGERPRINTS, mark, print_of, store
        from provenance.durable.repository import init_repository, open_repository
        from provenance.errors import InvalidArgument
        with init_repository({str(tmp_path / "new")!r}, fingerprints=FINGERPRINTS) as kept:
            kept.add(store("a"), manifest="a", media_type="image/png",
                     bindings=(mark(1), print_of(bytes(32))))
            assert kept.find(mark(1))[0].manifest == "a"
            assert kept.check() == ()
            for attempt in (
                lambda: kept.find(print_of(bytes(32))),
                lambda: open_repository("postgresql://me@/d?host=/tmp&blobs=/b"),
                lambda: init_repository({str(tmp_path / "other")!r}, blobs="memory://x"),
            ):
                try:
                    attempt()
                except InvalidArgument as error:
                    print(error.hint)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.splitlines() == [
        f'Run: pip install "media-provenance[{extra}]"'
        for extra in ("durable", "postgresql", "blobs")
    ], ran.stderr


def test_a_repository_is_not_made_at_an_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidArgument, match="not a folder"):
        init_repository("postgresql://user@localhost/database")
    assert list(tmp_path.iterdir()) == []
