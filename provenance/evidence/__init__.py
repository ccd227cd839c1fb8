"""Evidence that the engine keeps to itself: the raw store, its signatures and their tokens."""
