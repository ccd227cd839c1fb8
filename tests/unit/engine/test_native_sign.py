"""The native engine signs with a key that it never sees, or says why it did not."""

from __future__ import annotations

import io
import zipfile

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from support import definitions, documents, media, sealing

from provenance.engine.native import merkle
from provenance.engine.native.engine import NativeEngine
from provenance.errors import (
    Cancelled,
    CredentialError,
    LimitReached,
    SigningFailed,
    StorageError,
    UnsupportedFormat,
)
from provenance.limits import Limits
from provenance.model.asset import Asset


@pytest.mark.parametrize(
    "error", [RuntimeError("card removed"), KeyboardInterrupt(), SystemExit(4)]
)
def test_what_the_key_raises_reaches_the_caller_unchanged(tmp_path, native, photo, error) -> None:
    seal = sealing.new_seal()

    def refuse() -> None:
        raise error

    seal.before = refuse
    with pytest.raises(type(error)) as caught:
        native.sign(
            definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "signed.jpg", seal
        )
    assert caught.value is error


def test_a_key_is_asked_once_and_outside_the_main_thread(tmp_path, native, photo) -> None:
    seal = sealing.new_seal()
    native.sign(definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "signed.jpg", seal)
    assert seal.asked == 1
    assert seal.threads == {"provenance-engine"}


@pytest.mark.parametrize("signature", [b"", "text", None, bytearray(64)])
def test_a_key_that_returns_no_bytes(tmp_path, native, photo, signature) -> None:
    seal = sealing.new_seal()
    seal.sign = lambda _: signature
    with pytest.raises(SigningFailed, match="instead of a signature"):
        native.sign(
            definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "signed.jpg", seal
        )


@pytest.mark.parametrize("algorithm", ["es257", "", "ES256", "__class__"])
def test_an_algorithm_that_c2pa_does_not_know(tmp_path, native, photo, algorithm) -> None:
    seal = sealing.new_seal()
    seal.algorithm = algorithm
    with pytest.raises(CredentialError, match="signing algorithm"):
        native.sign(definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "a.jpg", seal)


def test_a_certificate_for_another_purpose(tmp_path, native, photo) -> None:
    seal = sealing.new_seal(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,))
    with pytest.raises(SigningFailed, match="certificate") as caught:
        native.sign(definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "a.jpg", seal)
    assert "keys check" in caught.value.hint


@pytest.mark.parametrize("chain", [b"", b"no PEM", "Ünlesbar".encode()])
def test_a_chain_that_is_no_chain(tmp_path, native, photo, chain) -> None:
    seal = sealing.new_seal()
    seal.chain_pem = chain
    with pytest.raises((CredentialError, SigningFailed)):
        native.sign(definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "a.jpg", seal)


def test_an_existing_file_is_not_touched(native, seal, photo) -> None:
    before = photo.read_bytes()
    with pytest.raises(StorageError, match="exists"):
        native.sign(definitions.capture("image/jpeg"), Asset.of(photo), photo, seal)
    assert photo.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path, native, seal, photo) -> None:
    with pytest.raises(StorageError, match="created"):
        native.sign(
            definitions.capture("image/jpeg"), Asset.of(photo), tmp_path / "no" / "a.jpg", seal
        )


def test_a_kind_of_file_that_cannot_be_written(tmp_path, native, seal, photo) -> None:
    with pytest.raises(UnsupportedFormat):
        native.sign(definitions.capture("video/webm"), Asset.of(photo), tmp_path / "a.webm", seal)


def test_an_archive_with_packed_members_is_named_as_the_cause(tmp_path, native, seal) -> None:
    packed = documents.archive({"a.txt": "text " * 100}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(UnsupportedFormat, match="without compression"):
        native.sign(
            definitions.capture("application/x-zip"), Asset.of(packed), tmp_path / "a.zip", seal
        )


def test_an_ingredient_that_cannot_be_taken_in_is_named(tmp_path, native, seal, photo) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(photo.read_bytes()[:300])
    with pytest.raises(SigningFailed, match=r"broken\.jpg"):
        native.sign(
            definitions.edit("image/jpeg", broken), Asset.of(photo), tmp_path / "a.jpg", seal
        )


def test_ingredients_are_bounded(tmp_path, seal, signed) -> None:
    strict = NativeEngine(Limits(ingredients=0))
    with pytest.raises(LimitReached) as caught:
        strict.sign(
            definitions.edit("image/jpeg", signed), Asset.of(signed), tmp_path / "a.jpg", seal
        )
    assert caught.value.limit == "ingredients"


def test_progress_has_three_phases(tmp_path, native, seal, signed) -> None:
    told = []
    native.sign(
        definitions.edit("image/jpeg", signed),
        Asset.of(signed),
        tmp_path / "edited.jpg",
        seal,
        progress=lambda phase, done: told.append((phase, done)),
    )
    assert list(dict.fromkeys(phase for phase, _ in told)) == ["ingredients", "reading", "writing"]
    assert [done for phase, done in told if phase == "writing"][-1] == 1.0


@pytest.mark.parametrize("after", [0, 1, 5, 12])
def test_cancelling(tmp_path, native, seal, after) -> None:
    source = media.large_mp4(tmp_path / "film.mp4", 6 << 20)
    asked = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) > after

    target = tmp_path / "signed.mp4"
    with pytest.raises(Cancelled):
        native.sign(
            definitions.capture("video/mp4"), Asset.of(source), target, seal, cancelled=enough
        )
    assert len(asked) == after + 1


def test_what_the_callers_functions_raise_is_raised_unchanged(
    tmp_path, native, seal, photo
) -> None:
    mine = LookupError("mine")

    def fail(*_: object) -> bool:
        raise mine

    for name in ("progress", "cancelled"):
        with pytest.raises(LookupError) as caught:
            native.sign(
                definitions.capture("image/jpeg"),
                Asset.of(photo),
                tmp_path / f"{name}.jpg",
                seal,
                **{name: fail},
            )
        assert caught.value is mine


class Unreadable(io.BytesIO):
    """A file on a disk that is gone."""

    def read(self, _: int = -1) -> bytes:
        raise OSError(5, "Input/output error")

    def readinto(self, _) -> int:
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize("media_type", ["image/jpeg", "video/mp4"])
def test_a_source_that_cannot_be_read(tmp_path, native, seal, media_type, monkeypatch) -> None:
    monkeypatch.setattr(merkle, "FROM_BYTES", 100)
    source = Asset.of(Unreadable(bytes(1000)))
    with pytest.raises(StorageError, match="Input/output error"):
        native.sign(definitions.capture(media_type), source, tmp_path / "a.jpg", seal)
