"""Durably signed files whose credentials change later: time-stamps, redactions, updates, AI."""

from __future__ import annotations

import pytest
from support import films, stamping
from support.authorities import Development
from support.lasting import posted

from provenance import (
    Action,
    Capture,
    Edit,
    Generation,
    TrustLists,
    Update,
    Verdict,
    Verifier,
)
from provenance.durable.interface import EntryState
from provenance.durable.recovery import Recovery
from provenance.durable.repository.intake import take_in
from provenance.durable.signing import Durable
from provenance.engine import open_engine
from provenance.errors import StorageError
from provenance.model.asset import Asset
from provenance.model.report import Severity
from provenance.model.statements import TimeStanding
from provenance.signing.describe import OwnAssertion
from provenance.signing.queue import TimestampQueue
from provenance.signing.redacting import redact

SECRET = OwnAssertion(label="com.example.source", data={"informant": "TELL-NOBODY-4711"})
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"


@pytest.fixture(scope="module")
def engine():
    with open_engine(looks=True) as engine:
        yield engine


@pytest.fixture
def captured(lasting, tmp_path):
    """A durably signed photograph, forgotten after the test."""
    signed = lasting.signer.sign(
        lasting.photo(1), tmp_path / "captured.jpg", Capture(device="Nova", assertions=(SECRET,))
    )
    yield signed
    for each in list(lasting.repository.entries()):
        lasting.repository.delete(each.manifest)


def warnings(report):
    return {each.code for each in report.findings if each.severity is Severity.WARNING}


def replaced(lasting, engine, old, new):
    """Keep the new credentials instead of the old ones, as whoever redacts is told to do."""
    entry = take_in(lasting.repository, Asset.of(new), engine)
    lasting.repository.delete(old.manifest_label)
    return entry


@pytest.mark.parametrize("from_file", [False, True])
def test_what_is_redacted_is_found_again_without_the_secret(
    lasting, engine, captured, tmp_path, from_file
):
    redacted = redact(
        lasting.studio.signer, engine, captured.path, tmp_path / "new.jpg", [SECRET.label],
        from_file=from_file,
    )  # fmt: skip
    entry = replaced(lasting, engine, captured, redacted.path)
    assert set(entry.bindings) == set(captured.soft_bindings)
    assert b"TELL-NOBODY" not in lasting.repository.store(redacted.manifest_label)
    report = lasting.verifier.inspect(redacted.path)
    assert (report.verdict, warnings(report)) == (Verdict.TRUSTED, set())

    found = lasting.verifier.inspect(posted(redacted.path, tmp_path / "found.jpg"))
    (match,) = found.matches
    assert (match.by, match.accepted, match.same_scene) == ("watermark", True, True)
    assert match.manifest == redacted.manifest_label


@pytest.mark.parametrize("from_file", [False, True])
def test_a_redacted_fingerprint_or_thumbnail_is_not_stated_again(
    lasting, engine, captured, tmp_path, from_file
):
    gone = ["c2pa.soft-binding", "c2pa.thumbnail.claim"]
    redacted = redact(
        lasting.studio.signer, engine, captured.path, tmp_path / "new.jpg", gone,
        from_file=from_file,
    )  # fmt: skip
    entry = replaced(lasting, engine, captured, redacted.path)
    assert {each.algorithm.rpartition(".")[0] for each in entry.bindings} == {
        "org.media-provenance.watermark",
        "org.media-provenance.phash256",
    }
    base = engine.read(Asset.of(redacted.path)).store.base
    assert not {each.label for each in base.assertions} & set(gone)
    (match,) = lasting.verifier.inspect(posted(redacted.path, tmp_path / "a.jpg", crop=0)).matches
    assert (match.accepted, match.same_scene) == (True, None)


def test_a_redacted_film_is_found_again(lasting, engine, tmp_path):
    clip = films.write(tmp_path / "clip.mp4", films.Recipe(frames=60))
    signed = lasting.signer.sign(clip, tmp_path / "signed.mp4", Capture(assertions=(SECRET,)))
    redacted = redact(
        lasting.studio.signer, engine, signed.path, tmp_path / "new.mp4", [SECRET.label]
    )
    entry = replaced(lasting, engine, signed, redacted.path)
    assert set(entry.bindings) == set(signed.soft_bindings)
    bare = films.with_track(redacted.path, tmp_path / "bare.mp4", "subtitle")
    (match,) = lasting.verifier.inspect(bare).matches
    assert (match.manifest, match.accepted) == (redacted.manifest_label, True)


class Deaf:
    """A repository that cannot be told that a file is in place."""

    def __init__(self, repository):
        self._repository = repository

    def __getattr__(self, name):
        return getattr(self._repository, name)

    def deliver(self, _label):
        raise StorageError("The disk is full.", hint="Free some space.")


def test_a_deferred_time_stamp_reaches_what_is_found(lasting, engine, tmp_path):
    queue = TimestampQueue(tmp_path / "queue.sqlite3")
    path = tmp_path / "signed.jpg"
    development = Development()
    with stamping.stamping(development) as authority:
        time = authority.time("defer")
        with lasting.signing(time=time, queue=queue) as signer:
            signed = signer.sign(lasting.photo(2), path, Capture())
        assert lasting.repository.entry(signed.manifest_label).state is EntryState.KEPT
        assert [each.state for each in queue.flush()] == ["stamped"]
    report = lasting.verifier.inspect(path)
    assert (report.verdict, warnings(report)) == (Verdict.TRUSTED, set())
    found = lasting.verifier.inspect(posted(path, tmp_path / "found.jpg"))
    assert [each.manifest for each in found.matches] == [signed.manifest_label]

    stamped = take_in(lasting.repository, Asset.of(path), engine)
    assert set(stamped.bindings) == set(signed.soft_bindings)
    found = lasting.verifier.inspect(tmp_path / "found.jpg")
    assert [each.manifest for each in found.matches] == [stamped.manifest, signed.manifest_label]
    assert all(each.accepted for each in found.matches)
    trust = TrustLists(lists=(lasting.studio.list(), *development.lists.lists))
    with Verifier(trust=trust, recover=Recovery(lasting.repository)) as verifier:
        dated = verifier.inspect(tmp_path / "found.jpg")
    assert [each.time.standing for each in dated.nodes] == [TimeStanding.PROVEN] * 2


def test_a_file_that_is_stamped_before_its_entry_is_delivered_keeps_it(lasting, tmp_path):
    queue = TimestampQueue(tmp_path / "queue.sqlite3")
    with stamping.stamping() as authority:
        durable = Durable(Deaf(lasting.repository))
        with (
            lasting.signing(time=authority.time("defer"), queue=queue, durable=durable) as signer,
            pytest.raises(StorageError, match="in place"),
        ):
            signer.sign(lasting.photo(3), tmp_path / "signed.jpg", Capture())
        assert [each.state for each in queue.flush()] == ["stamped"]

    (fault,) = lasting.repository.check(repair=True, patience_seconds=0)
    assert fault.code == "pending-delivered"
    assert lasting.repository.entry(fault.subject).state is EntryState.KEPT


def test_an_update_does_not_contradict_what_it_updates(lasting, engine, captured, tmp_path):
    updated = lasting.studio.signer.sign(captured.path, tmp_path / "updated.jpg", Update())
    take_in(lasting.repository, Asset.of(updated.path), engine)
    for path in (captured.path, updated.path):
        report = lasting.verifier.inspect(path)
        assert (report.verdict, warnings(report)) == (Verdict.TRUSTED, set())


def test_ai_work_on_a_marked_photograph_keeps_its_mark_and_says_so(lasting, captured, tmp_path):
    action = Action("c2pa.edited", digital_source_type=AI)
    edit = lasting.signer.sign(captured.path, tmp_path / "edit.jpg", Edit(actions=(action,)))
    assert edit.soft_bindings[0] == captured.soft_bindings[0]
    assert any("does not say that AI" in note for note in edit.notes)
    examined = lasting.verifier.examine(edit.path)
    assert AI in {each.digital_source_type for each in examined.store.active.actions}
    report = examined.report
    assert (report.verdict, warnings(report)) == (Verdict.TRUSTED, set())
    assert report.signals.ai != "none declared"

    found = lasting.verifier.inspect(posted(edit.path, tmp_path / "found.jpg"))
    assert found.matches[0].manifest == edit.manifest_label
    assert found.signals.ai == report.signals.ai
    assert "watermark.says-generated" not in {each.code for each in found.findings}


def test_whoever_keeps_a_mark_that_says_ai_and_does_not_is_told(lasting, tmp_path):
    made = lasting.signer.sign(lasting.photo(4), tmp_path / "made.jpg", Generation(model="Painter"))
    assert not any("AI" in note for note in made.notes)
    stripped = posted(made.path, tmp_path / "stripped.jpg")
    washed = lasting.signer.sign(stripped, tmp_path / "washed.jpg", Capture())
    assert any("State the AI, if it is so" in note for note in washed.notes)
    assert "watermark.generated" in warnings(lasting.verifier.inspect(washed.path))
