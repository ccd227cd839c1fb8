"""Fixtures that every test may use."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest
from hypothesis import settings
from support.softhsm import Tokens

PROJECT = Path(__file__).resolve().parent.parent

# A shell lets its background jobs ignore interrupts, and programs that tests start inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples each time; many more, and new ones, by: pytest --hypothesis-profile thorough
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile("steady")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long values give no names: they can hold a time, and workers have to find the same names."""
    if isinstance(val, bytes | str) and len(ascii(val)) > 80:
        return f"{argname} of {len(val)}"
    return None


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of real files made by others; the test is skipped where it is absent."""
    folder = Path(os.environ.get("PROVENANCE_CORPUS", PROJECT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip("no real files here: PROVENANCE_CORPUS names no folder (see CONTRIBUTING.md)")
    return folder


@pytest.fixture(scope="session")
def official(corpus: Path) -> Path:
    """Folder of official data beside the corpus: rubrics, certificate profiles, trust lists."""
    folder = corpus.parent / "data"
    if not folder.is_dir():
        pytest.skip("no official data beside the corpus")
    return folder


@pytest.fixture(scope="session")
def loopback() -> None:
    """The loopback interface; the test is skipped where all networks are taken away."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        try:
            socket.create_connection(server.getsockname(), timeout=5).close()
        except OSError:
            pytest.skip("there is no loopback interface: the network is taken away")


@pytest.fixture(scope="session")
def tokens(tmp_path_factory) -> Tokens:
    """Tokens of SoftHSM; the test is skipped where that is not installed."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    return Tokens.of(tmp_path_factory.mktemp("tokens"))
