"""Manifests built by hand, by a listed signer whose tool lies or errs: no ancestor escapes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support import media, surgery
from support.authorities import Development

from provenance import Capture, Edit, MetadataChoice, Signer, Verdict, Verifier

ADDRESSES = (
    "self#jumbf=/c2pa/{label}",
    "self#jumbf=c2pa/{label}",
    "/c2pa/{label}",
    "c2pa/{label}",
    "anything=/c2pa/{label}/c2pa.claim.v2",
    "{label}",
)
"""Ways to write the address of a manifest that the engine follows; only the first is right."""
ACTIONS = "c2pa.assertions/c2pa.actions.v2"


YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(scope="module")
def pki():
    return Development(start=YESTERDAY)


@pytest.fixture(scope="module")
def signer(pki):
    return pki.signer()


@pytest.fixture(scope="module")
def edited(signer):
    """A capture and an edit of it, both by a listed signer."""
    none = MetadataChoice(level="none")
    with Signer(signer, metadata=none, thumbnails=False) as studio:
        captured = studio.sign(media.content("jpeg"), None, Capture())
        return studio.sign(captured.data, None, Edit(actions=("c2pa.cropped",)))


@pytest.fixture(scope="module")
def verifier(pki):
    with Verifier(trust=pki.lists) as verifier:
        yield verifier


@pytest.fixture
def rebuilt(edited, signer):
    """Return what changes the parent, and then what the listed signer says of it."""

    def build(change, address=ADDRESSES[0], recorded=(), kind="failure"):
        store = surgery.Box.read(edited.manifest_store)
        parent, active = sorted(store.children, key=lambda each: each.label != edited.parent)
        store.children = [parent, active]
        change(parent)
        ingredient = active.at("c2pa.assertions", "c2pa.ingredient")
        said = ingredient.value
        said["activeManifest"] = {
            "url": address.format(label=parent.label),
            "hash": parent.digest,
        }
        said["claimSignature"]["hash"] = parent.at("c2pa.signature").digest
        said["validationResults"]["activeManifest"][kind] = [
            {"code": code, "url": url.format(label=parent.label)} for code, url in recorded
        ]
        ingredient.value = said
        actions = active.at("c2pa.assertions", "c2pa.actions")
        opened = actions.value
        opened["actions"][0]["parameters"]["ingredients"][0]["hash"] = ingredient.digest
        actions.value = opened
        surgery.seal(active, signer)
        return surgery.transplant(edited.data, edited.manifest_store, store)

    return build


def nothing(_parent):
    """Leave the parent as it is."""


def other_origin(parent):
    """Change what the parent says of itself after it was signed."""
    actions = parent.at("c2pa.assertions", "c2pa.actions")
    told = actions.value
    told["actions"][0]["digitalSourceType"] += "s"
    actions.value = told


@pytest.mark.parametrize("address", ADDRESSES)
class TestAnAddressThatTheEngineFollows:
    def test_leads_to_an_honest_parent(self, address, rebuilt, verifier):
        report = verifier.inspect(rebuilt(nothing, address))

        assert report.verdict is Verdict.TRUSTED
        assert [node.depth for node in report.nodes] == [0, 1]

    def test_hides_no_parent_of_an_unknown_signer(self, address, rebuilt, verifier):
        stranger = Development(organization="Sony Corporation", start=YESTERDAY).signer()
        report = verifier.inspect(rebuilt(lambda parent: surgery.seal(parent, stranger), address))

        assert report.verdict is Verdict.VALID
        assert [node.verdict for node in report.nodes] == [Verdict.TRUSTED, Verdict.VALID]

    def test_hides_no_changed_parent(self, address, rebuilt, verifier):
        report = verifier.inspect(rebuilt(other_origin, address))

        assert [node.verdict for node in report.nodes] == [Verdict.TRUSTED, Verdict.INVALID]

    @pytest.mark.parametrize("kind", ["failure", "informational", "success"])
    @pytest.mark.parametrize("place", ["self#jumbf=/c2pa/{label}/", "self#jumbf="])
    def test_nor_if_the_failure_is_recorded(self, place, kind, address, rebuilt, verifier):
        recorded = [("assertion.hashedURI.mismatch", place + ACTIONS)]
        report = verifier.inspect(rebuilt(other_origin, address, recorded, kind))

        assert [node.verdict for node in report.nodes] == [Verdict.TRUSTED, Verdict.INVALID]
