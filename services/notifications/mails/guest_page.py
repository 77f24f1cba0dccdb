"""The content of mails to the invited: the invitation, and what became of its event."""

from __future__ import annotations

from collections.abc import Mapping

from services.notifications.contacts.domain import Contact
from services.notifications.mails.booking_pages import (
    event_facts,
    greeting,
    help_of,
    quote,
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
    notice: Mapping[str, str] | None = None,
) -> Page:
    """What to, and the one button behind which both answers are; none if nothing is on.

    `notice`: what the organizer says besides, by language.
    """
    special = words.kind(Kind(request.kind))
    title = title_of(event, words.code)
    return Page(
        locale=words.locale,
        subject=special.subject.format(title=title),
        sender_name=organiser,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=special.paragraphs,
        quote_label=words.word("organizer_says"),
        quote=quote(notice or {}, words),
        title=title,
        facts=event_facts(event, words, joinable=False),
        button=Button(special.button, links.invitation(request.person_id, request.generation))
        if special.button
        else None,
        after=special.after,
        help=help_of(event, words),
        footer=(words.word("why_invited"),),
    )
