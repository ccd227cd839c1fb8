"""The engine in this very process: c2pa-python, kept to what `interface.Engine` promises.

Native code can be killed by a crafted file, and takes its process with it. Files
of strangers are for `guard`, which runs this in a child.
"""

from __future__ import annotations

from functools import cached_property, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Self

import c2pa

from provenance.engine import hearing, looking
from provenance.engine.hearing import Hearing
from provenance.engine.native import reading, signing
from provenance.engine.native.apart import run_apart
from provenance.engine.native.embedding import NativeEmbedder, is_offered
from provenance.engine.native.settings import Settings
from provenance.engine.native.streams import Watch
from provenance.engine.sight import Sight, checked
from provenance.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BytesIO
    from pathlib import Path

    from provenance.engine.extract import Extract
    from provenance.engine.interface import (
        Embedder,
        Progress,
        Reading,
        SealingKey,
        Stamper,
        StandingBehind,
    )
    from provenance.model.asset import Asset
    from provenance.model.definition import ManifestDefinition
    from provenance.model.frames import Showing
    from provenance.model.look import Look
    from provenance.model.sound import Sound

MERKLE_CHUNK_KIB = 1024


class NativeEngine:
    """Read and sign in this process; see `provenance.engine.interface.Engine`.

    Calls may come from several threads at once. Each one runs in a thread of its own,
    so an interrupt ends it cleanly; functions given to `sign` are called there.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits

    @property
    def version(self) -> str:
        """Return names and versions of the wrapper and of the library in it."""
        return f"c2pa-python {version('c2pa-python')}, c2pa-rs {c2pa.sdk_version()}"

    def read(self, asset: Asset, *, manifest_data: bytes | None = None) -> Reading:
        """Read the credentials of `asset`, as `Engine.read` says.

        A manifest store alone (a `.c2pa` file) is read too; its reading says that the
        content was not checked.
        """
        return self.extract(asset, manifest_data=manifest_data).reading(self._limits)

    def extract(self, asset: Asset, *, manifest_data: bytes | None = None) -> Extract:
        """Read the same as `read`, but leave it in bytes; raises what `read` raises."""
        watch = Watch()
        work = partial(reading.extract, self._context, asset, manifest_data, self._limits, watch)
        return run_apart(work, stop=watch.stop)

    def look(self, asset: Asset, *, picture: bool) -> Look:
        """Look at `asset` beside its credentials, as `Engine.look` says."""
        return looking.look(asset, self._limits, picture=picture)

    def show(
        self,
        asset: Asset,
        *,
        side: int,
        frames: int = 1,
        start: float = 0.0,
        every: float | None = None,
    ) -> Showing:
        """Decode what `asset` shows, as `Engine.show` says."""
        sight = checked(Sight(side=side, frames=frames, start=start, every=every), self._limits)
        return looking.show(asset, sight, self._limits)

    def hear(self, asset: Asset, *, seconds: float = 120.0) -> Sound:
        """Decode what `asset` sounds like, as `Engine.hear` says."""
        return looking.hear(asset, hearing.checked(Hearing(seconds=seconds), self._limits))

    def sign(
        self,
        definition: ManifestDefinition,
        source: Asset,
        destination: Path | BytesIO,
        key: SealingKey,
        *,
        behind: StandingBehind | None = None,
        stamper: Stamper | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bytes:
        """Write a signed copy and return its manifest store, as `Engine.sign` says.

        Exceptions of `key.sign`, the one `behind`, `stamper`, `progress` and `cancelled` reach
        the caller unchanged.
        The phases of `progress` are "ingredients", "reading" and "writing".
        """
        watch = Watch(progress=progress, cancelled=cancelled)
        job = signing.Job(
            definition=definition,
            source=source,
            destination=destination,
            key=key,
            behind=behind,
            stamper=stamper,
            limits=self._limits,
        )
        work = partial(signing.sign, job, self._context_for, watch)
        return run_apart(work, stop=watch.stop)

    def embedder(self, key: SealingKey) -> Embedder | None:
        """Prepare the short way for frames, as `Engine.embedder` says.

        Its calls run in the thread that makes them: not for one that can be interrupted.
        """
        return NativeEmbedder(key, self._context, self._limits) if is_offered() else None

    def close(self) -> None:
        """Free what native code holds; the engine can still be used afterwards."""
        for name in ("_context", "_merkle_context", "_stamping_context"):
            context = self.__dict__.pop(name, None)
            if context is not None:
                context.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _context_for(self, job: signing.Job) -> c2pa.Context:
        if job.definition.time_stamps:
            return self._stamping_context
        return self._merkle_context if job.suits_merkle_tree() else self._context

    @cached_property
    def _context(self) -> c2pa.Context:
        return c2pa.Context.from_dict(Settings().document())

    @cached_property
    def _merkle_context(self) -> c2pa.Context:
        return c2pa.Context.from_dict(Settings(merkle_chunk_kib=MERKLE_CHUNK_KIB).document())

    @cached_property
    def _stamping_context(self) -> c2pa.Context:
        return c2pa.Context.from_dict(Settings(time_stamps=True).document())
