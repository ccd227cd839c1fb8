"""`provenance revocation update`: asks whom the user names, keeps what is sound, and `verify` uses it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from support import media
from support.authorities import Development
from support.loopback import HERE, Reply, listening
from support.revocations import access, answer, point

from provenance import Capture, MetadataChoice, Signer

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def pki():
    return Development(start=NOW - timedelta(days=1))


@pytest.fixture
def answering(pki, tmp_path):
    """Serve one status, and yield a file whose signer names that server, and the trust options."""

    class Answering:
        def __init__(self, status):
            self.status = status

        def __enter__(self):
            self._server = listening(self._answer)
            self.server = self._server.__enter__()
            named = [access(self.server.address()), point("http://lists.example.com/a.crl")]
            self.signer = pki.signer(instead=named)
            none = MetadataChoice(level="none")
            with Signer(self.signer, metadata=none, thumbnails=False) as studio:
                signed = studio.sign(media.content("jpeg"), None, Capture())
            self.file = tmp_path / "signed.jpg"
            self.file.write_bytes(signed.data)
            root = tmp_path / "root.pem"
            root.write_bytes(pki.root_pem)
            self.trust = ("--trust", root)
            return self

        def __exit__(self, *about):
            self._server.__exit__(*about)

        def _answer(self, *_):
            if not self.status:
                return Reply(status=500)
            minute = NOW - timedelta(minutes=1)
            how = {"since": minute, "revoked_at": minute}
            return Reply(body=answer(self.signer.leaf, pki.issuer, self.status, **how))

    return Answering


@pytest.mark.parametrize("case", [("good", "not revoked", 0), ("revoked", "revoked on", 3)])
def test_what_the_issuer_says_decides_the_next_verdict(case, answering, command, tmp_path):
    status, said, code = case
    with answering(status) as served:
        verify = ("verify", served.file, *served.trust)
        before = command(*verify, config=tmp_path)
        assert (before.code, "Revocation was not checked." in before.out) == (0, True)
        assert served.server.asked == []

        told = command(
            "revocation",
            "update",
            served.file,
            *served.trust,
            "--allow-host",
            HERE,
            config=tmp_path,
        )
        assert (told.code, said in told.out) == (0, True)
        assert "Issuer: not asked, as you do not allow ocsp.development.invalid." in told.err
        assert len(served.server.asked) == 1

        after = command(*verify, config=tmp_path)
        assert (after.code, "Revocation was not checked." in after.out) == (code, False)
        assert len(served.server.asked) == 1
    listed = json.loads(command("revocation", "list", "--json", config=tmp_path).out)
    assert [each["kind"] for each in listed] == ["ocsp"]


def test_without_a_named_host_the_hosts_are_listed_and_nobody_is_asked(
    answering, command, tmp_path
):
    with answering("good") as served:
        words = ("revocation", "update", served.file, *served.trust)
        told = command(*words, config=tmp_path)
        assert told.code == 2
        assert told.out.splitlines() == [
            f"{HERE}: about Signer",
            "lists.example.com: about Signer",
            "ocsp.development.invalid: about Issuer",
        ]
        assert told.err.count("\n") == 1
        assert "--allow-host HOST" in told.err
        listed = json.loads(command(*words, "--json", config=tmp_path).out)
        assert listed[0] == {"host": HERE, "certificates": ["Signer"]}
        assert served.server.asked == []


def test_no_usable_answer_is_an_error_that_says_why(answering, command, tmp_path):
    with answering("") as served:
        words = ("revocation", "update", served.file, *served.trust, "--allow-host", HERE)
        told = command(*words, config=tmp_path)
        assert (told.code, told.out) == (1, "")
        assert "Signer: no usable answer. http://127.0.0.1:" in told.err
        assert "the answer is 500" in told.err
        (reply,) = json.loads(command(*words, "--json", config=tmp_path).out)
    assert (reply["certificate"], reply["status"], reply["kept"]) == ("Signer", None, "")
    assert not (tmp_path / "revocation").exists()


@pytest.mark.parametrize("host", ["http://ocsp.example.com", "*", "", "example.com/path"])
def test_what_is_no_host_is_wrong_usage(host, answering, command, tmp_path):
    with answering("good") as served:
        told = command(
            "revocation",
            "update",
            served.file,
            *served.trust,
            "--allow-host",
            host,
            config=tmp_path,
        )
        assert (told.code, told.err.count("\n"), served.server.asked) == (2, 1, [])


def test_a_host_that_no_certificate_names_answers_nothing(answering, command, tmp_path):
    with answering("good") as served:
        words = ("revocation", "update", served.file, *served.trust)
        told = command(*words, "--allow-host", "example.com", config=tmp_path)
        assert (told.code, told.out, served.server.asked) == (1, "", [])


def test_an_unsigned_file_names_nobody(photo, command, tmp_path):
    told = command("revocation", "update", photo, config=tmp_path)
    assert (told.code, told.out) == (0, "")
    assert told.err == "The certificates of these files name nobody to ask.\n"
