"""Who refuses a body before its end still lets the caller finish: the answer arrives."""

from __future__ import annotations

from typing import Any

import pytest

from shared.web.unread import REST_MAX_BYTES, Unread

PART = b"x" * 65_536


class Caller:
    """Sends a body in parts and notes when the answer begins."""

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self.sent = 0
        self.sent_before_answer: int | None = None

    async def receive(self) -> Any:
        """The next part."""
        self.sent += 1
        return {"type": "http.request", "body": PART, "more_body": self.sent < self.parts}

    async def send(self, message: Any) -> None:
        """Takes the answer."""
        if message["type"] == "http.response.start":
            self.sent_before_answer = self.sent


@pytest.mark.parametrize(
    ("parts", "read", "sent"),
    [
        pytest.param(20, 3, 20, id="what is left is read"),
        pytest.param(20, 20, 20, id="nothing is asked for after the end"),
        pytest.param(10_000, 0, REST_MAX_BYTES // len(PART), id="without end up to a bound"),
    ],
)
async def test_an_early_answer_waits_until_the_caller_has_sent_all(
    parts: int, read: int, sent: int
) -> None:
    """A connection closed under a caller that still sends loses the answer (413, 401)."""
    caller = Caller(parts)
    unread = Unread(caller.receive, caller.send)
    for _ in range(read):
        await unread.receive()
    await unread.send({"type": "http.response.start", "status": 413, "headers": []})
    assert caller.sent_before_answer == sent
