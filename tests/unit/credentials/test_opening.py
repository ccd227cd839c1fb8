"""An address names its scheme, each scheme is loaded when it is named, and plug-ins add others."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace

import pytest
from support.authorities import Development

from provenance import Network, open_credential
from provenance.credentials import address, opening
from provenance.errors import CredentialError, InputNotFound, InvalidArgument


@pytest.fixture
def keys(tmp_path, monkeypatch):
    signer = Development(start=datetime.now(UTC)).signer()
    (tmp_path / "my chain.pem").write_bytes(signer.chain_pem)
    (tmp_path / "signer.key").write_bytes(signer.key_pem)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("prefix", ["", "{}/", "//{}/", "//localhost{}/"])
def test_files_by_address(keys, prefix):
    begin = prefix.format(keys)
    credential = open_credential(f"file:{begin}my%20chain.pem?key=signer.key")
    assert credential.chain_pem == (keys / "my chain.pem").read_bytes()
    assert open_credential("FILE:my%20chain.pem?key=signer.key").algorithm == "es256"


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("file:chain.pem", "lacks the name of a file. Write it as file:chain.pem?key="),
        ("file:?key=signer.key", "lacks the name of a file"),
        ("file:chain.pem?cert=a", "'cert' of the credential is none of key"),
        ("file://server/chain.pem?key=a", "a file of another computer"),
        ("chain.pem", "needs its private key, too, or an address"),
        ("C:chain.pem", "needs its private key, too"),
        (
            "vault:secret",
            "It begins with one of: aws-kms:, azure-kv:, file:, gcp-kms:, https:, pkcs11:.",
        ),
    ],
)
def test_addresses_that_name_nothing(uri, words):
    with pytest.raises(InvalidArgument) as caught:
        open_credential(uri)
    assert words in str(caught.value)


def test_a_file_that_is_not_there(keys):
    with pytest.raises(InputNotFound, match=r"none\.pem does not exist"):
        open_credential("file:none.pem?key=signer.key")


def test_a_signing_service_gets_the_token_and_the_network_and_nothing_else(monkeypatch):
    module, given = ModuleType("provenance.credentials.remote"), {}

    def open_remote(uri, **options):
        given.update(options, uri=uri)
        return "opened"

    module.open_remote = open_remote
    monkeypatch.setitem(sys.modules, module.__name__, module)
    network = Network(hosts=frozenset({"sign.example.com"}))
    opened = open_credential("https://sign.example.com", token="t", network=network)
    assert opened == "opened"
    assert given == {"uri": "https://sign.example.com", "token": "t", "network": network}
    assert address.host("https://Sign.example.com:8443/x") == "sign.example.com"
    assert address.host("pkcs11:token=a") == address.host("https://[") == ""


@pytest.mark.parametrize(
    ("scheme", "package", "extra"),
    [
        ("pkcs11", "pkcs11", "pkcs11"),
        ("aws-kms", "boto3", "aws"),
        ("gcp-kms", "google", "gcp"),
        ("azure-kv", "azure", "azure"),
    ],
)
def test_what_is_not_installed_is_named_with_its_cure(scheme, package, extra):
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from provenance import open_credential, ProvenanceError\n"
        f"try: open_credential('{scheme}:x')\n"
        "except ProvenanceError as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"Keys of {scheme}: need a package that is not installed (")
    assert told.stdout.strip().endswith(f'Install it: pip install "media-provenance[{extra}]"')


def test_nothing_heavy_is_loaded_for_files():
    code = (
        "import sys\n"
        "from provenance.credentials import open_credential, opening, file\n"
        "print([n for n in ('boto3', 'pkcs11', 'google.cloud', 'azure') if n in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_a_plug_in(monkeypatch):
    given = {}

    def opens(uri, **options):
        given.update(options, uri=uri)
        return "opened"

    def broken():
        raise RuntimeError("broken")

    plugins = [
        SimpleNamespace(name="vault", load=lambda: opens),
        SimpleNamespace(name="rusty", load=broken),
    ]

    def entry_points(*, group, name=None):
        assert group == "provenance.credentials"
        return [plugin for plugin in plugins if name in {None, plugin.name}]

    monkeypatch.setattr(opening, "entry_points", entry_points)
    assert open_credential("vault:a", algorithm="es256") == "opened"
    assert given["uri"] == "vault:a"
    assert set(given) == {"uri", "passphrase", "pin", "token", "network", "algorithm"}
    with pytest.raises(CredentialError, match="The plug-in for rusty: cannot be loaded: broken"):
        open_credential("rusty:a")
    with pytest.raises(InvalidArgument, match=r"pkcs11:, rusty:, vault:\."):
        open_credential("other:a")
