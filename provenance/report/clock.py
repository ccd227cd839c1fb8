"""Times of a report, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def in_utc(at: datetime) -> datetime:
    """Return the same moment in UTC; a time without a zone is taken for UTC."""
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        return zoned.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        return zoned
