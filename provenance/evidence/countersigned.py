"""What a time-stamp over a signature has to cover, known as soon as the signature is made."""

from __future__ import annotations

import cbor2


def message(signed: bytes, signature: bytes) -> bytes:
    """Return what a time-stamp of version 2 beside a signature has to cover.

    C2PA 2.4, "Choosing the Payload": a Sig_structure with the context "CounterSignature",
    the protected headers of the signature, and the signature itself as CBOR.

    Args:
        signed: The Sig_structure that was signed (RFC 9052 section 4.4).
        signature: The signature over it, as COSE holds it.
    """
    protected = cbor2.loads(signed)[1]
    return cbor2.dumps(["CounterSignature", protected, b"", cbor2.dumps(signature)])
