"""Fixtures of the engine room: a native engine, a key, an unsigned photo, a signed and an edited one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import definitions, media, sealing

from provenance.engine.native.engine import NativeEngine
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def native() -> NativeEngine:
    return NativeEngine()


@pytest.fixture(scope="session")
def seal() -> sealing.Seal:
    return sealing.new_seal()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return media.one("jpeg", tmp_path)


@pytest.fixture
def signed(tmp_path: Path, native: NativeEngine, seal: sealing.Seal, photo: Path) -> Path:
    path = tmp_path / "signed.jpg"
    native.sign(definitions.capture("image/jpeg"), Asset.of(photo), path, seal)
    return path


@pytest.fixture
def edited(tmp_path: Path, native: NativeEngine, seal: sealing.Seal, signed: Path) -> Path:
    path = tmp_path / "edited.jpg"
    native.sign(definitions.edit("image/jpeg", signed), Asset.of(signed), path, seal)
    return path
