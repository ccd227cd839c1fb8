"""Sign media with C2PA Content Credentials, and tell in plain words where a file came from.

Two doors: `Signer` states what happened to a file and binds it by a signature, and
`CaptureSession` does so for all that a camera app takes;
`Verifier` walks the chain of such statements and judges it. Names are loaded when
they are first used, so importing this package costs almost nothing.

What is seldom needed stays in its room: regions, redactions and assertions of one's own in
`provenance.signing.describe`, a second credential behind a file in
`provenance.signing.identity`, the queue of deferred time-stamps in `provenance.signing.queue`,
installed trust lists in `provenance.pki.trust.folder`, the
JSON, crJSON and text of a report in `provenance.report`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.credentials import open_credential
    from provenance.errors import HistoryWouldBeLost, ProvenanceError, VerificationError
    from provenance.limits import Limits, Network
    from provenance.model.asset import Asset
    from provenance.model.definition import SignedAsset, SoftwareAgent
    from provenance.model.report import Finding, Report, Severity, Verdict
    from provenance.model.vocabulary import DigitalSourceType
    from provenance.pki.timestamp.authority import TimestampAuthority
    from provenance.pki.trust import TrustList, TrustLists
    from provenance.signing.describe import (
        Action,
        Capture,
        Composite,
        Device,
        Edit,
        Generation,
        Preference,
        Update,
    )
    from provenance.signing.metadata import MetadataChoice
    from provenance.signing.session import CaptureSession
    from provenance.signing.signer import Signer
    from provenance.verification.policy import (
        AllOf,
        AnyOf,
        RequireIntact,
        RequireTrusted,
        UnsafeAcceptAll,
    )
    from provenance.verification.verifier import Verifier

__all__ = [
    "Action",
    "AllOf",
    "AnyOf",
    "Asset",
    "Capture",
    "CaptureSession",
    "Composite",
    "Device",
    "DigitalSourceType",
    "Edit",
    "Finding",
    "Generation",
    "HistoryWouldBeLost",
    "Limits",
    "MetadataChoice",
    "Network",
    "Preference",
    "ProvenanceError",
    "Report",
    "RequireIntact",
    "RequireTrusted",
    "Severity",
    "SignedAsset",
    "Signer",
    "SoftwareAgent",
    "TimestampAuthority",
    "TrustList",
    "TrustLists",
    "UnsafeAcceptAll",
    "Update",
    "Verdict",
    "VerificationError",
    "Verifier",
    "open_credential",
]

_HOMES = {
    "provenance.credentials": ("open_credential",),
    "provenance.errors": ("HistoryWouldBeLost", "ProvenanceError", "VerificationError"),
    "provenance.limits": ("Limits", "Network"),
    "provenance.model.asset": ("Asset",),
    "provenance.model.definition": ("SignedAsset", "SoftwareAgent"),
    "provenance.model.report": ("Finding", "Report", "Severity", "Verdict"),
    "provenance.model.vocabulary": ("DigitalSourceType",),
    "provenance.pki.timestamp.authority": ("TimestampAuthority",),
    "provenance.pki.trust": ("TrustList", "TrustLists"),
    "provenance.signing.describe": (
        "Action",
        "Capture",
        "Composite",
        "Device",
        "Edit",
        "Generation",
        "Preference",
        "Update",
    ),
    "provenance.signing.metadata": ("MetadataChoice",),
    "provenance.signing.session": ("CaptureSession",),
    "provenance.signing.signer": ("Signer",),
    "provenance.verification.policy": (
        "AllOf",
        "AnyOf",
        "RequireIntact",
        "RequireTrusted",
        "UnsafeAcceptAll",
    ),
    "provenance.verification.verifier": ("Verifier",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  # slow, and seldom asked for

        return version("media-provenance")
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'provenance' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
