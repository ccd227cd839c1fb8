"""Reading in memory: what native code says is the same, whoever hands over the bytes."""

from __future__ import annotations

import io
from pathlib import Path

import c2pa
import pytest
from PIL import Image

from provenance.engine.native import memory
from provenance.engine.native.settings import Settings


@pytest.fixture(scope="module")
def context():
    with c2pa.Context.from_dict(Settings().document()) as context:
        yield context


@pytest.fixture
def wrapped(monkeypatch):
    monkeypatch.setattr(memory, "_OFFERED", False)


def plain() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(written, "JPEG")
    return written.getvalue()


def test_both_ways_read_the_same(context, signed, monkeypatch):
    content = signed.read_bytes()
    swift = memory.crjson(context, content, "image/jpeg")
    monkeypatch.setattr(memory, "_OFFERED", False)
    slow = memory.crjson(context, content, "image/jpeg")
    cut = swift.index(b"validationTime")
    assert swift[:cut] == slow[:cut]
    assert b"claimSignature.validated" in swift


@pytest.mark.parametrize("content", [b"", b"rubbish", plain()], ids=["empty", "rubbish", "plain"])
def test_what_cannot_be_read_is_an_error_of_the_engine(context, content):
    with pytest.raises(c2pa.C2paError):
        memory.crjson(context, content, "image/jpeg")


def test_the_wrapper_says_so_too(context, wrapped):
    with pytest.raises(c2pa.C2paError):
        memory.crjson(context, plain(), "image/jpeg")


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="the system does not list open files"
)
def test_no_file_stays_open(context):
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    for _ in range(50):
        with pytest.raises(c2pa.C2paError):
            memory.crjson(context, plain(), "image/jpeg")
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before
