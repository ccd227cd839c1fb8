"""Let a second credential stand behind what the first one signs, by the library's own function.

The hash over the content is known only while native code signs, so only native code can put
the identity assertion together (CAWG Identity Assertion 1.3). Its C interface can do that; the
Python wrapper does not bind that function, so it is called from here, and from nowhere else.
"""

from __future__ import annotations

import ctypes
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import c2pa
from c2pa import c2pa as wrapper

from provenance.engine.native.sealing import native_signer
from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engine.interface import SealingKey, Stamper, StandingBehind
    from provenance.engine.native.streams import Watch

FUNCTION = "c2pa_identity_signer_create"
_FAILED = "The engine cannot join two signers: {}"
_Signer = ctypes.POINTER(wrapper.C2paSigner)
_Words = ctypes.POINTER(ctypes.c_char_p)
_SIGNATURE = ctypes.CFUNCTYPE(_Signer, _Signer, _Signer, _Words, _Words)


@contextmanager
def open_signer(
    key: SealingKey,
    behind: StandingBehind | None,
    watch: Watch,
    stamper: Stamper | None = None,
) -> Iterator[c2pa.Signer]:
    """Open a native signer for `key`, and for who stands `behind` what it signs, if anybody does.

    Both private keys stay with their keepers; what either of them raises is kept in `watch`.

    Raises:
        CredentialError: As `native_signer`.
        EngineError: The engine that is installed offers no such function.
    """
    with ExitStack() as opened:
        claim = opened.enter_context(native_signer(key, watch, stamper))
        if behind is None:
            yield claim
            return
        identity = opened.enter_context(native_signer(behind.key, watch))
        yield opened.enter_context(_joined(claim, identity, behind))


def _joined(claim: c2pa.Signer, identity: c2pa.Signer, behind: StandingBehind) -> c2pa.Signer:
    create = _function()
    labels, roles = _words(behind.assertions), _words(behind.roles)
    # Native code takes both signers over, and calls their functions as long as it lives.
    functions = (claim._callback_cb, identity._callback_cb)  # noqa: SLF001  # the wrapper lets go

    def join(first: Any) -> Any:  # noqa: ANN401  # opaque pointers
        return identity._consume_into(  # noqa: SLF001  # as the wrapper hands signers over
            lambda second: create(first, second, labels, roles), _FAILED
        )

    joined = c2pa.Signer(claim._consume_into(join, _FAILED))  # noqa: SLF001  # likewise
    joined._callback_cb = functions  # noqa: SLF001  # kept until native code is done
    return joined


def _function() -> Any:  # noqa: ANN401  # a function of a C library has no type
    try:
        return _SIGNATURE((FUNCTION, wrapper._lib))  # noqa: SLF001  # the very library that signs
    except AttributeError as error:
        raise EngineError(
            "The engine that is installed cannot let a second credential stand behind a file.",
            hint="Install c2pa-python 0.38, or sign without an identity.",
        ) from error


def _words(texts: tuple[str, ...]) -> Any:  # noqa: ANN401  # an array of C
    return (ctypes.c_char_p * (len(texts) + 1))(*(text.encode() for text in texts), None)
