"""What the README shows in Python runs as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

from provenance.pki.issuing import development

README = Path(__file__).resolve().parents[2] / "README.md"


def recipe(number: int, folder: Path) -> str:
    """Run one piece of Python, counted from 0, and return what it prints."""
    development.create(folder / "keys")
    for name in ("raw.jpg", "cropped.jpg"):
        Image.effect_noise((320, 240), 60).save(folder / name)
    pieces = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(pieces) == 2
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", pieces[number]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_recipe_of_a_camera_app_runs(tmp_path):
    lines = recipe(0, tmp_path).splitlines()
    assert len(lines) == 5
    assert all(line.startswith("True ") for line in lines)


def test_the_recipe_in_python_runs(tmp_path):
    said = recipe(1, tmp_path)
    assert said.startswith("TRUSTED This file is as its signer")
    assert 'Captured with "Nikon Z6III"' in said
    assert "Cropped" in said
