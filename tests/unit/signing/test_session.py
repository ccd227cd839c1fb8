"""A capture session: whatever a camera app takes is signed, in order, and never lost."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from support import media
from support.sealing import new_seal

from provenance import (
    Capture,
    CaptureSession,
    Device,
    MetadataChoice,
    Preference,
    ProvenanceError,
    Signer,
    SoftwareAgent,
)
from provenance.engine import open_engine
from provenance.errors import (
    Cancelled,
    HistoryWouldBeLost,
    InputNotFound,
    InvalidArgument,
    UnsupportedFormat,
)
from provenance.model.asset import Asset
from provenance.outcome import Outcome
from provenance.signing.session import Encoding, Shot

CAMERA = Device(make="Example", model="Camera One", version="1.2")
TESTS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def seal():
    return new_seal()


@pytest.fixture(scope="module")
def signer(seal):
    with Signer(seal) as signer:
        yield signer


@pytest.fixture(scope="module")
def session(signer):
    with CaptureSession(signer, device=CAMERA) as session:
        yield session


@pytest.fixture(scope="module")
def engine():
    with open_engine() as engine:
        yield engine


@pytest.fixture(scope="module")
def frame() -> bytes:
    return media.photo(640, 480)


class Gate(threading.Event):
    """Hold back whoever comes, and tell that somebody came."""

    def __init__(self):
        super().__init__()
        self.reached = threading.Event()

    def hold(self):
        self.reached.set()
        self.wait(30)


@pytest.fixture
def slow(seal):
    """A signer whose key waits until it is told to go on, and a gate that tells it."""
    gate = Gate()
    with Signer(replace(seal, before=gate.hold)) as signer:
        yield signer, gate
        gate.set()


def active(engine, content):
    return engine.read(Asset.of(content)).store.active


def assertions(manifest):
    return {each.label for each in manifest.assertions}


def a_frame(number: int) -> bytes:
    """Return a frame that says which one it is, in a comment."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48)).save(written, "JPEG", comment=f"frame {number}".encode())
    return written.getvalue()


def test_a_frame_goes_from_bytes_to_bytes(session, engine, frame):
    before = datetime.now(UTC)
    captured = session.sign(frame, title="IMG_0001.jpg")
    made = active(engine, captured.data)

    assert captured.path is None
    assert captured.signed
    assert captured.original == frame
    assert captured.picture == captured.data
    assert made.label == captured.manifest_label
    assert made.title == "IMG_0001.jpg"
    created = made.actions[0]
    assert created.action == "c2pa.created"
    assert created.software_agent == "Example Camera One 1.2"
    assert before.replace(microsecond=0) <= created.when <= datetime.now(UTC)


def test_a_frame_in_memory_touches_no_disk(session, frame, monkeypatch):
    def refuse(*_):
        pytest.fail("it went to disk")

    session.sign(media.content("png"))  # the isolated reader may start
    monkeypatch.setattr("provenance.signing.signer.Transaction", refuse)
    monkeypatch.setattr("provenance.signing.session.darkroom.Transaction", refuse)
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert session.sign(frame).data
    assert session.sign(media.content("png")).data


def test_nothing_is_decoded_and_no_metadata_read_unless_asked(session, frame, monkeypatch):
    def refuse(*_):
        pytest.fail("it was looked at")

    monkeypatch.setattr("provenance.signing.preparation.of_picture", refuse)
    monkeypatch.setattr("provenance.signing.metadata.reader.MetadataReader.read", refuse)
    monkeypatch.setattr("provenance.engine.guard.engine.GuardedEngine.read", refuse)
    assert session.sign(frame).data


def test_buffers_of_every_kind_are_frames(session, frame):
    assert session.sign(bytearray(frame)).original == frame
    assert session.sign(memoryview(frame)).original == frame


def test_what_was_handed_in_is_signed_whatever_its_buffer_holds_later(slow):
    signer, gate = slow
    first, later = a_frame(1), a_frame(2)
    buffer, view = bytearray(first), memoryview(bytearray(first))
    with CaptureSession(signer, workers=1, waiting=4) as session:
        session.submit(first)
        reused, released = session.submit(buffer), session.submit(view)
        buffer[:] = later
        view.release()
        gate.set()
        for pending in (reused, released):
            assert pending.result(30).signed
            assert pending.result().original == first


def test_an_empty_path_is_no_file(session):
    with pytest.raises(InputNotFound):
        session.sign("")


def test_what_cannot_be_read_fails_alone(session, frame):
    released = memoryview(frame)
    released.release()
    lost, kept = session.burst((released, frame))
    assert isinstance(lost.error, InvalidArgument)
    assert kept.signed


def test_a_pillow_image_is_encoded_by_rule(signer, engine):
    image = media.drawing(320, 200)
    image.info["icc_profile"] = b"profile"
    with CaptureSession(signer, encoding=Encoding(format="PNG")) as session:
        captured = session.sign(image)
    assert captured.data.startswith(b"\x89PNG")
    with Image.open(io.BytesIO(captured.data)) as written:
        assert written.tobytes() == image.tobytes()
        assert written.info["icc_profile"] == b"profile"
    with CaptureSession(signer) as session:
        jpeg = session.sign(image)
        with pytest.raises(InvalidArgument, match="mode RGBA"):
            session.sign(image.convert("RGBA"))
    assert jpeg.data.startswith(b"\xff\xd8")
    assert jpeg.original != jpeg.data
    assert active(engine, jpeg.data).label == jpeg.manifest_label


def test_a_file_stays_and_the_signed_one_lies_beside_it(session, engine, tmp_path, frame):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(frame)
    captured = session.sign(photo)

    assert captured.data is None
    assert captured.path == tmp_path / "photo.signed.jpg"
    assert captured.original == photo
    assert photo.read_bytes() == frame
    assert active(engine, captured.path).label == captured.manifest_label
    assert active(engine, captured.path).actions[0].when is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photo.jpg", "photo.signed.jpg"]


def test_a_frame_or_a_file_goes_where_it_is_told(session, engine, tmp_path, frame):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(frame)
    from_memory = session.sign(frame, to=tmp_path / "one.jpg")
    in_place = session.sign(str(photo), to=photo)

    for captured, name in ((from_memory, "one.jpg"), (in_place, "photo.jpg")):
        assert (captured.data, captured.path) == (None, tmp_path / name)
        assert active(engine, captured.path).title == name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.jpg", "photo.jpg"]


def test_a_whole_capture_may_be_given(signer, engine, frame):
    what = Capture(
        device=CAMERA,
        software=SoftwareAgent(name="Example App", version="3"),
        preferences=Preference.of_all("notAllowed"),
        source_type="computationalCapture",
    )
    with CaptureSession(signer, device=what) as session:
        made = active(engine, session.sign(frame).data)
    assert made.actions[0].software_agent == "Example App on Example Camera One 3"
    assert "cawg.training-mining" in assertions(made)


def test_metadata_and_pictures_are_stated_when_asked(signer, engine, session):
    exif = Image.Exif()
    exif[0x010F] = "Example"
    written = io.BytesIO()
    media.drawing(1600, 1200).save(written, "JPEG", exif=exif, quality=95)
    frame, small = written.getvalue(), media.photo(160, 120)
    with CaptureSession(signer, privacy=MetadataChoice(level="safe"), thumbnails=True) as telling:
        told = active(engine, telling.sign(frame).data)
    assert {"c2pa.metadata", "c2pa.thumbnail.claim"} <= assertions(told)
    previewed = session.sign(frame, preview=small).data
    assert "c2pa.thumbnail.claim" in assertions(active(engine, previewed))
    assert small in previewed
    assert not {"c2pa.metadata", "c2pa.thumbnail.claim"} & assertions(
        active(engine, session.sign(frame).data)
    )
    on_the_long_way = session.sign(media.content("png"), preview=small).data
    assert small in on_the_long_way


@pytest.mark.parametrize("preview", [media.content("gif"), bytes(200_000)])
def test_a_preview_is_a_small_jpeg_or_png(session, frame, preview):
    with pytest.raises(ProvenanceError):
        session.sign(frame, preview=preview)


def test_the_history_of_a_frame_is_not_dropped(session, frame):
    signed = session.sign(frame).data
    with pytest.raises(HistoryWouldBeLost):
        session.sign(signed)


def test_a_burst_keeps_its_order(session):
    frames = [a_frame(number) for number in range(40)]
    results = list(session.burst(iter(frames)))

    assert [each.original for each in results] == frames
    for number, each in enumerate(results):
        with Image.open(io.BytesIO(each.data)) as picture:
            assert picture.info["comment"] == f"frame {number}".encode()


def test_one_failure_loses_no_other_frame_and_not_its_own(session, tmp_path):
    broken = b"\xff\xd8\xff\xe0 cut off"
    gone = tmp_path / "gone.jpg"
    frames = [a_frame(0), broken, gone, b"text", 7, a_frame(1)]
    results = list(session.burst(frames))

    assert [each.signed for each in results] == [True, False, False, False, False, True]
    kinds = (ProvenanceError, InputNotFound, UnsupportedFormat, InvalidArgument)
    for each, given, kind in zip(results[1:5], frames[1:5], kinds, strict=True):
        assert isinstance(each.error, kind)
        assert each.data is None
        assert each.picture == each.original == given
    with pytest.raises(type(results[1].error)):
        session.sign(broken)


def test_what_a_key_raises_stays_with_its_frame(seal, frame):
    class Pulled(Exception):
        pass

    turns = iter(range(100))

    def before():
        if next(turns) == 1:
            raise Pulled

    with (
        Signer(replace(seal, before=before)) as signer,
        CaptureSession(signer, workers=1) as session,
    ):
        results = list(session.burst([a_frame(number) for number in range(4)]))
    assert [type(each.error) for each in results] == [type(None), Pulled, type(None), type(None)]
    assert results[1].picture == a_frame(1)


def test_frames_that_end_in_an_error_lose_nothing_given_before(session):
    def frames():
        yield from (a_frame(number) for number in range(3))
        raise OSError("the sensor is gone")

    results = []
    with pytest.raises(OSError, match="sensor"):
        results.extend(session.burst(frames()))  # extends one by one
    assert len(results) == 3
    assert all(each.signed for each in results)


def test_a_full_session_refuses_or_lets_wait(slow, frame):
    signer, gate = slow
    with CaptureSession(signer, workers=1, waiting=1) as session:
        taken = [session.submit(frame), session.submit(frame)]
        assert session.try_submit(frame) is None
        assert not any(pending.done() for pending in taken)
        with ThreadPoolExecutor(1) as other:
            third = other.submit(session.submit, frame)
            with pytest.raises(TimeoutError):
                third.result(timeout=0.2)
            gate.set()
            assert third.result(timeout=30).result(30).signed
        assert all(pending.result(30).signed for pending in taken)
        assert session.try_submit(frame).result(30).signed


def test_a_long_burst_takes_frames_only_as_places_become_free(slow):
    signer, gate = slow
    given = []

    def frames():
        for number in range(50):
            given.append(number)
            yield a_frame(number)

    with CaptureSession(signer, workers=2, waiting=2) as session:
        results = session.burst(frames())
        with ThreadPoolExecutor(1) as other:
            first = other.submit(next, results)
            with pytest.raises(TimeoutError):
                first.result(timeout=0.2)
            assert len(given) <= 5
            gate.set()
            first.result(timeout=30)
        assert len(list(results)) == 49


def test_a_result_can_be_told_to_somebody(session, frame):
    told = threading.Event()
    heard = []

    def hear(captured):
        heard.append(captured)
        told.set()

    session.submit(frame).when_done(hear)
    assert told.wait(30)
    assert heard[0].signed


def test_who_is_told_a_result_cannot_stop_the_session(slow, frame, monkeypatch):
    signer, gate = slow
    told = []
    monkeypatch.setattr(threading, "excepthook", lambda each: told.append(each.exc_type))
    with CaptureSession(signer, workers=1) as session:
        waiting = [session.submit(frame) for _ in range(2)]
        for each in waiting:
            each.when_done(lambda _: sys.exit())
        gate.set()
        assert session.submit(frame).result(30).signed
    assert told == [SystemExit, SystemExit]


def test_who_asks_late_is_told_at_once_and_hears_his_own_mistake(session, frame):
    pending = session.submit(frame)
    taken, heard = pending.result(30), []
    pending.when_done(heard.append)
    assert heard == [taken]
    with pytest.raises(ZeroDivisionError):
        pending.when_done(lambda _: 1 / 0)


def test_who_is_told_a_result_may_hand_in_another(slow, frame):
    signer, gate = slow
    told = Outcome()
    with CaptureSession(signer, workers=1, waiting=0) as session:
        session.submit(frame).when_done(lambda _: told.succeed(session.submit(frame)))
        gate.set()
        assert told.result(30).result(30).signed


def test_a_session_that_rests_keeps_no_frame(session):
    picture = Image.new("RGB", (64, 64), "red")
    there = weakref.ref(picture)
    assert session.sign(picture).signed
    del picture
    patience = time.monotonic() + 10
    while there() is not None and time.monotonic() < patience:
        time.sleep(0.01)
    assert there() is None


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of a fork beside threads
def test_a_fork_is_told_that_the_session_stayed_behind(session, frame):
    session.sign(frame)
    child = os.fork()
    if not child:
        signal.alarm(30)  # ends a child that waits for threads it has not
        try:
            session.sign(frame)
        except InvalidArgument:
            session.close()
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert session.sign(frame).data


def test_several_threads_share_a_session(session):
    def burst(first):
        frames = [a_frame(first + number) for number in range(8)]
        return [each.original for each in session.burst(frames) if each.signed] == frames

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(burst, range(0, 400, 100)))


def test_the_number_of_threads_is_bounded(slow):
    signer, gate = slow
    before = threading.active_count()
    with CaptureSession(signer, workers=3, waiting=20) as session:
        for number in range(20):
            session.submit(a_frame(number))
        assert threading.active_count() - before <= 3 + (os.cpu_count() or 1)
        gate.set()


def test_closing_waits_for_what_was_taken(seal):
    with Signer(seal) as signer, CaptureSession(signer, workers=1, waiting=20) as session:
        taken = [session.submit(a_frame(number)) for number in range(12)]
    assert all(pending.done() and pending.result().signed for pending in taken)
    with pytest.raises(InvalidArgument, match="closed"):
        session.sign(a_frame(0))


def test_closing_may_give_up_what_was_not_begun(slow):
    signer, gate = slow
    session = CaptureSession(signer, workers=1, waiting=10)
    taken = [session.submit(a_frame(number)) for number in range(5)]
    assert gate.reached.wait(30)
    with ThreadPoolExecutor(1) as other:
        closing = other.submit(session.close, cancel=True)
        with pytest.raises(TimeoutError):
            closing.result(timeout=0.2)
        gate.set()
        closing.result(timeout=30)
    results = [pending.result(0) for pending in taken]
    assert results[0].signed
    for number, each in enumerate(results[1:], start=1):
        assert isinstance(each.error, Cancelled)
        assert each.picture == a_frame(number)


def test_a_block_that_raises_cancels(slow):
    signer, gate = slow
    taken = []

    def leave():
        with CaptureSession(signer, workers=1, waiting=10) as session:
            taken.extend(session.submit(a_frame(number)) for number in range(5))
            threading.Timer(0.2, gate.set).start()
            raise RuntimeError("the app ends")

    with pytest.raises(RuntimeError, match="ends"):
        leave()
    assert all(pending.done() for pending in taken)
    assert isinstance(taken[-1].result().error, Cancelled)


def test_a_film_is_signed_when_it_closes(session, engine, tmp_path):
    path = tmp_path / "clip.mp4"
    recording = session.video(path)
    with recording as film:
        film.write(media.content("mp4"))
        assert recording.captured is None
        assert film.name == str(path)

    assert recording.captured.path == path
    made = active(engine, path)
    assert made.label == recording.captured.manifest_label
    assert made.actions[0].when is not None
    assert recording.close() is recording.captured
    with pytest.raises(InvalidArgument, match="exists already"):
        session.video(path)
    assert [each.name for each in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_film_that_cannot_be_signed_stays_as_it_was_recorded(session, tmp_path):
    path = tmp_path / "clip.mp4"
    recording = session.video(path)
    with pytest.raises(UnsupportedFormat), recording as film:
        film.write(b"no film at all")
    assert path.read_bytes() == b"no film at all"
    assert recording.captured.original == path


def test_a_recording_that_breaks_off_is_kept_and_not_signed(session, engine, tmp_path):
    path, content = tmp_path / "clip.mp4", media.content("mp4")
    recording = session.video(path)
    with pytest.raises(ValueError, match="could not be muxed"), recording as film:
        _break_off(film, content)
    assert path.read_bytes() == content
    assert recording.captured is None
    recording.close()
    assert active(engine, path).label == recording.captured.manifest_label


def _break_off(film, content):
    film.write(content)
    raise ValueError("the rest could not be muxed")


def test_a_recording_needs_a_folder(session, tmp_path):
    with pytest.raises(ProvenanceError, match="cannot be created"):
        session.video(tmp_path / "gone" / "clip.mp4")


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"waiting": -1}, {"isolation": "some"}])
def test_numbers_that_make_no_sense_are_refused(signer, wrong):
    with pytest.raises(InvalidArgument):
        CaptureSession(signer, **wrong)


@pytest.mark.parametrize("wrong", [{"format": "BMP"}, {"quality": 0}, {"quality": 100}])
def test_encodings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InvalidArgument):
        Encoding(**wrong)


def test_the_signer_outlives_its_session(seal, frame):
    with Signer(seal) as signer:
        with CaptureSession(signer, isolation="none") as session:
            assert session.sign(media.content("png")).signed
        assert signer.sign(frame, None, Capture(device="x")).data
        with CaptureSession(signer) as session:
            assert session.sign(frame).signed


INTERRUPTED = f"""
    import sys, threading
    sys.path.insert(0, {str(TESTS)!r})
    from support import media
    from support.sealing import new_seal
    from provenance import CaptureSession, Signer
    frame, seen = media.photo(640, 480), []
    with Signer(new_seal()) as signer:
        try:
            with CaptureSession(signer) as session:
                for captured in session.burst(frame for _ in iter(int, 1)):
                    assert captured.signed, captured.error
                    if not seen:
                        print("running", flush=True)
                    seen.append(captured)
        except KeyboardInterrupt:
            print("stopped after", len(seen), flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="interrupts are sent by signal")
def test_an_interrupt_ends_a_burst_cleanly():
    program = [sys.executable, "-c", textwrap.dedent(INTERRUPTED)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it:
        assert it.stdout.readline() == "running\n"
        it.send_signal(signal.SIGINT)
        output, errors = it.communicate(timeout=60)
    assert it.returncode == 0, errors
    assert output.startswith("stopped after")
    assert not errors


def test_a_shot_says_where_when_and_how(session, engine, frame, tmp_path):
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    shots = [Shot(frame=frame, to=tmp_path / f"{n}.jpg", title=f"No. {n}", when=when) for n in "ab"]
    for name, captured in zip("ab", session.burst(shots), strict=True):
        made = active(engine, captured.path)
        assert captured.path == tmp_path / f"{name}.jpg"
        assert (made.title, made.actions[0].when) == (f"No. {name}", when)
