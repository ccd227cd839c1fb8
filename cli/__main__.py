"""Run the command as `python -m provenance_cli`."""

from __future__ import annotations

from .app import main

main()
