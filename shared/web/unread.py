"""Who answers before the body was read to its end reads the rest first, and throws it away.

Otherwise the server would close the connection while the caller still sends, and a caller (or the
proxy before us) may see a broken connection instead of the answer: "too large" would look like an
outage.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import cast

from litestar.types import HTTPReceiveMessage, Message, Receive, Send

REST_MAX_BYTES = 4 * 1024 * 1024
"""Twice what the proxy lets through."""
REST_SECONDS = 2.0


class Unread:
    """The body of one request: what the app reads of it, and what it leaves."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._left = True

    async def receive(self) -> HTTPReceiveMessage:
        """For the app, as usual."""
        message = cast("HTTPReceiveMessage", await self._receive())
        if message["type"] != "http.request" or not message["more_body"]:
            self._left = False
        return message

    async def send(self, message: Message) -> None:
        """From the app, as usual; before the first part of an answer what is left is read."""
        if self._left and message["type"] == "http.response.start":
            await self._read_rest()
        await self._send(message)

    async def _read_rest(self) -> None:
        read = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REST_SECONDS):
                while self._left and read < REST_MAX_BYTES:
                    message = await self.receive()
                    read += len(message["body"]) if message["type"] == "http.request" else 0
        self._left = False
