"""What leads from a stripped file to credentials, and what must never be taken for them."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw, ImageFilter
from support import forgeries, textures
from support.lasting import Shelf, marked, posted
from support.studio import trusting
from support.surgery import Box, write_signature

from provenance import (
    Capture,
    Edit,
    TrustLists,
    Update,
    Verdict,
    VerificationError,
    Verifier,
)
from provenance.durable.recovery import Recovery, weighing
from provenance.durable.signing import Durable
from provenance.errors import InvalidArgument, NetworkNotAllowed, StorageError
from provenance.model.definition import Thumbnail
from provenance.model.report import Severity
from provenance.model.soft_binding import BindingKind, SoftBinding
from provenance.verification import policy

DAY = datetime(2046, 1, 1, tzinfo=UTC)  # when the certificates of the tests have expired


@pytest.fixture
def looking(lasting):
    """Inspect a file with other places to look into than the repository."""

    def inspect(path, *places, at=None):
        with Verifier(trust=trusting(lasting.studio), recover=Recovery(*places)) as verifier:
            return verifier.inspect(path, at=at)

    return inspect


def codes(report, severity=None):
    return {each.code for each in report.findings if severity in {None, each.severity}}


def warnings(report):
    return codes(report, Severity.WARNING) | codes(report, Severity.FAILURE)


def test_a_posted_picture_leads_back_to_its_origin_and_history(lasting, alice):
    report = lasting.verifier.inspect(alice.found)

    assert report.verdict is report.active.verdict is Verdict.UNDETERMINED
    (match,) = report.matches
    assert (match.manifest, match.by, match.score) == (alice.signed.manifest_label, "watermark", 1)
    assert match.accepted
    assert match.same_scene
    assert match.vouched
    assert match.comparison.seen == pytest.approx(0.81, abs=0.03)
    assert match.comparison.regions == ()
    assert report.active.signer.name == "Test Studio (development)"
    assert 'Captured with "Nova One"' in report.history[0].sentence
    assert "nothing binds to this file" in report.history[0].sentence
    assert report.headline == (
        "This file carries no credentials of its own. Its watermark leads to those of "
        '"Bridge", signed by "Test Studio (development)"; nothing proves that they are of this file.'
    )
    assert {"binding.recovered", "recovery.by-watermark", "recovery.alike"} <= codes(report)


def test_what_exiftool_strips_is_found_too(lasting, alice, tmp_path):
    bare = tmp_path / "bare.jpg"
    bare.write_bytes(alice.signed.path.read_bytes())
    subprocess.run(["exiftool", "-q", "-all=", "-overwrite_original", bare], check=True)

    report = lasting.verifier.inspect(bare)
    assert [each.manifest for each in report.matches] == [alice.signed.manifest_label]
    assert report.verdict is Verdict.UNDETERMINED


def test_credentials_that_lie_elsewhere_are_not_called_none(lasting, alice, tmp_path):
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        'syntax-ns#"><rdf:Description xmlns:dcterms="http://purl.org/dc/terms/" '
        'dcterms:provenance="https://example.invalid/m.c2pa"/></rdf:RDF></x:xmpmeta>'
    )
    with Image.open(alice.found) as image:
        image.save(tmp_path / "remote.jpg", quality=90, xmp=xmp.encode())
    report = lasting.verifier.inspect(tmp_path / "remote.jpg")
    assert report.verdict is Verdict.UNDETERMINED
    assert report.matches[0].accepted
    assert report.headline.startswith(
        "The credentials of this file could not be read. Its watermark"
    )


def test_the_source_is_found_by_its_likeness(lasting, alice):
    match = lasting.verifier.inspect(lasting.folder / "photo-1.jpg").matches[0]
    assert (match.manifest, match.by) == (alice.signed.manifest_label, "fingerprint")
    assert match.accepted


def test_another_picture_leads_nowhere(lasting, alice):
    report = lasting.verifier.inspect(lasting.photo(2))
    assert (report.verdict, report.matches) == (Verdict.ABSENT, ())
    assert "recovery.nothing" in codes(report)


@pytest.mark.parametrize(
    "rule",
    [
        None,
        policy.RequireTrusted(),
        policy.RequireIntact(),
        policy.AllOf((policy.RequireIntact(),)),
        policy.AnyOf((policy.RequireIntact(), policy.RequireTrusted())),
        policy.AIDeclared(),
        policy.NoAI(),
        policy.AllowedActions(actions=("c2pa.created", "c2pa.watermarked.unbound")),
        policy.ForbiddenActions(actions=("c2pa.edited",)),
    ],
)
def test_no_policy_holds_on_recovered_credentials(lasting, alice, rule):
    with pytest.raises(VerificationError) as refusal:
        lasting.verifier.verify(alice.found, policy=rule)
    assert refusal.value.report.matches[0].accepted


def test_her_mark_in_another_picture_is_refused(lasting, alice, tmp_path):
    forged = marked(lasting.photo(3), tmp_path / "forged.png.jpg", alice.mark.value)
    report = lasting.verifier.inspect(forged)

    (match,) = report.matches
    assert (match.accepted, match.same_scene) == (False, False)
    assert match.problem == "The mark in the file leads to credentials of a different picture."
    assert report.verdict is Verdict.UNDETERMINED
    assert report.nodes == report.history == ()
    assert report.active.signer is None
    assert "Test Studio" not in report.headline


def beside(lasting, alice, target, share):
    """Put her picture into a corner of another one, in so much of its area, under her mark."""
    with (
        Image.open(lasting.photo(9, width=1600, height=1200)) as page,
        Image.open(alice.signed.path) as hers,
    ):
        page.paste(hers.resize([round(side * share**0.5) for side in page.size]), (40, 40))
        page.save(target, quality=95)
    return marked(target, target.with_suffix(".marked.jpg"), alice.mark.value)


def test_a_small_part_of_a_picture_does_not_stand_for_the_rest(lasting, alice, tmp_path):
    report = lasting.verifier.inspect(beside(lasting, alice, tmp_path / "page.jpg", 0.06))
    (match,) = report.matches
    assert (match.by, match.same_scene, match.accepted) == ("watermark", True, False)
    assert match.comparison.added == pytest.approx(0.94, abs=0.01)
    assert "only a small part of what the file shows" in report.headline
    assert report.active.signer is None
    assert "recovery.alike" not in codes(report)


def test_what_stands_around_the_signed_picture_is_told(lasting, alice, tmp_path):
    report = lasting.verifier.inspect(beside(lasting, alice, tmp_path / "page.jpg", 0.25))
    assert report.matches[0].accepted
    (told,) = [each for each in report.findings if each.code == "recovery.added"]
    assert told.message.startswith("75 per cent of what the file shows lies outside")
    assert told.severity is Severity.WARNING
    assert "recovery.alike" not in codes(report)


def test_a_smooth_picture_with_her_fingerprint_is_not_hers(lasting, alice, tmp_path):
    """There is nothing in it to compare place by place, and its fingerprint was forged."""
    smooth = textures.textured(3, 1200, 900).filter(ImageFilter.GaussianBlur(14))
    with Image.open(alice.signed.path) as hers:
        forged = forgeries.with_likeness_of(smooth, hers)
    forged.save(tmp_path / "forged.png")
    report = lasting.verifier.inspect(tmp_path / "forged.png")
    (match,) = report.matches
    assert (match.manifest, match.by) == (alice.signed.manifest_label, "fingerprint")
    assert (match.same_scene, match.accepted) == (None, False)
    assert report.active.signer is None


def test_a_row_whose_value_nobody_signed_is_refused(lasting, tmp_path):
    picture = marked(lasting.photo(4), tmp_path / "marked.jpg", (1 << 60 | 4).to_bytes(8))
    signed = lasting.studio.signer.sign(lasting.folder / "photo-4.jpg", None, Capture())
    mark = lasting.verifier.inspect(picture)
    assert "recovery.unknown-mark" in codes(mark)

    row = SoftBinding(
        algorithm="org.media-provenance.watermark.1",
        value=(1 << 60 | 4).to_bytes(8),
        kind=BindingKind.WATERMARK,
    )
    lasting.repository.add(
        signed.manifest_store,
        manifest=signed.manifest_label,
        media_type="image/jpeg",
        bindings=(row,),
    )
    (match,) = lasting.verifier.inspect(picture).matches
    assert not match.accepted
    assert "did not state what leads to them" in match.problem


def broken_signature(store):
    box = Box.read(store)
    protected, uncovered, _, signature = box.children[-1].at("c2pa.signature").value.value
    spoilt = signature[:-1] + bytes([signature[-1] ^ 1])
    write_signature(box.children[-1], protected, spoilt, uncovered)
    return bytes(box)


def altered_thumbnail(store):
    start = store.index(b"\xff\xd8\xff") + 4000
    return store[:start] + bytes([store[start] ^ 1]) + store[start + 1 :]


def hidden_assertion(store):
    box = Box.read(store)
    inside = box.children[-1].at("c2pa.assertions")
    hidden = Box.read(bytes(inside.at("org.media-provenance.soft-bindings")))
    hidden.description = hidden.description.replace(b"soft-bindings", b"soft-bindingz")
    inside.children.append(hidden)
    return bytes(box)


@pytest.mark.parametrize(
    "spoil",
    [
        broken_signature,
        altered_thumbnail,
        hidden_assertion,
        lambda store: store[: len(store) // 2],
        lambda _: b"",
        lambda _: b"\xff\xd8\xff\xe0 not a store",
        lambda _: bytes(1 << 24),
    ],
)
def test_a_spoilt_store_is_refused(alice, looking, spoil):
    shelf = Shelf(stores={alice.signed.manifest_label: spoil(alice.signed.manifest_store)})
    report = looking(alice.found, shelf)

    (match,) = report.matches
    assert (match.accepted, match.place) == (False, shelf.address)
    assert "do not hold" in match.problem
    assert report.verdict is Verdict.UNDETERMINED
    assert report.active.signer is None
    assert report.history == ()


def test_a_whole_file_or_the_store_of_another_label_is_refused(alice, looking):
    label = alice.signed.manifest_label
    whole = alice.signed.path.read_bytes()
    for stores in ({label: whole}, {"urn:c2pa:other": alice.signed.manifest_store}):
        (match,) = looking(alice.found, Shelf(stores=stores)).matches
        assert not match.accepted


@pytest.mark.parametrize("error", [StorageError("gone"), NetworkNotAllowed("no"), None])
def test_a_place_that_cannot_give_it_hides_nothing(lasting, alice, looking, error):
    shelf = Shelf(stores={alice.signed.manifest_label: error}, score=99.0)
    (match,) = looking(alice.found, shelf).matches
    assert (match.accepted, match.score) == (False, 1.0)

    (match,) = looking(alice.found, shelf, lasting.repository).matches
    assert (match.accepted, match.place) == (True, "repository")


class Down(Shelf):
    """A service that nobody reaches."""

    def find(self, binding, *, limit=10):
        raise StorageError("The service at shelf.example is down.", hint="Try again later.")


def test_a_service_that_is_down_hides_nothing(lasting, alice, looking):
    report = looking(alice.found, lasting.repository, Down())
    assert [each.accepted for each in report.matches] == [True]
    assert report.verdict is Verdict.UNDETERMINED
    (told,) = [each for each in report.findings if each.code == "recovery.unasked"]
    assert told.severity is Severity.WARNING
    assert "shelf.example is down" in told.message


def test_a_service_that_is_down_changes_no_verdict(lasting, alice, looking):
    report = looking(alice.signed.path, lasting.repository, Down())
    assert report.verdict is Verdict.TRUSTED
    assert warnings(report) == {"recovery.unasked"}


def test_nothing_found_is_no_answer_where_a_service_is_down(lasting, looking):
    with pytest.raises(
        StorageError, match=r"not every place was searched\..*shelf\.example is down"
    ):
        looking(lasting.photo(2), lasting.repository, Down())


def test_what_is_refused_is_told_beside_a_service_that_is_down(alice, looking):
    shelf = Shelf(stores={"urn:c2pa:other": None})
    report = looking(alice.found, shelf, Down())
    assert {"recovery.unasked", "recovery.refused"} <= warnings(report)
    assert report.verdict is Verdict.UNDETERMINED


def test_liars_do_not_keep_the_true_credentials_from_being_judged(lasting, alice, looking):
    liars = [Shelf(stores={f"urn:c2pa:{n}-{k}": b"" for k in range(40)}) for n in range(3)]
    report = looking(alice.found, *liars, lasting.repository)
    assert len(report.matches) == 10
    assert report.matches[0].manifest == alice.signed.manifest_label
    assert report.matches[0].accepted


def test_an_expired_signer_is_refused_and_not_called_a_forger(lasting, alice):
    (match,) = lasting.verifier.inspect(alice.found, at=DAY).matches
    assert not match.accepted
    assert "has expired" in match.problem


def test_an_ancestor_that_fails_spoils_what_is_found(lasting, tmp_path):
    parent = tmp_path / "parent.jpg"
    lasting.studio.signer.sign(lasting.photo(5), parent, Capture())
    content = bytearray(parent.read_bytes())
    content[-3000] ^= 1
    parent.write_bytes(content)
    edited = lasting.signer.sign(
        lasting.folder / "photo-5.jpg",
        tmp_path / "edit.jpg",
        Edit(parent=parent, actions=("c2pa.edited",)),
    )
    (match,) = lasting.verifier.inspect(posted(edited.path, tmp_path / "posted.jpg")).matches
    assert not match.accepted
    assert "do not hold" in match.problem


def test_an_update_is_found_by_what_the_content_was_signed_with(lasting, alice, looking, tmp_path):
    updated = lasting.studio.signer.sign(alice.signed.path, tmp_path / "updated.jpg", Update())
    shelf = Shelf(stores={updated.manifest_label: updated.manifest_store})
    report = looking(alice.found, shelf)
    assert report.matches[0].accepted
    assert report.matches[0].manifest == updated.manifest_label
    assert report.verdict is Verdict.UNDETERMINED


def test_a_thumbnail_that_no_decoder_likes_tells_nothing(lasting, looking, tmp_path):
    bomb = bytearray(Image.new("L", (8, 8)).tobytes())
    with lasting.signing() as signer:
        signed = signer.sign(
            lasting.photo(6),
            tmp_path / "signed.jpg",
            Capture(),
            preview=Thumbnail(media_type="image/png", data=b"\x89PNG\r\n\x1a\n" + bytes(bomb)),
        )
    cropped = lasting.verifier.inspect(posted(signed.path, tmp_path / "cropped.jpg"))
    assert [(each.accepted, each.same_scene) for each in cropped.matches] == [(False, None)]
    assert "nothing shows that they are of this one" in cropped.matches[0].problem

    whole = lasting.verifier.inspect(posted(signed.path, tmp_path / "whole.jpg", crop=0))
    assert [(each.accepted, each.same_scene) for each in whole.matches] == [(True, None)]
    assert "recovery.uncompared" in warnings(whole)


def test_flat_artwork_is_accepted_by_its_mark_and_a_near_signed_fingerprint(lasting, tmp_path):
    drawn = Image.linear_gradient("L").resize((900, 700)).convert("RGB")
    drawn.paste((200, 40, 30), (150, 150, 500, 420))
    drawn.save(tmp_path / "art.png")
    signed = lasting.signer.sign(tmp_path / "art.png", tmp_path / "signed.png", Capture())

    whole = lasting.verifier.inspect(posted(signed.path, tmp_path / "whole.jpg", crop=0)).matches
    assert [(each.accepted, each.same_scene) for each in whole] == [(True, None)]
    other = Image.linear_gradient("L").rotate(90).resize((900, 700)).convert("RGB")
    other.paste((20, 140, 230), (450, 300, 800, 650))
    other.save(tmp_path / "other.png")
    forged = marked(tmp_path / "other.png", tmp_path / "forged.png", signed.soft_bindings[0].value)
    refused = lasting.verifier.inspect(forged).matches
    assert [each.accepted for each in refused] == [False]


FLAGS = {
    "one": ("gold", "firebrick", "midnightblue", "darkgreen"),
    "other": ("lightcyan", "seagreen", "maroon", "rebeccapurple"),
}


def test_a_flag_does_not_lead_to_another(lasting, tmp_path):
    files = {}
    for name, (*stripes, hoist) in FLAGS.items():
        flag = Image.new("RGB", (900, 600))
        for row, colour in enumerate(stripes):
            flag.paste(colour, (0, 200 * row, 900, 200 * row + 200))
        ImageDraw.Draw(flag).polygon([(0, 0), (420, 300), (0, 600)], fill=hoist)
        files[name] = tmp_path / f"{name}.png"
        flag.save(files[name])
    lasting.signer.sign(files["one"], tmp_path / "signed.png", Capture())

    assert [each.accepted for each in lasting.verifier.inspect(files["one"]).matches] == [True]
    (match,) = lasting.verifier.inspect(files["other"]).matches
    assert (match.by, match.accepted) == ("fingerprint", False)
    assert "another version" in match.problem


@pytest.mark.parametrize("shown", [True, False], ids=["thumbnail", "no thumbnail"])
def test_a_fingerprint_alone_needs_a_thumbnail(lasting, tmp_path, shown):
    textures.textured(78 + shown, 1200, 900).save(tmp_path / "source.png")
    with lasting.signing(thumbnails=shown) as signer:
        signer.sign(tmp_path / "source.png", tmp_path / "signed.png", Capture())
    (match,) = lasting.verifier.inspect(tmp_path / "source.png").matches
    assert (match.by, match.accepted) == ("fingerprint", shown)


def test_a_fingerprint_alone_has_to_be_very_near(lasting, tmp_path, monkeypatch):
    textures.textured(80, 1200, 900).save(tmp_path / "source.png")
    lasting.signer.sign(tmp_path / "source.png", tmp_path / "signed.png", Capture())
    accepted = []
    for nearness in (weighing._ALONE, 1.1):
        monkeypatch.setattr(weighing, "_ALONE", nearness)
        (match,) = lasting.verifier.inspect(tmp_path / "source.png").matches
        accepted.append(match.accepted)
    assert accepted == [True, False]


def test_a_mark_counts_where_a_place_was_led_by_the_fingerprint(lasting, alice, looking, tmp_path):
    class Forgetful(Shelf):
        def find(self, binding, *, limit=10):
            marked = binding.kind is BindingKind.WATERMARK
            return () if marked else super().find(binding, limit=limit)

    shelf = Forgetful(stores={alice.signed.manifest_label: alice.signed.manifest_store})
    whole = posted(alice.signed.path, tmp_path / "whole.jpg", crop=0)
    (match,) = looking(whole, shelf).matches
    assert (match.by, match.accepted) == ("watermark", True)


def test_a_version_for_the_night_does_not_lead_to_that_for_the_day(lasting, tmp_path):
    day = textures.textured(77, 1200, 900)
    day.save(tmp_path / "day.png")
    lasting.signer.sign(tmp_path / "day.png", tmp_path / "signed.png", Capture())
    day.point(lambda value: value * 3 // 5).save(tmp_path / "night.png")

    night = lasting.verifier.inspect(tmp_path / "night.png")
    (match,) = night.matches
    assert (match.by, match.accepted, match.same_scene) == ("fingerprint", False, True)
    assert "another version" in match.problem


def test_a_recovery_needs_a_place():
    with pytest.raises(InvalidArgument, match="nowhere to look"):
        Recovery()


def test_without_trust_lists_a_recovered_name_stands_as_a_word_alone(lasting, alice):
    with Verifier(trust=TrustLists(), recover=Recovery(lasting.repository)) as verifier:
        report = verifier.inspect(alice.found)
    assert report.verdict is Verdict.UNDETERMINED
    assert "by its own word" in report.headline


def test_an_open_repository_alone_will_do(lasting, alice):
    with Verifier(trust=trusting(lasting.studio), recover=lasting.repository) as verifier:
        report = verifier.inspect(alice.found)
    assert report.matches == lasting.verifier.inspect(alice.found).matches != ()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda lasting: Verifier(recover="credentials"),
        lambda lasting: Recovery("credentials"),
        lambda lasting: Durable("credentials"),
        lambda lasting: lasting.signing(durable=lasting.repository),
    ],
)
def test_what_is_no_repository_is_told_at_once_with_what_to_give(lasting, wrong):
    with pytest.raises(InvalidArgument) as error:
        wrong(lasting)
    assert "repository" in error.value.hint


def test_where_it_was_changed_is_told_in_words(lasting, alice, tmp_path):
    with Image.open(alice.found) as found:
        width, height = found.size
        found.paste((255, 255, 255), (0, height * 3 // 4, width, height))
        found.save(tmp_path / "bar.jpg", quality=90)
    report = lasting.verifier.inspect(tmp_path / "bar.jpg")
    (changed,) = [each for each in report.findings if each.code == "recovery.changed"]
    assert re.search(r"looks different, in \w+ places?: at the bottom\b", changed.message)
