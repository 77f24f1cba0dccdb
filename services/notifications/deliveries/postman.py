"""Hands mails to the mail server, over a few connections that are kept."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiosmtplib

from services.notifications.deliveries.domain import (
    SEND_WITHIN,
    SENT,
    Delivery,
    Letter,
    Verdict,
    answered,
    backoff,
    failed,
    misconfigured,
    unreachable,
)
from shared.clock import Clock

CONNECT_WITHIN = timedelta(seconds=5)
PROBE_FIRST = timedelta(milliseconds=500)
PROBE_LONGEST = timedelta(seconds=10)
IDLE_AT_MOST = timedelta(seconds=20)
MAILS_PER_CONNECTION_MAX = 100
SERVICE_CLOSING = 421
AUTHENTICATION_REFUSED = range(530, 536)

UNREACHABLE = (
    aiosmtplib.SMTPServerDisconnected,
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPTimeoutError,
    OSError,
    TimeoutError,
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in. `security`: none, starttls or tls; `greeting` is our EHLO name."""

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    security: str = "none"
    greeting: str = "localhost"


@dataclass(slots=True)
class _Line:
    client: aiosmtplib.SMTP
    used_at: datetime
    mails: int = 0


class Postman:
    """Sends one mail at a time over each of its lines; a circuit keeps it off a dead server."""

    def __init__(self, server: MailServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._idle: deque[_Line] = deque()
        self._failures = 0
        self._probe_at: datetime | None = None

    async def reachable(self) -> bool:
        """Whether the server answers; tries at growing intervals while it doesn't."""
        if self._probe_at is None:
            return True
        if self._clock() < self._probe_at:
            return False
        try:
            self._idle.append(await self._connect())
        except (*UNREACHABLE, aiosmtplib.SMTPException):
            self._broken()
            return False
        return True

    async def send(self, delivery: Delivery, letter: Letter, sender: str) -> Verdict:
        """Hand in one mail, within a bound; never raises for what a server can do."""
        try:
            async with asyncio.timeout(SEND_WITHIN.total_seconds()):
                return await self._send(delivery, letter, sender)
        except UNREACHABLE:
            self._broken()
            return unreachable(delivery, self._clock(), random.random())
        except aiosmtplib.SMTPNotSupported:
            return failed("address_not_supported")
        except aiosmtplib.SMTPException:
            return unreachable(delivery, self._clock(), random.random())

    async def close(self) -> None:
        """Say goodbye on idle lines."""
        while self._idle:
            self._idle.pop().client.close()

    async def _send(self, delivery: Delivery, letter: Letter, sender: str) -> Verdict:
        line = await self._line()
        keep = False
        try:
            await line.client.send_message(
                letter.message, sender=sender, recipients=[letter.recipient]
            )
            keep = True
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            keep = True
            answer = refusal.recipients[0]
            return self._answered(delivery, answer.code, answer.message)
        except aiosmtplib.SMTPSenderRefused as refusal:
            return misconfigured(
                delivery, refusal.code, refusal.message, self._clock(), random.random()
            )
        except aiosmtplib.SMTPResponseException as refusal:
            keep = refusal.code != SERVICE_CLOSING
            return self._answered(delivery, refusal.code, refusal.message)
        finally:
            self._give_back(line, keep=keep)
        return SENT

    def _answered(self, delivery: Delivery, code: int, text: str) -> Verdict:
        meaning = misconfigured if code in AUTHENTICATION_REFUSED else answered
        return meaning(delivery, code, text, self._clock(), random.random())

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.client.is_connected and self._clock() - line.used_at < IDLE_AT_MOST:
                return line
            line.client.close()
        return await self._connect()

    async def _connect(self) -> _Line:
        client = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.username or None,
            password=self._server.password or None,
            use_tls=self._server.security == "tls",
            start_tls=self._server.security == "starttls",
            local_hostname=self._server.greeting,
            timeout=CONNECT_WITHIN.total_seconds(),
        )
        await client.connect()
        client.timeout = SEND_WITHIN.total_seconds()
        self._failures, self._probe_at = 0, None
        return _Line(client, self._clock())

    def _give_back(self, line: _Line, *, keep: bool) -> None:
        line.mails += 1
        if keep and line.client.is_connected and line.mails < MAILS_PER_CONNECTION_MAX:
            line.used_at = self._clock()
            self._idle.append(line)
        else:
            line.client.close()

    def _broken(self) -> None:
        pause = backoff(self._failures, random.random(), PROBE_FIRST, PROBE_LONGEST)
        self._failures += 1
        self._probe_at = self._clock() + pause
        while self._idle:
            self._idle.pop().client.close()
