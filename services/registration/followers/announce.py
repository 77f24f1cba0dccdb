"""What followers are asked and told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.followers.domain import Follower
from shared.contracts.contacts import CONTACTS, Contact
from shared.contracts.mail_requests import MAIL_REQUESTS, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage


def asked(follower: Follower) -> list[OutgoingMessage]:
    """How to write to somebody, and the mail that asks whether they want to follow."""
    contact = Contact(
        person_id=follower.id,
        kind="participant",
        email=follower.email,
        locale=follower.locale,
    )
    mail = MailRequested(
        id=new_id(),
        kind="follow_confirm",
        person_id=follower.id,
        subject_id=follower.id,
        generation=follower.generation,
        expires_at=follower.erase_at,
        subject=follower.series_title(follower.locale),
    )
    key = str(follower.id)
    return [OutgoingMessage(CONTACTS, key, contact), OutgoingMessage(MAIL_REQUESTS, key, mail)]


def next_event(
    follower_id: UUID, generation: int, event_id: UUID, starts_at: datetime
) -> OutgoingMessage:
    """The next event of the series is there."""
    mail = MailRequested(
        id=new_id(),
        kind="next_event",
        person_id=follower_id,
        subject_id=event_id,
        generation=generation,
        expires_at=starts_at,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(follower_id), mail)
