"""registration.mail-requests.v1: mails that no other fact calls for."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class MailRequested(Message, frozen=True, kw_only=True):
    """A mail to one person. `kind`: sign_in, staff_invitation, manage_link, organizer_message.

    The link in the mail is derived from `subject_id` and `generation` with the key of its purpose;
    `expires_at` is when it stops working: a mail not sent by then is suppressed.
    organizer_message: `subject_id` is the event, `subject` and `text` are the organizer's own
    words; they travel here because this topic forgets after seven days.
    """

    id: UUID
    kind: str
    person_id: UUID
    subject_id: UUID
    generation: int = 1
    expires_at: datetime | None = None
    organisation_id: UUID | None = None
    role: str | None = None
    subject: str | None = None
    text: str | None = None


MAIL_REQUESTS = Topic(
    name="registration.mail-requests.v1",
    key="person id",
    description="Sign-in links, invitations: kind and ids only; messages of organizers with text.",
    producer="registration",
    consumers=("notifications",),
    cleanup=Cleanup.DELETE,
    retention=timedelta(days=7),
    messages={"auftakt.registration.mail-requested.v1": MailRequested},
)
