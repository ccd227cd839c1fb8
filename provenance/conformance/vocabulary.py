"""The closed lists of the asset rubrics 0.2: what they allow, exempt, call deprecated or call a failure.

They stand apart from the vocabulary of the model on purpose: the rubrics are versioned by
themselves, and their lists are not the specification's (an action can be allowed and deprecated).
"""

from __future__ import annotations

INCEPTION_ACTIONS = frozenset({"c2pa.created", "c2pa.opened"})

EXEMPT_ACTIONS = frozenset(
    f"c2pa.{name}"
    for name in (
        # not editorial: nobody sees or hears them
        *("converted", "edited.metadata", "enhanced", "published", "redacted", "repackaged"),
        *("resized.proportional", "transcoded"),
        *("watermarked", "watermarked.bound", "watermarked.unbound"),
        # perceptible, but its source is told by the ingredient that it places
        "placed",
    )
)
"""Actions that need no digitalSourceType, beside those of inception."""

ALLOWED_ACTIONS = (
    INCEPTION_ACTIONS
    | EXEMPT_ACTIONS
    | frozenset(
        f"c2pa.{name}"
        for name in (
            *("addedText", "adjustedColor", "changedSpeed", "color_adjustments", "cropped"),
            *("deleted", "drawing", "dubbed", "edited", "filtered", "mastered", "mixed"),
            *("orientation", "remixed", "removed", "resized", "translated", "trimmed", "unknown"),
        )
    )
)

DEPRECATED_ACTIONS = frozenset(
    f"c2pa.{name}"
    for name in (
        *("color_adjustments", "copied", "formatted", "managed", "printed", "produced", "saved"),
        *("version_updated", "watermarked"),
    )
)

STANDARD_PARAMETERS = frozenset(
    {
        *("description", "ingredient", "ingredients", "multipleInstances", "ranges", "redacted"),
        *("relatedAssertions", "sourceLanguage", "targetLanguage"),
        *("italic", "optical-size", "slant", "weight", "width"),  # of fonts
    }
)

ALLOWED_ASSERTIONS = frozenset(
    {
        "font.info",
        *(
            f"c2pa.{name}"
            for name in (
                *("actions.v2", "ai-disclosure", "alternative-content-representation"),
                *("assertion.metadata", "asset-ref", "asset-type.v2", "certificate-status"),
                *("cloud-data", "depthmap.GDepth", "embedded-data", "environmental-sustainability"),
                *("external-reference", "hash.bmff.v3", "hash.boxes", "hash.collection.data"),
                *("hash.data", "hash.data.part", "hash.multi-asset", "icon", "ingredient.v3"),
                *("metadata", "repository-receipt", "session-keys", "soft-binding"),
                *("thumbnail.claim", "thumbnail.ingredient", "time-stamp"),
            )
        ),
    }
)

DEPRECATED_ASSERTIONS = frozenset(
    f"c2pa.{name}"
    for name in ("actions", "asset-type", "claim", "hash.bmff.v2", "ingredient", "ingredient.v2")
)

NEVER_REFERENCED = frozenset(
    {"c2pa.actions", "c2pa.actions.v2", "c2pa.cloud-data", "c2pa.external-reference"}
)
"""Assertions that no external reference may point to, beside every hash and ingredient."""

RELATIONSHIPS = frozenset({"parentOf", "componentOf", "inputTo"})
HUMAN_ENTRIES = frozenset({"humanEntry.anonymous", "humanEntry.credentialed"})
TIFF_MEDIA_TYPES = frozenset({"image/tiff", "image/x-adobe-dng"})

MISSING_RESULTS = "MISSING_VALIDATION_RESULTS"
"""Stands for the failure of a document that says nothing about validation."""

UNTRUSTED = "signingCredential.untrusted"

WELL_FORMED_FAILURES = frozenset(
    {
        MISSING_RESULTS,
        *(
            f"assertion.{name}.malformed"
            for name in (
                *("action", "alternativeContentRepresentation", "bmffHash", "boxesHash"),
                *("collectionHash", "dataHash", "external-reference", "ingredient"),
                "multiAssetHash",
            )
        ),
        "assertion.alternativeContentRepresentation.missing",
        "assertion.boxesHash.unknownBox",
        "assertion.cbor.invalid",
        "assertion.external-reference.created",
        "assertion.external-reference.labelMismatch",
        "assertion.json.invalid",
        "assertion.multipleHardBindings",
        "claim.cbor.invalid",
        "claim.hardBindings.missing",
        "claim.malformed",
        "claim.missing",
        "claim.multiple",
        "hashedURI.missing",
        "ingredient.manifest.missing",
        "manifest.compressed.invalid",
        "manifest.html.multipleManifests",
        "manifest.inaccessible",
        "manifest.multipleParents",
        *(
            f"manifest.structuredText.{name}"
            for name in (
                *("emptyReference", "malformedReference", "multipleReferences", "noManifest"),
                "noResolutionPath",
            )
        ),
        "manifest.timestamp.invalid",
        "manifest.timestamp.wrongParents",
        "manifest.update.invalid",
        "manifest.update.wrongParents",
    }
)

MISMATCH_FAILURES = frozenset(
    {
        MISSING_RESULTS,
        *(
            f"assertion.{name}"
            for name in (
                *("action.ingredientMismatch", "action.redactionMismatch"),
                "alternativeContentRepresentation.hashMismatch",
                *("bmffHash.mismatch", "boxesHash.mismatch", "collectionHash.mismatch"),
                *("dataHash.mismatch", "external-reference.hashMismatch", "hardBinding.redacted"),
                *("hashedURI.mismatch", "multiAssetHash.mismatch"),
            )
        ),
        "claimSignature.missing",
        "hashedURI.mismatch",
        "ingredient.claimSignature.mismatch",
        "ingredient.claimSignature.missing",
        "ingredient.manifest.mismatch",
    }
)

TRUST_FAILURES = frozenset(
    {
        MISSING_RESULTS,
        UNTRUSTED,
        "claimSignature.mismatch",
        "claimSignature.outsideValidity",
        "signingCredential.invalid",
        "signingCredential.ocsp.revoked",
    }
)
