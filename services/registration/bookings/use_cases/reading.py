"""Looking things up; nothing changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.places import Places
from services.registration.bookings.errors import Erased
from services.registration.bookings.intake import Intake
from services.registration.bookings.limits import Limits
from services.registration.bookings.store.bookings import (
    booking_by_code,
    list_bookings,
    read_bookings,
)
from services.registration.bookings.store.events import event_of
from services.registration.bookings.store.places import read_places
from services.registration.bookings.store.waitlist import add_positions
from services.registration.events import domain as planning
from services.registration.events import store as events
from shared.clock import Clock
from shared.database.pool import Pool, connection
from shared.errors import NotFound
from shared.tokens import ParsedToken

PAGE_MAX = 500
VISITOR_EVENTS = frozenset({planning.EventKind.HEALTH_DAY, planning.EventKind.HEALTH_WEEK})
MUST_NOT_LEARN_NAMES = frozenset(
    {
        planning.OrganisationKind.JOB_CENTRE,
        planning.OrganisationKind.EMPLOYMENT_AGENCY,
        planning.OrganisationKind.INSURER,
    }
)


class Reading:
    """What is known of bookings and, for showing, of their events."""

    def __init__(self, pool: Pool, clock: Clock, intake: Intake, limits: Limits) -> None:
        self._pool = pool
        self._clock = clock
        self._intake = intake
        self._limits = limits

    async def booking(self, booking_id: UUID) -> Booking:
        """The booking with present positions; raises NotFound."""
        async with connection(self._pool) as lent:
            found = await read_bookings(lent, [booking_id])
            if not found:
                raise NotFound
            booking = found[0]
            if any(p.status is Status.WAITLISTED for p in booking.people):
                event = await events.read_event(lent, booking.event_id)
                if event is not None:
                    await add_positions(lent, event_of(event), booking)
        return booking

    async def for_token(self, token: ParsedToken) -> Booking | None:
        """The booking a manage token opens, None if the token is not (or no longer) good.

        Raises Erased if it was good until the booking was erased.
        """
        try:
            booking = await self.booking(token.id)
        except NotFound:
            return None
        keys = self._intake.keys.manage
        if booking.erased_at is not None and keys.matches(token, booking.generation - 1):
            raise Erased
        return booking if keys.matches(token, booking.generation) else None

    async def for_proof(self, token: ParsedToken) -> Booking | None:
        """The booking whose address the link of a mail proves, None if it isn't good (any more)."""
        try:
            booking = await self.booking(token.id)
        except NotFound:
            return None
        return booking if self._intake.keys.proof.matches(token, booking.generation) else None

    def check_network(self, network: str | None) -> None:
        """Brake whoever tries out booking codes; raises TooManyRequests."""
        self._limits.check_codes(network, self._clock())

    async def by_code(self, typed: str) -> Booking | None:
        """The booking with this code, as typed by a person."""
        lookups = self._intake.code_lookups(typed)
        if not lookups:
            return None
        async with connection(self._pool) as lent:
            found = await booking_by_code(lent, lookups)
        return await self.booking(found[0]) if found else None

    async def event(self, event_id: UUID) -> planning.Event:
        """The event with all its texts; raises NotFound."""
        async with connection(self._pool) as lent:
            found = await events.read_event(lent, event_id)
        if found is None:
            raise NotFound
        return found

    async def names_readable(self, event: planning.Event) -> bool:
        """Whether the organizing team may read names and addresses (design §4).

        Never where the event knows nobody by name; and a job centre, agency or insurer doesn't
        learn who visits its open days.
        """
        if event.identity is not planning.Identity.NAMED:
            return False
        return not await self.visitors_stay_unknown(event)

    async def visitors_stay_unknown(self, event: planning.Event) -> bool:
        """Whether nobody of the team may learn who visits: an open day that a job centre, agency or
        insurer organises, alone or with others. There staff register nobody themselves, too."""
        if event.kind not in VISITOR_EVENTS:
            return False
        async with connection(self._pool) as lent:
            found = [await events.read_organisation(lent, id_) for id_ in event.organising_ids]
        return any(o is None or o.kind in MUST_NOT_LEARN_NAMES for o in found)

    async def organisations_to_choose(
        self, event_id: UUID, search: str = "", chosen: UUID | None = None
    ) -> events.ToChoose:
        """Where participants of the event may say they come from; see events' store."""
        async with connection(self._pool) as lent:
            return await events.organisations_to_choose(lent, event_id, search, chosen)

    async def places(self, event_id: UUID) -> Places:
        """Seats of the event and its sessions, for showing."""
        async with connection(self._pool) as lent:
            return await read_places(lent, event_id)

    async def of_event(
        self, event_id: UUID, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Booking]:
        """A page of an event's bookings in order of arrival."""
        async with connection(self._pool) as lent:
            return await list_bookings(lent, event_id, after, min(limit, PAGE_MAX + 1))
