"""The verifier turns whatever it is given into a report, and our own errors into exceptions."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.certificates import SIGNING_DAY, signer, trusting
from support.stores import good, ingredient, jumbf, manifest, signed_manifest, status, store

from provenance.engine.interface import Reading
from provenance.errors import (
    EngineCrashed,
    InputNotFound,
    InvalidArgument,
    LimitReached,
    NoCredentials,
    RemoteCredentials,
    StorageError,
    Unparseable,
    UnsupportedFormat,
    VerificationError,
)
from provenance.limits import Limits
from provenance.model.look import EmbeddedText, Look
from provenance.model.report import Severity, Verdict
from provenance.model.status import StatusKind
from provenance.pki.trust import TrustLists
from provenance.verification import verifier as door
from provenance.verification.policy import RequireIntact, UnsafeAcceptAll
from provenance.verification.verifier import Verifier

CONTENT = b"not really a picture"
TRUST = trusting("A root")
LIMITS = Limits()


class FakeEngine:
    """An engine that answers, or raises, what it was given."""

    version = "fake 1"

    def __init__(self, answer=None, *, beside=None, shown=None):
        self.answer = answer
        self.shown = shown or Look()
        self.beside = beside
        self.asked = []

    def look(self, asset, *, picture):
        if isinstance(self.shown, Exception):
            raise self.shown
        return self.shown

    def read(self, asset, *, manifest_data=None):
        self.asked.append(manifest_data)
        answer = self.answer if manifest_data is None else self.beside
        if isinstance(answer, Exception):
            raise answer
        return answer


def reading(found, raw=None):
    labels = [each.label for each in found.manifests]
    raw = raw if raw is not None else jumbf(*map(signed_manifest, labels))
    digest = hashlib.sha256(CONTENT).hexdigest()
    return Reading(store=found, jumbf=raw, media_type="image/jpeg", sha256=digest)


def examine(answer, *, trust=TRUST, limits=LIMITS, source=CONTENT):  # frozen
    engine = FakeEngine(answer)
    with Verifier(trust=trust, limits=limits, engine=engine) as verifier:
        return verifier.examine(source, at=SIGNING_DAY)


def report(answer, **how):
    return examine(answer, **how).report


def chain(**said):
    """Return a reading of a over b; `said` goes into the ingredient."""
    validated = status("claimSignature.validated", "b", kind="success")
    said = {"deltas": [validated], **said}
    return reading(store(manifest("a", ingredient("b", **said)), manifest("b", statuses=())))


# --- beside the credentials -------------------------------------------------------------------

SHOWN = Look(texts=(EmbeddedText(place="XMP", name="Credit", value="Made with Google AI"),))


@pytest.mark.parametrize("answer", [chain(), NoCredentials("none"), Unparseable("damaged")])
@pytest.mark.parametrize(
    "shown", [EngineCrashed("dead"), LimitReached("long", limit="wall_seconds")]
)
def test_a_reader_that_ends_over_the_text_of_a_file_changes_nothing_else(answer, shown):
    with Verifier(trust=TRUST, engine=FakeEngine(answer, shown=shown)) as verifier:
        assert verifier.examine(CONTENT, at=SIGNING_DAY) == examine(answer)


@pytest.mark.parametrize("answer", [chain(), NoCredentials("none"), Unparseable("damaged")])
def test_text_beside_the_credentials_is_told_and_changes_no_verdict(answer):
    with Verifier(trust=TRUST, engine=FakeEngine(answer, shown=SHOWN)) as verifier:
        found = verifier.inspect(CONTENT, at=SIGNING_DAY)
    without = report(answer)
    assert found.embedded == SHOWN.texts
    assert {each.code for each in set(found.findings) - set(without.findings)} == {"unsigned.ai"}
    assert replace(found, embedded=(), findings=without.findings) == without


def test_a_disk_that_fails_over_the_text_of_a_file_is_our_error():
    engine = FakeEngine(chain(), shown=StorageError("gone"))
    with Verifier(trust=TRUST, engine=engine) as verifier, pytest.raises(StorageError):
        verifier.inspect(CONTENT)


# --- with credentials -------------------------------------------------------------------------


def test_a_good_chain_is_trusted_and_says_so():
    found = report(chain())

    assert found.verdict is Verdict.TRUSTED
    assert found.headline == (
        'This file is as its signer, "A signer", left it, and accepted lists vouch for every '
        "signer in its history."
    )
    assert [(each.label, each.depth) for each in found.nodes] == [("a", 0), ("b", 1)]
    assert found.nodes[0].ingredients[0].state == "credentialed"
    assert found.active.signer.vouched
    assert found.media_type == "image/jpeg"
    assert [each.code for each in found.findings] == ["signingCredential.ocsp.skipped"]


def test_the_report_says_what_it_was_made_with():
    used = report(chain()).checked_with

    assert used.engine == "fake 1"
    assert used.at == SIGNING_DAY
    assert used.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert [(each.kind, each.name, each.certificates) for each in used.lists] == [
        ("signer", "A list", 1)
    ]


def test_the_same_file_lists_and_moment_give_the_same_report():
    assert report(chain()) == report(chain())


def test_a_broken_ingredient_is_named_although_the_active_manifest_is_good():
    found = report(chain(recorded=[status("claimSignature.mismatch", "b")]))

    assert found.verdict is Verdict.INVALID
    assert found.active.verdict is Verdict.TRUSTED
    assert found.weakest == "b"
    assert found.headline == (
        "This file is as its signer left it, but an ingredient, b.jpg, fails: signature does "
        "not match."
    )
    first = found.findings[0]
    assert (first.code, first.severity) == ("claimSignature.mismatch", Severity.FAILURE)
    assert "as recorded when it was added" in first.message


def test_the_gravest_failure_is_told_before_an_expired_certificate():
    late = SIGNING_DAY + timedelta(days=365)
    broken = chain(deltas=[status("assertion.hashedURI.mismatch", "b")])
    with Verifier(trust=TRUST, engine=FakeEngine(broken)) as verifier:
        found = verifier.inspect(CONTENT, at=late)

    assert found.active.verdict is Verdict.INVALID
    assert "a signed statement in its credentials was changed" in found.headline


def test_an_expired_certificate_is_never_called_tampering():
    late = SIGNING_DAY + timedelta(days=365)
    with Verifier(trust=TRUST, engine=FakeEngine(chain())) as verifier:
        found = verifier.inspect(CONTENT, at=late)

    assert found.verdict is Verdict.INVALID
    assert "has expired on 2026-07-01" in found.headline
    assert "nothing shows that the file was changed" in found.headline


def test_without_a_list_the_report_says_what_to_run():
    found = report(chain(), trust=TrustLists())

    assert found.verdict is Verdict.VALID
    assert "no trust list is installed" in found.headline
    assert "run: provenance trust update" in found.headline
    assert [each.code for each in found.findings].count("trust.no-list") == 1
    assert "signingCredential.untrusted" not in {each.code for each in found.findings}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("assertion.dataHash.mismatch", "content or the metadata of this file changed"),
        ("assertion.bmffHash.mismatch", "content or the metadata of this file changed"),
        ("claimSignature.mismatch", "signature of this file does not match"),
        ("assertion.hashedURI.mismatch", "signed statement in the credentials"),
        ("ingredient.manifest.missing", "credentials of an ingredient of this file are missing"),
        ("signingCredential.invalid", "not fit for signing"),
        ("signingCredential.ocsp.revoked", "revoked"),
        ("assertion.action.malformed", "break the rules"),
        ("manifest.inaccessible", "cannot be judged"),
    ],
)
def test_each_kind_of_failure_has_its_own_words(code, words):
    failing = reading(store(manifest("a", statuses=[good("a")[0], status(code, "a")])))
    found = report(failing)

    assert words in found.headline
    assert code in {each.code for each in found.findings}


def test_a_store_too_deep_is_undetermined():
    validated = [status("claimSignature.validated", str(n), kind="success") for n in range(1, 10)]
    steps = [manifest(str(n), ingredient(str(n + 1)), statuses=()) for n in range(1, 9)]
    first = manifest("0", ingredient("1", deltas=validated))
    found = report(
        reading(store(first, *steps, manifest("9", statuses=()))), limits=Limits(depth=3)
    )

    assert found.verdict is Verdict.UNDETERMINED
    assert "chain.limit" in {each.code for each in found.findings}


def test_the_engine_and_the_raw_store_have_to_speak_of_the_same_signature():
    foreign = signed_manifest("a", by=signer("Another"), covered={1: -7, 33: signer().der})
    found = report(reading(store(manifest("a")), raw=jumbf(foreign)))

    assert found.verdict is Verdict.UNDETERMINED
    assert not found.active.signer.vouched


def test_text_of_a_file_cannot_pass_for_our_words():
    lie = 'x.jpg. This file is TRUSTED" ' + "!" * 5_000
    link = replace(ingredient("b", recorded=[status("claimSignature.mismatch", "b")]), title=lie)
    found = report(reading(store(manifest("a", link), manifest("b"))))

    assert '"x.jpg. This file is TRUSTED' in found.headline
    assert len(found.headline) < 250


def test_our_statuses_come_with_the_examination():
    statuses = examine(chain()).statuses

    assert {each.code for each in statuses["b"]} >= {
        "claimSignature.validated",
        "claimSignature.insideValidity",
        "signingCredential.trusted",
    }
    others = {each.code for each in statuses["a"] if each.kind is not StatusKind.SUCCESS}
    assert others == {"signingCredential.ocsp.skipped"}


# --- without a reading ------------------------------------------------------------------------


def test_no_credentials_is_absent_and_says_nothing_against_the_file():
    found = report(NoCredentials("None."))

    assert found.verdict is Verdict.ABSENT
    assert "nothing for or against" in found.headline
    assert found.checked_with.sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    "error",
    [
        RemoteCredentials("Elsewhere.", url="http://127.0.0.1/x"),
        LimitReached("Too much.", limit="wall_seconds"),
        EngineCrashed("It died."),
        Unparseable("Damaged."),
        UnsupportedFormat("What is this?"),
    ],
)
def test_what_could_not_be_read_is_undetermined_and_named(error):
    found = report(error)

    assert found.verdict is Verdict.UNDETERMINED
    assert found.nodes == ()
    assert found.headline == f"This file could not be checked: {error.message}"
    assert [(each.code, each.severity) for each in found.findings] == [
        (error.code, Severity.FAILURE)
    ]


def test_our_own_errors_are_no_verdict(tmp_path):
    with pytest.raises(StorageError):
        report(StorageError("The disk failed."))
    with pytest.raises(InputNotFound):
        report(None, source=tmp_path / "nothing.jpg")


def test_a_moment_without_a_time_zone_is_refused():
    with Verifier(engine=FakeEngine()) as verifier, pytest.raises(InvalidArgument):
        verifier.inspect(CONTENT, at=datetime(2026, 1, 1))  # noqa: DTZ001  # the point  # the point


def test_streams_and_paths_are_taken_too(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(CONTENT)

    assert report(NoCredentials("None."), source=io.BytesIO(CONTENT)).verdict is Verdict.ABSENT
    assert report(NoCredentials("None."), source=path).file == "a.jpg"


# --- credentials beside the file --------------------------------------------------------------


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("name", ["a.c2pa", "a.jpg.c2pa"])
def test_a_neighbour_is_used_and_noted(picture, name):
    picture.with_name(name).write_bytes(b"store")
    engine = FakeEngine(NoCredentials("None."), beside=chain())
    with Verifier(trust=TRUST, engine=engine) as verifier:
        found = verifier.inspect(picture, at=SIGNING_DAY)

    assert found.verdict is Verdict.TRUSTED
    assert engine.asked == [None, b"store"]
    assert "credentials.sidecar" in {each.code for each in found.findings}


def test_a_neighbour_that_cannot_be_read_leaves_the_file_absent(picture):
    picture.with_name("a.c2pa").write_bytes(b"rubbish")
    engine = FakeEngine(NoCredentials("None."), beside=Unparseable("Rubbish."))
    with Verifier(engine=engine) as verifier:
        found = verifier.inspect(picture)

    assert found.verdict is Verdict.ABSENT
    assert "credentials.sidecar-unreadable" in {each.code for each in found.findings}


def test_a_neighbour_that_belongs_to_another_file_is_told_and_not_held_against_this_one(picture):
    picture.with_name("a.c2pa").write_bytes(b"store")
    said = [status("assertion.dataHash.mismatch", "a", box="c2pa.hash.data")]
    engine = FakeEngine(NoCredentials("None."), beside=reading(store(manifest("a", statuses=said))))
    with Verifier(trust=TRUST, engine=engine) as verifier:
        found = verifier.inspect(picture, at=SIGNING_DAY)

    assert found.verdict is Verdict.ABSENT
    assert "credentials.sidecar-foreign" in {each.code for each in found.findings}


@pytest.mark.parametrize("beside", [b"rubbish", None])
def test_a_neighbour_does_not_hide_that_the_credentials_are_on_a_server(picture, beside):
    if beside:
        picture.with_name("a.c2pa").write_bytes(beside)
    remote = RemoteCredentials("On a server.", url="https://example.org/a.c2pa")
    with Verifier(engine=FakeEngine(remote, beside=Unparseable("Rubbish."))) as verifier:
        assert verifier.inspect(picture).verdict is Verdict.UNDETERMINED


# --- verify -----------------------------------------------------------------------------------


def test_verify_returns_the_report_or_raises_with_it():
    engine = FakeEngine(chain())
    with Verifier(engine=engine) as verifier:
        with pytest.raises(VerificationError) as caught:
            verifier.verify(CONTENT, at=SIGNING_DAY)
        intact = verifier.verify(CONTENT, policy=RequireIntact(), at=SIGNING_DAY)

    assert caught.value.report.verdict is Verdict.VALID
    assert intact == caught.value.report


def test_accepting_everything_has_a_name_that_warns():
    with Verifier(engine=FakeEngine(NoCredentials("None."))) as verifier:
        assert verifier.verify(CONTENT, policy=UnsafeAcceptAll()).verdict is Verdict.ABSENT


# --- the numbered steps -----------------------------------------------------------------------


def numbered(text):
    return [line for line in text.splitlines() if line[:2].strip(".").isdigit()]


def test_the_documentation_names_the_same_steps_as_the_docstring():
    page = Path(__file__).parents[3] / "docs" / "verification-steps.md"
    documented = [line.removeprefix("## ") for line in page.read_text().splitlines()]

    steps = numbered(door.__doc__)
    assert len(steps) == 11
    assert numbered("\n".join(documented)) == steps
