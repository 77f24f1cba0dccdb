"""What the list of offers can refuse, and why."""

from __future__ import annotations

from shared.errors import Refused


class TooManyOffers(Refused):
    """An event has as many offers as it can have; nobody reads a longer list on a phone."""

    problem_type = "too-many-offers"
    status = 409
    title = "The event has as many offers as it can have."
