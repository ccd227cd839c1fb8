"""A small crJSON document that passes every check, for tests that break one thing of it."""

from __future__ import annotations

from typing import Any

LABEL = "urn:c2pa:11111111-2222-4333-8444-555555555555"
PARENT = "urn:c2pa:66666666-7777-4888-8999-000000000000"
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype"


def conforming_document() -> dict[str, Any]:
    """Return a new document of a file that was opened, cropped and signed."""
    store = f"self#jumbf=/c2pa/{LABEL}/c2pa.assertions"
    return {
        "@context": {"@vocab": "https://c2pa.org/crjson"},
        "jsonGenerator": {"name": "test", "version": "1.0.0"},
        "manifests": [
            {
                "label": LABEL,
                "claim.v2": {
                    "instanceID": "xmp:iid:1",
                    "claim_generator_info": {"name": "Test", "specVersion": "2.4.0"},
                    "signature": f"self#jumbf=/c2pa/{LABEL}/c2pa.signature",
                    "created_assertions": [
                        {"url": f"{store}/c2pa.ingredient.v3", "hash": "b64''"},
                        {"url": f"{store}/c2pa.actions.v2", "hash": "b64''"},
                        {"url": f"{store}/c2pa.hash.data", "hash": "b64''"},
                    ],
                    "gathered_assertions": [],
                    "redacted_assertions": [],
                },
                "assertions": {
                    "c2pa.ingredient.v3": {
                        "dc:title": "parent.jpg",
                        "relationship": "parentOf",
                        "activeManifest": {"url": f"self#jumbf=/c2pa/{PARENT}", "hash": "b64''"},
                        "validationResults": {"activeManifest": {"failure": []}},
                    },
                    "c2pa.actions.v2": {
                        "allActionsIncluded": True,
                        "actions": [
                            {
                                "action": "c2pa.opened",
                                "parameters": {"ingredients": [{"url": "self#jumbf=x"}]},
                            },
                            {
                                "action": "c2pa.cropped",
                                "digitalSourceType": f"{SOURCE_TYPES}/digitalCapture",
                                "parameters": {"org.example.ratio": "4:3"},
                            },
                        ],
                    },
                    "c2pa.hash.data": {"alg": "sha256", "hash": "b64''"},
                    "org.example.desk": {"editor": "night"},
                },
                "signature": {},
                "validationResults": {"success": [], "informational": [], "failure": []},
            }
        ],
    }
