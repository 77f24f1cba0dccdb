"""What messages and the clock can make of mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from services.notifications.deliveries import use_cases as deliveries
from services.notifications.deliveries.domain import PART_WITHIN, Compose, Delivery, Requirement
from services.notifications.mails import store
from services.notifications.mails.compose import Composer
from services.notifications.mails.domain import (
    ABOUT_EVENTS,
    TOO_OLD,
    Booking,
    Due,
    Kind,
    Person,
    decide,
)
from services.notifications.mails.envelope import Sender
from services.notifications.mails.links import Links
from services.notifications.mails.material import gather
from services.notifications.mails.registrants import decide_for_registrant
from shared.clock import Clock
from shared.contracts.bookings import BookingChanged
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import EventNotice, MailRequested
from shared.contracts.organisations import OrganisationChanged
from shared.database.pool import Connection, Pool, transaction

V = TypeVar("V", EventChanged, OrganisationChanged)

RECEIVES_PARTNER_REPORT = "partner"
RECEIVES_ORGANISER_REPORT = "organizer"
EDITIONS_AT_ONCE = 20
DOCUMENT_KEPT = timedelta(hours=24)
DOCUMENT_WITHOUT_EDITION_KEPT = timedelta(days=7)
NOTICE_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MailUseCases:
    """Facts in, required mails out; and the wording when their time has come."""

    clock: Clock
    links: Links
    sender: Sender

    async def learn_events(self, connection: Connection, events: Sequence[EventChanged]) -> None:
        """Events have changed: mails that lacked them are due."""
        latest = _latest(events)
        await store.upsert_events(connection, list(latest.values()))
        await deliveries.arrived(connection, "event", list(latest), self.clock())
        await self._require_reports(
            connection, await store.unsettled_editions(connection, event_ids=list(latest))
        )

    async def learn_organisations(
        self, connection: Connection, organisations: Sequence[OrganisationChanged]
    ) -> None:
        """Organisations and their members have changed: fresh editions may be for them."""
        latest = _latest(organisations)
        await store.upsert_organisations(connection, list(latest.values()))
        await self._require_reports(
            connection, await store.unsettled_editions(connection, organisation_ids=list(latest))
        )

    async def learn_notices(self, connection: Connection, notices: Sequence[EventNotice]) -> None:
        """Organizers say something about a change: mails that lacked it are due."""
        now = self.clock()
        await store.insert_notices(connection, notices, now)
        ids = list({notice.event_id for notice in notices})
        await deliveries.arrived(connection, "notice", ids, now)

    async def follow_bookings(
        self, connection: Connection, changes: Sequence[BookingChanged]
    ) -> None:
        """Bookings have changed: each step of each calls for its mails."""
        now = self.clock()
        ids = list({change.id for change in changes})
        known = await store.find_bookings(connection, ids)
        required: list[Requirement] = []
        for change in changes:
            before = known.get(change.id)
            if before is not None and change.version <= before.version:
                continue
            step = _booking(before) if before else None, _booking(change)
            due = decide(*step, now) + decide_for_registrant(*step, now)
            required += [_booking_mail(mail, change) for mail in due]
            known[change.id] = change
        await store.upsert_bookings(connection, [known[id_] for id_ in ids])
        await deliveries.require(connection, required, now)
        await deliveries.arrived(connection, "booking", ids, now)

    async def request(self, connection: Connection, requests: Sequence[MailRequested]) -> None:
        """Mails that registration asks for by itself."""
        required = [
            Requirement(
                key=f"request:{request.id}",
                kind=request.kind,
                subject_id=request.subject_id,
                subject_version=request.generation,
                person_id=request.person_id,
                event_id=request.subject_id if request.kind in ABOUT_EVENTS else None,
                fact=msgspec.json.encode(request),
                expires_at=request.expires_at,
            )
            for request in requests
        ]
        await deliveries.require(connection, required, self.clock())

    async def publish(self, connection: Connection, editions: Sequence[EditionPublished]) -> None:
        """Editions are out: the members concerned receive them."""
        for edition in editions:
            await store.insert_edition(connection, edition, self.clock())
        await self._require_reports(
            connection,
            await store.unsettled_editions(connection, ids=[edition.id for edition in editions]),
        )

    async def receive_document(self, connection: Connection, edition_id: UUID, body: bytes) -> None:
        """The PDF of an edition is here: mails that lacked it are due."""
        now = self.clock()
        await store.insert_document(connection, edition_id, body, now)
        await deliveries.arrived(connection, "document", [edition_id], now)

    async def compose(self, connection: Connection, claimed: Sequence[Delivery]) -> Compose:
        """Read what these mails speak about and word them one by one."""
        material = await gather(connection, claimed)
        return Composer(material, self.links, self.sender, self.clock())

    async def settle_editions(self, pool: Pool) -> int:
        """Editions that waited long enough: who is still unknown fails visibly."""
        now = self.clock()
        async with transaction(pool) as connection:
            editions = await store.overdue_editions(connection, now - PART_WITHIN, EDITIONS_AT_ONCE)
            if editions:
                await self._require_reports(connection, editions)
                await self._fail_unknown(connection, editions, now)
                await store.settle_editions(connection, [edition.id for edition in editions])
        return len(editions)

    async def repeat_editions(self, pool: Pool) -> int:
        """Recipients who arrived in a transaction that ran beside the edition's own."""
        async with transaction(pool) as connection:
            editions = await store.fresh_editions(connection, EDITIONS_AT_ONCE)
            await self._require_reports(connection, editions)
        return 0

    async def drop_documents(self, pool: Pool) -> int:
        """PDFs are kept until their mails are out, no longer."""
        now = self.clock()
        async with transaction(pool) as connection:
            return await store.drop_documents(
                connection, now - DOCUMENT_KEPT, now - DOCUMENT_WITHOUT_EDITION_KEPT
            )

    async def drop_notices(self, pool: Pool) -> int:
        """An organizer's words are kept as long as the topic keeps them."""
        async with transaction(pool) as connection:
            return await store.drop_notices(connection, self.clock() - NOTICE_KEPT)

    async def _require_reports(
        self, connection: Connection, editions: Sequence[EditionPublished]
    ) -> None:
        if not editions:
            return
        now = self.clock()
        events = await store.find_events(connection, [e.event_id for e in editions])
        wanted = {o for e in editions for o in e.organisation_ids}
        wanted |= {id_ for event in events.values() for id_ in _organising(event)}
        organisations = await store.find_organisations(connection, list(wanted))
        required = [
            _report_mail(edition, staff_id, now)
            for edition in editions
            for staff_id in _readers(edition, events.get(edition.event_id), organisations)
        ]
        await deliveries.require(connection, required, now)

    async def _fail_unknown(
        self, connection: Connection, editions: Sequence[EditionPublished], now: datetime
    ) -> None:
        ids = {o for e in editions for o in e.organisation_ids}
        known = await store.find_organisations(connection, list(ids))
        required = [
            Requirement(
                key=f"edition:{edition.id}:organisation:{organisation_id}",
                kind=Kind.REPORT.value,
                subject_id=edition.id,
                subject_version=edition.number,
                person_id=None,
                event_id=edition.event_id,
                failed="recipients_unknown",
            )
            for edition in editions
            for organisation_id in edition.organisation_ids
            if organisation_id not in known
        ]
        await deliveries.require(connection, required, now)


def _latest(changes: Sequence[V]) -> dict[UUID, V]:
    latest: dict[UUID, V] = {}
    for change in changes:
        if change.id not in latest or latest[change.id].version < change.version:
            latest[change.id] = change
    return latest


def _booking(message: BookingChanged) -> Booking:
    return Booking(
        id=message.id,
        version=message.version,
        event_id=message.event_id,
        contact_id=message.contact_id,
        reason=message.reason,
        changed_at=message.changed_at,
        repeats=message.repeats,
        unproven=message.unproven,
        readdressed=frozenset(message.readdressed),
        people=tuple(
            Person(person.id, person.status, frozenset(person.session_ids), person.erased)
            for person in message.people
        ),
        registered_by=message.registered_by,
    )


def _booking_mail(due: Due, fact: BookingChanged) -> Requirement:
    return Requirement(
        key=due.key,
        kind=due.kind.value,
        subject_id=fact.id,
        subject_version=fact.version,
        person_id=due.person_id,
        event_id=fact.event_id,
        fact=msgspec.json.encode(fact) if due.suppressed is None else None,
        suppressed=due.suppressed,
    )


def _report_mail(edition: EditionPublished, staff_id: UUID, now: datetime) -> Requirement:
    return Requirement(
        key=f"edition:{edition.id}:{staff_id}",
        kind=Kind.REPORT.value,
        subject_id=edition.id,
        subject_version=edition.number,
        person_id=staff_id,
        event_id=edition.event_id,
        fact=msgspec.json.encode(edition),
        suppressed="too_old" if now - edition.published_at > TOO_OLD else None,
    )


def _readers(
    edition: EditionPublished,
    event: EventChanged | None,
    organisations: Mapping[UUID, OrganisationChanged],
) -> list[UUID]:
    """Partners' staff of the organisations it is for, and all who organise; each once."""
    readers: dict[UUID, None] = {}
    for organisation_id in edition.organisation_ids:
        if (partner := organisations.get(organisation_id)) is not None:
            readers.update(_members(partner, RECEIVES_PARTNER_REPORT))
    for organisation_id in _organising(event) if event is not None else ():
        if (organiser := organisations.get(organisation_id)) is not None:
            readers.update(_members(organiser, RECEIVES_ORGANISER_REPORT))
    return list(readers)


def _organising(event: EventChanged) -> tuple[UUID, ...]:
    return (event.organiser_id, *event.co_organiser_ids)


def _members(organisation: OrganisationChanged, role: str) -> dict[UUID, None]:
    return {member.staff_id: None for member in organisation.members if member.role == role}
