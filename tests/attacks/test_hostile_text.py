"""Text of strangers in every field reaches every output harmless, and can still be recognised."""

# ruff: noqa: RUF001  # ambiguous letters are part of the attack

from __future__ import annotations

import json
import os
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from support import definitions, hostile_text, media
from support.authorities import Development

from provenance.engine.native.engine import NativeEngine
from provenance.model.asset import Asset
from provenance.report.neutral import neutralise
from provenance.verification.verifier import Verifier
from provenance_cli import verifying
from provenance_cli.app import run

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
HINT = re.compile(r" ⟨mixed alphabets: \w+⟩")
POLICY = """version = 1
name = "A\\u001b[2J policy"
[signers]
organizations = ["Nobody\\u202e else"]
"""
OUTPUTS = {
    "text": ("verify", "FILE"),
    "every detail": ("verify", "--verbose", "FILE"),
    "json": ("verify", "--json", "FILE"),
    "crjson": ("verify", "--format", "crjson", "FILE"),
    "policy": ("verify", "--policy", "RULES", "FILE"),
    "policy as json": ("verify", "--json", "--policy", "RULES", "FILE"),
    "explain": ("explain", "FILE"),
    "explain as json": ("explain", "--json", "FILE"),
    "inspect": ("inspect", "FILE"),
    "inspect as json": ("inspect", "--json", "FILE"),
    "whole inspect": ("inspect", "--full", "FILE"),
    "conformance": ("conformance", "FILE"),
    "many": ("verify", "FILE", "MISSING"),
    "error": ("verify", "MISSING"),
}


@pytest.fixture(scope="module")
def pki():
    return Development(start=YESTERDAY)


@pytest.fixture(scope="module")
def home(tmp_path_factory, pki):
    folder = tmp_path_factory.mktemp("home")
    (folder / "root.pem").write_bytes(pki.root_pem)
    (folder / "rules.toml").write_text(POLICY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=hostile_text.TEXTS)
def hostile(request, tmp_path_factory, pki):
    """One text, and a file that bears it in its name and in every field."""
    text = hostile_text.TEXTS[request.param]
    folder = tmp_path_factory.mktemp("hostile")
    data = hostile_text.file(text, pki, folder)
    path = folder / f"name:{text}.jpg".translate({0: None, ord("/"): None})
    path.write_bytes(data)
    return text, path


@pytest.fixture
def command(capfdbinary, home, monkeypatch):
    """Run one command line and return what came out, on both channels.

    Files are read in this process, which saves minutes: here only what is shown is tested.
    """
    monkeypatch.setattr(verifying, "Verifier", partial(Verifier, isolation="none"))

    def call(*arguments):
        capfdbinary.readouterr()
        trust = ("--trust", str(home / "root.pem")) if arguments[0] == "verify" else ()
        run(["--config-dir", str(home), *arguments, *trust])
        out, err = capfdbinary.readouterr()
        return out.decode(), err.decode()

    return call


@pytest.fixture
def show(command, home, hostile):
    """Show the hostile file in one way."""
    _, path = hostile
    places = {
        "FILE": str(path),
        "MISSING": str(path.with_name(f"no-{path.name}")),
        "RULES": str(home / "rules.toml"),
    }
    return lambda way: command(*(places.get(each, each) for each in OUTPUTS[way]))


def telling(text):
    """Return the letters of a text that anybody can see, without line breaks and hints."""
    harmless = HINT.sub("", " ".join(text.split()))
    return re.sub(r"""[\s"'…]""", "", harmless)


def seen(field, text, shown):
    """Tell whether a field's text can be recognised: its letters, or the escapes that stand for them."""
    words = " ".join(text.replace('"', "'").split())
    forms = {neutralise(f"{field}:{each}", 2_000) for each in (text, words)}
    return any(telling(form)[:60] in telling(shown) for form in forms)


@pytest.mark.parametrize("way", OUTPUTS)
@pytest.mark.attack(18)
def test_no_output_obeys_or_hides_it(way, show):
    out, err = show(way)

    assert out or err
    assert not hostile_text.harmful(out)
    assert not hostile_text.harmful(err)


@pytest.mark.parametrize("way", ["text", "every detail", "explain", "inspect", "policy", "many"])
def test_no_line_is_forged(way, show):
    """What a file says never begins a line, so it can be neither a verdict nor a formula."""
    out, err = show(way)
    for line in (out + err).splitlines():
        assert not line.lstrip().startswith(("=", "+", "@", "<", "[bold", "TRUSTED  forged"))


@pytest.mark.attack(18)
def test_a_report_shows_it_recognisably(show, hostile):
    text, path = hostile
    out, _ = show("every detail")

    assert [each for each in hostile_text.SHOWN if not seen(each, text[:25], out)] == []
    assert telling(neutralise(path.name, 2_000))[:60] in telling(out)


def test_so_does_the_report_as_json(show, hostile):
    text, _ = hostile
    out, _ = show("json")
    written = json.loads(out)
    strings = "\n".join(_strings(written))

    assert not hostile_text.harmful(strings)
    assert [each for each in hostile_text.SHOWN if not seen(each, text[:25], strings)] == []


def test_inspection_shows_every_field_recognisably(show, hostile):
    text, _ = hostile
    out, _ = show("whole inspect")
    escaped = json.dumps(text, ensure_ascii=False)[1:-1]
    lacking = [
        each
        for each in (*hostile_text.SHOWN, *hostile_text.UNJUDGED)
        if not (seen(each, text[:25], out) or seen(each, escaped[:25], out))
    ]

    assert lacking == []


@pytest.mark.parametrize("way", ["crjson", "inspect as json"])
def test_crjson_stays_faithful_in_printable_ascii(way, show, hostile):
    text, _ = hostile
    out, _ = show(way)
    strings = set(_strings(json.loads(out)))

    assert out.isascii()
    assert out.replace("\n", "").isprintable()
    for field in ("title", "description", "ingredient", "instance", "metadata", "own-value"):
        assert f"{field}:{text}" in strings


def test_mixed_alphabets_are_pointed_out(command, tmp_path, pki):
    path = tmp_path / "a.jpg"
    path.write_bytes(hostile_text.file("Ѕony", pki, tmp_path))
    out, _ = command("verify", str(path))

    assert "common-name:Ѕony ⟨mixed alphabets: Cyrillic⟩" in out


def test_a_megabyte_stays_short_everywhere(command, tmp_path, pki):
    path, title = tmp_path / "long.jpg", "=" + "L" * 1_000_000
    with NativeEngine() as engine:
        source = Asset.of(media.content("jpeg"))
        definition = definitions.capture("image/jpeg", title=title)
        engine.sign(definition, source, path, pki.signer())
    for way in ("text", "every detail", "json", "explain", "inspect"):
        out, err = command(*(str(path) if each == "FILE" else each for each in OUTPUTS[way]))
        assert len(out) + len(err) < 20_000
    out, _ = command("inspect", str(path))
    assert "title: =LLLL" in out
    assert "(1000001 characters)" in out


@pytest.mark.parametrize("way", ["text", "json", "explain", "inspect", "error"])
def test_a_name_that_is_no_text_at_all_is_shown(way, command, tmp_path):
    path = os.fsencode(tmp_path) + b"/odd\xff\x1b[2J.jpg"
    with open(path, "wb") as file:  # noqa: PTH123  # a name in bytes
        file.write(media.content("jpeg"))
    name = os.fsdecode(path)
    places = {"FILE": name, "MISSING": name + "x"}
    out, err = command(*(places.get(each, each) for each in OUTPUTS[way]))

    assert not hostile_text.harmful(out + err)
    shown = "".join((out + err).split()).replace("\\\\", "\\")  # a long path is wrapped anywhere
    assert way == "inspect" or "odd\\udcff\\u001b[2J" in shown


def test_marks_do_not_climb_out_of_their_line(command, tmp_path, pki):
    path = tmp_path / "a.jpg"
    path.write_bytes(hostile_text.file(hostile_text.TEXTS["marks"], pki, tmp_path))
    out, _ = command("verify", "--verbose", str(path))
    runs = re.findall("\u0336+", unicodedata.normalize("NFC", out))

    assert max(map(len, runs)) == 4


def _strings(value):
    match value:
        case str():
            yield value
        case dict():
            for name, inner in value.items():
                yield name
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
