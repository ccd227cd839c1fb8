"""Recordings that were signed durably are found by what they sound like, and others are not."""

from __future__ import annotations

import numpy as np
import pytest
from support import films, recordings, sounds, tunes
from support.tunes import RATE

from provenance import Capture, Verdict
from provenance.durable.fingerprints.iscc import ALGORITHM
from provenance.errors import UnsupportedFormat
from provenance.model.asset import Asset
from provenance.model.sound import Sound

SIGNED_FORMS = ("mp3", "wav", "flac", "m4a")


@pytest.fixture(scope="module")
def albums(lasting):
    """One signed tune in each form."""
    signed = {}
    for number, form in enumerate(SIGNED_FORMS):
        source = lasting.folder / f"tune.{form}"
        source.write_bytes(sounds.write(tunes.tune(number, seconds=35), sounds.FORMS[form]))
        signed[form] = lasting.signer.sign(
            source, lasting.folder / f"signed.{form}", Capture(), title=f"Tune {number}"
        )
    return signed


def found_of(lasting, samples, rendition="mp3 at 64 kbit/s"):
    data = sounds.RENDITIONS[rendition](samples)
    return lasting.verifier.inspect(Asset(name="found", data=data))


@pytest.mark.parametrize("form", SIGNED_FORMS)
def test_a_recording_gets_fingerprints_and_no_mark(lasting, albums, form):
    signed = albums[form]
    assert len(signed.soft_bindings) == 3  # the whole, 15 and 30 seconds
    assert {each.algorithm for each in signed.soft_bindings} == {ALGORITHM}
    report = lasting.verifier.inspect(signed.path)
    assert report.verdict is Verdict.TRUSTED
    assert not {each.code for each in report.findings} & {"watermark.conflict"}


@pytest.mark.parametrize("rendition", ["mp3 at 64 kbit/s", "aac at 32 kbit/s", "a quarter as loud"])
@pytest.mark.parametrize("form", SIGNED_FORMS)
def test_what_a_platform_makes_of_a_recording_leads_back(lasting, albums, form, rendition):
    tune = tunes.tune(SIGNED_FORMS.index(form), seconds=35)
    report = found_of(lasting, tune[: 33 * RATE], rendition)

    assert report.verdict is Verdict.UNDETERMINED
    (match,) = report.matches
    assert (match.manifest, match.by) == (albums[form].manifest_label, "fingerprint")
    assert match.accepted
    assert match.heard
    assert match.same_scene is None
    assert match.comparison is None
    assert {"recovery.by-fingerprint", "recovery.heard", "binding.recovered"} <= {
        each.code for each in report.findings
    }


@pytest.mark.parametrize("number", range(20, 30))
def test_unlike_tunes_lead_nowhere(lasting, albums, number):
    report = found_of(lasting, tunes.tune(number, seconds=35))
    assert (report.verdict, report.matches) == (Verdict.ABSENT, ())
    assert albums


def test_another_recording_with_the_same_beginning_is_not_taken_for_it(lasting, albums):
    """As two broadcasts with one signature tune: it leads there, and is refused."""
    jingle = tunes.tune(0, seconds=35)[: 16 * RATE]
    other = np.concatenate([jingle, tunes.tune(31, seconds=60)])
    report = found_of(lasting, other)
    (match,) = report.matches
    assert match.manifest == albums["mp3"].manifest_label
    assert not match.accepted
    assert not match.heard
    assert "too little" in match.problem.lower()


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(20 * RATE, np.int16),
        np.random.default_rng(1).normal(0, 3000, 20 * RATE).astype(np.int16),
        tunes.tune(1, seconds=2),
    ],
    ids=["silence", "noise", "two seconds"],
)
def test_what_has_no_fingerprint_is_refused_in_one_line(lasting, tmp_path, samples):
    source = tmp_path / "source.wav"
    source.write_bytes(sounds.write(samples, sounds.FORMS["wav"]))
    with pytest.raises(UnsupportedFormat, match="too short, silent, or sounds the same") as error:
        lasting.signer.sign(source, tmp_path / "signed.wav", Capture())
    assert error.value.hint
    assert [each.name for each in tmp_path.iterdir()] == ["source.wav"]


def test_such_a_recording_is_told_not_to_have_been_searched(lasting):
    report = found_of(lasting, np.zeros(20 * RATE, np.int16))
    assert report.verdict is Verdict.ABSENT
    (finding,) = [each for each in report.findings if each.code == "recovery.unseen"]
    assert finding.message == (
        "The file was not searched: it is too short, silent, or sounds the same all the time."
    )


def test_no_recording_is_recovered_without_its_decoder(lasting, albums, monkeypatch):
    monkeypatch.setattr(
        type(lasting.verifier._engine),
        "hear",
        lambda *_, **__: Sound(problem="PyAV is not installed"),
    )
    report = found_of(lasting, tunes.tune(0, seconds=35))
    (finding,) = [each for each in report.findings if each.code == "recovery.unseen"]
    assert finding.message == "The file was not searched: PyAV is not installed."
    assert albums


def with_tune(film, number, target):
    """Put a tune under the pictures of a film."""
    import av  # noqa: PLC0415  # heavy

    samples = tunes.tune(number, seconds=20)
    with av.open(film) as source, av.open(target, "w") as out:
        shown = source.streams.video[0]
        pictures = out.add_stream_from_template(shown)
        sound = out.add_stream("aac", rate=RATE, layout="mono")
        for packet in source.demux(shown):
            if packet.dts is not None:
                packet.stream = pictures
                out.mux(packet)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.rate = RATE
        out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return target


@pytest.fixture(scope="module")
def scored(lasting):
    """A signed film with a tune under it."""
    folder = lasting.folder
    bare = films.write(folder / "bare.mp4", films.Recipe(frames=60))
    film = with_tune(bare, 40, folder / "scored.mp4")
    return lasting.signer.sign(film, folder / "signed.mp4", Capture())


def test_the_sound_of_a_film_leads_back_to_it(lasting, scored):
    values = [each.value for each in scored.soft_bindings if each.algorithm == ALGORITHM]
    assert any(value.startswith(b"ISCC:EE") for value in values)
    assert sum(value.startswith(b"ISCC:EI") for value in values) == 2
    (match,) = found_of(lasting, tunes.tune(40, seconds=20)).matches
    assert match.manifest == scored.manifest_label
    assert match.accepted
    assert match.heard


def test_another_film_with_the_same_music_is_not_taken_for_it(lasting, scored, tmp_path):
    bare = tmp_path / "other.mp4"
    bare.write_bytes(recordings.mp4())
    other = with_tune(bare, 40, tmp_path / "scored.mp4")
    (match,) = lasting.verifier.inspect(other).matches
    assert match.manifest == scored.manifest_label
    assert not match.accepted
    assert not match.heard
