"""Somebody who signs durably, and whoever finds the credentials again when they were stripped.

with open_lasting(folder) as lasting:
    lasting.signer.sign(source, folder / "signed.jpg", Capture())
    found = lasting.verifier.inspect(posted(folder / "signed.jpg", folder / "found.jpg"))
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from support import renditions, textures
from support.studio import Studio, open_studio, trusting

from provenance import Signer, Verifier, open_credential
from provenance.durable.interface import Match
from provenance.durable.pictures import mark_picture
from provenance.durable.recovery import Recovery
from provenance.durable.repository import StoredRepository, init_repository
from provenance.durable.signing import Durable
from provenance.durable.watermark.image import ImageWatermark
from provenance.durable.watermark.presets import Preset
from provenance.model.asset import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.soft_binding import SoftBinding


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """A studio with a repository.

    Attributes:
        durable: What its signer marks and keeps with.
        signer: Signs durably.
        verifier: Trusts this studio and nobody else, and looks into the repository.
    """

    folder: Path
    studio: Studio
    repository: StoredRepository
    durable: Durable
    signer: Signer
    verifier: Verifier

    def photo(self, number: int, name: str = "", *, width: int = 1200, height: int = 900) -> Path:
        """Write a picture as from a camera; each number is another scene."""
        path = self.folder / (name or f"photo-{number}.jpg")
        textures.textured(number, width, height).save(path, quality=92)
        return path

    def signing(self, **choices: object) -> Signer:
        """Return another signer with the same key; the caller closes it."""
        pki = self.folder / "pki"
        choices.setdefault("durable", self.durable)
        return Signer(open_credential(pki / "chain.pem", pki / "signer.key"), **choices)


@contextmanager
def open_lasting(folder: Path, organization: str = "Test Studio") -> Iterator[Lasting]:
    """Open a studio whose keys and repository lie in `folder`."""
    pki, kept = folder / "pki", folder / "kept"
    with (
        open_studio(pki, organization) as studio,
        init_repository(kept) as repository,
        open_credential(pki / "chain.pem", pki / "signer.key") as credential,
        Signer(credential, durable=(durable := Durable(repository))) as signer,
        Verifier(trust=trusting(studio), recover=Recovery(repository)) as verifier,
    ):
        yield Lasting(
            folder=folder,
            studio=studio,
            repository=repository,
            durable=durable,
            signer=signer,
            verifier=verifier,
        )


def posted(signed: Path, target: Path, *, crop: float = 0.1, side: int = 1080) -> Path:
    """Do what a platform does: strip, crop, make smaller, compress harder."""
    with Image.open(signed) as image:
        cropped = renditions.cropped(image.convert("RGB"), crop)
    renditions.fitted(cropped, side).save(target, "JPEG", quality=75)
    return target


def marked(source: Path, target: Path, value: bytes) -> Path:
    """Write somebody's mark into a picture, as anybody can."""
    payload = int.from_bytes(value)
    mark_picture(
        Asset.of(source), target, payload, watermark=ImageWatermark(), preset=Preset.BALANCED
    )
    return target


@dataclass(kw_only=True)
class Shelf:
    """A place that calls whatever it keeps a match for everything, and hands out what it likes."""

    stores: dict[str, bytes | Exception | None] = field(default_factory=dict)
    score: float = 1.0
    address: str = "https://shelf.example"

    def find(self, binding: SoftBinding, *, limit: int = 10) -> tuple[Match, ...]:
        labels = list(self.stores)[:limit]
        return tuple(
            Match(manifest=label, binding=binding, distance=0, score=self.score) for label in labels
        )

    def store(self, manifest: str) -> bytes | None:
        found = self.stores[manifest]
        if isinstance(found, Exception):
            raise found
        return found
