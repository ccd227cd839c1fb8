"""The commands of the page on durable credentials, and of the README's recipe, run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from PIL import Image
from support import pictures

from provenance.pki.issuing import development

PROJECT = Path(__file__).resolve().parents[2]


def commands(page: str, heading: str) -> list[list[str]]:
    """Return the command lines in the first block under a heading, without what installs."""
    section = (PROJECT / page).read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    block = re.match(r"(?:    .*\n|\n)+", section)
    assert block, page
    lines = re.sub(r"\\\n", " ", block[0]).splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    return [each[1:] for each in words if each[:1] == ["provenance"]]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with keys and a picture, where the commands run."""
    monkeypatch.chdir(tmp_path)
    development.create(tmp_path / "keys")
    Image.fromarray(pictures.scene(1400, 1050)).save("raw.jpg", quality=92)
    (tmp_path / "inbox").mkdir()
    return tmp_path


def stripped(signed: Path) -> None:
    """Make what a platform leaves of a signed picture."""
    with Image.open(signed) as picture:
        posted = picture.resize((1080, 810))
    for name in ("found.jpg", "inbox/one.jpg"):
        posted.save(signed.parent / name, quality=75)


def test_the_recipe_of_the_page_runs(command, desk):
    codes = {}
    for words in commands("docs/durable.md", "Recipe"):
        told = command(*words)
        codes[words[0]] = told.code
        if words[0] == "sign":
            assert told.code == 0, told.err
            stripped(desk / "photo.jpg")
    assert codes == {"repository": 0, "sign": 0, "recover": 6, "verify": 6}


def test_the_readme_shows_what_a_receiver_sees(command, desk):
    for words in commands("README.md", "Recipe 4: a picture without its credentials"):
        told = command(*words)
        assert told.code == 0, told.err
    stripped(desk / "photo.jpg")
    text = (PROJECT / "README.md").read_text()
    line, shown = re.search(
        r"    \$ (provenance recover.*)\n((?:    .*\n|\n(?=    ))+)", text
    ).groups()
    told = command(*shlex.split(line)[1:])
    assert told.code == 6
    assert told.out.startswith(re.sub(r"(?m)^    ", "", shown).rstrip())
