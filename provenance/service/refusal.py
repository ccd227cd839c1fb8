"""Why a server does not do what it was asked."""

from __future__ import annotations


class Refusal(Exception):
    """Say to the asker in one sentence why there is no answer; never leaves a server.

    Attributes:
        status: Of HTTP.
        retry_after: Whole seconds after which it is worth asking again; 0 for not at all.
    """

    def __init__(self, status: int, sentence: str, *, retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after
