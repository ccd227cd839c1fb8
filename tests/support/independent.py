"""What others say of a signed file: an independent verifier, the engine itself, and arithmetic."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import c2pa
import encypher_c2pa
from support.engine_documents import OFFLINE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from provenance.model.store import Manifest

# The type by which the independent verifier knows a plain archive.
_NAMES = {"application/x-zip": "application/zip"}
# Where an archive carries its credentials (C2PA 2.4, "Embedding manifests into ZIP files").
OUTSIDE = {"META-INF", "META-INF/content_credential.c2pa"}
_SVG_STORE = re.compile(rb"(<c2pa:manifest>)([^<]*)")


def reads(media_type: str) -> bool:
    """Tell whether the independent verifier reads this format."""
    return _named(media_type) in encypher_c2pa.supported_mime_types()


def verify(asset: Path | bytes, media_type: str, root: bytes) -> Mapping[str, Any]:
    """Return the independent verifier's report, offline and under this root alone."""
    return encypher_c2pa.verify(
        asset,
        _named(media_type),
        trust_pem=root.decode(),
        no_default_trust=True,
        online=False,
    )


def failures(report: Mapping[str, Any]) -> list[str]:
    """Return the failure codes of an independent report."""
    return [each["code"] for each in report["validation_results"]["failure"]]


def engine_document(path: Path, media_type: str, root: bytes) -> dict[str, Any]:
    """Return the engine's own crJSON document, judged by the engine alone under this root."""
    anchor = {"trust_anchors": root.decode(), "trust_kind": "manifest", "trust_uri": "test:root"}
    settings = OFFLINE | {"trust": {"anchors": [anchor]}}
    with (
        c2pa.Context.from_dict(settings) as context,
        path.open("rb") as content,
        c2pa.Reader(media_type, content, context=context) as reader,
    ):
        return json.loads(reader.crjson())


def archive_matches(path: Path, manifest: Manifest) -> bool:
    """Hash each member of an archive, local header and all, and compare with what was signed."""
    stated = _assertion(manifest, "c2pa.hash.collection.data")["uris"]
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        starts = {each.filename.rstrip("/"): each.header_offset for each in archive.infolist()}
    found = {
        name: _digest(content[starts[name] : starts[name] + each["size"]])
        for name, each in stated.items()
    }
    return set(starts) - set(stated) <= OUTSIDE and found == {
        name: each["hash"] for name, each in stated.items()
    }


def drawing_matches(path: Path, manifest: Manifest) -> bool:
    """Hash a drawing without the manifest store that it carries now, as long as that may be."""
    left = _SVG_STORE.sub(rb"\1", path.read_bytes())
    return _digest(left) == _assertion(manifest, "c2pa.hash.data")["hash"]


def _assertion(manifest: Manifest, label: str) -> Mapping[str, Any]:
    (data,) = [each.data for each in manifest.assertions if each.label == label]
    return data


def _digest(content: bytes) -> str:
    return f"b64'{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"


def _named(media_type: str) -> str:
    return _NAMES.get(media_type, media_type)
