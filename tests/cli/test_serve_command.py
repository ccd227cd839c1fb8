"""`provenance serve signer`: its contract, and every way to start it wrongly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from support.signing_service import ask
from support.signing_service import command as running

from provenance.service.signing import configuration
from provenance.service.signing.limits import ServiceLimits

PROJECT = Path(__file__).resolve().parents[2]


def test_it_serves_by_the_options_alone(keys, tmp_path):
    words = ["--cert", keys / "chain.pem", "--key", keys / "signer.key", "--token", "T" * 20]
    place = ["--host", "127.0.0.1", "--port", "0", "--tsa", "http://time.example/"]
    with running("--config-dir", tmp_path, "serve", "signer", *words, *place) as (_, url):
        told = ask(url, "/api/v1/c2pa/configuration", token="T" * 20)
        assert told.said["timestamp_url"] == "http://time.example/"
    assert "T" * 20 not in (tmp_path / "signing-audit.jsonl").read_text()


def test_it_tells_its_address_as_json(keys, tmp_path):
    words = ["--cert", keys / "chain.pem", "--key", keys / "signer.key", "--token", "T" * 20]
    log = ["--audit-log", tmp_path / "log", "--json", "--port", "0"]
    with running("serve", "signer", *words, *log) as (_, shown):
        assert ask(json.loads('{"url": ' + shown)["url"], "/health").status == 200


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "something to sign with"),
        (["--cert", "{keys}/chain.pem"], "something to sign with"),
        (["--cert", "{keys}/chain.pem", "--key", "{keys}/signer.key"], "needs a token"),
        (["{pair}", "--token", "a", "--token-file", "b"], "needs a token"),
        (["{pair}", "--token", "two words in it, 123"], "holds what no token can"),
        (["{pair}", "--token-file", "{tmp}/none"], "does not exist"),
        (["{pair}", "--token-file", "{tmp}/empty"], "empty or too long"),
        (["{pair}", "--token", "{long}", "--port", "70000"], "65535"),
        (["{pair}", "--token", "{long}", "--host", "0.0.0.0"], "show every token"),  # noqa: S104
        (["{pair}", "--token", "{long}", "--tls-cert", "{keys}/chain.pem"], "both a certificate"),
        (
            [
                "{pair}",
                "--token",
                "{long}",
                "--tls-cert",
                "{keys}/root.pem",
                "--tls-key",
                "{tmp}/x",
            ],
            "cannot be used",
        ),
        (["--cert", "{keys}/x.pem", "--key", "{keys}/signer.key", "--token", "{long}"], "x.pem"),
        (
            ["--cert", "{keys}/root.pem", "--key", "{keys}/signer.key", "--token", "{long}"],
            "belong",
        ),
        (["--config", "{tmp}/none.toml"], "does not exist"),
        (["--config", "{tmp}/empty"], "field 'version'"),
        (["--config", "{tmp}/empty", "--token", "{long}"], "With --config"),
        (["--config", "{tmp}/wrong.toml"], "cleint"),
        (["--config", "{tmp}/text.toml"], "is not TOML"),
        (["--config", "{tmp}/no-token.toml"], "needs one token"),
        (["--config", "{tmp}/same-token.toml"], "share a token"),
        (["--config", "{tmp}/half-authority.toml"], "both a chain and a key"),
    ],
)
def test_what_cannot_be_served_is_one_line(arguments, named, keys, tmp_path, command):
    client = f'[[client]]\nname="NAME"\ncert="{keys}/chain.pem"\nkey="{keys}/signer.key"\n'
    token = f'token-sha256="{"ab" * 32}"\n'
    files = {
        "empty": "",
        "wrong.toml": "version = 1\n[[cleint]]\n",
        "text.toml": "no toml at all",
        "no-token.toml": f"version = 1\n{client}",
        "same-token.toml": "version = 1\n" + client + token + client.replace("NAME", "B") + token,
        "half-authority.toml": f'version = 1\n[authority]\nchain = "c"\n{client}{token}',
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    pair = ["--cert", f"{keys}/chain.pem", "--key", f"{keys}/signer.key"]
    words = [part for each in arguments for part in (pair if each == "{pair}" else [each])]
    given = [each.format(keys=keys, tmp=tmp_path, long="T" * 20) for each in words]
    told = command("serve", "signer", *given)
    assert told.code in {1, 2}
    assert not told.out
    assert told.err.startswith("error: ") or "short enough" in told.err
    assert told.err.splitlines()[-1].startswith("error: ")
    assert named in told.err
    assert "T" * 20 not in told.err


def test_a_short_token_is_warned_of(command, keys, tmp_path):
    pair = ["--cert", keys / "chain.pem", "--key", keys / "signer.key"]
    told = command("serve", "signer", *pair, "--token", "abc", "--audit-log", tmp_path)
    assert told.code == 1
    assert "short enough to be guessed" in told.err


def test_the_documented_file_is_one_that_can_be_read(tmp_path):
    text = (PROJECT / "docs" / "signing-service.md").read_text()
    (shown,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "signing.toml"
    file.write_text(shown)
    found = configuration._document(file)
    assert [client.name for client in found.client] == ["reporters", "archive"]
    assert ServiceLimits(**msgspec.structs.asdict(found.limits)) == ServiceLimits()
    assert shown.count("-seconds =") == 4
