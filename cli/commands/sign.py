"""`provenance sign`: state what happened to a file, and bind the statement to its content."""

from __future__ import annotations

import mimetypes
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from provenance.engine import formats
from provenance.errors import InputNotFound
from provenance.model.asset import Asset
from provenance.pki import certificate, pem
from provenance.signing.signer import Signer

from .. import console, durability, options
from .. import sign_options as opt
from ..exit_codes import ExitCode
from ..identity import open_identity
from ..keepers import open_named
from ..privacy import choose
from ..statement import Wish, describe
from ..timing import authority, queue_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.definition import SignedAsset
    from provenance.model.soft_binding import MarkQuality

app = typer.Typer(rich_markup_mode=None, add_completion=False)
LARGE = 64 << 20
"""From how many bytes on a progress bar is worth its line."""


@app.command()
def sign(
    context: typer.Context,
    source: opt.Source,
    output: opt.Out,
    kind: opt.As,
    cert: opt.Cert = None,
    key: opt.Key = None,
    credential_address: opt.Credential = None,
    passphrase_file: opt.PassphraseFile = None,
    pin_file: opt.PinFile = None,
    token_file: opt.TokenFile = None,
    identity: opt.Identity = None,
    identity_key: opt.IdentityKey = None,
    identity_passphrase_file: opt.IdentityPassphraseFile = None,
    roles: opt.Roles = None,
    tsa: opt.Tsa = None,
    time: opt.Time = None,
    device: opt.Device = None,
    parent: opt.Parent = None,
    model: opt.Model = None,
    model_version: opt.ModelVersion = None,
    prompt: opt.Prompt = None,
    inputs: opt.Inputs = None,
    components: opt.Components = None,
    actions: opt.Actions = None,
    by_ai: opt.ByAi = False,
    source_type: opt.SourceType = None,
    partial: opt.Partial = False,
    software: opt.Software = None,
    when: opt.When = None,
    words: opt.Description = None,
    reason: opt.Reason = None,
    title: opt.Title = None,
    metadata: opt.Metadata = None,
    include: opt.Include = None,
    privacy: opt.Privacy = None,
    location: opt.Where = None,
    keep_file_metadata: opt.KeepFileMetadata = False,
    no_training: opt.NoTraining = False,
    assertions: opt.Assertions = None,
    no_thumbnail: opt.NoThumbnail = False,
    durable: durability.Wanted = False,
    repository: durability.Where = None,
    mark: durability.Mark = None,
    no_fingerprint: durability.NoFingerprint = False,
    allow_host: durability.AllowedHosts = None,
    discard_history: opt.DiscardHistory = False,
    json: options.Json = False,
) -> ExitCode:
    """State what happened to a file, and sign it.

    The statement is bound to the content of the file. The signed copy is verified before
    it appears; SRC stays as it is, unless you name it as DST, too. Credentials that SRC
    carries become the history of the new file.

    \b
    Examples, each with --cert chain.pem --key signer.key:
      provenance sign raw.jpg -o photo.jpg --as capture --device "Nikon Z6III"
      provenance sign photo.jpg -o web.jpg --as edit --action cropped --action resized
      provenance sign new.jpg -o web.jpg --as edit --parent photo.jpg --ai
      provenance sign art.png -o art.png --as generation --model "A model" --input photo.jpg
      provenance sign page.jpg -o page.jpg --as composite --component a.jpg --component b.jpg
      provenance sign web.jpg -o web.jpg --as update --action published
      provenance sign raw.jpg -o web.jpg --as capture --privacy public
    With a time-stamp that proves when, fetched now or by 'provenance queue flush':
      provenance sign raw.jpg -o photo.jpg --as capture --tsa http://tsa.example/ --time defer
    With somebody of a name behind it, too (CAWG identity):
      provenance sign raw.jpg -o photo.jpg --as capture --identity me/chain.pem
      --identity-key me/signer.key --role creator
    So that the credentials can be found again when a platform strips them:
      provenance sign raw.jpg -o photo.jpg --as capture --durable --repository credentials
    With a key in a token, for example a smart card:
      provenance sign raw.jpg -o photo.jpg --as capture
      --credential "pkcs11:token=Me;object=signer?module-path=/usr/lib/opensc-pkcs11.so"
    """
    wish = Wish(
        kind=kind,
        device=device,
        model=model,
        model_version=model_version,
        prompt=prompt,
        inputs=tuple(inputs or ()),
        components=tuple(components or ()),
        parent=parent,
        actions=tuple(actions or ()),
        source_type=source_type,
        by_ai=by_ai,
        partial=partial,
        reason=reason,
        software=software,
        when=options.moment(when, "--when"),
        description=words,
        no_training=no_training,
        assertions=tuple(assertions or ()),
    )
    description = describe(wish)
    asset, destination = Asset.of(source), destination_of(source, output)
    size = asset.size()
    asked = authority(tsa or (), time)
    told = choose(metadata, include, privacy, location, keep_file=keep_file_metadata)
    with (
        open_named(
            cert,
            key,
            credential_address,
            passphrase_file=passphrase_file,
            pin_file=pin_file,
            token_file=token_file,
        ) as credential,
        open_identity(
            identity,
            identity_key,
            roles or (),
            passphrase_file=identity_passphrase_file,
        ) as behind,
        durability.opened(
            repository, mark, wanted=durable, no_fingerprint=no_fingerprint, hosts=allow_host
        ) as durably,
        Signer(
            credential,
            identity=behind,
            time=asked,
            queue=queue_of(context) if time is opt.Policy.DEFER else None,
            **told,
            thumbnails=not no_thumbnail,
            durable=durably,
        ) as signer,
        console.progress(1.0, wanted=size >= LARGE) as advance,
    ):
        signed = signer.sign(
            asset,
            destination,
            description,
            title=title,
            discard_history=discard_history,
            progress=advance,
        )
    if json:
        console.show_json(described(signed, destination))
    else:
        how = f"as {kind} by {_signer(credential.chain_pem)}"
        if behind:
            how += f", with {_signer(behind.credential.chain_pem)} behind it"
        added = signed.size - size
        tell(signed, destination, how=how, added=added, chain=cert, identity=identity)
    return ExitCode.DONE


def destination_of(source: Path, output: Path) -> Path:
    """Return the new file's path; in a folder it is called like the source."""
    destination = output / source.name if output.is_dir() else output
    if not destination.parent.is_dir():
        raise InputNotFound(
            f"The folder {destination.parent} does not exist.", hint="Make it first."
        )
    return destination


def described(signed: SignedAsset, destination: Path) -> dict[str, object]:
    """Return what was written, for JSON."""
    from ..repositories import shown  # noqa: PLC0415  # knows repositories, and seldom needed

    return {
        "path": str(signed.path or destination),
        "media_type": signed.media_type,
        "size": signed.size,
        "sha256": signed.sha256,
        "manifest": signed.manifest_label,
        "parent": signed.parent or None,
        "soft_bindings": [
            {"algorithm": each.algorithm, "kind": each.kind.value, "value": shown(each.value)}
            for each in signed.soft_bindings
        ],
        "mark": _costs(signed.mark) if signed.mark else None,
        "notes": list(signed.notes),
    }


def _costs(mark: MarkQuality) -> dict[str, float]:
    return {
        "psnr": round(mark.psnr, 1),
        "ssim": round(mark.ssim, 4),
        "margin": round(mark.margin, 2),
    }


def _trust(option: str, chain: Path | str | None) -> str:
    """Return the option that makes a root beside a chain vouch for it; "" for no such root."""
    root = Path(chain).parent / "root.pem" if chain else None
    return f" {option} {shlex.quote(str(root))}" if root and root.is_file() else ""


def tell(
    signed: SignedAsset,
    destination: Path,
    *,
    how: str,
    added: int,
    chain: Path | None,
    identity: str | None = None,
) -> None:
    """Say what was written, and how to verify it with the root beside each chain."""
    lists = _trust("--trust", chain) + _trust("--identity-trust", identity)
    change = f"{_size(added)} added" if added >= 0 else f"{_size(-added)} smaller"
    console.say(f"Signed {destination} ({_title(signed.media_type)}, {change}) {how}.")
    if signed.mark:
        console.say(
            f"Marked invisibly: PSNR {signed.mark.psnr:.1f} dB, SSIM {signed.mark.ssim:.4f}."
        )
    for sentence in (*signed.notes, *_misnamed(signed, destination)):
        console.note(f"note: {sentence}")
    console.note(f"Next: provenance verify {shlex.quote(str(destination))}{lists}")


def _signer(chain_pem: bytes) -> str:
    """Return the name in the signer's certificate, which comes first."""
    leaf = next((block.der for block in pem.blocks(chain_pem) if block.der), b"")
    found = certificate.read(leaf)
    return found.facts.name if found else "the holder of the key"


def _misnamed(signed: SignedAsset, destination: Path) -> Iterator[str]:
    """Tell of a picture whose name promises another kind than it is."""
    promised = mimetypes.guess_type(destination.name)[0] or ""
    known = promised.startswith("image/") and promised in {kind.mime for kind in formats.ALL}
    if known and promised != signed.media_type:
        yield (
            f"{destination.name} is named like a {_title(promised)}"
            f" and is a {_title(signed.media_type)}; signing does not convert."
        )


def _title(mime: str) -> str:
    return next((kind.title for kind in formats.ALL if kind.mime == mime), mime)


def _size(number: int) -> str:
    """Say a number of bytes in units that people read."""
    for factor, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if abs(number) >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number} bytes"
