"""The content of a mail that invites somebody to an event."""

from __future__ import annotations

from services.notifications.contacts.domain import Contact
from services.notifications.mails.booking_pages import (
    event_facts,
    greeting,
    help_facts,
    title_of,
)
from services.notifications.mails.domain import Kind
from services.notifications.mails.links import Links
from services.notifications.mails.page import Button, Page
from services.notifications.mails.wording import Wording
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import MailRequested


def guest_page(
    request: MailRequested,
    event: EventChanged,
    recipient: Contact,
    words: Wording,
    links: Links,
    *,
    organiser: str | None,
) -> Page:
    """What to, and the one button behind which both answers are."""
    special = words.kind(Kind.INVITATION)
    title = title_of(event, words.code)
    return Page(
        lang=words.locale.html,
        direction=words.locale.direction,
        subject=special.subject.format(title=title),
        sender_name=organiser,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=special.paragraphs,
        title=title,
        facts=event_facts(event, words, joinable=False),
        button=Button(
            special.button or "", links.invitation(request.person_id, request.generation)
        ),
        after=special.after,
        help_label=words.word("your_contact") if event.contact else None,
        help=help_facts(event),
        footer=(words.word("why_invited"),),
    )
