"""Answers about revocation that a later manifest carries for the signers of earlier ones.

An assertion `c2pa.certificate-status` names no manifest (C2PA 2.4, "Certificate Status"): its
answers name certificates by their serial numbers, which alone say whom they are about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509 import ocsp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_STAPLED, MOST_CARRIED, MOST_OF_AUTHORITIES = 4, 8, 4
"""Answers for one signature, by origin, so that none can crowd out another."""
MOST_OF_STORE = 1_000
"""Answers in the assertions of one store that are looked at; honest ones carry a few."""
LARGEST = 1 << 16
"""Bytes of one answer; real ones have less than 4 KiB."""


def by_serial(answers: Iterable[bytes]) -> Mapping[int, tuple[bytes, ...]]:
    """Sort answers (DER) by the serial number of the certificate that each is about."""
    found: dict[int, dict[bytes, None]] = {}
    for answer in answers:
        number = _about(answer)
        if number is not None:
            found.setdefault(number, {})[answer] = None
    return {number: tuple(each) for number, each in found.items()}


def about(chain: Sequence[bytes], sorted_: Mapping[int, tuple[bytes, ...]]) -> tuple[bytes, ...]:
    """Return the answers that bear the serial number of a chain's first certificate.

    Those about the authorities above it follow.
    """
    leaf, *above = (_answers(each, sorted_) for each in chain) if chain and sorted_ else ((),)
    others = tuple(answer for each in above for answer in each)
    return leaf[:MOST_CARRIED] + others[:MOST_OF_AUTHORITIES]


def _answers(certificate: bytes, sorted_: Mapping[int, tuple[bytes, ...]]) -> tuple[bytes, ...]:
    try:
        return sorted_.get(x509.load_der_x509_certificate(certificate).serial_number, ())
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        return ()


def _about(answer: bytes) -> int | None:
    """Return a serial number; None for what is no answer about exactly one certificate."""
    try:
        if len(answer) > LARGEST:
            return None
        return ocsp.load_der_ocsp_response(answer).serial_number
    except Exception:  # noqa: BLE001  # foreign bytes make it raise without a common base
        return None
