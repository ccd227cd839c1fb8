"""The code that carries a payload through noise: CRC-24 behind it, then a convolutional code.

The code has constraint length 9 and rate 1/4 (generators 561, 753, 711, 765 in octal, Proakis,
"Digital Communications", table 8-2-3); eight zeros lead it back to its first state. It is read by
a soft Viterbi decoder, whose 256 states are stepped all at once. The CRC is that of OpenPGP
(RFC 4880, section 6.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.durable.interface import IDENTIFIER_BITS, SCHEMA_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAYLOAD_BITS = SCHEMA_BITS + IDENTIFIER_BITS
CHECK_BITS = 24
RATE, MEMORY = 4, 8
SYMBOLS = PAYLOAD_BITS + CHECK_BITS + MEMORY
CODED = RATE * SYMBOLS
"""Signs that a payload becomes."""
_GENERATORS = (0o561, 0o753, 0o711, 0o765)
_STATES = 1 << MEMORY
_CRC_START, _CRC_GENERATOR = 0xB704CE, 0x864CFB


def encode(payload: int) -> NDArray[np.float32]:
    """Return the `CODED` signs of a payload of 64 bits, +1.0 for a zero and -1.0 for a one."""
    message = (payload << CHECK_BITS | _crc(payload)) << MEMORY
    state = 0
    signs = np.empty((SYMBOLS, RATE), np.float32)
    for step in range(SYMBOLS):
        bit = message >> (SYMBOLS - 1 - step) & 1
        signs[step] = _EMITTED[state, bit]
        state = (bit << MEMORY | state) >> 1
    return signs.ravel()


def decode(evidence: NDArray[np.floating[Any]]) -> int | None:
    """Return the payload that fits the evidence best, or None when its CRC does not.

    Args:
        evidence: `CODED` numbers, positive where the sign is probably +1.
    """
    message = _most_likely(evidence.reshape(SYMBOLS, RATE)) >> MEMORY
    payload = message >> CHECK_BITS
    return payload if _crc(payload) == message & ((1 << CHECK_BITS) - 1) else None


def _most_likely(evidence: NDArray[np.floating[Any]]) -> int:
    """Return the message, flushing zeros included, by the Viterbi algorithm."""
    metric = np.full(_STATES, -np.inf)
    metric[0] = 0.0
    choices = np.empty((SYMBOLS, _STATES), np.bool_)
    steps = evidence @ _EDGES  # symbols, then edges out of either predecessor
    for step in range(SYMBOLS):
        even = metric[_BEFORE] + steps[step, :_STATES]
        odd = metric[_BEFORE | 1] + steps[step, _STATES:]
        choices[step] = odd > even
        metric = np.maximum(even, odd)
    state = message = 0
    for step in range(SYMBOLS - 1, -1, -1):
        message |= (state >> (MEMORY - 1)) << (SYMBOLS - 1 - step)
        state = (state << 1 & (_STATES - 1)) | int(choices[step, state])
    return message


def _crc(payload: int) -> int:
    register = _CRC_START
    for position in range(PAYLOAD_BITS - 1, -1, -1):
        feedback = (register >> (CHECK_BITS - 1) ^ payload >> position) & 1
        register = register << 1 & ((1 << CHECK_BITS) - 1)
        if feedback:
            register ^= _CRC_GENERATOR
    return register


def _emitted() -> NDArray[np.float32]:
    """Return the signs that each state emits for each bit."""
    signs = np.empty((_STATES, 2, RATE), np.float32)
    for state in range(_STATES):
        for bit in (0, 1):
            register = bit << MEMORY | state
            signs[state, bit] = [
                1 - 2 * ((register & taps).bit_count() & 1) for taps in _GENERATORS
            ]
    return signs


_EMITTED = _emitted()
_AFTER = np.arange(_STATES)
_BEFORE = _AFTER << 1 & (_STATES - 1)
"""The even one of the two states from which each state is reached; the odd one comes next."""
_EDGES = np.concatenate(
    (_EMITTED[_BEFORE, _AFTER >> (MEMORY - 1)], _EMITTED[_BEFORE | 1, _AFTER >> (MEMORY - 1)])
).T.astype(np.float64)
