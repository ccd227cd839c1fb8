"""Without the extra, the room says in one line what to install."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = """
import importlib.util, sys
known = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == {name!r} else known(name, *more)
import provenance.durable.interface
assert not {{"numpy", "cv2"}} & set(sys.modules)
try:
    import provenance.durable.watermark.image
except provenance.errors.InvalidArgument as error:
    print(error)
"""


def test_a_missing_extra_is_named():
    for name in ("numpy", "cv2"):
        answer = subprocess.run(
            [sys.executable, "-c", WITHOUT.format(name=name)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.count("\n") == 1
        assert "pip install 'media-provenance[durable]'" in answer.stdout
