"""Somebody who signs, and lists that vouch for them: the product from end to end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance import MetadataChoice, Signer, TrustList, TrustLists, Verifier, open_credential
from provenance.pki.issuing import development

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.pki.trust import ListKind


@dataclass(frozen=True, kw_only=True)
class Studio:
    """A signer with development keys of its own.

    Attributes:
        root: The root certificate, as PEM.
        bare: Signs as `signer` does, without thumbnails and metadata.
        verifier: Trusts this studio and nobody else.
    """

    organization: str
    root: bytes
    signer: Signer
    bare: Signer
    verifier: Verifier

    def list(self, kind: ListKind = "signer") -> TrustList:
        """Return the root as a trust list with the studio's name."""
        return TrustList.from_pem(self.root, kind=kind, name=self.organization)


@contextmanager
def open_studio(folder: Path, organization: str = "Test Studio") -> Iterator[Studio]:
    """Open a studio whose keys lie in `folder`."""
    keys = development.create(folder, organization=organization, name=organization)
    credential, root = open_credential(keys.chain, keys.key), keys.root.read_bytes()
    own = TrustList.from_pem(root, kind="signer", name=organization)
    with (
        Signer(credential) as signer,
        Signer(credential, metadata=MetadataChoice(level="none"), thumbnails=False) as bare,
        Verifier(trust=TrustLists(lists=(own,))) as verifier,
    ):
        yield Studio(
            organization=organization, root=root, signer=signer, bare=bare, verifier=verifier
        )


def trusting(*studios: Studio) -> TrustLists:
    """Return lists that vouch for these studios."""
    return TrustLists(lists=tuple(studio.list() for studio in studios))
