"""The content of mails about a booking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.notifications.contacts.domain import Contact, one_line
from services.notifications.mails.domain import CALLED_OFF, SAYING_A_PLACE_IS_SURE, Kind
from services.notifications.mails.links import Links
from services.notifications.mails.page import Button, Fact, Help, Page, PersonBlock, Ticket
from services.notifications.mails.pictures import qr_png
from services.notifications.mails.registered_by import registered_by
from services.notifications.mails.wording import Wording
from shared.contracts.bookings import BookedPerson, BookingChanged
from shared.contracts.events import EventChanged, SessionState
from shared.web import formats
from shared.web.languages import GERMAN, locale_named
from shared.web.localized import Said, paragraphs, said

PICTURES_MAX = 10
TITLE_MAX_CHARACTERS = 200
WITHOUT_BOOKING = CALLED_OFF - {Kind.EVENT_POSTPONED}
"""Mails after which the booking is worth nothing."""
TONES = {"confirmed": "good", "waitlisted": "waiting", "offered": "waiting"}


@dataclass(frozen=True, slots=True)
class Told:
    """What one recipient is told: the people of the booking they may hear about.

    `is_contact`: the recipient made the booking and may change it. `names` by person id.
    `notice`: what the organizer says besides, by language. `other`: another registration of the
    same contact.
    `registrant`: who registered the recipient for a company, as far as known.
    """

    kind: Kind
    booking: BookingChanged
    event: EventChanged
    recipient: Contact
    people: Sequence[BookedPerson]
    is_contact: bool
    names: Mapping[UUID, str]
    organiser: str | None
    notice: Mapping[str, str] = field(default_factory=dict)
    other: BookingChanged | None = None
    registrant: Contact | None = None


def booking_page(told: Told, words: Wording, links: Links) -> Page:
    """The mail for one recipient of a change of a booking."""
    special = words.kind(told.kind, told.event.promotion)
    title = title_of(told.event, words.code)
    pictures: dict[str, bytes] = {}
    people = []
    for number, person in enumerate(told.people, start=1):
        name = _name(told, person, number, words)
        comes = person.status == "confirmed" and told.kind not in CALLED_OFF
        ticket = _ticket(person, name, words, links, pictures) if comes else None
        people.append(_person(told, person, name, words, ticket))
    over = told.kind in CALLED_OFF
    after = [] if told.is_contact or over else _aside(told, words)
    tickets = sum(1 for block in people if block.ticket)
    if tickets > len(pictures) and told.is_contact:
        after.append(words.word("more_tickets"))
    return Page(
        locale=words.locale,
        subject=special.subject.format(title=title),
        sender_name=told.organiser,
        heading=special.heading,
        greeting=greeting(told.recipient, words),
        paragraphs=(*special.paragraphs, *_called_off(told, words), *_registered_by(told, words)),
        quote_label=words.word("organizer_says"),
        quote=quote(told.notice or _mail_note(told), words),
        title=title,
        facts=event_facts(told.event, words, joinable=not over and _confirmed(told.people)),
        people=tuple(people),
        button=_button(told, words, links),
        second=_second(told, words, links),
        code=_booking_code(told, words, links),
        after=(*after, *(special.after if told.is_contact else ()), *_calendar_note(told, words)),
        help=help_of(told.event, words),
        footer=(words.word("why_event"),),
        ticket_label=words.word("ticket_as_text"),
        pictures=pictures,
    )


def _called_off(told: Told, words: Wording) -> tuple[str, ...]:
    """Which sessions don't take place, where that is why the booking changed."""
    gone = [s for s in told.event.sessions if s.id in told.booking.cancelled_sessions]
    titles = dict.fromkeys(session_title(each, words.code) for each in gone)
    return tuple(words.word("session_off", title=title) for title in titles)


def quote(texts: Mapping[str, str], words: Wording) -> tuple[str, ...]:
    """The organizer's words, line by line, in the best language for the reader."""
    for code in (words.code, GERMAN.code, *texts):
        if text := texts.get(code):
            return tuple(paragraphs(Said(text.strip(), locale_named(code))))
    return ()


def _mail_note(told: Told) -> dict[str, str]:
    """The organizer's own sentences for those who have a place, by language."""
    if told.kind not in SAYING_A_PLACE_IS_SURE:
        return {}
    return {code: text.mail_note for code, text in told.event.texts.items() if text.mail_note}


def greeting(recipient: Contact, words: Wording) -> str:
    """With the name where there is one."""
    if recipient.name:
        return words.word("greeting", name=recipient.name)
    return words.word("greeting_nameless")


def title_of(event: EventChanged, code: str) -> str:
    """The event's title in the language of the mail, as one line."""
    return _one_line(said(event.texts, "title", code, event.title) or event.title)


def place_line(event: EventChanged) -> str | None:
    """House and address in one line; None where nobody has said any."""
    at = event.address
    town = " ".join(filter(None, (at.postal_code, at.city))) if at else None
    return ", ".join(filter(None, (event.venue, at.street if at else None, town))) or None


def event_facts(event: EventChanged, words: Wording, *, joinable: bool) -> tuple[Fact, ...]:
    """When and where; the address of an online meeting only for those who may join."""
    locale = words.locale
    when = formats.span(event.starts_at, event.ends_at, event.time_zone, locale)
    facts = [Fact(words.word("when"), when)]
    if where := place_line(event):
        facts.append(Fact(words.word("where"), one_line(where, 500)))
    if event.join_url and joinable:
        facts.append(Fact(words.word("online"), event.join_url, _web(event.join_url)))
    if directions := said(event.texts, "directions", words.code):
        facts.append(Fact(words.word("directions"), directions))
    return tuple(facts)


def help_of(event: EventChanged, words: Wording) -> Help | None:
    """Whom to ask: name, telephone, mail; None if nobody is named."""
    if event.contact is None:
        return None
    facts = [Fact("", one_line(event.contact.name))]
    if event.contact.phone:
        phone = one_line(event.contact.phone, 40)
        dialled = "".join(c for c in phone if c.isdigit() or c == "+")
        facts.append(Fact("", phone, f"tel:{dialled}"))
    if event.contact.email:
        facts.append(Fact("", event.contact.email, f"mailto:{event.contact.email}"))
    return Help(words.word("your_contact"), tuple(facts))


def session_title(session: SessionState, code: str) -> str:
    """The session's title in the language of the mail."""
    return _one_line(said(session.texts, "title", code, session.title) or session.title)


def session_lines(
    event: EventChanged, session_ids: Sequence[UUID], words: Wording
) -> tuple[str, ...]:
    """The sessions somebody chose, in the order of the day."""
    chosen = sorted(
        (s for s in event.sessions if s.id in session_ids), key=lambda s: (s.starts_at, s.title)
    )
    return tuple(_session_line(event, session, words) for session in chosen)


def _session_line(event: EventChanged, session: SessionState, words: Wording) -> str:
    locale = words.locale
    if formats.local(event.starts_at, event.time_zone).date() == (
        formats.local(event.ends_at, event.time_zone).date()
    ):
        time = formats.times(session.starts_at, session.ends_at, event.time_zone, locale)
    else:
        time = formats.span(session.starts_at, session.ends_at, event.time_zone, locale)
    title = session_title(session, words.code)
    if session.room:
        return words.word("session_room", time=time, title=title, room=one_line(session.room))
    return words.word("session", time=time, title=title)


def _name(told: Told, person: BookedPerson, number: int, words: Wording) -> str | None:
    """The name, or in a party without names a number; nothing for one person without a name."""
    name = told.names.get(person.id)
    if name is None and len(told.people) > 1:
        return words.word("person", number=number)
    return name


def _person(
    told: Told,
    person: BookedPerson,
    name: str | None,
    words: Wording,
    ticket: Ticket | None,
) -> PersonBlock:
    return PersonBlock(
        name=name,
        status=_status(person, words),
        tone=TONES.get(person.status, "over"),
        sessions=session_lines(told.event, person.session_ids, words),
        ticket=ticket,
    )


def _ticket(
    person: BookedPerson,
    name: str | None,
    words: Wording,
    links: Links,
    pictures: dict[str, bytes],
) -> Ticket:
    text = links.ticket(person.id, person.generation)
    url = links.ticket_url(text)
    picture_id = f"ticket-{len(pictures) + 1}"
    if len(pictures) >= PICTURES_MAX:
        return Ticket(text, url, "", "")
    pictures[picture_id] = qr_png(url)
    alt = words.word("ticket_alt", name=name) if name else words.word("ticket_alt_nameless")
    return Ticket(text, url, picture_id, alt)


def _status(person: BookedPerson, words: Wording) -> str:
    if person.status == "waitlisted" and person.position is not None:
        return words.word("status_waitlisted_position", position=person.position)
    return words.words.get(f"status_{person.status}", person.status)


def _button(told: Told, words: Wording, links: Links) -> Button | None:
    label = words.kind(told.kind).button or words.word("manage")
    if told.kind in WITHOUT_BOOKING:
        return Button(label, links.event(told.event.id))
    if told.booking.registered_by is not None and len(told.people) == 1:
        [person] = told.people
        return Button(words.word("manage_place"), links.place(person.id, person.generation))
    if not told.is_contact:
        return None
    if told.kind is Kind.CONFIRM_ADDRESS:
        return Button(label, links.prove(told.booking.id, told.booking.generation))
    return Button(label, links.manage(told.booking.id, told.booking.generation))


def _second(told: Told, words: Wording, links: Links) -> Button | None:
    """The way to the other registration of the same contact."""
    other = told.other
    if other is None or told.kind is not Kind.REGISTERED_AGAIN or not told.is_contact:
        return None
    return Button(words.word("manage_other"), links.manage(other.id, other.generation))


def _registered_by(told: Told, words: Wording) -> tuple[str, ...]:
    if told.booking.registered_by is None or told.kind in CALLED_OFF:
        return ()
    return (registered_by(told.registrant, words), words.word("employer_sees"))


def _aside(told: Told, words: Wording) -> list[str]:
    """What somebody else's guest can do."""
    if told.booking.registered_by is None:
        return [words.word("colleague")]
    can_choose = any(person.status == "confirmed" for person in told.people)
    chosen = [words.word("choose_by_link")] if can_choose and told.event.sessions else []
    return [*chosen, words.word("decline_by_link")]


def _booking_code(told: Told, words: Wording, links: Links) -> Fact | None:
    if not told.is_contact or told.kind in WITHOUT_BOOKING | {Kind.CONFIRM_ADDRESS}:
        return None
    code = links.booking_code(told.booking.id, told.booking.generation)
    return Fact(words.word("booking_code"), code)


def _calendar_note(told: Told, words: Wording) -> tuple[str, ...]:
    if told.kind is Kind.DECLINED:
        return ()
    if told.kind in CALLED_OFF:
        return (words.word("calendar_cancelled"),)
    if told.kind is Kind.REMINDER:
        return ()
    return (words.word("calendar"),) if _confirmed(told.people) else ()


def _confirmed(people: Sequence[BookedPerson]) -> bool:
    return any(person.status == "confirmed" for person in people)


def _one_line(text: str) -> str:
    line = one_line(text, TITLE_MAX_CHARACTERS)
    return Said(line, text.locale) if isinstance(text, Said) else line


def _web(url: str) -> str | None:
    """Only web addresses become links."""
    return url if url.startswith(("https://", "http://")) else None
