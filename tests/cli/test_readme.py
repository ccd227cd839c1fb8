"""What the README shows in Python runs as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

from provenance.pki.issuing import development

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_recipe_in_python_runs(tmp_path):
    development.create(tmp_path / "keys")
    for name in ("raw.jpg", "cropped.jpg"):
        Image.effect_noise((320, 240), 60).save(tmp_path / name)
    (recipe,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", recipe],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("TRUSTED This file is as its signer")
    assert 'Captured with "Nikon Z6III"' in ran.stdout
    assert "Cropped" in ran.stdout
