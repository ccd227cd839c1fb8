"""Pure frozen data that the rooms hand to each other; no third-party code, no judgement."""
