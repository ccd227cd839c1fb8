"""What is installed here, what is missing or in the way, and how to cure it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Literal

from provenance.credentials.opening import SCHEMES
from provenance.engine.guard.engine import GuardedEngine
from provenance.errors import ProvenanceError
from provenance.pki.trust.folder import TrustFolder

from . import console, lists

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

State = Literal["ok", "missing", "attention", "broken"]
WANTED_PROTECTIONS = ("memory limit", "no network", "no files of others")
"""What a reader of hostile files should be held by; the engine's own words."""
ANSWER_SECONDS = 20
"""How long another program may take to tell its version."""
EXTRAS = {
    "av": "thumbnails of videos or marks in them",
    "pillow-heif": "thumbnails of HEIC and HEIF pictures or marks in them",
    "encypher-c2pa": "second opinion (verify --second-opinion)",
    "fastapi": "services (serve signer, repository serve)",
    "uvicorn": "services (serve signer, repository serve)",
} | {known.needs: f"keys named by {scheme}:" for scheme, known in SCHEMES.items() if known.needs}
GROUPS = {
    "durable": (
        ("iscc-core", "numpy", "opencv-python-headless", "scipy"),
        "marks and fingerprints that lead back to credentials (sign --durable, recover)",
    ),
    "postgresql": (("psycopg",), "repositories in PostgreSQL"),
    "blobs": (("fsspec",), "repositories whose stores are at an address (--blobs URL)"),
}
"""Extras by name, with the packages that each needs, and what they are for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that was looked at.

    Attributes:
        state: "missing" is optional, "attention" works but may surprise, "broken" stops the work.
        cure: What to do about it; "" when there is nothing to do.
    """

    subject: str
    state: State
    detail: str
    cure: str = ""


def examine(trust: Path) -> tuple[Observation, ...]:
    """Look at everything that this program stands on; contact nothing."""
    return (
        *_versions(),
        *_engine(),
        _exiftool(),
        *_extras(),
        *_trust(trust),
        *_clashes(),
    )


def _versions() -> Iterator[Observation]:
    own = metadata.version("media-provenance")
    yield Observation(subject="media-provenance", state="ok", detail=own)
    yield Observation(
        subject="python",
        state="ok",
        detail=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
    )


def _engine() -> Iterator[Observation]:
    """Start the isolated reader, and ask what it is and what holds it."""
    try:
        with GuardedEngine() as engine:
            version, protections = engine.version, engine.protections
    except ProvenanceError as error:
        yield Observation(
            subject="engine",
            state="broken",
            detail=str(error),
            cure="Install it again: pip install --force-reinstall c2pa-python",
        )
        return
    yield Observation(subject="engine", state="ok", detail=version)
    lacking = [name for name in WANTED_PROTECTIONS if name not in protections]
    yield Observation(
        subject="isolation",
        state="attention" if lacking else "ok",
        detail=", ".join(protections),
        cure=f"This system does not offer: {', '.join(lacking)}. Linux 5.13 or newer does."
        if lacking
        else "",
    )


def _exiftool() -> Observation:
    found = shutil.which("exiftool")
    if found is None:
        return Observation(
            subject="exiftool",
            state="missing",
            detail="not found: only EXIF that Pillow reads goes into signed metadata",
            cure="Install it: https://exiftool.org, or apt install libimage-exiftool-perl,"
            " or brew install exiftool",
        )
    try:
        answer = subprocess.run(  # noqa: S603  # the program that was found, no shell
            [found, "-ver"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Observation(
            subject="exiftool",
            state="attention",
            detail=f"{found} does not run: {error}",
            cure="Install it again.",
        )
    return Observation(subject="exiftool", state="ok", detail=f"{answer.stdout.strip()} ({found})")


def _extras() -> Iterator[Observation]:
    for name, use in EXTRAS.items():
        version = _installed(name)
        yield Observation(
            subject=name,
            state="ok" if version else "missing",
            detail=version or f"not installed: no {use}",
            cure="" if version else f"pip install {name}",
        )
    for name, (packages, use) in GROUPS.items():
        found = {package: _installed(package) for package in packages}
        lacking = [package for package, version in found.items() if not version]
        versions = ", ".join(f"{package} {version}" for package, version in found.items())
        yield Observation(
            subject=name,
            state="missing" if lacking else "ok",
            detail=f"{', '.join(lacking)} not installed: no {use}" if lacking else versions,
            cure=f'pip install "media-provenance[{name}]"' if lacking else "",
        )


def _trust(folder: Path) -> Iterator[Observation]:
    try:
        entries = TrustFolder(folder).entries()
    except ProvenanceError as error:
        yield Observation(subject="trust lists", state="attention", detail=str(error))
        return
    if not entries:
        yield Observation(
            subject="trust lists",
            state="missing",
            detail=f"none in {folder}: no signer will be TRUSTED",
            cure="provenance trust update, or provenance trust add FILE --kind signer",
        )
    for entry in entries:
        old = lists.is_stale(entry.date)
        certificates = console.count(entry.certificates, "certificate")
        yield Observation(
            subject=f"trust list {entry.name}",
            state="attention" if old else "ok",
            detail=f"{entry.kind}, {certificates}, {lists.age(entry.date)}",
            cure="provenance trust update" if old else "",
        )


def _clashes() -> Iterator[Observation]:
    if version := _installed("provenance"):
        yield Observation(
            subject="name clash",
            state="broken",
            detail=f"the unrelated package 'provenance' {version} is installed under the same name",
            cure="pip uninstall provenance, then install media-provenance again",
        )
    commands = _commands()
    if len(commands) > 1:
        yield Observation(
            subject="name clash",
            state="attention",
            detail=f"several commands 'provenance' on the PATH: {', '.join(commands)}",
            cure="The first one runs; take the others off the PATH.",
        )


def _commands() -> list[str]:
    """Return each program `provenance` on the PATH, in the order in which they are found."""
    folders = os.get_exec_path()
    found = (shutil.which("provenance", path=folder) for folder in folders)
    different = {os.path.realpath(path): path for path in reversed([p for p in found if p])}
    return list(reversed(different.values()))


def _installed(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
