"""The crJSON documents that the engine writes about the files of the corpus."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import c2pa

if TYPE_CHECKING:
    from pathlib import Path

OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "core": {"allowed_network_hosts": [], "decode_identity_assertions": False},
}


@cache
def engine_documents(corpus: Path) -> dict[str, dict[str, Any]]:
    """Return the document of every file that the engine reads, by the file's relative name."""
    context = c2pa.Context.from_dict(OFFLINE)
    found = {}
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        try:
            with c2pa.Reader(str(path), context=context) as reader:
                found[str(path.relative_to(corpus))] = json.loads(reader.crjson())
        except c2pa.C2paError:
            continue
    return found
