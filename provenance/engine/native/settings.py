"""The engine's settings as one typed value: what is not named here cannot be set.

The engine ignores keys that it does not know, so a misspelt one would leave an
unsafe default in force without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.model.store import Json

CLAIM_SIGNING = "1.3.6.1.4.1.62558.2.1"  # c2pa-kp-claimSigning, C2PA 2.4, "Certificate profile"
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"  # RFC 5280, 4.2.1.12
DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"  # RFC 9336

CREATED_LABELS = (
    "c2pa.actions",
    "c2pa.ingredient",
    "c2pa.thumbnail.claim",
    "c2pa.thumbnail.ingredient",
)
"""Base labels of what the signer itself states; the engine would list them as gathered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may differ between two uses of the engine; all else is fixed in `document`.

    Attributes:
        merkle_chunk_kib: Hash a film in chunks of this many KiB, under a Merkle tree
            (C2PA 2.4, "BMFF-based hash"); None hashes it in one piece.
        memory_copy_mib: A working copy of a file larger than this goes to the
            temporary directory, as a file without a name.
        time_stamps: Take over the time-stamps that a manifest states of its parent. Only with
            this the engine writes them as bytes; one that is missing it would ask for.
        key_purposes: Extended key usages that a signer's certificate may carry.
    """

    merkle_chunk_kib: int | None = None
    memory_copy_mib: int = 64
    time_stamps: bool = False
    key_purposes: tuple[str, ...] = (CLAIM_SIGNING, EMAIL_PROTECTION, DOCUMENT_SIGNING)

    def document(self) -> dict[str, Json]:
        """Return the engine's own form: no network, no trust list, nothing done by itself.

        Trust is still looked at although there is no list: that costs nothing, and
        without it the engine is silent about expired certificates.
        """
        return {
            "core": {
                "allowed_network_hosts": [],
                "allow_redirects": False,
                "decode_identity_assertions": False,
                "prefer_compress_manifests": False,
                "backing_store_memory_threshold_in_mb": self.memory_copy_mib,
                "merkle_tree_chunk_size_in_kb": self.merkle_chunk_kib,
            },
            "verify": {
                "verify_after_reading": True,
                "verify_after_sign": False,
                "verify_trust": True,
                "verify_timestamp_trust": True,
                "ocsp_fetch": False,
                "remote_manifest_fetch": False,
            },
            "trust": {"trust_config": "\n".join(self.key_purposes)},
            "builder": {
                "thumbnail": {"enabled": False},
                "created_assertion_labels": list(CREATED_LABELS),
                "prefer_box_hash": False,
                "auto_timestamp_assertion": {
                    "enabled": self.time_stamps,
                    "fetch_scope": "parent",
                    "skip_existing": True,
                },
                "actions": {
                    "auto_created_action": {"enabled": False},
                    "auto_opened_action": {"enabled": False},
                    "auto_placed_action": {"enabled": False},
                },
            },
        }
