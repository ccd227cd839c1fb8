"""Verify: read, walk the chain, judge every link, and report; `verifier.Verifier` is the door."""
