"""A camera in the browser whose pictures are signed on this machine as they are taken.

python examples/camera_app/app.py PICTURES
python examples/camera_app/app.py PICTURES --cert chain.pem --key signer.key --trust root.pem --tsa URL

Open the address that it prints. Without --cert it makes keys for trials, in PICTURES/.camera.
Needs: pip install "media-provenance[service]".

    app      the command: what is signed with, where pictures lie, who dates them
    studio   what the camera does, without a word of HTTP
    routes   how the page asks for it
    words    a report for people
    pages/   what the browser gets
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from studio import Studio, Trade

import provenance
from provenance.errors import InvalidArgument
from provenance.pki.files import make_folder
from provenance.pki.issuing import development  # throw-away keys, for trials alone

try:
    from routes import build

    from provenance.service.loopback.pages import Pages
    from provenance.service.loopback.server import serve
except ModuleNotFoundError as missing:
    sys.exit(
        f"error: {missing.name} is not installed. Run: pip install 'media-provenance[service]'"
    )

PORT = 8765
OWN = ".camera"
"""Folder inside of that of the pictures: keys for trials, and what waits for a time-stamp."""


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Take pictures in the browser; they are signed here.", allow_abbrev=False
    )
    parser.add_argument("pictures", type=Path, help="folder that keeps them")
    parser.add_argument("--cert", type=Path, metavar="PEM", help="chain, the signer's first")
    parser.add_argument("--key", type=Path, metavar="PEM", help="the signer's private key")
    for name, what in (("--trust", "signers"), ("--tsa-trust", "time-stamp authorities")):
        parser.add_argument(
            name, type=Path, metavar="PEM", action="append", default=[], help=f"accepted {what}"
        )
    parser.add_argument(
        "--tsa", metavar="URL", action="append", default=[], help="who dates pictures, later"
    )
    parser.add_argument("--device", default="Web camera", help="what the camera is called")
    parser.add_argument("--port", type=int, default=PORT, help="0 takes any that is free")
    given = parser.parse_args()
    if (given.cert is None) != (given.key is None):
        parser.error("a key needs its chain: give --cert and --key together")
    return given


def run(given: argparse.Namespace) -> None:
    """Serve the camera until somebody stops it."""
    own = given.pictures / OWN
    make_folder(own)
    chain, key, vouching = given.cert, given.key, given.trust
    if chain is None:
        keys = own / "keys"
        chain, key, root = keys / "chain.pem", keys / "signer.key", keys / "root.pem"
        vouching = [*vouching, root]
        if not keys.exists():
            development.create(keys, organization="Camera page", name="Camera page")
    with (
        provenance.open_credential(chain, key) as credential,
        Studio(
            given.pictures,
            credential,
            Trade(
                device=given.device,
                time=authority(given.tsa),
                trust=accepted(vouching, given.tsa_trust),
                queue=own / "time-stamps.sqlite3",
            ),
        ) as studio,
    ):
        app = build(studio, Pages.of(Path(__file__).parent / "pages"))
        serve(app, partial(tell, vouching), port=given.port)


def authority(urls: list[str]) -> provenance.TimestampAuthority | None:
    """Return who is asked for time-stamps once there is a network: whom the user named."""
    if not urls:
        return None
    hosts = frozenset(urlsplit(url).hostname or "" for url in urls)
    return provenance.TimestampAuthority(
        tuple(urls), "defer", network=provenance.Network(hosts=hosts)
    )


def accepted(signers: list[Path], times: list[Path]) -> provenance.TrustLists:
    """Return the lists that decide whom a report trusts."""
    named = [("signer", path) for path in signers] + [("time", path) for path in times]
    return provenance.TrustLists(
        lists=tuple(
            provenance.TrustList.from_pem(read(path), kind=kind, name=path.stem)
            for kind, path in named
        )
    )


def read(path: Path) -> bytes:
    """Return what is in a small file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidArgument(f"{path} cannot be read: {error.strerror}.") from error


def tell(vouching: list[Path], url: str) -> None:
    """Say where the camera is, and how anybody can check its pictures."""
    print(f"The camera is at {url}", flush=True)
    for root in vouching:
        command = f"provenance verify PICTURE --trust {shlex.quote(str(root))}"
        print(f"Its pictures can be checked: {command}", flush=True)


if __name__ == "__main__":
    os.umask(0o077)  # pictures are their owner's alone
    try:
        run(arguments())
    except provenance.ProvenanceError as error:
        sys.exit(f"error: {error}")
