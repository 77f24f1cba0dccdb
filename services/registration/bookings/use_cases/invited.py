"""What invitations ask of bookings, and what follows for bookings (invitations/hooks.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.bookings.store.invited import invitations_of_people, read_usage
from services.registration.bookings.use_cases.planned import event_changed
from services.registration.invitations.hooks import InvitationHooks
from services.registration.invitations.use_cases import forget
from shared.database.pool import Connection


def hooks() -> InvitationHooks:
    """Handed into invitations by `service.py`."""
    return InvitationHooks(places_changed=event_changed, used=read_usage)


async def forget_invitations(lent: Connection, person_ids: Sequence[UUID], now: datetime) -> None:
    """Who is erased was not invited either, as far as anybody can tell: a part of erasure."""
    await forget(lent, await invitations_of_people(lent, person_ids), now)
