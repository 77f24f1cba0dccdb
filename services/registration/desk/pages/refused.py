"""What staff are told when something is refused."""

from __future__ import annotations

from services.registration.bookings.pages.refused import REFUSED_TEXTS as OF_BOOKINGS
from services.registration.desk.words import REFUSED_TEXTS as OF_THE_DESK
from shared.errors import Refused

REFUSED_TEXTS: dict[type[Refused], str] = {**OF_BOOKINGS, **OF_THE_DESK}
