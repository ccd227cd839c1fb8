"""A private key in a token: found, used, and found again when the token was gone for a while.

The wrapper starts each module without locks of its own (C_Initialize without arguments), which
by PKCS #11 promises that threads never call it at the same time. So all calls of this process
go one after the other, and one session for each credential is enough.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pkcs11
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as refusals

from provenance.credentials import algorithms
from provenance.credentials.pkcs11.faults import sentence, told
from provenance.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from provenance.credentials.interface import Secret
    from provenance.credentials.pkcs11.uri import KeyAddress

MOST_OBJECTS = 200
"""Of one kind that are looked at in a token."""

_ONE_CALLER = threading.RLock()
_LOST = (
    refusals.DeviceRemoved,
    refusals.KeyHandleInvalid,
    refusals.ObjectHandleInvalid,
    refusals.SessionClosed,
    refusals.SessionHandleInvalid,
    refusals.TokenNotPresent,
    refusals.UserNotLoggedIn,
)
"""What a token says after it was taken out, or after another part of the program logged out."""
_WRONG_PIN = (refusals.PinIncorrect, refusals.PinInvalid, refusals.PinLenRange)
_HASHES = {
    "256": (Mechanism.SHA256, MGF.SHA256, 32),
    "384": (Mechanism.SHA384, MGF.SHA384, 48),
    "512": (Mechanism.SHA512, MGF.SHA512, 64),
}
_KINDS = {"es": KeyType.EC, "ps": KeyType.RSA, "ed": KeyType.EC_EDWARDS}
_UNKNOWN = "the token"
_CURE_OF_MODULE = "Name the module of the token's maker, such as /usr/lib/softhsm/libsofthsm2.so."


class TokenKey:
    """A private key in a token; a `Keeper` that threads may share.

    Args:
        address: Which key.
        pin: Asked for the PIN, once for each time that the token has to be opened.
    """

    def __init__(self, address: KeyAddress, pin: Secret | None) -> None:
        self.algorithm = ""
        self._address = address
        self._pin = pin
        self._refused = False
        self._where = _UNKNOWN
        self._session: Any = None
        self._key: Any = None
        with _ONE_CALLER, self._told():
            self._connect()

    @property
    def name(self) -> str:
        """Return which key it is, and in which token and slot."""
        return f"{_key_name(self._address)} in {self._where}"

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; once more after finding the token again, when it was gone."""
        with _ONE_CALLER, self._told():
            try:
                return self._sign(data)
            except _LOST:
                self._forget()
                self._connect()
                return self._sign(data)
            except _WRONG_PIN:  # of a key that asks each time
                self._refused = True
                raise

    def certificates(self) -> Iterator[tuple[bytes, bytes]]:
        """Give the identifier and the content (DER) of each certificate in the token."""
        with _ONE_CALLER, self._told():
            for found in self._objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
                yield bytes(found[Attribute.ID]), bytes(found[Attribute.VALUE])

    @property
    def key_id(self) -> bytes:
        """Return the identifier that the key shares with its certificate."""
        with _ONE_CALLER, self._told():
            return bytes(self._key[Attribute.ID])

    def close(self) -> None:
        """Close the session, which logs out whoever else in this process uses the token."""
        with _ONE_CALLER:
            self._forget()

    def _told(self) -> Any:  # noqa: ANN401  # a context manager
        return told(token=self._where, key=_key_name(self._address), algorithm=self.algorithm)

    def _connect(self) -> None:
        there = _tokens(self._address.module)
        fitting = [token for token in there if _fits(token, self._address.token)]
        if len(fitting) != 1 and self._where != _UNKNOWN:
            raise refusals.TokenNotPresent
        if len(fitting) != 1:
            raise _no_one(self._address, fitting, there)
        token = fitting[0]
        self._where = _place(token)
        with self._told():
            self._session = self._log_in(token)
            self._key = self._find_key()

    def _log_in(self, token: Any) -> Any:  # noqa: ANN401  # the wrapper's own object
        if TokenFlag.USER_PIN_LOCKED in token.flags:
            raise refusals.PinLocked
        if TokenFlag.LOGIN_REQUIRED not in token.flags:
            return token.open()
        if TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags and self._pin is None:
            return token.open(user_pin=pkcs11.PROTECTED_AUTH)  # typed on the device itself
        try:
            return token.open(user_pin=self._asked_pin())
        except refusals.UserAlreadyLoggedIn:  # another credential of this process did
            return token.open()
        except _WRONG_PIN:
            self._refused = True
            raise

    def _asked_pin(self) -> str:
        if self._refused:
            raise refusals.PinIncorrect
        if self._pin is None:
            raise CredentialError(
                sentence(f"{self._where} asks for a PIN"),
                hint="Give `pin`, pin-source=file:PATH in the address, or --pin-file.",
            )
        try:
            return self._pin().decode()
        except UnicodeDecodeError:
            raise CredentialError("The PIN is no text in UTF-8.", hint="Check it.") from None

    def _find_key(self) -> Any:  # noqa: ANN401  # the wrapper's own object
        wanted: dict[Attribute, object] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
        if self._address.label:
            wanted[Attribute.LABEL] = self._address.label
        if self._address.id:
            wanted[Attribute.ID] = self._address.id
        found = list(self._objects(wanted))
        if len(found) == 1:
            return found[0]
        keys = found or list(self._objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
        raise CredentialError(
            sentence(
                f"{self._where} has {'several of' if found else 'no private key like'}"
                f" {_key_name(self._address)}"
            ),
            hint=f"Name one of its private keys: {_listed(keys)}." if keys else "It has none.",
        )

    def _objects(self, wanted: dict[Attribute, object]) -> Iterator[Any]:
        for number, found in enumerate(self._session.get_objects(wanted)):
            if number < MOST_OBJECTS:
                yield found

    def _sign(self, data: bytes) -> bytes:
        if self._key is None:
            raise refusals.SessionClosed
        if self._key[Attribute.KEY_TYPE] is not _KINDS[self.algorithm[:2]]:
            raise refusals.KeyTypeInconsistent  # SoftHSM 2.6 crashes when it is not asked first
        again = {"pin": self._asked_pin()} if self._key_asks_each_time() else {}
        if self.algorithm == "ed25519":
            return bytes(self._key.sign(data, mechanism=Mechanism.EDDSA, **again))
        hashed = algorithms.digest(self.algorithm, data)
        if self.algorithm.startswith("es"):
            return bytes(self._key.sign(hashed, mechanism=Mechanism.ECDSA, **again))
        pss = _HASHES[self.algorithm[-3:]]
        how = Mechanism.RSA_PKCS_PSS
        return bytes(self._key.sign(hashed, mechanism=how, mechanism_param=pss, **again))

    def _key_asks_each_time(self) -> bool:
        try:
            return bool(self._key[Attribute.ALWAYS_AUTHENTICATE])
        except (refusals.AttributeTypeInvalid, refusals.AttributeSensitive):
            return False

    def _forget(self) -> None:
        session, self._session, self._key = self._session, None, None
        if session is None:
            return
        try:
            session.close()
        except refusals.PKCS11Error:
            return  # the token is gone, and the session with it


def _tokens(path: str) -> list[Any]:
    try:
        module = pkcs11.lib(path)
    except (OSError, RuntimeError) as error:  # refusals are RuntimeErrors as well
        raise CredentialError(
            f"The module {path} cannot be loaded.", hint=_CURE_OF_MODULE
        ) from error
    found = map(_token_in, module.get_slots(token_present=True))
    return [token for token in found if token is not None]


def _no_one(address: KeyAddress, fitting: list[Any], there: list[Any]) -> CredentialError:
    wanted = ", ".join(f"{name} {value!r}" for name, value in address.token.items()) or "any name"
    names = ", ".join(map(_place, fitting or there))
    return CredentialError(
        f"{'Several tokens fit' if fitting else 'There is no token with'} {wanted}.",
        hint=f"Name one of: {names}." if names else "Insert it; no token is there at all.",
    )


def _token_in(slot: Any) -> Any:  # noqa: ANN401  # the wrapper's own object
    try:
        token = slot.get_token()
    except refusals.PKCS11Error:
        return None
    return token if TokenFlag.TOKEN_INITIALIZED in token.flags else None


def _fits(token: Any, wanted: Any) -> bool:  # noqa: ANN401  # the wrapper's own object
    known = {
        "token": token.label,
        "serial": token.serial.decode("ascii", "replace"),
        "manufacturer": token.manufacturer_id,
        "model": token.model,
        "slot-id": str(token.slot.slot_id),
        "slot-description": token.slot.slot_description,
        "slot-manufacturer": token.slot.manufacturer_id,
    }
    return all(known[name].strip() == value.strip() for name, value in wanted.items())


def _place(token: Any) -> str:  # noqa: ANN401  # the wrapper's own object
    return f"the token {token.label!r} (slot {token.slot.slot_id})"


def _key_name(address: KeyAddress) -> str:
    if address.label:
        return f"the key {address.label!r}"
    return f"the key with id {address.id.hex()}" if address.id else "the key"


def _listed(keys: list[Any]) -> str:
    return ", ".join(
        f"object={key[Attribute.LABEL]} (id {bytes(key[Attribute.ID]).hex()})" for key in keys
    )
