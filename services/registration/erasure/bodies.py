"""Bodies of the JSON routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.bookings.intake import PARTY_MAX
from services.registration.erasure.domain import (
    RETENTION_DAYS_MAX,
    RETENTION_DAYS_MIN,
    Retention,
    Wanted,
)

Days = Annotated[int, msgspec.Meta(ge=RETENTION_DAYS_MIN, le=RETENTION_DAYS_MAX)]


class EraseBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to erase: some of the people, the contact, or (`{}`) everybody."""

    people: Annotated[list[UUID], msgspec.Meta(max_length=PARTY_MAX)] = []
    contact: bool = False

    def wanted(self) -> Wanted:
        """As the use case takes it."""
        return Wanted(frozenset(self.people), self.contact)


class RetentionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days from the end of the event; null: as usual for events of its kind."""

    days: Days | msgspec.UnsetType | None = msgspec.UNSET


class RetentionView(msgspec.Struct, frozen=True, kw_only=True):
    """How long the event keeps its people. `chosen` false: that is usual for its kind."""

    days: int
    chosen: bool
    erased_from: datetime


def view(found: Retention) -> RetentionView:
    """As the API shows it."""
    return RetentionView(days=found.days, chosen=found.chosen, erased_from=found.erased_from)
