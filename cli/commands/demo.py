"""`provenance demo`: the whole round in half a minute, with the commands that do it."""

from __future__ import annotations

import contextlib
import random
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image, ImageDraw

from provenance.errors import InvalidArgument

from .. import console, options
from ..app import run
from ..exit_codes import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)
SIZE = (640, 480)
SEALED = "--cert keys/chain.pem --key keys/signer.key"


@app.command()
def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Leave the files in this folder.")
    ] = None,
) -> ExitCode:
    """Show the whole round: sign, edit, verify, tamper.

    The files are made for it. Every command is printed as you would type it, and then
    really run.

    \b
    Example:
      provenance demo --keep demo
    """
    before = ("--config-dir", str(options.surroundings(context).config))
    with tempfile.TemporaryDirectory(prefix="provenance-demo-") as temporary:
        folder = _fresh(keep) if keep else Path(temporary)
        with contextlib.chdir(folder):
            _tell_the_story(_Typist(before=before))
    console.say()
    if keep:
        console.say(f"The files are in {keep}. Next: provenance sign --help")
    else:
        console.say("Next: 'provenance demo --keep DIR' leaves these files for you to try with.")
    return ExitCode.DONE


def _fresh(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidArgument(f"{folder} is not empty.", hint="Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typist:
    """Print a command as a person would type it, run it, and print its exit code.

    Attributes:
        before: What stands before the command, unsaid.
    """

    before: tuple[str, ...]

    def __call__(self, line: str) -> None:
        console.say(f"$ provenance {line}")
        code = run([*self.before, *shlex.split(line)])
        console.say(f"(exit code {code})")
        if code in {ExitCode.ERROR, ExitCode.USAGE, ExitCode.INTERRUPTED}:
            raise typer.Exit(code)


def _tell_the_story(type_: _Typist) -> None:
    _scene("A photographer makes a key. It is for trying: nobody knows it yet.")
    type_("keys new --out keys --organization 'Demo Studio'")

    _scene("The camera takes a picture and signs it at once.")
    _picture().save("raw.jpg", quality=92)
    type_(f"sign raw.jpg -o photo.jpg --as capture --device 'Demo Camera' {SEALED}")

    _scene("An editor crops it. Its parent is named, so the history goes along.")
    _crop(Path("photo.jpg"), Path("cropped.jpg"))
    type_(
        "sign cropped.jpg -o published.jpg --as edit --parent photo.jpg --action cropped "
        f"--software 'Demo Editor' {SEALED}"
    )

    _scene("A stranger gets it, who does not know the photographer: intact, but by whom?")
    type_("verify published.jpg")

    _scene("A reader who trusts the photographer's root certificate learns everything.")
    type_("verify published.jpg --trust keys/root.pem")

    _scene("Somebody changes one bit of the picture on its way.")
    _tamper(Path("published.jpg"), Path("tampered.jpg"))
    type_("verify tampered.jpg --trust keys/root.pem")


def _scene(text: str) -> None:
    console.say()
    console.say(f"# {text}")


def _picture() -> Image.Image:
    """Paint hills under a sun, with enough grain that every byte of the file matters."""
    grain = random.Random(2026)  # noqa: S311  # the same picture each time, no secret
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    for row in range(height):
        draw.line((0, row, width, row), fill=(90 + row // 4, 140 + row // 6, 220 - row // 5))
    draw.ellipse((440, 60, 540, 160), fill=(255, 230, 150))
    for hill, color in ((300, (70, 110, 80)), (360, (50, 90, 60)), (420, (30, 60, 40))):
        peaks = [(x, hill + grain.randint(-30, 30)) for x in range(0, width + 40, 40)]
        draw.polygon([(0, height), *peaks, (width, height)], fill=color)
    return picture


def _crop(source: Path, destination: Path) -> None:
    with Image.open(source) as picture:
        picture.crop((80, 60, 560, 420)).save(destination, quality=92)


def _tamper(source: Path, destination: Path) -> None:
    content = bytearray(source.read_bytes())
    content[-2000] ^= 1  # in the picture data, near the end of a JPEG
    destination.write_bytes(content)
