"""Credentials that survive being stripped: watermarks, fingerprints, repositories, recovery."""
