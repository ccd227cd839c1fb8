"""A signing service with one token and its keys, and a repository, that all tests share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import resolution
from support.signing_service import serving

from provenance import open_credential
from provenance.pki.issuing import development
from provenance.service.signing import single
from provenance.service.signing.limits import ServiceLimits
from provenance.service.signing.server import Place

TOKEN = "a-token-of-the-tests-0123456789"  # it opens nothing


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    return development.create(tmp_path_factory.mktemp("service") / "keys")


@pytest.fixture(scope="session")
def token():
    return TOKEN


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("audit") / "audit.jsonl"


@pytest.fixture(scope="session")
def url(pki, log):
    """Return the address of a service that runs as long as the tests."""
    service = single.service(
        Place(port=0),
        lambda: open_credential(pki.chain, pki.key),
        lambda: TOKEN,
        timestamp_url="http://time.example/",
    )
    limits = ServiceLimits(refusals_per_minute=60_000)
    with serving(replace(service, audit_log=log, limits=limits)) as address:
        yield address


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """Return what a resolution service is asked for."""
    with resolution.filled(tmp_path_factory.mktemp("resolution") / "repository") as made:
        yield made
