"""Mails that an organizer asks for. The text stays in a topic that forgets after seven days."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.mail_requests import MAIL_REQUESTS, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage


def message(
    contact_id: UUID, event_id: UUID, subject: str, text: str, expires_at: datetime
) -> OutgoingMessage:
    """What an organizer writes to one person about an event."""
    body = MailRequested(
        id=new_id(),
        kind="organizer_message",
        person_id=contact_id,
        subject_id=event_id,
        expires_at=expires_at,
        subject=subject,
        text=text,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(contact_id), body)
