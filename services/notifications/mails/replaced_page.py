"""The content of the one mail to an address that is in no registration any more."""

from __future__ import annotations

from services.notifications.contacts.domain import Contact
from services.notifications.mails.booking_pages import greeting, help_of, title_of
from services.notifications.mails.domain import Kind
from services.notifications.mails.page import Page
from services.notifications.mails.wording import Wording
from shared.contracts.events import EventChanged


def replaced_page(
    event: EventChanged, recipient: Contact, words: Wording, *, organiser: str | None
) -> Page:
    """That the address was replaced, and whom to ask if that was wrong: no link, no name."""
    special = words.kind(Kind.ADDRESS_REPLACED)
    title = title_of(event, words.code)
    return Page(
        locale=words.locale,
        subject=special.subject.format(title=title),
        sender_name=organiser,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=special.paragraphs,
        title=title,
        after=special.after,
        help=help_of(event, words),
        footer=(words.word("why_event"),),
    )
