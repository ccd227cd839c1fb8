"""A camera signs each frame the moment it is stored, before anything else touches it.

python capture_frames.py FRAMES ALBUM chain.pem signer.key
python capture_frames.py      tries it on a frame and with a key that are made for it
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

import provenance
from provenance.pki.issuing import development  # throw-away keys, for the trial alone

CAMERA = provenance.Device(make="Example", model="Camera One", version="1.2")
NO_LEARNING = provenance.Preference.of_all("notAllowed")


def sign_frames(frames: Path, album: Path, chain: Path, key: Path) -> int:
    """Sign every frame of a folder into an album; return how many there were."""
    album.mkdir(exist_ok=True)
    stored = sorted(path for path in frames.iterdir() if path.is_file())
    # One signer for all frames. A camera has no time for thumbnails, and "safe" keeps
    # places, serial numbers and names of people out of what is signed.
    safe = provenance.MetadataChoice(level="safe")
    with (
        provenance.open_credential(chain, key) as credential,
        provenance.Signer(credential, thumbnails=False, metadata=safe) as signer,
    ):
        for frame in stored:
            capture = provenance.Capture(
                device=CAMERA, when=datetime.now(UTC), preferences=NO_LEARNING
            )
            signed = signer.sign(frame, album / frame.name, capture)
            print(f"{frame.name}: {signed.size} bytes, {signed.manifest_label}")
    return len(stored)


def try_it() -> int:
    """Make a frame and a key, and sign."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        frames = folder / "frames"
        frames.mkdir()
        Image.effect_noise((320, 240), 60).save(frames / "frame-0001.jpg")
        keys = development.create(folder / "keys")
        return sign_frames(frames, folder / "album", keys.chain, keys.key)


if __name__ == "__main__":
    try:
        number = sign_frames(*map(Path, sys.argv[1:])) if len(sys.argv) > 1 else try_it()
    except provenance.ProvenanceError as error:
        sys.exit(f"error: {error}")
    print(f"frames signed: {number}")
