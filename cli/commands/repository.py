"""`provenance repository`: where manifest stores are kept, and found by what leads to them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from provenance.durable.repository.export import export as write_out
from provenance.durable.repository.opening import init_repository
from provenance.errors import InvalidArgument, ProvenanceError

from .. import console, media, options
from .. import repositories as room
from ..exit_codes import ExitCode, of_error, of_many
from .resolution import serve

if TYPE_CHECKING:
    from provenance.durable.interface import Entry, Repository
    from provenance.engine.interface import Engine

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="""Keep manifest stores, and find them for files that were stripped of theirs.

    A repository is a folder, or a PostgreSQL database with a place for the stores:
    'postgresql://USER@HOST/DATABASE?blobs=FOLDER'. What is found is a candidate, never a verdict.
    """,
)


@app.command("init")
def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    blobs: Annotated[
        str, typer.Option("--blobs", metavar="URL", help="Keep the stores at an fsspec address.")
    ] = "",
    allow_host: room.AllowedHosts = None,
) -> ExitCode:
    """Make a repository in a folder that only you may read.

    \b
    Examples:
      provenance repository init credentials
      provenance repository init credentials --blobs s3://bucket/stores --allow-host bucket
    """
    init_repository(folder, blobs=blobs, network=options.network(allow_host)).close()
    console.say(f"{folder} is a repository now.")
    name = shlex.quote(folder)
    console.note(
        f"Next: provenance sign photo.jpg -o signed.jpg --as capture --durable --repository {name} "
        "--cert keys/chain.pem --key keys/signer.key"
    )
    return ExitCode.DONE


@app.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Signed files, or folders of them.")
    ],
    repository: room.Address,
    allow_host: room.AllowedHosts = None,
    json: options.Json = False,
) -> ExitCode:
    """Keep the credentials of signed files, found by the soft bindings that they assert.

    The file itself is not kept, and nothing is judged: whoever finds the credentials does that.

    \b
    Example:
      provenance repository add photo.jpg --repository credentials
    """
    from provenance.engine import open_engine  # noqa: PLC0415  # a process of its own

    targets = media.collect(files)
    with room.opened(repository, allow_host) as opened, open_engine() as engine:
        answers = [_take_in(opened, path, engine, json=json) for path in targets.files]
    if json:
        console.show_json([each for each, _ in answers if each])
    return of_many(code for _, code in answers)


def _take_in(
    repository: Repository, path: Path, engine: Engine, *, json: bool
) -> tuple[dict[str, object], ExitCode]:
    from provenance.durable.repository.intake import take_in  # noqa: PLC0415  # loads evidence

    try:
        entry = take_in(repository, media.as_named(path), engine)
    except ProvenanceError as error:
        console.report_error(error)
        return {}, of_error(error)
    if not json:
        found_by = console.count(len(entry.bindings), "soft binding")
        console.say(f"{path}: kept as {entry.manifest}, with {found_by}.")
    if not entry.bindings:
        console.note(f"note: Nothing leads to {path} when it is stripped: sign it with --durable.")
    return {"file": str(path)} | room.described(entry), ExitCode.DONE


@app.command("find")
def find(
    repository: room.Address,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="LABEL", help="The label of a manifest.")
    ] = None,
    algorithm: Annotated[
        str | None, typer.Option("--algorithm", metavar="NAME", help="Of a soft binding.")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="TEXT", help="Its value; 0x… for bytes.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most that are shown.")] = 10,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the manifest store of --manifest."
        ),
    ] = None,
    allow_host: room.AllowedHosts = None,
    json: options.Json = False,
) -> ExitCode:
    """Find entries by the label of a manifest, or by a soft binding.

    The exit code is 5 when nothing is found.

    \b
    Examples:
      provenance repository find --algorithm io.iscc.v0 --value ISCC:KEC43HJLPUSHVAZT --repository credentials
      provenance repository find --manifest urn:c2pa:5c8e… -o found.c2pa --repository credentials
    """
    if (manifest is None) == (algorithm is None) or (algorithm is None) != (value is None):
        raise InvalidArgument(
            "Tell what to find.", hint="Give --manifest, or --algorithm with --value."
        )
    if output is not None and manifest is None:
        raise InvalidArgument("--output writes one store.", hint="Name it: --manifest LABEL.")
    with room.opened(repository, allow_host) as opened:
        if manifest is not None:
            return _show_one(opened, manifest, output, json=json)
        binding = room.binding(algorithm or "", value or "")
        matches = opened.find(binding, limit=limit)
    if json:
        console.show_json([room.described_match(match) for match in matches])
    else:
        for match in matches:
            console.say(room.match_line(match))
    return ExitCode.DONE if matches else _nothing()


def _show_one(
    repository: Repository, manifest: str, output: Path | None, *, json: bool
) -> ExitCode:
    entry = repository.entry(manifest)
    if json:
        console.show_json([room.described(entry)] if entry else [])
    if entry is None:
        return _nothing()
    if output is not None:
        room.write_store(repository, manifest, output)
    if not json:
        _tell(entry)
    return ExitCode.DONE


def _nothing() -> ExitCode:
    console.note("Nothing is found; this says nothing for or against a file.")
    return ExitCode.ABSENT


@app.command("list")
def show(
    repository: room.Address,
    allow_host: room.AllowedHosts = None,
    json: options.Json = False,
) -> ExitCode:
    """Show what is kept, the oldest first.

    \b
    Example:
      provenance repository list --repository credentials
    """
    with room.opened(repository, allow_host) as opened:
        if json:
            console.show_json([room.described(entry) for entry in opened.entries()])
            return ExitCode.DONE
        entry = None
        for entry in opened.entries():
            _tell(entry)
    if entry is None:
        console.note("Nothing is kept. Next: 'provenance repository add FILE'.")
    return ExitCode.DONE


def _tell(entry: Entry) -> None:
    console.say(room.line(entry))
    for binding in entry.bindings:
        console.say(f"  {binding.kind}: {binding.algorithm} {room.shown(binding.value)}")
    for binding in entry.private:
        console.say(f"  {binding.kind}, private: {binding.algorithm} {room.shown(binding.value)}")


@app.command("delete")
def delete(
    manifest: Annotated[str, typer.Argument(metavar="LABEL", help="As 'list' shows it.")],
    repository: room.Address,
    allow_host: room.AllowedHosts = None,
) -> ExitCode:
    """Forget a manifest store and what led to it, for good.

    Its label is kept, so that nobody adds it again. The exit code is 5 when it is not there.

    \b
    Example:
      provenance repository delete urn:c2pa:5c8e… --repository credentials
    """
    with room.opened(repository, allow_host) as opened:
        if not opened.delete(manifest):
            console.note("No such entry is kept. What is: provenance repository list.")
            return ExitCode.ABSENT
    console.say(f"Deleted {manifest}.")
    return ExitCode.DONE


@app.command("export")
def export(
    repository: room.Address,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="OUT", help="A new folder; or archive, named .zip."),
    ],
    allow_host: room.AllowedHosts = None,
) -> ExitCode:
    """Write all kept manifest stores to a folder or a ZIP archive, with a line of JSON for each.

    What is private is left out. The same repository gives the same bytes.

    \b
    Example:
      provenance repository export --repository credentials -o credentials.zip
    """
    with room.opened(repository, allow_host) as opened:
        count = write_out(opened, output)
    console.say(f"{output} holds {console.count(count, 'manifest store')}.")
    return ExitCode.DONE


@app.command("check")
def check(
    repository: room.Address,
    repair: Annotated[bool, typer.Option("--repair", help="Put right what can be.")] = False,
    abandoned_after: Annotated[
        float,
        typer.Option(
            "--abandoned-after",
            metavar="SECONDS",
            min=0,
            help="How long a signed file may take to appear.",
        ),
    ] = room.ABANDONED_SECONDS,
    allow_host: room.AllowedHosts = None,
    json: options.Json = False,
) -> ExitCode:
    """Hold the entries against the stores, and those that wait against their signed files.

    Run it with --repair after a crash or a power cut. The exit code is 1 when anything is left
    to be put right.

    \b
    Example:
      provenance repository check --repair --repository credentials
    """
    with room.opened(repository, allow_host) as opened:
        faults = opened.check(repair=repair, patience_seconds=abandoned_after)
    if json:
        console.show_json([room.described_fault(fault) for fault in faults])
    else:
        for fault in faults:
            console.say(room.fault_line(fault))
    left = [fault for fault in faults if not fault.repaired]
    if not faults:
        console.note("Everything is as it should be.")
    elif left and not repair:
        console.note("Next: the same with --repair.")
    return ExitCode.ERROR if left else ExitCode.DONE


app.command("serve")(serve)
