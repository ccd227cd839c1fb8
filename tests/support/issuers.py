"""An issuer of identities on this machine: a server of DID documents under a name of its own."""

from __future__ import annotations

import json
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from support.identities import jwk

from provenance.pki import transport
from provenance.pki.issuing import keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    from cryptography.hazmat.primitives.asymmetric import ed25519

HOST = "issuer.example.org"
DID = f"did:web:{HOST}"
LOOPBACK = "127.0.0.1"
DOCUMENT = "/.well-known/did.json"


def document(key: ed25519.Ed25519PrivateKey, did: str = DID, **changed: Any) -> dict[str, Any]:
    """Return a DID document with one key, with fields of it changed."""
    method = {
        "id": f"{did}#1",
        "type": "JsonWebKey2020",
        "controller": did,
        "publicKeyJwk": jwk(key),
    }
    return {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#1"]} | changed


@dataclass(kw_only=True)
class Server:
    """What answers, by path, and every path that was asked for."""

    answers: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def write(self, value: object, path: str = DOCUMENT) -> None:
        self.answers[path] = json.dumps(value).encode()


@contextmanager
def open_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Serve on loopback as `HOST`, over TLS; no other name leads anywhere."""
    server = Server()
    certificate = _certificate(folder)
    with ThreadingHTTPServer((LOOPBACK, 0), _handler(server)) as listening:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, folder / "server.key")
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(transport.ssl, "create_default_context", lambda: trusting)
        monkeypatch.setattr(transport.socket, "getaddrinfo", _leading_to(listening.server_port))
        yield server
        listening.shutdown()
        thread.join()


def _leading_to(port: int) -> Any:
    def resolve(host: str, wanted: int, **_: object) -> list[Any]:
        assert (host, wanted) == (HOST, 443), "nothing else is ever contacted"
        return [(2, 1, 6, "", (LOOPBACK, port))]

    return resolve


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            if self.path in server.moved:
                self.send_response(302)
                self.send_header("Location", server.moved[self.path])
                self.end_headers()
                return
            answer = server.answers.get(self.path)
            self.send_response(404 if answer is None else 200)
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    (folder / "server.key").write_bytes(keys.to_pem(key))
    (folder / "server.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "server.pem"
