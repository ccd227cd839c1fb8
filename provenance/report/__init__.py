"""A finished report as text, JSON or crJSON; no judgement is made here."""
