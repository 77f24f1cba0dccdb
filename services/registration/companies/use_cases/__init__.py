"""What a company contact and the colleagues it registered can make happen."""

from __future__ import annotations

from collections.abc import Sequence

from services.registration.bookings.use_cases import Bookings
from services.registration.companies.links import LinkKeys
from services.registration.companies.use_cases.lists import Lists
from services.registration.companies.use_cases.managing import Forget, Managing
from services.registration.companies.use_cases.places import ErasePerson, Places
from services.registration.questions.use_cases import Asking
from shared.clock import Clock
from shared.database.pool import Pool


class Companies:
    """The use cases: `lists` as a whole, `managing` the people on one, `places` of colleagues.

    `erase`: how the slice of erasure forgets one person of a booking. `forget`: what other slices
    hold of somebody, to be removed with who is replaced.
    """

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        bookings: Bookings,
        asking: Asking,
        *,
        erase: ErasePerson,
        forget: Sequence[Forget],
    ) -> None:
        self.keys = LinkKeys.of(bookings.keys.manage)
        self.lists = Lists(pool, clock, bookings, self.keys)
        self.managing = Managing(pool, clock, bookings, self.lists, forget)
        self.places = Places(pool, clock, bookings, self.keys, asking=asking, erase=erase)
