"""A claimed delivery becomes a letter, or the reason why not (yet)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.contacts.domain import Contact
from services.notifications.deliveries.domain import (
    PART_WITHIN,
    Composed,
    Delivery,
    Letter,
    Missing,
    Verdict,
    failed,
    suppressed,
)
from services.notifications.mails.beginning import begins_at
from services.notifications.mails.booking_pages import (
    Told,
    booking_page,
    place_line,
    session_lines,
    session_title,
    title_of,
)
from services.notifications.mails.calendar import Entry, ics
from services.notifications.mails.company_pages import Listed, company_page
from services.notifications.mails.domain import (
    ABOUT_EVENTS,
    CALLED_OFF,
    NOTED,
    TO_COMPANIES,
    TO_THE_INVITED,
    Kind,
)
from services.notifications.mails.envelope import Attachment, Envelope, Sender, message
from services.notifications.mails.following_pages import follow_page, next_page
from services.notifications.mails.guest_page import guest_page
from services.notifications.mails.links import Links
from services.notifications.mails.material import Material, words_about
from services.notifications.mails.message_page import message_page
from services.notifications.mails.page import Page
from services.notifications.mails.replaced_page import replaced_page
from services.notifications.mails.staff_pages import (
    invitation_page,
    minimum_page,
    report_page,
    sign_in_page,
)
from services.notifications.mails.wording import Wording, wording_for
from shared.contracts.bookings import BookedPerson, BookingChanged
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import MailRequested
from shared.web import formats

TOLD_OF_A_CANCELLED_EVENT = CALLED_OFF | {Kind.COMPANY_EVENT_CANCELLED, Kind.MANAGE_LINK}
"""A confirmation that waited for the mail server must not follow the news that nothing is on."""

NO_ADDRESS = suppressed("no_address")
NO_CONTACT = Missing("contact", failed("contact_missing"))
NO_EVENT = Missing("event", failed("event_missing"))
NO_DOCUMENT = Missing("document", failed("document_missing"))
NO_NOTICE = Missing("notice", failed("not_composable"))
FILE_NAME_MAX_CHARACTERS = 60
NO_ENTRY = frozenset({Kind.MANAGE_LINK, Kind.OFFER_EXPIRED, Kind.DECLINED})
"""Mails that change nothing in anybody's calendar."""
POSTPONED = frozenset({Kind.EVENT_POSTPONED, Kind.COMPANY_EVENT_POSTPONED})
REGISTRANT_WITHIN = timedelta(minutes=2)
"""How long a mail waits for the name of who registered its reader."""
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Composer:
    """Words the mails of one batch from the material read for them."""

    material: Material
    links: Links
    sender: Sender
    now: datetime

    def __call__(self, delivery: Delivery) -> Composed:
        """The letter, a part that is missing, or a verdict."""
        fact = self.material.facts.get(delivery.id)
        recipient = self._recipient(delivery, fact)
        if fact is None:
            return failed("not_composable")
        if not isinstance(recipient, Contact):
            return recipient
        if isinstance(fact, MailRequested):
            return self._requested(delivery, fact, recipient)
        if isinstance(fact, EditionPublished):
            return self._report(delivery, fact, recipient)
        if delivery.kind == Kind.REMINDER:
            return self._reminder(delivery, fact, recipient)
        return self._booking(delivery, Kind(delivery.kind), fact, recipient)

    def _recipient(self, delivery: Delivery, fact: object) -> Contact | Missing | Verdict:
        if delivery.person_id is None:
            return NO_ADDRESS
        if delivery.person_id in self.material.erased:
            return suppressed("erased")
        contact = self.material.contacts.get(delivery.person_id)
        if contact is None:
            is_colleague = (
                isinstance(fact, BookingChanged) and delivery.person_id != fact.contact_id
            )
            return Missing("contact", NO_ADDRESS) if is_colleague else NO_CONTACT
        if _said_before(contact, fact):
            return NO_CONTACT
        return contact if contact.email else NO_ADDRESS

    def _booking(
        self, delivery: Delivery, kind: Kind, booking: BookingChanged, recipient: Contact
    ) -> Composed:
        event = self.material.events.get(booking.event_id)
        if event is None or event.version < (booking.event_version or 0):
            return NO_EVENT
        if self._lacks_notice(delivery, kind, booking):
            return NO_NOTICE
        if self.now >= event.ends_at and kind is not Kind.MANAGE_LINK:
            return suppressed("event_over")
        if event.status == "cancelled" and kind not in TOLD_OF_A_CANCELLED_EVENT:
            return suppressed("event_cancelled")
        if kind in POSTPONED and _has_new_date(booking, event):
            return suppressed("event_moved")
        if recipient.person_id == booking.registered_by:
            organiser = self.material.organiser_name(event)
            notice = self._notice(kind, booking)
            listed = Listed(kind, event, recipient, organiser, booking.people, notice)
            page = company_page(listed, _words(recipient, kind), self.links)
            return self._letter(delivery, page, recipient, event, [])
        if self._registrant_may_come(delivery, booking):
            return Missing("contact", NO_ADDRESS)
        is_contact = recipient.person_id == booking.contact_id
        if not is_contact and self._hears_as_contact(booking, recipient):
            return suppressed("same_address")
        people = [
            person for person in booking.people if is_contact or person.id == recipient.person_id
        ]
        told = Told(
            kind=kind,
            booking=booking,
            event=event,
            recipient=recipient,
            people=[p for p in people if p.status != "cancelled" and not p.erased] or people,
            is_contact=is_contact,
            names=self._names(people),
            organiser=self.material.organiser_name(event),
            notice=self._notice(kind, booking),
            registrant=self._registrant(booking),
            other=self.material.bookings.get(booking.repeats) if booking.repeats else None,
        )
        page = booking_page(told, _words(recipient, kind), self.links)
        return self._letter(delivery, page, recipient, event, self._calendar(told))

    def _reminder(
        self, delivery: Delivery, booking: BookingChanged, recipient: Contact
    ) -> Composed:
        """What holds now, not when it was decided to remind somebody."""
        booking = self.material.bookings.get(booking.id, booking)
        event = self.material.events.get(booking.event_id)
        outdated = _outdated(delivery, booking, event) if event is not None else None
        return outdated or self._booking(delivery, Kind.REMINDER, booking, recipient)

    def _notice(self, kind: Kind, booking: BookingChanged) -> Mapping[str, str]:
        """What the organizer says besides, by language."""
        if kind not in NOTED or not booking.noted:
            return {}
        found = self.material.notices.get(words_about(booking))
        return found.texts if found else {}

    def _lacks_notice(self, delivery: Delivery, kind: Kind, booking: BookingChanged) -> bool:
        """Whether to wait for the organizer's words: not for ever, the new date matters more."""
        expected = kind in NOTED and booking.noted
        waits = self.now - delivery.required_at <= PART_WITHIN
        return expected and waits and not self._notice(kind, booking)

    def _registrant(self, booking: BookingChanged) -> Contact | None:
        """Who registered these people for a company, unless that was erased."""
        by = booking.registered_by
        return self.material.contacts.get(by) if by is not None else None

    def _registrant_may_come(self, delivery: Delivery, booking: BookingChanged) -> bool:
        """Whether it is worth waiting a little, so that a colleague learns who it was."""
        by = booking.registered_by
        if by is None or by in self.material.contacts or by in self.material.erased:
            return False
        return self.now - delivery.required_at < REGISTRANT_WITHIN

    def _hears_as_contact(self, booking: BookingChanged, recipient: Contact) -> bool:
        """Whether the contact of the party has the same address: one mail is enough."""
        contact = self.material.contacts.get(booking.contact_id) if booking.contact_id else None
        if contact is None or contact.email is None or recipient.email is None:
            return False
        return contact.email.casefold() == recipient.email.casefold()

    def _names(self, people: list[BookedPerson]) -> dict[UUID, str]:
        found = ((p.id, self.material.contacts.get(p.id)) for p in people)
        return {id_: contact.name for id_, contact in found if contact and contact.name}

    def _requested(
        self, delivery: Delivery, request: MailRequested, recipient: Contact
    ) -> Composed:
        words = _words(recipient, Kind(request.kind))
        if request.kind == Kind.SIGN_IN:
            page = sign_in_page(request, recipient, words, self.links)
            return self._letter(delivery, page, recipient, None, [])
        if request.kind == Kind.FOLLOW_CONFIRM:
            page = follow_page(request, recipient, words, self.links)
            return self._letter(delivery, page, recipient, None, [])
        if request.kind == Kind.MANAGE_LINK:
            booking = self.material.bookings.get(request.subject_id)
            if booking is None:
                return Missing("booking", failed("booking_missing"))
            return self._booking(delivery, Kind.MANAGE_LINK, booking, recipient)
        if request.kind in TO_COMPANIES:
            event = self.material.events.get(request.subject_id)
            if event is None:
                return NO_EVENT
            kind, organiser = Kind(request.kind), self.material.organiser_name(event)
            listed = Listed(kind, event, recipient, organiser)
            page = company_page(listed, words, self.links)
            return self._letter(delivery, page, recipient, event, [])
        if request.kind in ABOUT_EVENTS:
            event = self.material.events.get(request.subject_id)
            if event is None:
                return NO_EVENT
            return self._about_event(delivery, request, event, recipient)
        organisation = (
            self.material.organisations.get(request.organisation_id)
            if request.organisation_id
            else None
        )
        name = organisation.name if organisation else self.sender.name
        page = invitation_page(request, name, recipient, words, self.links)
        return self._letter(delivery, page, recipient, None, [])

    def _about_event(
        self, delivery: Delivery, request: MailRequested, event: EventChanged, recipient: Contact
    ) -> Composed:
        words = _words(recipient, Kind(request.kind))
        organiser = self.material.organiser_name(event)
        if request.kind == Kind.ADDRESS_REPLACED:
            page = replaced_page(event, recipient, words, organiser=organiser)
        elif request.kind == Kind.MINIMUM_WARNING:
            if event.status != "published" or event.minimum_participants is None:
                return suppressed("nothing_to_decide")
            page = minimum_page(request, event, recipient, words, self.links, now=self.now)
        elif request.kind in {Kind.INVITATION, Kind.NEXT_EVENT}:
            if event.status == "draft":
                return NO_EVENT  # the news that it is public is still on its way
            if event.status != "published" or self.now >= event.ends_at:
                return suppressed(
                    "event_cancelled" if event.status == "cancelled" else "event_over"
                )
            make = guest_page if request.kind == Kind.INVITATION else next_page
            page = make(request, event, recipient, words, self.links, organiser=organiser)
        elif request.kind in TO_THE_INVITED:
            return self._to_the_invited(delivery, request, event, recipient)
        else:
            page = message_page(request, event, recipient, words, self.links, organiser=organiser)
        return self._letter(delivery, page, recipient, event, [])

    def _to_the_invited(
        self, delivery: Delivery, request: MailRequested, event: EventChanged, recipient: Contact
    ) -> Composed:
        version = request.event_version or 0
        if event.version < version:
            return NO_EVENT
        if self.now >= event.ends_at:
            return suppressed("event_over")
        called_off = request.kind == Kind.INVITATION_CALLED_OFF
        if called_off != (event.status == "cancelled"):
            return suppressed("event_moved" if called_off else "event_cancelled")
        found = self.material.notices.get((event.id, version)) if request.noted else None
        if request.noted and found is None and self.now - delivery.required_at <= PART_WITHIN:
            return NO_NOTICE
        words = _words(recipient, Kind(request.kind))
        page = guest_page(
            request,
            event,
            recipient,
            words,
            self.links,
            organiser=self.material.organiser_name(event),
            notice=found.texts if found else {},
        )
        return self._letter(delivery, page, recipient, event, [])

    def _report(
        self, delivery: Delivery, edition: EditionPublished, recipient: Contact
    ) -> Composed:
        event = self.material.events.get(edition.event_id)
        document = self.material.documents.get(edition.id)
        if event is None:
            return NO_EVENT
        if document is None:
            return NO_DOCUMENT
        if hashlib.sha256(document).hexdigest() != edition.document_sha256:
            return failed("document_damaged")
        words = _words(recipient, Kind.REPORT)
        organiser = self.material.organiser_name(event)
        page = report_page(edition, event, recipient, words, self.links, organiser=organiser)
        name = _file_name(words.word("report_file"), event, edition.number)
        pdf = Attachment(name, "application", "pdf", document, {})
        return self._letter(delivery, page, recipient, event, [pdf])

    def _letter(
        self,
        delivery: Delivery,
        page: Page,
        recipient: Contact,
        event: EventChanged | None,
        attachments: list[Attachment],
    ) -> Letter:
        contact_email = event.contact.email if event and event.contact else None
        envelope = Envelope(
            delivery_id=delivery.id,
            sender=self.sender,
            recipient=recipient,
            sent_at=self.now,
            reply_to=contact_email,
            list_id=event.id if event else None,
        )
        return Letter(message(page, envelope, attachments), recipient.email or "")

    def _calendar(self, told: Told) -> list[Attachment]:
        """The entry covers the sessions chosen, or the whole event where none were."""
        if told.kind is Kind.REMINDER:
            return []  # it came with the confirmation
        cancelled = told.kind in CALLED_OFF
        people = told.people if cancelled else [p for p in told.people if p.status == "confirmed"]
        if not people or told.kind in NO_ENTRY:
            return []
        event, words = told.event, _words(told.recipient, told.kind)
        code = words.code
        ids = {session_id for person in people for session_id in person.session_ids}
        sessions = [s for s in event.sessions if s.id in ids and not s.drop_in]
        summary = title_of(event, code)
        if len(sessions) == 1:
            summary = f"{session_title(sessions[0], code)} ({summary})"
        entry = Entry(
            uid=told.booking.id if told.is_contact else told.recipient.person_id,
            domain=self.sender.domain,
            sequence=event.version + told.booking.version,
            summary=summary,
            starts_at=min((s.starts_at for s in sessions), default=event.starts_at),
            ends_at=max((s.ends_at for s in sessions), default=event.ends_at),
            zone=event.time_zone,
            stamped_at=self.now,
            organizer_name=told.organiser or self.sender.name,
            organizer_email=(event.contact and event.contact.email) or self.sender.address,
            location=place_line(event) or (event.join_url if not cancelled else None),
            description="\n".join(session_lines(event, list(ids), words)) or None,
            url=self.links.event(event.id),
            cancelled=cancelled,
            language=words.locale.html,
        )
        parameters = {"method": entry.method, "charset": "utf-8"}
        return [Attachment("termin.ics", "text", "calendar", ics(entry), parameters)]


def _outdated(delivery: Delivery, booking: BookingChanged, event: EventChanged) -> Verdict | None:
    """Why a reminder must not go out any more; what it reminds of is when it stops being news."""
    if event.status == "published" and not event.reminder:
        return suppressed("reminder_off")
    mine = [p for p in booking.people if delivery.person_id in (booking.contact_id, p.id)]
    begins = begins_at(event, mine)
    if begins is None:
        return suppressed("cancelled")
    return suppressed("event_moved") if delivery.expires_at not in (None, begins) else None


def _said_before(contact: Contact, fact: object) -> bool:
    """Whether these coordinates are those from before the correction that the mail is about: what
    is meant for the new address must not reach the old one."""
    if not isinstance(fact, BookingChanged) or contact.person_id not in fact.readdressed:
        return False
    return contact.generation < fact.version


def _has_new_date(booking: BookingChanged, event: EventChanged) -> bool:
    """Whether the event got a date again after it was called off."""
    later = booking.event_version is not None and event.version > booking.event_version
    return later and event.status == "published"


def _words(recipient: Contact, kind: Kind) -> Wording:
    return wording_for(recipient.locale, kind)


def _file_name(word: str, event: EventChanged, number: int) -> str:
    """`bericht-gesundheitstag-musterstadt-2027-05-12-1.pdf`: plain ASCII, safe everywhere."""
    folded = event.title.casefold().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:FILE_NAME_MAX_CHARACTERS].strip("-")
    day = formats.local(event.starts_at, event.time_zone).date().isoformat()
    return "-".join(part for part in (word, slug, day, str(number)) if part) + ".pdf"
