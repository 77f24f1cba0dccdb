"""The content of mails to staff: sign-in, invitation, report, too few people."""

from __future__ import annotations

from datetime import datetime

from services.notifications.contacts.domain import Contact, one_line
from services.notifications.mails.booking_pages import event_facts, greeting, title_of
from services.notifications.mails.domain import Kind
from services.notifications.mails.links import Links
from services.notifications.mails.page import Button, Fact, Page
from services.notifications.mails.wording import Wording
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import MailRequested
from shared.web import formats


def sign_in_page(request: MailRequested, recipient: Contact, words: Wording, links: Links) -> Page:
    """A link and six digits, both for one sign-in."""
    special = words.kind(Kind.SIGN_IN)
    digits = links.sign_in_code(request.subject_id, request.generation)
    return Page(
        locale=words.locale,
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
        locale=words.locale,
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
        locale=words.locale,
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


def minimum_page(
    request: MailRequested,
    event: EventChanged,
    recipient: Contact,
    words: Wording,
    links: Links,
    *,
    now: datetime,
) -> Page:
    """Fewer people than needed, some days before the team has to decide."""
    special = words.kind(Kind.MINIMUM_WARNING)
    title = title_of(event, words.code)
    decide_by = event.decide_by or event.starts_at
    there = formats.local(decide_by, event.time_zone).date()
    days = max((there - formats.local(now, event.time_zone).date()).days, 0)
    values = {
        "title": title,
        "registered": request.registered or 0,
        "minimum": event.minimum_participants,
        "days": words.word("day_one") if days == 1 else words.word("day_many", days=days),
    }
    decision = formats.day_and_time(decide_by, event.time_zone, words.locale)
    return Page(
        locale=words.locale,
        subject=special.subject.format(**values),
        sender_name=None,
        heading=special.heading,
        greeting=greeting(recipient, words),
        paragraphs=tuple(text.format(**values) for text in special.paragraphs),
        title=title,
        facts=(
            *event_facts(event, words, joinable=False)[:2],
            Fact(words.word("decide_by"), decision),
            Fact(words.word("call_off"), words.word("call_off_link"), links.call_off(event.id)),
        ),
        button=Button(special.button or "", links.organizer_event(event.id)),
        after=special.after,
        footer=(words.word("why_staff_nameless"),),
    )
