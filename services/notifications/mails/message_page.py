"""The content of a mail in which an organizer writes in their own words."""

from __future__ import annotations

from services.notifications.contacts.domain import Contact, one_line
from services.notifications.mails.booking_pages import (
    event_facts,
    greeting,
    help_of,
    title_of,
)
from services.notifications.mails.domain import Kind
from services.notifications.mails.links import Links
from services.notifications.mails.page import Button, Page
from services.notifications.mails.wording import Wording
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import MailRequested

SUBJECT_MAX_CHARACTERS = 200


def message_page(
    request: MailRequested,
    event: EventChanged,
    recipient: Contact,
    words: Wording,
    links: Links,
    *,
    organiser: str | None,
) -> Page:
    """The organizer's subject and text, in a frame of the reader's language.

    Only where an answer reaches somebody does it say that there can be one.
    """
    special = words.kind(Kind.ORGANIZER_MESSAGE)
    title = title_of(event, words.code)
    said = one_line(request.subject or "", SUBJECT_MAX_CHARACTERS)
    written = tuple(part.strip() for part in (request.text or "").split("\n") if part.strip())
    return Page(
        locale=words.locale,
        subject=special.subject.format(subject=said, title=title),
        sender_name=organiser,
        heading=said,
        greeting=greeting(recipient, words),
        paragraphs=(),
        quote_label=special.heading,
        quote=written,
        title=title,
        facts=event_facts(event, words, joinable=False)[:2],
        button=Button(special.button or "", links.event(event.id)),
        after=special.after if event.contact and event.contact.email else special.after[:1],
        help=help_of(event, words),
        footer=(words.word("why_event"),),
    )
