"""A disk or a connection that fails while a signed file is read: our error, and no verdict."""

from __future__ import annotations

import errno
import io
import os

import pytest
from support import media
from support.studio import open_studio, trusting

from provenance import Capture, Verdict, Verifier
from provenance.errors import StorageError

KINDS = sorted(media.FORMATS)


class Failing(io.BytesIO):
    """Fails from a certain place on."""

    def __init__(self, content: bytes, *, at: int) -> None:
        super().__init__(content)
        self.at = at

    def read(self, size: int = -1) -> bytes:
        size = len(self.getbuffer()) if size is None or size < 0 else size
        if min(self.tell() + size, len(self.getbuffer())) > self.at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(size)

    def readinto(self, buffer) -> int:
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("studio") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module", params=["process", "none"])
def verifier(request, studio):
    with Verifier(trust=trusting(studio), isolation=request.param) as verifier:
        yield verifier


@pytest.mark.attack(31)
@pytest.mark.parametrize("kind", KINDS)
def test_no_verdict_comes_of_a_disk_that_fails(kind, studio, verifier):
    signed = studio.bare.sign(media.content(kind), None, Capture()).data
    whole = len(signed)
    assert verifier.inspect(Failing(signed, at=whole)).verdict is Verdict.TRUSTED
    for at in (0, whole // 4, whole // 2, whole * 3 // 4, whole - 1):
        with pytest.raises(StorageError) as caught:
            verifier.inspect(Failing(signed, at=at))

        assert caught.value.message.endswith(" could not be read: Input/output error.")
        assert caught.value.hint.lower().endswith("try again.")
