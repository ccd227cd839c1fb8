"""Tokens of SoftHSM, a hardware security module in software, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from cryptography import x509
    from support.authorities import Signer

PIN = "271828"
SO_PIN = "31415926"
LABELS = ("Studio", "Travelling", "Desk")
"""Tokens that there are; the module sees no other, once it was loaded."""
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Where the tokens lie, and the module that reaches them."""

    folder: Path
    module: str

    @classmethod
    def of(cls, folder: Path) -> Tokens:
        """Keep tokens in `folder`; the module reads its place once in the life of a process."""
        module = next((path for path in MODULES if Path(path).is_file()), "")
        if not module or not shutil.which("softhsm2-util"):
            pytest.skip("SoftHSM is not installed (Debian: softhsm2)")
        place = folder / "tokens"
        place.mkdir()
        settings = folder / "softhsm2.conf"
        settings.write_text(f"directories.tokendir = {place}\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(settings)
        for label in LABELS:
            tool("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN)
        return cls(folder=place, module=module)

    def place(self, label: str) -> Path:
        """Return the folder in which a token lies."""
        files = self.folder.glob("*/token.object")
        (found,) = (file.parent for file in files if label.encode() in file.read_bytes())
        return found

    def keep(self, token: str, signer: Signer, *, label: str, mark: str) -> None:
        """Put the private key of a signer into a token."""
        file = self.folder.parent / f"{label}.pem"
        file.write_bytes(signer.key_pem)
        words = ("--token", token, "--label", label, "--id", mark, "--pin", PIN)
        tool("--import", str(file), *words)
        file.unlink()

    def certify(self, token: str, certificate: x509.Certificate, *, mark: bytes) -> None:
        """Put a certificate into a token."""
        import pkcs11  # noqa: PLC0415  # not everywhere
        from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415
        from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

        shape = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
        shape |= {pkcs11.Attribute.ID: mark, pkcs11.Attribute.TOKEN: True}
        opened = pkcs11.lib(self.module).get_token(token_label=token)
        with opened.open(rw=True, user_pin=PIN) as session:
            session.create_object(shape)

    def address(self, token: str, key: str = "", **options: object) -> str:
        """Write the address of a key."""
        query = {"module-path": self.module} | {
            name.replace("_", "-"): value for name, value in options.items()
        }
        object_part = f";object={quote(key)}" if key else ""
        words = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        return f"pkcs11:token={quote(token)}{object_part}?{words}"


def tool(*words: str) -> None:
    """Run the tool of SoftHSM."""
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, timeout=60)
