"""A picture loses its credentials on a platform, and is led back to them by what it shows.

python recover_stripped.py PHOTO chain.pem signer.key signers.pem
python recover_stripped.py      tries it on a picture and with a key that are made for it

It needs the extra: pip install ".[durable]"
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

import provenance
from provenance.durable.recovery import Recovery
from provenance.durable.repository import init_repository
from provenance.durable.signing import Durable
from provenance.pki.issuing import development  # throw-away keys, for the trial alone

PLATFORM_SIDE, PLATFORM_QUALITY = 1080, 75
CROPPED = 0.1


def strip(signed: Path, posted: Path) -> None:
    """Do what a platform does: crop a tenth of each side, make it smaller, compress it again."""
    with Image.open(signed) as picture:
        width, height = picture.size
        left, top = round(width * CROPPED), round(height * CROPPED)
        part = picture.convert("RGB").crop((left, top, width - left, height - top))
    part.thumbnail((PLATFORM_SIDE, PLATFORM_SIDE))
    part.save(posted, quality=PLATFORM_QUALITY)  # a new file: no byte of metadata comes along


def round_trip(photo: Path, chain: Path, key: Path, signers: Path) -> provenance.Report:
    """Sign a picture so that it can be found again, strip it, and look for its credentials.

    In real life a repository stays, and whoever looks is not who signed.
    """
    listed = provenance.TrustList.from_pem(signers.read_bytes(), kind="signer", name="ours")
    lists = provenance.TrustLists(lists=(listed,))
    with tempfile.TemporaryDirectory() as temporary:
        signed, posted = Path(temporary) / "signed.jpg", Path(temporary) / "posted.jpg"
        with (
            init_repository(Path(temporary) / "credentials") as repository,
            provenance.open_credential(chain, key) as credential,
            provenance.Signer(credential, durable=Durable(repository)) as signer,
            provenance.Verifier(trust=lists) as alone,
            provenance.Verifier(trust=lists, recover=Recovery(repository)) as verifier,
        ):
            signer.sign(photo, signed, provenance.Capture(device="Example Camera One"))
            strip(signed, posted)
            for name, report in (
                ("as signed", alone.inspect(signed)),
                ("as posted", alone.inspect(posted)),
            ):
                print(f"{name}: {report.verdict}. {report.headline}")
            return verifier.inspect(posted)


def tell(report: provenance.Report) -> None:
    """Print what was found, how well it fits, and what it does not prove."""
    print(f"looked for: {report.verdict}. {report.headline}")
    for match in report.matches:
        print(f"  by its {match.by} ({match.algorithm}), the same scene: {match.same_scene}")
    for step in report.history:
        print(f"  - {step.sentence}")
    for finding in report.findings:
        if finding.severity is provenance.Severity.WARNING:
            print(f"  ! {finding.message}")


def draw() -> Image.Image:
    """Draw a picture that has something to recognise, and grain for a mark to hide in."""
    picture = (
        Image.effect_noise((1600, 1200), 70).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    )
    chance, pencil = random.Random(7), ImageDraw.Draw(picture, "RGBA")  # noqa: S311  # a drawing
    for _ in range(150):
        x, y, size = chance.randrange(1600), chance.randrange(1200), chance.randrange(20, 140)
        colour = (*(chance.randrange(256) for _ in range(3)), 150)
        shape = chance.choice((pencil.ellipse, pencil.rectangle))
        shape((x, y, x + size, y + size), fill=colour)
    return picture


def try_it() -> provenance.Report:
    """Make a picture with something in it, and a key, and go the whole way."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        keys = development.create(folder / "keys")
        photo = folder / "photo.jpg"
        draw().save(photo, quality=92)
        return round_trip(photo, keys.chain, keys.key, keys.root)


if __name__ == "__main__":
    try:
        found = round_trip(*map(Path, sys.argv[1:])) if len(sys.argv) > 1 else try_it()
    except provenance.ProvenanceError as error:
        sys.exit(f"error: {error}")
    tell(found)
    print(f"credentials found: {sum(match.accepted for match in found.matches)}")
