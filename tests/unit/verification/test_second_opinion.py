"""The independent verifier is asked in a bounded child; its answer is told and decides nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from importlib import metadata

import pytest
from PIL import Image
from support.studio import open_studio, trusting

import provenance
from provenance.errors import InvalidArgument
from provenance.limits import Limits
from provenance.model.asset import Asset
from provenance.pki.trust import TrustLists
from provenance.verification import second_opinion
from provenance.verification.second_opinion import added, seek

LIMITS = Limits()
QUICK = replace(LIMITS, wall_seconds=1.0)
# The child as it is, with another verifier in the place of the real one.
STAND_IN = (
    "import json, sys, types; sys.path[:] = json.loads(sys.argv[1]); "
    "other = sys.modules['encypher_c2pa'] = types.ModuleType('encypher_c2pa'); "
    "exec({body!r}, other.__dict__); "
    "from provenance.verification.second_reader import main; main()"
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("studio")) as opened:
        yield opened


@pytest.fixture(scope="module")
def signed(studio, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    Image.effect_noise((160, 120), 60).save(folder / "a.jpg")
    studio.signer.sign(folder / "a.jpg", folder / "signed.jpg", provenance.Capture())
    return folder / "signed.jpg"


@pytest.fixture
def opinion(studio):
    """Ask about a file, under the studio's root unless told otherwise."""

    def ask(content, *, trust=None, limits=LIMITS, at=None):
        asset = Asset.of(content)
        lists = trusting(studio) if trust is None else trust
        with provenance.Verifier(trust=lists) as verifier:
            return seek(asset, verifier.examine(asset, at=at), lists, limits)

    return ask


@pytest.fixture
def stand_in(monkeypatch):
    def replace_by(body: str) -> None:
        monkeypatch.setattr(second_opinion, "START", STAND_IN.format(body=body))

    return replace_by


def test_both_trust_a_good_file(opinion, signed):
    found = opinion(signed)
    assert (found.standing, found.reason, found.differences) == ("agrees", "", ())
    assert found.compared == ("credentials", "integrity", "trust")
    assert found.verifier == f"encypher-c2pa {metadata.version('encypher-c2pa')}"


def test_without_a_list_nobody_is_asked_about_trust(opinion, signed):
    found = opinion(signed, trust=TrustLists())
    assert (found.standing, found.compared) == ("agrees", ("credentials", "integrity"))


def test_both_refuse_a_list_that_vouches_for_others(opinion, signed, tmp_path):
    with open_studio(tmp_path / "other", "Other Studio") as other:
        found = opinion(signed, trust=trusting(other))
    assert found.standing == "agrees"


def test_both_see_a_changed_and_an_expired_file(opinion, signed):
    content = bytearray(signed.read_bytes())
    content[-1000] ^= 1
    assert opinion(bytes(content)).standing == "agrees"
    with provenance.Verifier() as verifier:
        now = verifier.inspect(signed).checked_with.at
    assert opinion(signed, at=now + timedelta(days=9999)).standing == "agrees"


def test_both_find_nothing_in_a_plain_file(opinion, signed):
    found = opinion(signed.with_name("a.jpg"))
    assert (found.standing, found.compared) == ("agrees", ("credentials",))


def test_a_file_that_cannot_be_read_is_not_compared(opinion):
    assert opinion(b"just words").standing == "none"


def test_a_file_that_is_too_large_is_not_shown(opinion, signed, monkeypatch):
    monkeypatch.setattr(second_opinion, "LARGEST_FILE", 10)
    assert "larger" in opinion(signed).reason


def test_a_file_that_changes_in_between_is_not_compared(studio, signed):
    examined = studio.verifier.examine(signed)
    other = Asset.of(signed.with_name("a.jpg"))
    assert "changed" in seek(other, examined, trusting(studio), LIMITS).reason


def test_a_difference_names_the_codes_and_leaves_the_verdict(studio, signed, stand_in):
    stand_in(
        "def verify(*_, **__): return {'present': True, 'validation_results': {'failure': ["
        "{'code': 'assertion.dataHash.mismatch'}, {'code': 'signingCredential.invalid'}]}}"
    )
    asset = Asset.of(signed)
    examined = studio.verifier.examine(asset)
    report = added(asset, examined, trusting(studio)).report
    assert replace(report, second_opinion=None) == examined.report
    integrity, trust = report.second_opinion.differences
    assert report.second_opinion.standing == "differs"
    assert (integrity.question, integrity.ours) == ("integrity", ())
    assert integrity.theirs == ("assertion.dataHash.mismatch",)
    assert (trust.question, trust.theirs) == ("trust", ("signingCredential.invalid",))


def test_credentials_that_only_one_of_them_sees_are_a_difference(opinion, signed, stand_in):
    stand_in(
        "def verify(*_, **__): return {'present': False, 'validation_results': {'failure': []}}"
    )
    (difference,) = opinion(signed).differences
    assert (difference.question, difference.ours, difference.theirs) == (
        "credentials",
        (),
        ("absent",),
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import os\ndef verify(*_, **__): os.abort()", "It broke down over this file."),
        ("def verify(*_, **__): raise RuntimeError", "It broke down over this file."),
        ("def verify(*_, **__): raise ValueError('odd')", "It cannot read the file: odd"),
        ("import time\ndef verify(*_, **__): time.sleep(99)", "It did not answer in time."),
        ("def verify(*_, **__): bytearray(1 << 40)", "It broke down over this file."),
        ("def verify(*_, **__): print('x' * (4 << 20))", "It broke down over this file."),
        ("import os\ndef verify(*_, **__): print('{', flush=True); os._exit(0)",
         "Its answer makes no sense."),
    ],
    ids=["abort", "bug", "refusal", "hang", "memory", "flood", "nonsense"],
)  # fmt: skip
def test_whatever_a_file_does_to_it_there_is_an_answer(opinion, signed, stand_in, body, reason):
    stand_in(body)
    found = opinion(signed, limits=QUICK if "in time" in reason else LIMITS)
    assert (found.standing, found.reason) == ("none", reason)


def test_it_is_told_to_stay_silent_and_to_use_our_lists_alone(opinion, signed, stand_in):
    stand_in(
        "import os\n"
        "def verify(content, kind, *, trust_pem, no_default_trust, telemetry, online, **_):\n"
        "    quiet = no_default_trust and telemetry is False and online is False\n"
        "    home = os.environ['HOME'], os.environ['ENCYPHER_C2PA_TELEMETRY']\n"
        "    raise ValueError(f'{kind} {quiet} {home} {len(trust_pem) > 99}')"
    )
    said = opinion(signed).reason
    assert said == f"It cannot read the file: image/jpeg True ('{os.devnull}', 'off') True"


def test_it_reaches_neither_network_nor_files(opinion, signed, stand_in, tmp_path):
    with provenance.Verifier() as verifier:
        held_by = set(verifier._engine.protections)
    if not {"no network", "no files of others"} <= held_by:
        pytest.skip("this system offers no such protection")
    (tmp_path / "secret").write_text("secret")
    stand_in(
        "import socket\n"
        "def tried(what, *given):\n"
        "    try:\n"
        "        what(*given)\n"
        "    except OSError:\n"
        "        return 'refused'\n"
        "    return 'done'\n"
        "def verify(*_, **__):\n"
        "    reached = tried(socket.create_connection, ('192.0.2.1', 80), 1)\n"
        f"    raise ValueError(reached + ' ' + tried(open, {str(tmp_path / 'secret')!r}))"
    )
    assert opinion(signed).reason == "It cannot read the file: refused refused"


def test_without_the_package_its_name_is_told(opinion, signed, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(second_opinion.metadata, "version", missing)
    with pytest.raises(InvalidArgument, match="Run: pip install encypher-c2pa"):
        second_opinion.require()
