"""What a collection hash leaves out of a zip archive."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import media

from provenance.evidence.coverage import chart
from provenance.limits import Limits
from provenance.model.store import Assertion

NAMES = ("one.txt", "two.txt")
DIRECTORY = [1, 2, 3]


def packed(*names, content=b"content", comment=b"", extra=b"", stream=None):
    out = io.BytesIO() if stream is None else stream
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        with zipfile.ZipFile(out, "w") as archive:
            archive.comment = comment
            for name in names:
                member = zipfile.ZipInfo(name)
                member.extra = extra
                archive.writestr(member, b"" if name.endswith("/") else content)
    return out


class Unseekable(io.BytesIO):
    """What a program sees that writes an archive in one go."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


def left_out(data, uris=NAMES, directory=DIRECTORY, limits=Limits()):
    held = {name: {} for name in uris} if isinstance(uris, tuple) else uris
    stated = {"uris": held, "zip_central_directory_hash": directory}
    hashed = [Assertion(label="c2pa.hash.collection.data", data=stated)]
    return chart(io.BytesIO(data), hashed, limits)


def parts(coverage):
    return [(each.name, each.kind) for each in coverage.parts]


@pytest.mark.parametrize("uris", [NAMES, [{"uri": "one.txt"}, {"uri": "two.txt"}]])
@pytest.mark.parametrize("comment", [b"", b"a comment"])
def test_members_with_a_hash_and_the_directory_are_covered(comment, uris):
    assert parts(left_out(packed(*NAMES, comment=comment).getvalue(), uris)) == []


def test_a_member_without_a_hash_is_content():
    found = left_out(packed(*NAMES, "three.txt").getvalue())

    assert parts(found) == [("member three.txt", "content")]


def test_two_members_of_one_name_are_content():
    found = left_out(packed("one.txt", "two.txt", "one.txt").getvalue())

    assert parts(found) == [("member one.txt", "content")] * 2


def test_a_directory_without_a_hash_is_content():
    found = left_out(packed(*NAMES).getvalue(), directory=None)

    assert parts(found) == [("directory of the archive", "content")]


def test_a_folder_carries_nothing_but_what_is_put_into_its_header():
    plain = left_out(packed(*NAMES, "folder/").getvalue())
    hiding = left_out(packed(*NAMES, "folder/", extra=b"\xab\xcd\4\0\1\2\3\4").getvalue())

    assert parts(plain) == [("folder", "structure")]
    assert ("extra field of a folder", "room") in parts(hiding)


def test_the_checksum_behind_a_member_is_no_content():
    data = packed(*NAMES, stream=Unseekable()).getvalue()

    assert b"PK\x07\x08" in data
    assert parts(left_out(data)) == [("checksum of a member", "structure")] * 2


def member(name, content, length=None):
    size = len(content) if length is None else length
    head = struct.pack("<4s5H3I2H", b"PK\3\4", *[0] * 5, 0, size, size, len(name), 0)
    return head + name + content


CREDENTIALS = b"META-INF/content_credential.c2pa"


@pytest.mark.parametrize("name", [b"bad", CREDENTIALS], ids=["a member", "credentials"])
def test_bytes_before_the_first_member_move_the_rest(name):
    """A program that does not allow for them finds another directory at the stated place."""
    other = packed("evil.txt", content=b"x" * 500).getvalue()
    first = member(name, other)
    found = left_out(first + packed(*NAMES).getvalue())

    assert parts(found) == [("bytes that move the archive", "content")]
    assert (found.parts[0].start, found.parts[0].length) == (0, len(first))


def test_a_member_that_ends_sooner_for_some_programs_is_content():
    data = bytearray(
        packed(*NAMES, CREDENTIALS.decode(), content=member(b"evil.txt", b"x")).getvalue()
    )
    place = data.index(CREDENTIALS)
    data[place - 12 : place - 8] = bytes(4)

    assert ("a member with two lengths", "content") in parts(left_out(bytes(data)))


def test_an_archive_of_64_bits_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in NAMES:
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(b"content")
    data = bytearray(out.getvalue())
    entry = data.index(b"PK\1\2")
    wide = struct.pack("<2H3Q", 1, 24, 7, 7, 0)
    name_end = entry + 46 + len(NAMES[0])
    data[entry + 42 : entry + 46] = b"\xff" * 4
    data[entry + 20 : entry + 28] = b"\xff" * 8
    data[entry + 30 : entry + 32] = struct.pack("<H", len(wide))
    data[name_end:name_end] = wide
    end = data.rindex(b"PK\5\6")
    (size,) = struct.unpack_from("<I", data, end + 12)
    data[end + 12 : end + 16] = struct.pack("<I", size + len(wide))

    assert parts(left_out(bytes(data))) == []


@pytest.mark.parametrize("cut", range(1, 200, 7))
def test_an_archive_cut_off_anywhere_is_not_judged(cut):
    data = packed(*NAMES).getvalue()

    assert not left_out(data[:-cut]).whole


def test_an_archive_of_countless_members_is_not_judged():
    data = packed(*(f"{number}" for number in range(500))).getvalue()

    assert not left_out(data, limits=Limits(boxes=10)).whole


@pytest.mark.parametrize("uris", [None, 7, {}, [7, {"uri": 7}, {}]])
def test_any_other_list_of_members_covers_none(uris):
    assert len(left_out(packed(*NAMES).getvalue(), uris).of("content")) == len(NAMES)


@given(st.binary(max_size=80), st.integers(0, 900), st.integers(0, 80))
def test_any_archive_ends_in_a_map(data, place, gone):
    archive = media.content("docx")
    changed = archive[:place] + data + archive[place + gone :]
    for part in left_out(changed).parts:
        assert 0 <= part.start < part.end <= len(changed)
