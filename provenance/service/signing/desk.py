"""What the service does, apart from HTTP: tell its configuration, sign claims, issue certificates."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import InvalidArgument
from provenance.pki.issuing.enrolment import Enrolment
from provenance.service.refusal import Refusal
from provenance.service.signing.clients import Clients
from provenance.service.signing.messages import (
    ClaimSignature,
    Configuration,
    IssuedCertificate,
)

if TYPE_CHECKING:
    from provenance.service.signing.clients import Client
    from provenance.service.signing.messages import CertificateOrder, ClaimOrder

SIGN = "/api/v1/c2pa/sign"


@dataclass(slots=True, kw_only=True)
class Desk:
    """Does what an admitted client asks for; what it returns beside an answer is for the audit log.

    Attributes:
        clients: Who may ask; another roster may take its place at any time.
        enrolment: Who issues certificates; None where nobody does.
        public_url: How clients reach the service, without a slash at the end.
        claim_bytes: Largest claim that is signed.
    """

    clients: Clients
    enrolment: Enrolment | None
    public_url: str
    claim_bytes: int

    def configure(self, client: Client) -> tuple[Configuration, dict[str, object]]:
        """Tell how to ask for signatures."""
        answer = Configuration(
            algorithm=client.credential.algorithm,
            timestamp_url=client.timestamp_url,
            signing_url=f"{self.public_url}{SIGN}",
            certificate_chain=base64.b64encode(client.credential.chain_pem).decode("ascii"),
        )
        return answer, {}

    def sign(self, client: Client, order: ClaimOrder) -> tuple[ClaimSignature, dict[str, object]]:
        """Sign a claim.

        Raises:
            Refusal: It is no base64, is empty or too large.
            CredentialError: The key cannot sign.
        """
        try:
            claim = base64.b64decode(order.claim, validate=True)
        except (ValueError, binascii.Error) as error:
            raise Refusal(400, "The claim is not base64.") from error
        if not claim:
            raise Refusal(400, "The claim is empty.")
        if len(claim) > self.claim_bytes:
            raise Refusal(413, f"The claim is larger than {self.claim_bytes} bytes.")
        signature = client.credential.sign(claim)
        facts: dict[str, object] = {
            "claim_sha256": hashlib.sha256(claim).hexdigest(),
            "certificate": f"{client.certificate.serial_number:x}",
        }
        return ClaimSignature(signature=base64.b64encode(signature).decode("ascii")), facts

    def enrol(
        self, client: Client, order: CertificateOrder
    ) -> tuple[IssuedCertificate, dict[str, object]]:
        """Issue a certificate for the key of a request.

        Raises:
            Refusal: The client may not have one, or the request cannot be granted.
            CredentialError: The authority cannot issue.
        """
        if self.enrolment is None or not client.may_enrol:
            raise Refusal(403, "This token gets no certificates.")
        try:
            made = self.enrolment.enrol(order.csr.encode("utf-8", "surrogatepass"))
        except InvalidArgument as error:
            raise Refusal(400, str(error)) from error
        answer = IssuedCertificate(
            certificate_id=str(uuid.uuid4()),
            certificate_chain=made.chain_pem.decode("ascii"),
            expires_at=f"{made.certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}",
            serial_number=str(made.certificate.serial_number),
        )
        facts: dict[str, object] = {
            "certificate_id": answer.certificate_id,
            "certificate": f"{made.certificate.serial_number:x}",
            "expires_at": answer.expires_at,
        }
        return answer, facts
