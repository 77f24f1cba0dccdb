"""Whether somebody may register at all: with a contingent's link or an invitation of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from services.registration.bookings.domain.refusal import Refusal, Why
from services.registration.bookings.domain.request import BookingRequest
from services.registration.invitations.domain import Right


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is true of an invitation under the lock. `generation` is that of its present link."""

    generation: int
    used: bool = False
    dead: bool = False


@dataclass(slots=True)
class Invited:
    """What is true of those that requests name: invitations, generations of contingents' links."""

    invitations: dict[UUID, Invitation] = field(default_factory=dict)
    contingents: dict[UUID, int] = field(default_factory=dict)

    def copy(self) -> Invited:
        """For a batch, in which some are used."""
        return Invited(dict(self.invitations), dict(self.contingents))

    def refusal(self, request: BookingRequest, *, only_invited: bool) -> Refusal | None:
        """Why the request isn't done, if its invitation is the reason."""
        right = request.right
        if right is None:
            needed = only_invited and not request.by_staff
            return Refusal(Why.INVITATION_NEEDED) if needed else None
        if right.invitation_id is None:
            good = self.contingents.get(right.contingent_id or _NOBODY) == right.generation
            return None if good else Refusal(Why.INVITATION_INVALID)
        found = self.invitations.get(right.invitation_id)
        if found is None or found.dead or found.generation != right.generation:
            return Refusal(Why.INVITATION_INVALID)
        return Refusal(Why.INVITATION_USED) if found.used else None

    def use(self, right: Right | None) -> None:
        """Somebody is registered by it now."""
        if right is not None and right.invitation_id in self.invitations:
            self.invitations[right.invitation_id] = Invitation(right.generation, used=True)


_NOBODY = UUID(int=0)
