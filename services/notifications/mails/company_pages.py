"""Mails about a company's list to its contact.

The contact reads numbers and a link. Who of them has a place is on the page behind it; what they
chose is nowhere the contact can look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.notifications.contacts.domain import Contact
from services.notifications.mails import booking_pages as pages
from services.notifications.mails.domain import Kind
from services.notifications.mails.links import Links
from services.notifications.mails.page import Button, Fact, Page
from services.notifications.mails.wording import Wording
from shared.contracts.bookings import BookedPerson
from shared.contracts.events import EventChanged

COUNTED = (Kind.COMPANY_REGISTERED, Kind.COMPANY_PROMOTED)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a contact is told; `people` of the list in question, none for a link alone.

    `notice`: what the organizer says besides, by language.
    """

    kind: Kind
    event: EventChanged
    recipient: Contact
    organiser: str | None
    people: Sequence[BookedPerson] = ()
    notice: Mapping[str, str] = field(default_factory=dict)


def company_page(listed: Listed, words: Wording, links: Links) -> Page:
    """The mail for a company contact."""
    special = words.kind(listed.kind, listed.event.promotion)
    title = pages.title_of(listed.event, words.code)
    recipient = listed.recipient
    over = listed.kind is Kind.COMPANY_EVENT_CANCELLED
    counts = _counts(listed.people, words) if listed.kind in COUNTED else ()
    return Page(
        locale=words.locale,
        subject=special.subject.format(title=title),
        sender_name=listed.organiser,
        heading=special.heading,
        greeting=pages.greeting(recipient, words),
        paragraphs=special.paragraphs,
        quote_label=words.word("organizer_says"),
        quote=pages.quote(listed.notice, words),
        title=title,
        facts=(*pages.event_facts(listed.event, words, joinable=False), *counts),
        button=Button(
            special.button or words.word("manage_company"),
            links.company(recipient.person_id, recipient.generation),
        ),
        after=(*special.after, *(() if over else (words.word("company_sees"),))),
        help=pages.help_of(listed.event, words),
        footer=(words.word("why_event"),),
    )


def _counts(people: Sequence[BookedPerson], words: Wording) -> tuple[Fact, ...]:
    registered = sum(person.status == "confirmed" for person in people)
    waiting = sum(person.status in ("waitlisted", "offered") for person in people)
    facts = [Fact(words.word("company_registered"), str(registered))]
    if waiting:
        facts.append(Fact(words.word("company_waiting"), str(waiting)))
    return tuple(facts)
