"""What others hear of an invitation: how to write to whom, and that a mail is wanted."""

from __future__ import annotations

from services.registration.events.domain import Event
from services.registration.invitations.domain import Invitation
from shared.contracts.contacts import CONTACTS, Contact
from shared.contracts.mail_requests import MAIL_REQUESTS, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage

KIND = "invitation"
CALLED_OFF = "invitation_called_off"
MOVED = "invitation_moved"


def contact(invitation: Invitation) -> OutgoingMessage:
    """How to write to somebody who is invited."""
    body = Contact(
        person_id=invitation.id,
        kind="participant",
        name=invitation.name,
        email=invitation.email,
        locale=invitation.locale,
    )
    return OutgoingMessage(CONTACTS, str(invitation.id), body)


def mail(invitation: Invitation, event: Event) -> OutgoingMessage:
    """The mail with the link, which notifications derives from the invitation's id."""
    body = MailRequested(
        id=new_id(),
        kind=KIND,
        person_id=invitation.id,
        subject_id=event.id,
        generation=invitation.generation,
        expires_at=event.registration_closes_at,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(invitation.id), body)


def news(kind: str, invitation: Invitation, event: Event) -> OutgoingMessage:
    """The mail that tells who has not answered yet that the event moves or is called off."""
    body = MailRequested(
        id=new_id(),
        kind=kind,
        person_id=invitation.id,
        subject_id=event.id,
        generation=invitation.generation,
        expires_at=event.ends_at,
        event_version=event.version,
        noted=bool(event.notice),
    )
    return OutgoingMessage(MAIL_REQUESTS, str(invitation.id), body)
