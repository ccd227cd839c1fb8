"""Devices without an end where a small file is expected, and certificates that libraries warn of."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from support import media
from support.authorities import Development

from provenance import Capture, MetadataChoice, Signer
from provenance.errors import TrustListError
from provenance.pki.trust.folder import TrustFolder

ENDLESS = Path("/dev/zero")
PATIENCE = 60  # seconds

pytestmark = pytest.mark.skipif(not ENDLESS.exists(), reason="no /dev/zero on this system")


def run(*arguments):
    """Run the command with every warning that Python shows by default."""
    return subprocess.run(
        [sys.executable, "-m", "provenance_cli", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture(scope="module")
def pki():
    return Development(start=datetime.now(UTC) - timedelta(days=1))


@pytest.fixture
def signed(pki, tmp_path):
    """A photo whose signer lives in a country of three letters, which X.509 does not allow."""
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "XXX", _validate=False)
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests (development)")
    signer = pki.signer(subject=x509.Name([country, organization]))
    path = tmp_path / "photo.jpg"
    with Signer(signer, metadata=MetadataChoice(level="none"), thumbnails=False) as studio:
        studio.sign(media.content("jpeg"), path, Capture())
    return path


@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_a_warning_of_a_library_is_no_part_of_the_answer(signed):
    said = run("verify", str(signed), "--quiet")

    assert said.stderr == ""


def test_a_list_without_end_is_refused():
    said = run("verify", __file__, "--trust", str(ENDLESS))

    assert said.returncode == 2
    assert "larger than" in said.stderr


@pytest.mark.parametrize("pattern", ["*.pem", "*.json"])
def test_an_installed_list_without_end_is_refused(pattern, pki, tmp_path):
    folder = TrustFolder(tmp_path)
    folder.add(pki.root_pem, "signer", "mine")
    (part,) = tmp_path.glob(pattern)
    part.unlink()
    part.symlink_to(ENDLESS)

    with pytest.raises(TrustListError, match="mine"):
        folder.lists()
