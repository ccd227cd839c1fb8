"""Signing so that the credentials can be found again: what is stated, kept, refused and left behind."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from PIL import Image
from support import films, media
from support.lasting import posted

from provenance import Capture, CaptureSession, Device, Edit, Update, Verdict
from provenance.durable.interface import EntryState
from provenance.durable.repository.intake import take_in
from provenance.durable.signing import Durable
from provenance.engine import open_engine
from provenance.errors import (
    HistoryWouldBeLost,
    InvalidArgument,
    StorageError,
    UnsupportedFormat,
)
from provenance.model.asset import Asset
from provenance.model.definition import Thumbnail
from provenance.signing.destination import Destination
from provenance.signing.session import Shot

OWN = "org.media-provenance.soft-bindings"


@pytest.fixture(scope="module")
def captured(lasting):
    return lasting.signer.sign(lasting.photo(1), lasting.folder / "captured.jpg", Capture())


class Broken:
    """A repository of which one method fails."""

    def __init__(self, repository, **methods):
        self._repository = repository
        self.__dict__.update(methods)

    def __getattr__(self, name):
        return getattr(self._repository, name)


def failing(*_, **__):
    raise StorageError("The disk is full.", hint="Free some space.")


def test_what_the_mark_costs_is_told(lasting, captured, tmp_path):
    assert 42 < captured.mark.psnr < 60
    assert 0.97 < captured.mark.ssim < 1
    assert captured.mark.margin >= 1
    Image.new("RGB", (800, 600), "white").save(tmp_path / "plain.png")
    plain = lasting.signer.sign(tmp_path / "plain.png", tmp_path / "signed.png", Capture())
    assert (plain.mark.margin < 1) == any("hides little" in note for note in plain.notes)
    assert plain.mark.margin < captured.mark.margin


def labels(lasting):
    return {each.manifest for each in lasting.repository.entries()}


def left_in(folder):
    return sorted(each.name for each in folder.iterdir())


def test_the_manifest_states_what_leads_to_it(lasting, captured):
    examination = lasting.verifier.examine(captured.path)
    manifest = examination.store.active
    stated = {each.label: each.data for each in manifest.assertions}
    mark, iscc, likeness = captured.soft_bindings

    assert [each.action for each in manifest.actions] == [
        "c2pa.created",
        "c2pa.watermarked.unbound",
    ]
    assert stated["c2pa.soft-binding"]["alg"] == iscc.algorithm == "io.iscc.v0"
    assert stated["c2pa.soft-binding"]["blocks"][0]["value"] == iscc.value.decode()
    assert stated[OWN]["bindings"] == [
        {"alg": mark.algorithm, "kind": "watermark", "value": mark.value.hex()},
        {"alg": likeness.algorithm, "kind": "fingerprint", "value": likeness.value.hex()},
    ]
    assert examination.report.verdict is Verdict.TRUSTED
    assert "watermark.stated" in {each.code for each in examination.report.findings}


def test_the_entry_is_that_of_the_signed_file(lasting, captured):
    entry = lasting.repository.entry(captured.manifest_label)
    assert entry.state is EntryState.KEPT
    assert (entry.asset_sha256, entry.bindings) == (captured.sha256, captured.soft_bindings)
    assert lasting.repository.store(captured.manifest_label) == captured.manifest_store


@pytest.mark.parametrize("size", [(240, 180), (900, 600)])
def test_a_picture_is_signed_with_it_however_little_the_file_takes(lasting, tmp_path, size):
    Image.linear_gradient("L").resize(size).convert("RGB").save(tmp_path / "plain.png")
    signed = lasting.signer.sign(tmp_path / "plain.png", tmp_path / "signed.png", Capture())
    usual = lasting.studio.signer.sign(tmp_path / "plain.png", tmp_path / "usual.png", Capture())
    labels = [
        {each.label for each in lasting.verifier.examine(one.path).store.active.assertions}
        for one in (signed, usual)
    ]
    assert ["c2pa.thumbnail.claim" in each for each in labels] == [True, False]


def test_no_fingerprint_is_published_where_none_is_wanted(lasting, tmp_path):
    with lasting.signing(durable=Durable(lasting.repository, fingerprints=False)) as signer:
        signed = signer.sign(lasting.photo(2), tmp_path / "signed.jpg", Capture())
    assert [each.kind for each in signed.soft_bindings] == ["watermark"]
    (match,) = lasting.verifier.inspect(posted(signed.path, tmp_path / "found.jpg")).matches
    assert match.accepted


def test_fingerprints_alone_leave_the_file_as_it_is(lasting, tmp_path):
    with lasting.signing(durable=Durable(lasting.repository, watermark=False)) as signer:
        signed = signer.sign(lasting.photo(3), tmp_path / "signed.jpg", Capture())
    assert {each.kind for each in signed.soft_bindings} == {"fingerprint"}
    actions = lasting.verifier.inspect(signed.path).nodes[0].actions
    assert actions == ("c2pa.created",)


def test_memory_and_streams_are_kept_for_good_before_they_leave(lasting, tmp_path):
    content, out = lasting.photo(4).read_bytes(), io.BytesIO()
    in_memory = lasting.signer.sign(content, None, Capture())
    streamed = lasting.signer.sign(content, out, Capture())
    for signed, data in ((in_memory, in_memory.data), (streamed, out.getvalue())):
        assert lasting.verifier.inspect(data).verdict is Verdict.TRUSTED
        entry = lasting.repository.entry(signed.manifest_label)
        assert (entry.state, entry.path) == (EntryState.KEPT, "")
        (tmp_path / "signed.jpg").write_bytes(data)
        found = lasting.verifier.inspect(posted(tmp_path / "signed.jpg", tmp_path / "found.jpg"))
        assert signed.manifest_label in {each.manifest for each in found.matches}


def test_a_stream_that_breaks_leaves_nothing_to_be_found(lasting):
    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    before = labels(lasting)
    with pytest.raises(StorageError):
        lasting.signer.sign(lasting.photo(5), Full(), Capture())
    (new,) = labels(lasting) - before
    assert lasting.repository.entry(new).state is EntryState.DELETED


def test_a_stream_that_was_stopped_in_the_end_keeps_its_entry(lasting):
    class Stopped(io.BytesIO):
        def flush(self):
            raise KeyboardInterrupt

    before, out = labels(lasting), Stopped()
    with pytest.raises(KeyboardInterrupt):
        lasting.signer.sign(lasting.photo(5), out, Capture())
    (new,) = labels(lasting) - before
    assert lasting.verifier.inspect(out.getvalue()).active.label == new
    assert lasting.repository.entry(new).state is EntryState.KEPT


@pytest.mark.parametrize("method", ["issue", "add"])
def test_a_repository_that_takes_nothing_leaves_nothing(lasting, tmp_path, method):
    broken = Broken(lasting.repository, **{method: failing})
    before = labels(lasting)
    with lasting.signing(durable=Durable(broken)) as signer, pytest.raises(StorageError):
        signer.sign(lasting.photo(6), tmp_path / "signed.jpg", Capture())
    assert left_in(tmp_path) == []
    assert labels(lasting) == before


def test_a_repository_that_fails_in_the_end_says_what_is_true(lasting, tmp_path):
    path, before = tmp_path / "signed.jpg", labels(lasting)
    broken = Broken(lasting.repository, deliver=failing)
    with (
        lasting.signing(durable=Durable(broken)) as signer,
        pytest.raises(StorageError, match="in place, and its credentials are kept") as error,
    ):
        signer.sign(lasting.photo(6), path, Capture())
    assert "check --repair" in error.value.hint
    (label,) = labels(lasting) - before
    assert lasting.repository.entry(label).state is EntryState.PENDING
    assert [each.code for each in lasting.repository.check(repair=True)] == ["pending-delivered"]
    assert lasting.repository.entry(label).state is EntryState.KEPT


def test_what_fails_before_the_file_is_in_place_takes_the_entry_back(
    lasting, tmp_path, monkeypatch
):
    before = labels(lasting)
    monkeypatch.setattr(Destination, "deliver", failing)
    with pytest.raises(StorageError):
        lasting.signer.sign(lasting.photo(6), tmp_path / "signed.jpg", Capture())
    assert labels(lasting) == before
    assert left_in(tmp_path) == []


def test_what_fails_after_the_file_is_in_place_leaves_its_entry(lasting, tmp_path, monkeypatch):
    deliver = Destination.deliver

    def interrupted(*words):
        deliver(*words)
        raise KeyboardInterrupt

    before = labels(lasting)
    monkeypatch.setattr(Destination, "deliver", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lasting.signer.sign(lasting.photo(6), tmp_path / "signed.jpg", Capture())
    assert left_in(tmp_path) == ["signed.jpg"]
    (label,) = labels(lasting) - before
    assert lasting.repository.store(label)


def test_an_update_is_refused_in_one_line(lasting, captured, tmp_path):
    with pytest.raises(InvalidArgument, match="leaves the file as it is") as error:
        lasting.signer.sign(captured.path, tmp_path / "updated.jpg", Update())
    assert "provenance repository add" in error.value.hint
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["dng", "gif", "pdf", "svg", "jxl", "docx", "mp3", "wav", "flac", "m4a"]
)
def test_what_can_carry_nothing_is_refused_in_one_line(lasting, tmp_path, name):
    source = media.one(name, lasting.folder)
    with pytest.raises(UnsupportedFormat) as error:
        lasting.signer.sign(source, tmp_path / source.name, Capture())
    assert source.name in error.value.message
    assert error.value.hint
    assert "\n" not in str(error.value)
    assert left_in(tmp_path) == []


def test_a_picture_that_is_too_small_is_refused_with_what_to_do(lasting, tmp_path):
    source = media.one("jpeg", lasting.folder)
    with pytest.raises(InvalidArgument, match="too small") as error:
        lasting.signer.sign(source, tmp_path / "signed.jpg", Capture())
    assert "at least" in error.value.hint
    assert left_in(tmp_path) == []


def test_an_update_that_is_added_by_hand_is_found_and_comes_first(lasting, captured, tmp_path):
    updated = lasting.studio.signer.sign(captured.path, tmp_path / "updated.jpg", Update())
    with open_engine() as engine:
        entry = take_in(lasting.repository, Asset.of(updated.path), engine)
    found = lasting.verifier.inspect(posted(captured.path, tmp_path / "found.jpg"))
    lasting.repository.delete(updated.manifest_label)

    assert set(entry.bindings) == set(captured.soft_bindings)
    assert [each.manifest for each in found.matches] == [
        updated.manifest_label,
        captured.manifest_label,
    ]


def test_what_was_deleted_on_request_is_not_found(lasting, tmp_path):
    signed = lasting.signer.sign(lasting.photo(8), tmp_path / "signed.jpg", Capture())
    lasting.repository.delete(signed.manifest_label)
    report = lasting.verifier.inspect(posted(signed.path, tmp_path / "found.jpg"))
    assert (report.verdict, report.matches) == (Verdict.ABSENT, ())
    assert "recovery.unknown-mark" in {each.code for each in report.findings}


def test_a_cleaned_copy_is_what_is_marked(lasting, tmp_path):
    with lasting.signing(privacy="public") as signer:
        signed = signer.sign(lasting.photo(7), tmp_path / "signed.jpg", Capture())
    (match,) = lasting.verifier.inspect(posted(signed.path, tmp_path / "found.jpg")).matches
    assert match.accepted
    assert left_in(tmp_path) == ["found.jpg", "signed.jpg"]


def test_a_camera_session_marks_and_keeps_in_order(lasting, tmp_path):
    frames = [lasting.photo(number, width=640, height=480).read_bytes() for number in (11, 12, 13)]
    with CaptureSession(lasting.signer, device=Capture(device=Device(make="Nova"))) as session:
        waiting = [
            session.submit(Shot(frame=frame, to=tmp_path / f"{n}.jpg"))
            for n, frame in enumerate(frames)
        ]
        taken = [each.result(120) for each in waiting]
    assert [each.path.name for each in taken] == ["0.jpg", "1.jpg", "2.jpg"]
    for each in taken:
        report = lasting.verifier.inspect(each.path)
        assert (report.verdict, len(report.matches)) == (Verdict.TRUSTED, 1)


def test_a_film_is_marked_and_found_when_it_was_stripped(lasting, tmp_path):
    clip = films.write(tmp_path / "clip.mp4", films.Recipe(frames=60, sound=True))
    signed = lasting.signer.sign(clip, tmp_path / "signed.mp4", Capture())
    assert signed.soft_bindings[0].algorithm == "org.media-provenance.watermark.video.1"
    assert lasting.verifier.inspect(signed.path).verdict is Verdict.TRUSTED
    bare = films.with_track(signed.path, tmp_path / "bare.mp4", "subtitle")

    report = lasting.verifier.inspect(bare)
    (match,) = report.matches
    assert (match.by, match.accepted, match.manifest) == ("watermark", True, signed.manifest_label)

    edit = lasting.signer.sign(signed.path, tmp_path / "e.mp4", Edit(actions=("c2pa.published",)))
    assert edit.soft_bindings[0] == signed.soft_bindings[0]


def test_lost_history_is_refused_before_anything_is_marked(lasting, captured, tmp_path):
    never = SimpleNamespace(bind=failing)
    with lasting.signing(durable=never) as signer, pytest.raises(HistoryWouldBeLost):
        signer.sign(captured.path, tmp_path / "again.jpg", Capture())
    assert left_in(tmp_path) == []


def test_a_film_is_not_taken_for_another_that_begins_alike(lasting, tmp_path):
    clip = films.write(tmp_path / "clip.mp4", films.Recipe(frames=60))
    title = io.BytesIO()
    Image.fromarray(films.texture(0)).save(title, "JPEG", quality=90)
    preview = Thumbnail(media_type="image/jpeg", data=title.getvalue())
    with lasting.signing(durable=Durable(lasting.repository, watermark=False)) as signer:
        signed = signer.sign(clip, tmp_path / "signed.mp4", Capture(), preview=preview)
    other = films.Recipe(frames=60, seed=2, opening=5)
    found = lasting.verifier.inspect(films.write(tmp_path / "other.mp4", other)).matches
    (match,) = [each for each in found if each.manifest == signed.manifest_label]
    assert (match.by, match.accepted, match.same_scene) == ("fingerprint", False, None)
