"""How many examples a law is tried on: a share of what the chosen profile of hypothesis allows."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

USUAL = 100  # examples of hypothesis, unless a profile says otherwise


def about(examples: int) -> settings:
    """Try about this many examples by default, and as many times more as the profile does."""
    times = settings.default.max_examples / USUAL
    return settings(
        max_examples=max(1, round(examples * times)),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.function_scoped_fixture),
    )
