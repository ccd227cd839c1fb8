"""Certificates: making them, checking them, and judging what they are worth at a moment."""
