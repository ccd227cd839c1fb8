"""An editor exports a picture: what was opened becomes the parent, what was done is told.

python export_from_editor.py OPENED EXPORTED chain.pem signer.key
python export_from_editor.py      tries it on a photo and with a key that are made for it
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageFilter

import provenance
from provenance.pki.issuing import development  # throw-away keys, for the trial alone

EDITOR = provenance.SoftwareAgent(name="Example Editor", version="3.0")
FILL = provenance.SoftwareAgent(name="Example Fill", version="2")


def edit(opened: Path, rendered: Path) -> tuple[provenance.Action, ...]:
    """Do what a user might do, save the pixels, and return what was done."""
    with Image.open(opened) as picture:
        width, height = picture.size
        part = picture.crop((width // 8, height // 8, width, height))
        part.filter(ImageFilter.SHARPEN).save(rendered)
    return (
        provenance.Action("c2pa.cropped"),
        provenance.Action("c2pa.filtered", description="sharpened"),
        # An AI edit is not the same as an AI picture, and both must be told.
        provenance.Action.by_ai("c2pa.edited", software_agent=FILL, description="sky replaced"),
    )


def export(opened: Path, exported: Path, chain: Path, key: Path) -> provenance.SignedAsset:
    """Edit a picture and sign the result with the opened file as its parent."""
    with tempfile.TemporaryDirectory() as temporary:
        rendered = Path(temporary) / exported.name
        done = edit(opened, rendered)
        with (
            provenance.open_credential(chain, key) as credential,
            provenance.Signer(credential, generator=EDITOR) as signer,
        ):
            return signer.sign(
                rendered, exported, provenance.Edit(parent=opened, actions=done, software=EDITOR)
            )


def try_it() -> provenance.SignedAsset:
    """Make a photo and a key, and export; the photo carries credentials of its own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        photo = folder / "photo.jpg"
        Image.effect_noise((320, 240), 60).save(photo)
        keys = development.create(folder / "keys")
        with (
            provenance.open_credential(keys.chain, keys.key) as credential,
            provenance.Signer(credential) as signer,
        ):
            signer.sign(photo, photo, provenance.Capture(device="Example Camera One"))
        return export(photo, folder / "web.jpg", keys.chain, keys.key)


if __name__ == "__main__":
    try:
        signed = export(*map(Path, sys.argv[1:])) if len(sys.argv) > 1 else try_it()
    except provenance.ProvenanceError as error:
        sys.exit(f"error: {error}")
    print(f"exported: {signed.manifest_label}, parent: {signed.parent or 'without credentials'}")
    for sentence in signed.notes:
        print(f"note: {sentence}")
