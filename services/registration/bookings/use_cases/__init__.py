"""All that can happen to bookings, one part for each occasion.

`change.py` is the transaction that they share; `planned.py` holds what planning calls.
"""

from __future__ import annotations

from services.registration.bookings.intake import Intake, Keys
from services.registration.bookings.limits import Limits
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases.calling import Calling
from services.registration.bookings.use_cases.changing import Changing
from services.registration.bookings.use_cases.correcting import Correcting
from services.registration.bookings.use_cases.giving import Giving
from services.registration.bookings.use_cases.links_again import LinksAgain
from services.registration.bookings.use_cases.offers import Offers
from services.registration.bookings.use_cases.reading import Reading
from services.registration.bookings.use_cases.registering import (
    NobodyInvited,
    Registering,
    Rights,
)
from services.registration.bookings.use_cases.team_notes import TeamNotes
from services.registration.bookings.use_cases.together import Together
from shared.clock import Clock
from shared.database.pool import Pool


class Bookings:
    """The use cases, with what they need. One for each process."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        keys: Keys,
        limits: Limits,
        *,
        admission_pool: Pool | None = None,
        rights: Rights | None = None,
    ) -> None:
        events = LockedEvents()
        self.keys = keys
        self.intake = Intake(keys)
        self.reading = Reading(pool, clock, self.intake, limits)
        self.registering = Registering(
            pool,
            clock,
            events,
            reading=self.reading,
            intake=self.intake,
            limits=limits,
            admission_pool=admission_pool or pool,
            rights=rights or NobodyInvited(),
        )
        self.changing = Changing(pool, clock, events)
        self.links_again = LinksAgain(pool, clock, self.intake, limits)
        self.correcting = Correcting(pool, clock, events, self.intake, limits)
        self.together = Together(pool, clock, events)
        self.offers = Offers(pool, clock, events)
        self.giving = Giving(pool, clock, events)
        self.team_notes = TeamNotes(pool)
        self.calling = Calling(pool, clock)

    async def close(self) -> None:
        """Answer what waits and take no more."""
        await self.registering.close()
