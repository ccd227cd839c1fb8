"""A file comes as path, bytes or stream and goes to a path, to memory or to a stream: all the same."""

from __future__ import annotations

import hashlib
import io

import pytest
from support import media
from support.studio import open_studio

from provenance import Capture, Composite, Edit, Generation, Update, Verdict

FORMATS = ("jpeg", "tiff", "heic", "mp4", "wav", "mp3", "pdf", "svg", "docx")


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("keys") / "pki") as studio:
        yield studio


@pytest.fixture(params=FORMATS)
def kind(request):
    return request.param


def test_bytes_in_and_bytes_out(kind, studio):
    first = studio.signer.sign(media.content(kind), None, Capture())
    second = studio.signer.sign(first.data, None, Edit(actions=("c2pa.edited",)))
    third = studio.signer.sign(second.data, None, Update())

    assert (second.parent, third.parent) == (first.manifest_label, second.manifest_label)
    for signed in (first, second, third):
        assert signed.path is None
        assert hashlib.sha256(signed.data).hexdigest() == signed.sha256
        assert studio.verifier.inspect(signed.data).verdict is Verdict.TRUSTED


def test_stream_in_and_stream_out(kind, studio):
    source, target = io.BytesIO(media.content(kind)), io.BytesIO()
    source.seek(5)
    signed = studio.signer.sign(source, target, Capture())

    assert signed.path is signed.data is None
    assert hashlib.sha256(target.getvalue()).hexdigest() == signed.sha256
    assert source.getvalue() == media.content(kind)
    assert studio.verifier.inspect(target).verdict is Verdict.TRUSTED


def test_a_file_signed_in_its_own_place(kind, studio, tmp_path):
    path = media.one(kind, tmp_path)
    first = studio.signer.sign(path, path, Capture())
    second = studio.signer.sign(str(path), str(path), Edit(actions=("c2pa.published",)))
    report = studio.verifier.inspect(path)

    assert second.parent == first.manifest_label
    assert report.verdict is Verdict.TRUSTED
    assert len(report.nodes) == 2
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_ingredients_in_memory(kind, studio):
    signed = studio.signer.sign(media.content("png"), None, Capture()).data
    inputs = (signed, io.BytesIO(media.content(kind)))
    made = studio.signer.sign(media.content(kind), None, Composite(components=inputs))
    dreamt = studio.signer.sign(media.content(kind), None, Generation(model="M", inputs=inputs))

    for each in (made, dreamt):
        report = studio.verifier.inspect(each.data)
        assert report.verdict is Verdict.TRUSTED
        states = [edge.state for edge in report.nodes[0].ingredients]
        assert states == ["credentialed", "none"]
