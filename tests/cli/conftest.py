"""The command in this process, with keys and signed files that all tests share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from provenance_cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("config")


@pytest.fixture
def command(capfd, home) -> Callable[..., Outcome]:
    """Run one command line, with no trust list installed, and return what came of it."""

    def call(*arguments: object, config: Path = home) -> Outcome:
        capfd.readouterr()
        code = run(["--config-dir", str(config), *map(str, arguments)])
        out, err = capfd.readouterr()
        return Outcome(code=code, out=out, err=err)

    return call


@pytest.fixture(scope="session")
def keys(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pki") / "keys"
    assert run(["keys", "new", "--out", str(folder), "--organization", "Test Studio"]) == 0
    return folder


@pytest.fixture(scope="session")
def credential(keys) -> tuple[str, ...]:
    return ("--cert", str(keys / "chain.pem"), "--key", str(keys / "signer.key"))


@pytest.fixture(scope="session")
def photo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("media") / "photo.jpg"
    Image.effect_noise((160, 120), 60).save(path)
    return path


@pytest.fixture(scope="session")
def captured(photo, credential) -> Path:
    path = photo.with_name("captured.jpg")
    words = ["sign", str(photo), "-o", str(path), "--as", "capture", "--device", "Test Camera"]
    assert run([*words, *credential]) == 0
    return path


@pytest.fixture(scope="session")
def tampered(captured) -> Path:
    content = bytearray(captured.read_bytes())
    content[-1000] ^= 1
    path = captured.with_name("tampered.jpg")
    path.write_bytes(content)
    return path


@pytest.fixture
def root(keys) -> tuple[str, str]:
    return ("--trust", str(keys / "root.pem"))
