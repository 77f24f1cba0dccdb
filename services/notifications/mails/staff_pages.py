"""The content of mails to staff: sign-in, invitation, report."""

from __future__ import annotations

from services.notifications.contacts.domain import Contact, one_line
from services.notifications.mails.booking_pages import event_facts, greeting, title_of
from services.notifications.mails.domain import Kind
from services.notifications.mails.links import Links
from services.notifications.mails.page import Button, Fact, Page
from services.notifications.mails.wording import Wording
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import MailRequested


def sign_in_page(request: MailRequested, recipient: Contact, words: Wording, links: Links) -> Page:
    """A link and six digits, both for one sign-in."""
    special = words.kind(Kind.SIGN_IN)
    digits = links.sign_in_code(request.subject_id, request.generation)
    return Page(
        lang=words.locale.html,
        direction=words.locale.direction,
        subject=special.subject,
        sender_name=None,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=special.paragraphs,
        button=Button(special.button or "", links.sign_in(request.subject_id, request.generation)),
        code=Fact(special.code or "", f"{digits[:3]} {digits[3:]}"),
        after=special.after,
        footer=(words.word("why_staff_nameless"),),
    )


def invitation_page(
    request: MailRequested, organisation: str, recipient: Contact, words: Wording, links: Links
) -> Page:
    """Somebody has a role now."""
    special = words.kind(Kind.STAFF_INVITATION)
    name = one_line(organisation, 200)
    values = {"organisation": name, "role": words.role(request.role)}
    return Page(
        lang=words.locale.html,
        direction=words.locale.direction,
        subject=special.subject.format(**values),
        sender_name=None,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=tuple(text.format(**values) for text in special.paragraphs),
        button=Button(special.button or "", links.sign_in(request.subject_id, request.generation)),
        after=special.after,
        footer=(words.word("why_staff", organisation=name),),
    )


def report_page(
    edition: EditionPublished,
    event: EventChanged,
    recipient: Contact,
    words: Wording,
    links: Links,
    *,
    organiser: str | None,
) -> Page:
    """An edition is out; the PDF is attached."""
    special = words.kind(Kind.REPORT)
    title = title_of(event, words.code)
    return Page(
        lang=words.locale.html,
        direction=words.locale.direction,
        subject=special.subject.format(title=title),
        sender_name=organiser,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=tuple(text.format(number=edition.number) for text in special.paragraphs),
        title=title,
        facts=event_facts(event, words, joinable=False)[:2],
        button=Button(special.button or "", links.editions(event.id)),
        after=special.after,
        footer=(words.word("why_staff_nameless"),),
    )
