"""A real SMTP server whose answers a test chooses, and the service around it."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.deliveries.store import Listed, of_event
from services.notifications.service import UseCases, make_subscriptions, make_use_cases
from services.notifications.settings import Settings
from shared.contracts.topic import Message
from shared.database.pool import Pool, connection, transaction
from shared.messaging.decoding import Record
from tests.services.notifications.facts import EVENT, NOW, record

KEY = "k1:" + "A" * 43 + "="


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class PostOffice:
    """`answers` are given to the next mails, one each; then everything is taken.

    `on_taken` is called when a mail is kept; while `hold` isn't set the client gets no answer.
    """

    port: int
    answers: list[str] = field(default_factory=list)
    refuse_recipients: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    hold: asyncio.Event | None = None
    on_taken: Callable[[], None] | None = None
    _server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True, hostname="post.test"), "127.0.0.1", self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refuse_recipients:
            return self.refuse_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse a mail."""
        if self.answers:
            answer = self.answers.pop(0)
            if not answer.startswith("250"):
                return answer
        assert isinstance(envelope.content, bytes)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.recipients += envelope.rcpt_tos
        if self.on_taken is not None:
            self.on_taken()
        if self.hold is not None:
            await self.hold.wait()
        return "250 2.0.0 OK"


@dataclass
class House:
    """Notifications without Kafka: records go straight into the subscriptions' `apply`."""

    pool: Pool
    clock: Clock
    post: PostOffice
    use_cases: UseCases

    @classmethod
    def build(cls, pool: Pool, post: PostOffice, lines: int = 4) -> House:
        """As `service.py` wires it, with `lines` connections to the mail server."""
        clock = Clock()
        return cls(pool, clock, post, make_use_cases(settings(post.port, lines), pool, clock))

    async def apply(self, *facts: Message | Record) -> None:
        """Each in a transaction of its own, as if each were a batch."""
        for fact in facts:
            await self.apply_batch([fact])

    async def apply_batch(self, facts: Sequence[Message | Record]) -> None:
        """All in one batch of each group."""
        records = [fact if isinstance(fact, Record) else record(fact) for fact in facts]
        for subscription in make_subscriptions(self.use_cases):
            names = {topic.name for topic in subscription.topics}
            if mine := [r for r in records if r.topic in names]:
                async with transaction(self.pool) as opened:
                    await subscription.apply(opened, mine)

    async def send(self) -> int:
        """Let the worker do one step."""
        return await self.use_cases.dispatch.run_once()

    async def rows(self, event_id: UUID = EVENT) -> list[Listed]:
        """All mails about an event."""
        async with connection(self.pool) as opened:
            return await of_event(opened, event_id, 0, 10_000)

    async def states(self) -> list[tuple[str, str, str | None]]:
        """Kind, state and reason of each mail, in order."""
        return [(row.kind, row.state, row.reason) for row in await self.rows()]


def settings(smtp_port: int, lines: int = 4) -> Settings:
    """Settings of a test; nothing but SMTP is ever reached through them."""
    return Settings(
        database_url="",
        kafka_bootstrap="",
        base_url="https://auftakt.example",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_connections=lines,
        mail_from="Auftakt <post@auftakt.example>",
        key_manage=KEY,
        key_ticket=KEY,
        key_sign_in=KEY,
        key_code=KEY,
    )
