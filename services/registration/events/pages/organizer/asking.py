"""Who asks, for which event: what every page of an organizer begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from services.registration.events.domain import Event, Organisation, Status
from services.registration.events.policy import PLANS, may
from services.registration.events.use_cases import PublicEvent
from services.registration.events.use_cases.overview import find_overview
from shared.web.principal import Principal, signed_in

AnyRequest = Request[Any, Any, Any]
EVENT = "/organizer/events/{event_id:uuid}"
CHANGEABLE = frozenset({Status.DRAFT, Status.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Asked:
    """A person of the team and the event that the page is about."""

    principal: Principal
    now: datetime
    found: PublicEvent

    @property
    def event(self) -> Event:
        """The event in full."""
        return self.found.event

    @property
    def organisations(self) -> Mapping[UUID, Organisation]:
        """Organizer, partners and hosts."""
        return self.found.organisations

    @property
    def taken(self) -> int:
        """Places taken in the event as a whole."""
        return self.found.taken.get(self.event.id, 0)

    def may(self, roles: frozenset[str]) -> bool:
        """Whether the person has one of these roles at the event."""
        return may(self.principal, self.event, roles, self.now)


async def asked(
    request: AnyRequest, state: State, event_id: UUID, roles: frozenset[str] = PLANS
) -> Asked:
    """Who asks and about what; raises NotSignedIn, NotFound, WrongRole."""
    principal = await signed_in(request)
    now = state.clock()
    found = await find_overview(
        state.pool, principal, now, event_id, roles=roles, hooks=state.event_hooks
    )
    return Asked(principal, now, found)


def version_in(text: str) -> int | None:
    """The version that a form was made for, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
