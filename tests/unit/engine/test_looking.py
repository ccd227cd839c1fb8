"""A picture is decoded small and upright, whatever it is made of; what is not one says why."""

from __future__ import annotations

import io
import os
import signal

import pytest
from PIL import Image
from support import media
from support.scenes import saved, scene

from provenance.engine.guard.engine import GuardedEngine
from provenance.engine.native.engine import NativeEngine
from provenance.errors import EngineCrashed, LimitReached, StorageError
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.model.look import SIDE

ORIENTATION = 0x0112
PICTURES = ("jpeg", "png", "webp", "tiff", "gif", "avif", "heic")


@pytest.fixture(scope="module")
def engine():
    with GuardedEngine() as engine:
        yield engine


def see(engine, data, **how):
    return engine.look(Asset(name="picture", data=data), picture=True, **how)


@pytest.mark.parametrize("kind", PICTURES)
def test_every_kind_of_picture_is_seen_in_the_child(engine, kind):
    found = see(engine, media.content(kind))

    assert found.problem == ""
    assert (found.miniature.width, found.miniature.height) == (96, 64)
    assert len(found.miniature.luma) == SIDE * SIDE
    assert len(set(found.miniature.luma)) > 20


def test_both_engines_see_the_same(engine):
    data = saved(scene(1))
    with NativeEngine() as native:
        assert see(engine, data) == see(native, data)


def test_a_picture_that_lies_on_its_side_is_set_upright(engine):
    image, exif = scene(2, 90, 60), Image.Exif()
    exif[ORIENTATION] = 6  # turned by a quarter
    out = io.BytesIO()
    image.save(out, "JPEG", quality=98, exif=exif)
    turned = see(engine, out.getvalue()).miniature

    assert (turned.width, turned.height) == (60, 90)
    upright = see(engine, saved(image.rotate(-90, expand=True), "PNG")).miniature
    assert max(abs(a - b) for a, b in zip(turned.luma, upright.luma, strict=True)) < 24


def test_what_is_transparent_is_seen_on_white(engine):
    clear = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 16, 32))

    luma = see(engine, saved(clear, "PNG")).miniature.luma

    assert luma[0] == 0
    assert luma[SIDE - 1] == 255


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_samples_of_any_kind_become_grey_levels(engine, mode):
    light = Image.linear_gradient("L")
    image = light.convert("I").point(lambda v: v * 256).convert(mode) if mode == "I;16" else light
    image = image if mode == "I;16" else image.convert(mode)

    luma = see(engine, saved(image, "TIFF")).miniature.luma

    top, bottom = luma[:SIDE], luma[-SIDE:]
    assert abs(sum(top) - sum(bottom)) > 100 * SIDE


@pytest.mark.parametrize("kind", ["mp4", "wav", "pdf", "svg"])
def test_what_is_no_still_picture_says_so(engine, kind):
    found = see(engine, media.content(kind))

    assert found.miniature is None
    assert found.problem == "there is no decoder for this type of picture"


def test_a_picture_that_breaks_off_says_so(engine):
    whole = saved(scene(3), "PNG")

    assert see(engine, whole[: len(whole) // 2]).problem == "it cannot be decoded"
    assert see(engine, whole[:20]).problem == "the picture's header is damaged"
    assert see(engine, b"").problem == "there is no decoder for this type of picture"


def test_a_picture_of_too_many_pixels_is_not_decoded():
    with GuardedEngine(Limits(picture_pixels=1000)) as engine:
        found = see(engine, media.content("jpeg"))

    assert found.miniature is None
    assert found.problem == "it has more pixels than Limits.picture_pixels"


def test_only_texts_are_gathered_when_no_picture_is_wanted(engine):
    found = engine.look(Asset(name="picture", data=media.content("jpeg")), picture=False)

    assert found.miniature is None
    assert found.problem == ""


def test_a_file_that_cannot_be_read_is_our_error(engine, tmp_path):
    gone = tmp_path / "gone.jpg"
    with pytest.raises(StorageError):
        engine.look(Asset(name="gone", path=gone), picture=True)


def test_decoding_without_end_is_stopped_and_the_next_picture_is_seen():
    with GuardedEngine(Limits(wall_seconds=0.3)) as engine:
        engine.look(Asset(name="warm", data=media.content("jpeg")), picture=True)
        slow = Image.new("L", (11_000, 10_000))
        with pytest.raises((LimitReached, EngineCrashed)):
            see(engine, saved(slow, "PNG"))
        assert see(engine, media.content("png")).miniature


def test_a_decoder_that_dies_leaves_the_reader_alone(engine):
    see(engine, media.content("jpeg"))
    reader, looker = engine._reader.hello, engine._looker.child.pid
    assert reader
    before = engine._reader.child.pid
    os.kill(looker, signal.SIGKILL)
    engine._looker.child._process.wait()

    assert see(engine, media.content("jpeg")).miniature
    assert engine._looker.child.pid != looker
    assert engine._reader.child.pid == before
