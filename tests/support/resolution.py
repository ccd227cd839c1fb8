"""The resolution service on loopback over a small repository, and a double of looking at files.

with resolution.serving(resolution.service(repository)) as url: ...
"""

from __future__ import annotations

import base64
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from support.repositories import FINGERPRINTS, mark, print_of, store
from support.signing_service import PATIENCE, ask

from provenance.durable.recovery.clues import Clues
from provenance.durable.repository import init_repository
from provenance.service.place import Place
from provenance.service.resolution.limits import ResolutionLimits
from provenance.service.resolution.server import Resolution, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.durable.repository.stored import StoredRepository
    from provenance.engine.interface import Engine
    from provenance.model.asset import Asset

KEPT, NEAR, PENDING, DELETED, PRIVATE = (
    f"urn:c2pa:{number:08d}-0000-4000-8000-000000000000" for number in range(5)
)
CODE = bytes(range(32))
MARKED = b"a file with the mark "
BY_BINDING, BY_CONTENT = "/matches/byBinding", "/matches/byContent"
GENEROUS = ResolutionLimits(requests_per_minute=600_000, uploads_per_minute=600_000)


def filled(folder: Path) -> StoredRepository:
    """Make a repository: one entry is kept, one is near, and three are nobody else's business."""
    repository = init_repository(folder, fingerprints=FINGERPRINTS)
    other = bytes([CODE[0] ^ 7, *CODE[1:]])  # three bits

    def add(label: str, **bindings) -> None:
        content = store(label)
        repository.add(content, manifest=label, media_type="image/jpeg", **bindings)

    add(KEPT, bindings=(mark(1), print_of(CODE)))
    add(NEAR, bindings=(print_of(other),), private=(mark(5),))
    waiting = {"pending_at": str(folder / "b.jpg"), "asset_sha256": "0" * 64}
    add(PENDING, bindings=(mark(2), print_of(CODE)), **waiting)
    add(DELETED, bindings=(mark(3), print_of(CODE)))
    repository.delete(DELETED)
    add(PRIVATE, bindings=(), private=(mark(4), print_of(CODE)))
    return repository


def gather(asset: Asset, _engine: Engine) -> Clues:
    """Read a mark that stands in the file as a number after some words; see nothing else."""
    with asset.open() as content:
        words = content.read()
    if not words.startswith(MARKED):
        return Clues(problem="nothing can be seen here")
    return Clues(marks=(mark(int(words.removeprefix(MARKED))),), likenesses=(print_of(CODE),))


def service(repository: StoredRepository, **choices) -> Resolution:
    """Return a service on any free port that looks at files with the double."""
    usual = {"place": Place(port=0), "gather": gather, "limits": GENEROUS}
    return Resolution(repository=repository, **(usual | choices))


@contextmanager
def serving(served: Resolution, told: list[str] | None = None) -> Iterator[str]:
    """Serve in a thread of this process until the block ends; gives the address."""
    stopped, ready = threading.Event(), threading.Event()
    found: list[str] = []

    def tell(url: str) -> None:
        found.append(url)
        ready.set()

    choices = {
        "cancelled": stopped.is_set,
        "tell": (told if told is not None else []).append,
    }
    thread = threading.Thread(target=serve, args=(served, tell), kwargs=choices)
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield found[0]
    finally:
        stopped.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def written(value: bytes) -> str:
    return base64.b64encode(value).decode()


def by_binding(url: str, binding=None, **query: str):
    if binding is not None:
        query = {"alg": binding.algorithm, "value": written(binding.value)} | query
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return ask(url, f"{BY_BINDING}?{text}")


def upload(url: str, content: bytes, *, kind: str = "image/jpeg", query: str = "", **more):
    headers = {"Content-Type": kind}
    return ask(url, f"{BY_CONTENT}{query}", body=content, headers=headers, **more)


def labels(reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [each["manifestId"] for each in reply.said["matches"]]
