"""Pages of the invited, and of organizers who invite."""

from __future__ import annotations

from typing import Any

from services.registration.invitations.pages import (
    guest,
    organizer_contingent,
    organizer_inviting,
    organizer_overview,
)

routes: list[Any] = [
    *guest.routes,
    *organizer_overview.routes,
    *organizer_contingent.routes,
    *organizer_inviting.routes,
]
