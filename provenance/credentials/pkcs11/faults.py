"""What a token refuses, in plain words: which token, which slot, which key, and what to do next."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pkcs11 import exceptions as refusals

from provenance.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSERT = "Insert it again, and open the credential again."
_RIGHTS = "Make a key that may sign (CKA_SIGN), or name another one."
_WORDS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    (
        (refusals.PinIncorrect, refusals.PinInvalid, refusals.PinLenRange),
        "The PIN of {token} is wrong; it is not tried again",
        "Check it before you open the credential again: most tokens lock after a few wrong ones.",
    ),
    (
        (refusals.PinLocked,),
        "{token} is locked after too many wrong PINs",
        "Unlock it with its administrator's PIN (SO PIN) and the tool of its maker.",
    ),
    (
        (refusals.PinExpired,),
        "The PIN of {token} has expired",
        "Set a new one with the tool of its maker.",
    ),
    (
        (refusals.UserPinNotInitialized,),
        "{token} has no PIN yet",
        "Set one with the tool of its maker.",
    ),
    (
        (
            refusals.TokenNotPresent,
            refusals.TokenNotRecognised,
            refusals.DeviceRemoved,
            refusals.SlotIDInvalid,
        ),
        "{token} is gone",
        _INSERT,
    ),
    (
        (
            refusals.SessionClosed,
            refusals.SessionHandleInvalid,
            refusals.ObjectHandleInvalid,
            refusals.KeyHandleInvalid,
            refusals.UserNotLoggedIn,
        ),
        "{token} no longer gives access to {key}",
        _INSERT,
    ),
    (
        (refusals.MechanismInvalid, refusals.MechanismParamInvalid),
        "{token} cannot sign by {algorithm} with {key}",
        "Use another token, or a key of another kind.",
    ),
    (
        (refusals.KeyTypeInconsistent, refusals.KeySizeRange),
        "{key} in {token} is of a kind that cannot sign by {algorithm}",
        "Name the key to which the certificate belongs.",
    ),
    (
        (refusals.FunctionRejected, refusals.FunctionNotSupported),
        "{token} refuses to sign with {key}",
        _RIGHTS,
    ),
    (
        (refusals.SessionCount,),
        "{token} has no free session",
        "End other programs that use it.",
    ),
    (
        (refusals.DeviceError, refusals.DeviceMemory, refusals.GeneralError, refusals.FunctionFailed),
        "{token} failed while {key} was used",
        "Is it still there, and has it power? " + _INSERT,
    ),
)  # fmt: skip


@contextmanager
def told(*, token: str, key: str, algorithm: str) -> Iterator[None]:
    """Turn what a token refuses into one line.

    Raises:
        CredentialError: It refused something.
    """
    try:
        yield
    except refusals.PKCS11Error as error:
        raise _said(error, token=token, key=key, algorithm=algorithm.upper()) from error


def _said(error: refusals.PKCS11Error, **names: str) -> CredentialError:
    for kinds, message, hint in _WORDS:
        if isinstance(error, kinds):
            return CredentialError(sentence(message.format(**names)), hint=hint)
    return CredentialError(
        sentence(f"{names['token']} refused {names['key']}: {type(error).__name__}"),
        hint="Look the word up in the manual of its maker.",
    )


def sentence(text: str) -> str:
    """Begin a text with a capital letter, and end it with a full stop."""
    return f"{text[0].upper()}{text[1:]}."
