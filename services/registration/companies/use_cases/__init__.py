"""What a company contact and the colleagues it registered can make happen."""

from __future__ import annotations

from services.registration.bookings.use_cases import Bookings
from services.registration.companies.links import LinkKeys
from services.registration.companies.use_cases.lists import Lists
from services.registration.companies.use_cases.managing import Managing
from services.registration.companies.use_cases.places import ErasePerson, Places
from services.registration.questions.use_cases import Asking
from shared.clock import Clock
from shared.database.pool import Pool


class Companies:
    """The use cases: `lists` as a whole, `managing` the people on one, `places` of colleagues.

    `erase`: how the slice of erasure forgets one person of a booking.
    """

    def __init__(
        self, pool: Pool, clock: Clock, bookings: Bookings, asking: Asking, erase: ErasePerson
    ) -> None:
        self.keys = LinkKeys.of(bookings.keys.manage)
        self.lists = Lists(pool, clock, bookings, self.keys)
        self.managing = Managing(pool, clock, bookings, self.lists)
        self.places = Places(pool, clock, bookings, self.keys, asking=asking, erase=erase)
