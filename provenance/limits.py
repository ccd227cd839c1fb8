"""What untrusted input may cost, and what may be contacted.

Every bound on foreign data sits here, so that one place says how much memory
and time a hostile file can take. The defaults fit a laptop.
"""

from __future__ import annotations

from dataclasses import dataclass

_ORDINARY_BYTES = 64 << 20  # of a file, for which `wall_seconds` is enough
_GIB = 1 << 30
_ORDINARY_KEY_BITS = 4096  # of RSA; such a check takes as long as one on P-256
_OTHER_CURVE = 5  # measured: P-384 and P-521 take five times as long as P-256


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bound what reading one untrusted file may cost.

    Attributes:
        wall_seconds: Longest time one read may take by the clock, for a file of
            up to 64 MiB; larger files get `seconds_per_gib` more for each GiB.
        seconds_per_gib: Extra wall time for each GiB of the file.
        memory_bytes: Address space of the isolated reader.
        manifests: Most manifests that one store may hold.
        depth: Longest chain of ingredients that is followed.
        assertions: Most assertions that one store may hold.
        boxes: Most boxes, chunks or segments that a container may hold.
        store_bytes: Largest manifest store.
        document_bytes: Longest text into which the engine may unfold a manifest store.
        text_characters: Longest text from a file that a report repeats.
        ingredients: Most ingredients that one signing call may add.
        thumbnail_pixels: Largest picture that is decoded to make a thumbnail.
        picture_pixels: Largest picture that is decoded to compare it with a thumbnail, and
            largest picture, or frame of a film, that is decoded to be shown.
        film_pixels: Most pixels that are decoded of one film to show some of its frames.
        shown_bytes: Most bytes of pixels that one file may show, or of sound that may be heard.
        signatures: Most signatures that judging one file may check: those of claims,
            certificates, time-stamps and answers about revocation. One that takes longer, such
            as on the curve P-384, counts as several; a certificate that is opened counts as one.
            A manifest with one time-stamp takes 20 to 50.
        embedded_bytes: Most bytes of one file that are read as text beside its credentials.
        embedded_texts: Most statements that are gathered from them.
    """

    wall_seconds: float = 30.0
    seconds_per_gib: float = 30.0
    memory_bytes: int = 8 << 30
    manifests: int = 2_000
    depth: int = 200
    assertions: int = 4_000
    boxes: int = 20_000
    store_bytes: int = 256 << 20
    document_bytes: int = 32 << 20
    text_characters: int = 2_000
    ingredients: int = 500
    thumbnail_pixels: int = 200_000_000
    picture_pixels: int = 120_000_000
    film_pixels: int = 4_000_000_000
    shown_bytes: int = 256 << 20
    signatures: int = 25_000
    embedded_bytes: int = 4 << 20
    embedded_texts: int = 200

    def read_seconds(self, size: int) -> float:
        """Return the longest time that reading a file of `size` bytes may take by the clock."""
        extra = max(0, size - _ORDINARY_BYTES) / _GIB
        return self.wall_seconds + extra * self.seconds_per_gib


@dataclass(slots=True)
class Effort:
    """Count down what one report may still cost; all that judge one file share it.

    Attributes:
        left: How much is left.
        exhausted: Whether more was asked for than was left.
    """

    left: int
    exhausted: bool = False

    def take(self, cost: int = 1) -> bool:
        """Take this much, or tell that it is not there; after that nothing is."""
        self.exhausted = self.exhausted or cost > self.left
        if not self.exhausted:
            self.left -= cost
        return not self.exhausted

    def check(self, key: object) -> bool:
        """Take what checking a signature costs with a public key, or tell that it is not there."""
        curve = getattr(key, "curve", None)
        if curve is not None:
            return self.take(1 if curve.name == "secp256r1" else _OTHER_CURVE)
        size = getattr(key, "key_size", 0)
        return self.take(max(1, (size // _ORDINARY_KEY_BITS) ** 2))  # as the time of RSA grows


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Name the hosts that may be contacted. The default is none.

    Attributes:
        hosts: Exact host names, in lower case, without port.
    """

    hosts: frozenset[str] = frozenset()

    def allows(self, host: str) -> bool:
        """Tell whether `host` may be contacted."""
        return host.lower().rstrip(".") in self.hosts
