"""Let native code sign with a key that it never sees."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import c2pa

from provenance.engine.native.relay import open_relay
from provenance.engine.native.streams import Halt
from provenance.errors import CredentialError, SigningFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.interface import SealingKey, Stamper
    from provenance.engine.native.streams import Watch

ALGORITHMS = {
    "es256": c2pa.C2paSigningAlg.ES256,
    "es384": c2pa.C2paSigningAlg.ES384,
    "es512": c2pa.C2paSigningAlg.ES512,
    "ps256": c2pa.C2paSigningAlg.PS256,
    "ps384": c2pa.C2paSigningAlg.PS384,
    "ps512": c2pa.C2paSigningAlg.PS512,
    "ed25519": c2pa.C2paSigningAlg.ED25519,
}
"""The COSE algorithms of C2PA 2.4 and the engine's numbers; another number is undefined behaviour."""

LARGEST_SIGNATURE = 4_096  # bytes; RSA of 16384 bits makes 2048, and the room is reserved before


@contextmanager
def native_signer(
    key: SealingKey, watch: Watch, stamper: Stamper | None = None
) -> Iterator[c2pa.Signer]:
    """Open a native signer that calls `key.sign`, and keep what that raises in `watch`.

    With a `stamper` the signature gets a time-stamp, for which the engine asks a relay.

    The engine reserves 10 kB more for a signature made elsewhere than for one of its
    own; its interface offers no way to ask for less.

    Raises:
        CredentialError: The algorithm is none that C2PA knows, or the chain is no PEM.
        TimestampError: The engine's requests would go elsewhere than to the relay.
    """
    number = ALGORITHMS.get(key.algorithm)
    if number is None:
        raise CredentialError(
            f"C2PA does not know the signing algorithm {key.algorithm!a}.",
            hint=f"It knows {', '.join(ALGORITHMS)}.",
        )

    sealed: list[tuple[bytes, bytes]] = []  # the last one, if there is somebody to stamp it

    def seal(data: bytes) -> bytes:
        try:
            watch.ask()
            signature = _checked(key.sign(data))
        except Halt:
            return b""
        except BaseException as error:  # noqa: BLE001  # `Watch.check` raises it to the caller
            watch.fail(error)
            return b""
        if stamper is not None:
            sealed[:] = [(data, signature)]
        return signature

    with ExitStack() as opened:
        url = None
        if stamper is not None:
            ask = stamper
            relay = open_relay(lambda request: ask(request, *sealed[-1]), watch)
            url = opened.enter_context(relay)
        native = c2pa.Signer.from_callback(seal, number, _text(key.chain_pem), url)
        yield opened.enter_context(native)


def _checked(signature: object) -> bytes:
    if not isinstance(signature, bytes) or not signature:
        raise SigningFailed(
            f"The key returned {type(signature).__name__} instead of a signature in bytes.",
            hint="Correct the `sign` method of the credential.",
        )
    if len(signature) > LARGEST_SIGNATURE:
        raise SigningFailed(
            f"The key returned {len(signature)} bytes, more than any signature of C2PA has.",
            hint="Correct the `sign` method of the credential.",
        )
    return signature


def _text(chain_pem: bytes) -> str:
    try:
        return chain_pem.decode("ascii")
    except UnicodeDecodeError:
        raise CredentialError(
            "The certificate chain is no PEM text.", hint="Pass the chain in PEM, leaf first."
        ) from None
