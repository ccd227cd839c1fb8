"""Any bytes end in a report, in time and in every form, and the next file is read as well."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import media
from support.patience import about
from support.studio import open_studio

from provenance import Capture, Report, Verdict, Verifier
from provenance.report import crjson, explain, text
from provenance.report import json as json_report

PATIENCE = 10.0  # seconds for a small file
BEGINNINGS = {name: media.content(name)[:60] for name in sorted(media.EVERY)}


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("studio") / "pki") as studio:
        yield studio


@pytest.fixture(scope="module")
def signed(studio):
    return {
        name: studio.bare.sign(media.content(name), None, Capture()).data
        for name in sorted(media.FORMATS)
    }


def answered(verifier, content):
    """Ask for an answer, and hold it to everything that an answer has to be."""
    started = time.monotonic()
    found = verifier.examine(content)
    assert time.monotonic() - started < PATIENCE
    report = found.report
    assert isinstance(report, Report)
    assert report.headline
    assert "\n" not in report.headline
    assert text.render(report, verbose=True)
    assert explain.render_report(report)
    assert json.loads(json_report.render(report))
    assert json.loads(crjson.render(found))
    return report


@about(120)
@given(
    begin=st.sampled_from(sorted(BEGINNINGS)), rest=st.binary(max_size=400), keep=st.floats(0, 1)
)
def test_random_bytes_behind_any_beginning(begin, rest, keep, studio):
    head = BEGINNINGS[begin]
    report = answered(studio.verifier, head[: int(keep * len(head))] + rest)

    assert report.verdict in {Verdict.ABSENT, Verdict.UNDETERMINED}


changes = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), min_size=1, max_size=6)
names = st.sampled_from(sorted(media.FORMATS))


@about(150)
@given(name=names, edits=changes, insert=st.booleans())
def test_signed_files_with_bytes_written_over_or_put_in(name, edits, insert, signed, studio):
    content = signed[name]
    for share, written in edits:
        at = int(share * len(content))
        content = content[:at] + written + content[at + (0 if insert else len(written)) :]

    assert answered(studio.verifier, content)


@about(100)
@given(name=names, start=st.floats(0, 0.2), end=st.floats(0, 1))
def test_signed_files_cut_at_both_ends(name, start, end, signed, studio):
    content = signed[name]
    cut = content[int(start * start * len(content)) : int(end * len(content))]

    assert answered(studio.verifier, cut)


@about(60)
@given(first=names, second=names, share=st.floats(0, 1))
def test_two_signed_files_spliced(first, second, share, signed, studio):
    cut = int(share * len(signed[first]))

    assert answered(studio.verifier, signed[first][:cut] + signed[second])


def test_the_next_file_is_read_as_well(signed, studio):
    for name, content in signed.items():
        assert answered(studio.verifier, content).verdict is Verdict.TRUSTED, name


def test_nothing_at_all_is_answered_too():
    with Verifier() as verifier:
        assert answered(verifier, b"").verdict is Verdict.UNDETERMINED
