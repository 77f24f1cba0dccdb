"""Changes of staff and sessions, as messages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.access.domain import Staff, StaffSession
from shared.contracts.access import ACCESS, Grant, SessionOpened, StaffChanged
from shared.contracts.contacts import CONTACTS, Contact
from shared.contracts.mail_requests import MAIL_REQUESTS, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage


def staff_changed(staff: Staff) -> OutgoingMessage:
    """Who may do what from now on."""
    grants = tuple(
        Grant(
            role=grant.role,
            organisation_id=grant.organisation_id,
            event_id=grant.event_id,
            expires_at=grant.expires_at,
        )
        for grant in staff.grants
    )
    body = StaffChanged(staff_id=staff.id, version=staff.version, grants=grants)
    return OutgoingMessage(ACCESS, f"staff:{staff.id}", body)


def staff_left(staff_id: UUID) -> list[OutgoingMessage]:
    """Nobody any more: no grants, no name, no address."""
    return [
        OutgoingMessage(ACCESS, f"staff:{staff_id}", None),
        OutgoingMessage(CONTACTS, str(staff_id), None),
    ]


def staff_contact(staff: Staff) -> OutgoingMessage:
    """How to write to a staff member."""
    body = Contact(
        person_id=staff.id, kind="staff", name=staff.name, email=staff.email, locale=staff.locale
    )
    return OutgoingMessage(CONTACTS, str(staff.id), body)


def session_opened(session: StaffSession) -> OutgoingMessage:
    """A session or API token is good until its expiry."""
    body = SessionOpened(
        token_hash=session.token_hash,
        staff_id=session.staff_id,
        expires_at=session.expires_at,
        kind=session.kind,
        scopes=session.scopes,
    )
    return OutgoingMessage(ACCESS, f"session:{session.token_hash}", body)


def session_ended(token_hash: str) -> OutgoingMessage:
    """A session or API token is over."""
    return OutgoingMessage(ACCESS, f"session:{token_hash}", None)


def mail_requested(
    kind: str,
    staff_id: UUID,
    sign_in_id: UUID,
    generation: int,
    expires_at: datetime,
    *,
    organisation_id: UUID | None = None,
    role: str | None = None,
) -> OutgoingMessage:
    """A sign-in link or an invitation is to be sent; the link is derived where it is sent."""
    body = MailRequested(
        id=new_id(),
        kind=kind,
        person_id=staff_id,
        subject_id=sign_in_id,
        generation=generation,
        expires_at=expires_at,
        organisation_id=organisation_id,
        role=role,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(staff_id), body)
