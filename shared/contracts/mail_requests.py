"""registration.mail-requests.v1: mails that no other fact calls for, and words for mails."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared.contracts.topic import Cleanup, Message, Topic


class MailRequested(Message, frozen=True, kw_only=True):
    """A mail to one person.

    `kind`: sign_in, staff_invitation, manage_link, organizer_message, minimum_warning,
    company_link, invitation, invitation_moved, invitation_called_off, follow_confirm, next_event,
    address_replaced, company_declined.

    The link in the mail is derived from `subject_id` and `generation` with the key of its purpose;
    `expires_at` is when it stops working: a mail not sent by then is suppressed.
    organizer_message: `subject_id` is the event, `subject` and `text` are the organizer's own
    words; they travel here because this topic forgets after seven days.
    minimum_warning: `subject_id` is the event, `registered` how many places are taken in it.
    company_link: a company contact has asked for a new link to its list; `subject_id` is the event.
    company_declined: the same for the news that somebody on it does not come.
    invitation: to an event, `subject_id`; its link is derived from `person_id`, which is the
    invitation's id, and `generation`.
    invitation_moved, invitation_called_off: to who is invited and has not answered; worded once the
    event's `event_version` is known, with what the organizer says besides if `noted`.
    follow_confirm: `subject` is the title of a series, `subject_id` the follower to be.
    address_replaced: to an address that is in no registration any more, under a random id that is
    soon forgotten; `subject_id` is the event.
    next_event: `subject_id` is the event; the link to stop it is made of `person_id`.
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
    registered: int | None = None
    event_version: int | None = None
    noted: bool = False


class EventNotice(Message, frozen=True, kw_only=True):
    """What an organizer tells everybody besides when an event moves or is called off.

    It belongs into the mails about bookings or to the invited that say `noted` with this
    `event_version`. A booking that says `noted` without one has words of its own: then `event_id`
    is the booking and `event_version` the booking's. `texts`:
    the organizer's own words by language; they travel here because this topic forgets them.
    """

    event_id: UUID
    event_version: int
    texts: dict[str, str] = msgspec.field(default_factory=dict)


MAIL_REQUESTS = Topic(
    name="registration.mail-requests.v1",
    key="person id; event id for notices",
    description="Sign-in links, invitations: kind and ids only; words of organizers to people.",
    producer="registration",
    consumers=("notifications",),
    cleanup=Cleanup.DELETE,
    retention=timedelta(days=7),
    messages={
        "auftakt.registration.mail-requested.v1": MailRequested,
        "auftakt.registration.event-notice.v1": EventNotice,
    },
)
