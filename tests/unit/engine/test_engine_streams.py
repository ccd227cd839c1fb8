"""The streams for native code remember what went wrong and stop when they are told to."""

from __future__ import annotations

import io

import pytest

from provenance.engine.native.streams import (
    ASK_EVERY_BYTES,
    DestinationStream,
    Halt,
    SourceStream,
    Watch,
)
from provenance.errors import Cancelled, StorageError

DATA = bytes(range(256)) * 40


class Broken(io.BytesIO):
    """Fails, or ends too early, from a certain place on."""

    def __init__(self, data: bytes, *, at: int, error: Exception | None) -> None:
        super().__init__(data)
        self.at, self.error = at, error

    def readinto(self, buffer) -> int:
        if self.tell() < self.at:
            return super().readinto(buffer[: self.at - self.tell()])
        if self.error is None:
            return 0
        raise self.error


class OnlyRead:
    """The least that a stream can be: no `readinto`, and few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._content = io.BytesIO(data)
        self.seek = self._content.seek

    def read(self, size: int) -> bytes:
        return self._content.read(min(size, 7))


def source(content, watch: Watch | None = None, **options) -> SourceStream:
    return SourceStream(content, "photo.jpg", watch or Watch(), **options)


@pytest.mark.parametrize("content", [io.BytesIO(DATA), OnlyRead(DATA)])
def test_a_source_is_read_like_any_stream(content) -> None:
    stream = source(content)
    assert stream.read(100) == DATA[:100]
    assert stream.seek(-10, io.SEEK_END) == len(DATA) - 10
    assert stream.read() == DATA[-10:]
    assert stream.read(5) == b""
    stream.seek(50)
    assert stream.seek(5, io.SEEK_CUR) == stream.tell() == 55
    assert stream.read(3) == DATA[55:58]
    stream.seek(1 << 62)
    assert stream.read(1) == b""


def test_a_place_before_the_start_is_refused_without_blame() -> None:
    watch = Watch()
    with pytest.raises(ValueError, match="before"):
        source(io.BytesIO(DATA), watch).seek(-1)
    watch.check()


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), ValueError("closed"), None])
def test_a_failed_or_short_read_is_remembered(error) -> None:
    watch = Watch()
    stream = source(Broken(DATA, at=100, error=error), watch)
    with pytest.raises(Halt):
        stream.read(200)
    with pytest.raises(StorageError, match=r"photo\.jpg could not be read"):
        watch.check()


def test_a_source_is_never_written_to() -> None:
    watch = Watch()
    with pytest.raises(Halt):
        source(io.BytesIO(DATA), watch).write(b"x")
    with pytest.raises(StorageError):
        watch.check()


class Full(io.BytesIO):
    def __init__(self, *, error: Exception | None) -> None:
        super().__init__()
        self.error = error

    def write(self, data) -> int:
        if self.error is not None:
            raise self.error
        return len(data) - 1


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), None])
def test_a_failed_or_short_write_is_remembered(error) -> None:
    watch = Watch()
    stream = DestinationStream(Full(error=error), "new.jpg", watch, phase="writing", expected=1)
    with pytest.raises(Halt):
        stream.write(b"abc")
    with pytest.raises(StorageError, match=r"new\.jpg could not be written"):
        watch.check()


def test_a_destination_can_be_read_back() -> None:
    stream = DestinationStream(io.BytesIO(), "new.jpg", Watch(), phase="writing", expected=3)
    stream.write(b"abc")
    stream.seek(1)
    buffer = bytearray(5)
    assert stream.readinto(memoryview(buffer)) == 2
    assert (buffer[:2], stream.tell()) == (b"bc", 3)


def test_the_first_reason_counts() -> None:
    watch = Watch()
    first = KeyError("first")
    watch.fail(first)
    watch.fail(KeyError("second"))
    with pytest.raises(KeyError) as caught:
        watch.check()
    assert caught.value is first


def test_an_interrupt_stops_the_next_read_without_a_reason() -> None:
    watch = Watch()
    watch.stop()
    with pytest.raises(Halt):
        source(io.BytesIO(DATA), watch).read(1)
    watch.check()


def test_the_caller_is_asked_now_and_then() -> None:
    asked = []
    watch = Watch(cancelled=lambda: bool(asked.append(1)))
    stream = source(io.BytesIO(bytes(4 * ASK_EVERY_BYTES)), watch)
    while stream.read(8192):
        pass
    assert 3 <= len(asked) <= 5


def test_a_wish_to_stop_becomes_cancelled() -> None:
    watch = Watch(cancelled=lambda: True)
    with pytest.raises(Halt):
        watch.ask()
    with pytest.raises(Cancelled):
        watch.check()


def test_progress_rises_in_steps_and_ends_at_one() -> None:
    told = []
    watch = Watch(progress=lambda phase, done: told.append((phase, done)))
    stream = source(io.BytesIO(bytes(1 << 20)), watch, phase="reading")
    for _ in range(3):
        stream.seek(0)
        while stream.read(1024):
            pass
    done = [value for _, value in told]
    assert done == sorted(set(done))
    assert done[-1] == 1.0
    assert len(done) <= 101


def test_what_the_progress_function_raises_is_kept() -> None:
    mine = SystemExit(3)

    def tell(*_: object) -> None:
        raise mine

    watch = Watch(progress=tell)
    with pytest.raises(Halt):
        watch.tell("reading", 0.5)
    with pytest.raises(SystemExit) as caught:
        watch.check()
    assert caught.value is mine
