"""All that can happen to contingents and invitations, one part for each occasion."""

from __future__ import annotations

from services.registration.invitations.hooks import InvitationHooks
from services.registration.invitations.links import InvitationKeys
from services.registration.invitations.use_cases.contingents import Contingents
from services.registration.invitations.use_cases.forgetting import forget, sweep
from services.registration.invitations.use_cases.guests import Guests
from services.registration.invitations.use_cases.inviting import Inviting
from services.registration.invitations.use_cases.planned import Planned
from services.registration.invitations.use_cases.seeing import Seeing
from shared.clock import Clock
from shared.database.pool import Pool

__all__ = ["Invitations", "forget", "sweep"]


class Invitations:
    """The use cases, with what they need. One for each process."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        keys: InvitationKeys,
        hooks: InvitationHooks,
        *,
        limited: bool = True,
    ) -> None:
        self.keys = keys
        self.seeing = Seeing(pool, clock, keys, hooks)
        self.contingents = Contingents(pool, clock, keys, hooks)
        self.inviting = Inviting(pool, clock, keys, hooks)
        self.planned = Planned(pool, clock, keys, hooks)
        self.guests = Guests(pool, clock, keys, hooks, limited=limited)
