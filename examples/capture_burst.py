"""A camera app signs a burst as its encoder delivers it, and loses no frame that cannot be signed.

python capture_burst.py FRAMES ALBUM chain.pem signer.key
python capture_burst.py      tries it on frames and with a key that are made for it
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

import provenance
from provenance.pki.issuing import development  # throw-away keys, for the trial alone

if TYPE_CHECKING:
    from collections.abc import Iterable

CAMERA = provenance.Device(make="Example", model="Camera One", version="1.2")


def sign_burst(frames: Iterable[bytes], album: Path, chain: Path, key: Path) -> tuple[int, int]:
    """Sign every frame on all cores, and store it; return how many were signed, and how many not."""
    album.mkdir(exist_ok=True)
    signed = kept = 0
    with (
        provenance.open_credential(chain, key) as credential,
        provenance.Signer(credential) as signer,
        provenance.CaptureSession(signer, device=CAMERA) as session,
    ):
        for number, captured in enumerate(session.burst(frames), start=1):
            if captured.signed:
                signed += 1
                (album / f"IMG_{number:04}.jpg").write_bytes(captured.picture)
            else:  # the picture is worth more than its signature: keep it as it is
                kept += 1
                (album / f"IMG_{number:04}.unsigned").write_bytes(captured.picture)
                print(f"IMG_{number:04} is kept unsigned: {captured.error}")
    return signed, kept


def encoder(number: int) -> bytes:
    """Encode a frame, as the camera's own encoder would; the third one breaks off."""
    encoded = io.BytesIO()
    Image.effect_noise((640, 480), 60).save(encoded, "JPEG")
    return encoded.getvalue() if number != 3 else encoded.getvalue()[:9]  # noqa: PLR2004


def try_it() -> tuple[int, int]:
    """Make frames and a key, and sign."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        keys = development.create(folder / "keys")
        frames = (encoder(number) for number in range(1, 9))
        return sign_burst(frames, folder / "album", keys.chain, keys.key)


if __name__ == "__main__":
    try:
        if len(sys.argv) > 1:
            source, *rest = map(Path, sys.argv[1:])
            stored = (path.read_bytes() for path in sorted(source.iterdir()) if path.is_file())
            done = sign_burst(stored, *rest)
        else:
            done = try_it()
    except provenance.ProvenanceError as error:
        sys.exit(f"error: {error}")
    print(f"frames signed: {done[0]}, kept unsigned: {done[1]}")
