"""What the engine says when it fails becomes one of our errors, in one harmless line."""

from __future__ import annotations

import errno

import pytest
from c2pa import C2paError

from provenance.engine import faults
from provenance.errors import (
    LimitReached,
    NoCredentials,
    RemoteCredentials,
    SigningFailed,
    Unparseable,
    UnsupportedFormat,
)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ManifestNotFound: no JUMBF data found", NoCredentials),
        ("ManifestNotFound: claim missing: label = urn:c2pa:x", Unparseable),
        ("Remote: must fetch remote manifests from url http://host/x", RemoteCredentials),
        ("NotSupported: type is unsupported", UnsupportedFormat),
        ("Verify: invalid JUMBF header", Unparseable),
        ("Other: asset could not be parsed: ingredient chain depth (200) exceeds", LimitReached),
        ("Other: assertion limit exceeded: maximum allowed is 10000", LimitReached),
        ("Other: insufficient memory space for operation", LimitReached),
        ("something never heard of", Unparseable),
        ("", Unparseable),
    ],
)
def test_reading(words, kind) -> None:
    assert type(faults.translate(C2paError(words))) is kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("NotSupported: type is unsupported", UnsupportedFormat),
        ("Other: compression method not supported: 8", UnsupportedFormat),
        ("Signature: the certificate is invalid", SigningFailed),
        ("Other: ingredient file not found", SigningFailed),
    ],
)
def test_signing(words, kind) -> None:
    assert type(faults.refusal(C2paError(words))) is kind


def test_a_remote_address_is_kept_out_of_the_message() -> None:
    error = faults.translate(
        C2paError("Remote: must fetch remote manifests from url http://a/\x1b[31m")
    )
    assert isinstance(error, RemoteCredentials)
    assert error.url == "http://a/\x1b[31m"
    assert "http" not in str(error)


def test_memory_that_ran_out_is_a_limit() -> None:
    error = faults.translate(MemoryError())
    assert isinstance(error, LimitReached)
    assert error.limit == "memory_bytes"


def test_the_engines_words_are_made_harmless() -> None:
    error = faults.translate(C2paError("Verify: bad label \x1b[2J\n\u202egnp.exe " + "x" * 500))
    text = str(error)
    assert text.isascii()
    assert text.isprintable()
    assert len(text) < 300


def test_a_certificate_fault_names_the_command_that_explains_it() -> None:
    error = faults.refusal(C2paError("Signature: the certificate is invalid"))
    assert "keys check" in error.hint


def test_storage_names_the_file_and_the_cause() -> None:
    error = faults.storage("photo.jpg", OSError(errno.ENOSPC, "No space left on device"), "written")
    assert str(error).startswith("photo.jpg could not be written: No space left on device.")
    assert "ValueError" in str(faults.storage("photo.jpg", ValueError("closed"), "read"))
