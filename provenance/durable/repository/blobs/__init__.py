"""Manifest stores as blobs, named by their SHA-256: in a folder, or in any store of fsspec."""
