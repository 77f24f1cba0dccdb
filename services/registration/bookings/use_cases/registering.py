"""Registering: through the queue of the event into one transaction for all who came together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import asyncpg

from services.registration.bookings import announce
from services.registration.bookings.admission import Admission
from services.registration.bookings.domain.admission import Admitted, Decision, State, decide
from services.registration.bookings.domain.booking import HOLDING, Booking, Fill, Person, Status
from services.registration.bookings.domain.places import pool_of, take
from services.registration.bookings.domain.refusal import Refusal, Why
from services.registration.bookings.domain.request import BookingRequest
from services.registration.bookings.domain.waitlist import positions
from services.registration.bookings.errors import AddressNeeded, refused
from services.registration.bookings.intake import BookingWish, Intake
from services.registration.bookings.limits import Limits
from services.registration.bookings.store.admission import forget_keys, insert_admitted, read_state
from services.registration.bookings.store.bookings import read_bookings
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.places import places_outdated
from services.registration.bookings.store.waitlist import insert_waiting, waiting_ahead
from services.registration.bookings.use_cases.answering import check_answers, keep_answers
from services.registration.bookings.use_cases.change import plan_places
from services.registration.bookings.use_cases.noting import Note
from services.registration.bookings.use_cases.reading import Reading
from services.registration.events import domain as planning
from services.registration.invitations.domain import Right
from services.registration.invitations.errors import InvitationInvalid
from services.registration.questions.cache import QuestionCache
from shared.clock import Clock
from shared.database.pool import Connection, Pool, transaction
from shared.errors import InvalidFields
from shared.messaging.outbox import put

KEYS_FORGOTTEN_AT_ONCE = 5_000


class Rights(Protocol):
    """Who may register by what; the slice of invitations knows."""

    async def right(self, text: str) -> Right:
        """The right that the token of an invitation gives; raises InvitationInvalid."""

    async def kept_for(self, event_id: UUID, organisation_id: UUID) -> Right | None:
        """The places that are kept for an organisation."""


class NobodyInvited:
    """For tests of bookings alone."""

    async def right(self, text: str) -> Right:  # noqa: ARG002 - as the slice has it
        """Raises InvitationInvalid."""
        raise InvitationInvalid

    async def kept_for(self, event_id: UUID, organisation_id: UUID) -> Right | None:
        """Nothing is kept for anybody."""


class Registering:
    """Who comes new. `admission_pool`: connections that nothing else takes."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        events: LockedEvents,
        *,
        reading: Reading,
        intake: Intake,
        limits: Limits,
        admission_pool: Pool,
        rights: Rights,
    ) -> None:
        self.limits = limits
        self.queue = Admission(self.admit)
        self._pool = pool
        self._admission_pool = admission_pool
        self._clock = clock
        self._events = events
        self._questions = QuestionCache()
        self._reading = reading
        self._intake = intake
        self._entered_by: dict[UUID, Note] = {}
        self._rights = rights

    async def close(self) -> None:
        """Answer what waits and take no more."""
        await self.queue.close()

    async def register(
        self,
        event_id: UUID,
        wish: BookingWish,
        *,
        key: str | None,
        network: str | None,
        by: Note | None = None,
    ) -> Booking:
        """Register people; the booking as it is then. Raises what errors.py lists.

        `by`: the member of staff who does it for them, kept with the booking or not at all.
        """
        request = self._intake.request(event_id, wish, key=key)
        request.by_staff = by is not None
        await self.invite(event_id, wish, request, kept=by is not None)
        if by is None:
            return await self.submit(event_id, request, network=network)
        self._entered_by[request.id] = by
        try:
            return await self.submit(event_id, request, network=network)
        finally:
            del self._entered_by[request.id]

    async def invite(
        self, event_id: UUID, wish: BookingWish, request: BookingRequest, *, kept: bool
    ) -> None:
        """Tie the request to its invitation and to whom the places belong.

        `kept`: who comes from an organisation takes one of the places kept for it, without an
        invitation; so do those whom the team registers. Raises InvitationInvalid, InvalidFields if
        one's own invitation is used for several.
        """
        if not wish.invitation:
            if kept and request.organisation_id is not None:
                request.right = await self._rights.kept_for(event_id, request.organisation_id)
            return
        right = await self._rights.right(wish.invitation)
        if right.event_id != event_id:
            raise InvitationInvalid
        if right.invitation_id is not None and len(request.people) > 1:
            raise InvalidFields.one("people", "an invitation is for one person", "one-person")
        request.right = right
        if right.organisation_id is not None:
            request.organisation_id = right.organisation_id

    async def submit(
        self, event_id: UUID, request: BookingRequest, *, network: str | None
    ) -> Booking:
        """The same for a request that another slice has prepared."""
        now = self._clock()
        await self._brake(event_id, request, network, now)
        decision = await self.queue.submit(event_id, request)
        if isinstance(decision, Admitted):
            return _booking_of(event_id, decision, now)
        if isinstance(decision, Refusal):
            raise refused(decision)
        return await self._reading.booking(decision.booking_id)

    async def _brake(
        self, event_id: UUID, request: BookingRequest, network: str | None, now: datetime
    ) -> None:
        """Above the budget of the network, places are held until the link in a mail is followed.

        Who has no address is told whom to call; where the team may not learn who visits, and so
        can't register anybody, they are let in. Raises TooManyRequests, AddressNeeded.
        """
        people = len(request.people)
        self.limits.check_crowd(network, request.emails(), now, people)
        seconds = self.limits.seconds_above(network, now, people)
        if seconds == 0:
            return
        if request.contact_email is None:
            event = await self._reading.event(event_id)
            if await self._reading.visitors_stay_unknown(event):
                return
            raise AddressNeeded(_whom_to_call(event), retry_after_seconds=math.ceil(seconds))
        request.unproven = True

    async def admit(self, event_id: UUID, requests: Sequence[BookingRequest]) -> list[Decision]:
        """Decide and write a batch for one event in one transaction, for the admission queue."""
        now = self._clock()
        async with transaction(self._admission_pool) as lent:
            event = await self._events.lock(lent, event_id)
            if event is None:
                return [Refusal(Why.UNKNOWN_EVENT) for _ in requests]
            state = await read_state(lent, event, requests, now)
            if places_outdated(event, state.places):
                state.places = await plan_places(lent, event, now)
            await check_answers(lent, self._questions, state, requests)
            decisions = decide(state, requests, now)
            admitted = [d for d in decisions if isinstance(d, Admitted)]
            if admitted:
                await _keep(lent, state, admitted, now)
                await self._note(lent, admitted)
        return decisions

    async def _note(self, lent: Connection, admitted: Sequence[Admitted]) -> None:
        for request in (decision.request for decision in admitted):
            by = self._entered_by.get(request.id)
            if by is not None:
                await by.write(lent, "bookings.added", request.id, count=len(request.people))

    async def forget_keys(self) -> int:
        """Drop idempotency keys older than a day; returns how many."""
        async with transaction(self._pool) as lent:
            return await forget_keys(lent, self._clock(), KEYS_FORGOTTEN_AT_ONCE)


async def _keep(
    lent: Connection, state: State, admitted: Sequence[Admitted], now: datetime
) -> None:
    """Write what was admitted: bookings, people, seats, waitlist, keys, messages."""
    event = state.event
    held: dict[UUID, int] = {}
    units = []
    for decision in admitted:
        request = decision.request
        pool = pool_of(state.places, event.id, request.contingent_id)
        counted = (event.id,) if pool is None else (event.id, pool)
        for sessions, status in zip(decision.sessions, decision.statuses, strict=True):
            if status in HOLDING:
                for place_id in (*counted, *sessions):
                    held[place_id] = held.get(place_id, 0) + 1
        for unit in decision.waiting:
            ids = [request.people[i].id for i in unit.indexes]
            units.append((request.id, ids, unit))
    written = await insert_admitted(lent, event, admitted, held, now)
    if written != sum(len(d.request.people) for d in admitted):
        raise asyncpg.UniqueViolationError("a person of this batch is registered already")
    await keep_answers(lent, state, admitted, now)
    if units:
        take(state.places, held)
        ahead = await waiting_ahead(lent, event.id, state.places)
        positions(event, state.places, ahead, admitted)
        await insert_waiting(lent, event.id, units)
    repeats = await _repeats_of_the_same(lent, admitted)
    messages = [
        message
        for decision in admitted
        for message in announce.admitted(event, decision, now, repeats.get(decision.request.id))
    ]
    await put(lent, messages, now=now)


async def _repeats_of_the_same(lent: Connection, admitted: Sequence[Admitted]) -> dict[UUID, UUID]:
    """Bookings that the contact had made before, by the new one: only they may be told of both."""
    ids = [decision.repeats for decision in admitted if decision.repeats]
    if not ids:
        return {}
    emails = {booking.id: booking.contact_email for booking in await read_bookings(lent, ids)}
    return {
        decision.request.id: decision.repeats
        for decision in admitted
        if decision.repeats
        and _same_address(emails.get(decision.repeats), decision.request.contact_email)
    }


def _same_address(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()


def _whom_to_call(event: planning.Event) -> str:
    contact = event.contact
    return ", ".join(part for part in (contact.name, contact.phone) if part) if contact else ""


def _booking_of(event_id: UUID, decision: Admitted, now: datetime) -> Booking:
    request = decision.request
    people = [
        Person(
            id=person.id,
            number=number,
            status=status,
            sessions=sessions,
            changed_at=now,
            name=person.name,
            email=person.email,
            position=decision.positions.get(number - 1),
            offer_expires_at=decision.held_until if status is Status.OFFERED else None,
            contingent_id=request.contingent_id,
            options=person.options if status is Status.WAITLISTED else (),
        )
        for number, (person, status, sessions) in enumerate(
            zip(request.people, decision.statuses, decision.sessions, strict=True), 1
        )
    ]
    return Booking(
        id=request.id,
        event_id=event_id,
        version=1,
        fill=Fill(request.fill),
        locale=request.locale,
        created_at=now,
        changed_at=now,
        people=people,
        status=decision.status,
        contact_id=request.contact_id,
        contact_email=request.contact_email,
        contact_phone=request.contact_phone,
        organisation_id=request.organisation_id,
        registered_by=request.registered_by,
        contingent_id=request.contingent_id,
        invitation_id=request.right.invitation_id if request.right else None,
        repeats=decision.repeats,
        unproven=request.unproven,
    )
