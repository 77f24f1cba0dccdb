"""notifications.deliveries.v1: what became of each mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class DeliveryChanged(Message, frozen=True, kw_only=True):
    """State of one mail, versioned. `state`: pending, sent, deferred, failed, suppressed.

    `reason` is a code, `smtp_status` an enhanced status code (RFC 3463) such as `4.2.2`; neither
    ever carries an address or a server's free text.
    """

    id: UUID
    version: int
    event_id: UUID | None
    kind: str
    state: str
    reason: str | None = None
    smtp_status: str | None = None
    attempts: int = 0
    sent_at: datetime | None = None


DELIVERIES = Topic(
    name="notifications.deliveries.v1",
    key="event id (sign-in mails: delivery id)",
    description="State of each mail, with status codes only.",
    producer="notifications",
    consumers=("registration",),
    cleanup=Cleanup.DELETE,
    retention=timedelta(days=400),
    messages={"auftakt.notifications.delivery-changed.v1": DeliveryChanged},
)
