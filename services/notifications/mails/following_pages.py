"""The content of mails to those who follow a series: may we write, and the next event is there."""

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

TITLE_MAX_CHARACTERS = 200


def follow_page(request: MailRequested, recipient: Contact, words: Wording, links: Links) -> Page:
    """Is it true that you want to hear of the next event?"""
    special = words.kind(Kind.FOLLOW_CONFIRM)
    title = one_line(request.subject or "", TITLE_MAX_CHARACTERS)
    link = links.following(request.subject_id, request.generation)
    return Page(
        locale=words.locale,
        subject=special.subject.format(title=title),
        sender_name=None,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=special.paragraphs,
        title=title,
        button=Button(special.button or "", link),
        after=special.after,
        footer=(words.word("why_event"),),
    )


def next_page(
    request: MailRequested,
    event: EventChanged,
    recipient: Contact,
    words: Wording,
    links: Links,
    *,
    organiser: str | None,
) -> Page:
    """When and where the next one is, the way to it, and the way out."""
    special = words.kind(Kind.NEXT_EVENT)
    title = title_of(event, words.code)
    stop = links.following(request.person_id, request.generation)
    return Page(
        locale=words.locale,
        subject=special.subject.format(title=title),
        sender_name=organiser,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=special.paragraphs,
        title=title,
        facts=event_facts(event, words, joinable=False)[:2],
        button=Button(special.button or "", links.event(event.id)),
        second=Button(words.word("follow_stop"), stop),
        unsubscribe=links.stop_following(request.person_id, request.generation),
        help=help_of(event, words),
        footer=(words.word("why_follow"),),
    )
