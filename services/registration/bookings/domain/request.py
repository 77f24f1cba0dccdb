"""A registration as it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.registration.bookings.domain.booking import Fill
from services.registration.bookings.domain.refusal import Fault
from services.registration.invitations.domain import Right
from services.registration.questions.domain import Given
from services.registration.questions.domain.support import Needed, SupportWish


@dataclass(slots=True)
class PersonRequest:
    """One attendee asked for. `duplicate`: the keyed hash of address and name, if there is one.

    `options`: choices in order, if there are several; `sessions` is the first of them.
    `answers`: as sent, in JSON. `given`: those that fit the questions of the event; None if it asks
    nothing. `support`: as sent; `needed`: what of it is kept.
    """

    id: UUID
    sessions: tuple[UUID, ...] = ()
    duplicate: bytes | None = None
    name: str | None = None
    email: str | None = None
    answers: str | None = None
    given: list[Given] | None = None
    support: SupportWish | None = None
    needed: Needed | None = None
    options: tuple[tuple[UUID, ...], ...] = ()


@dataclass(slots=True)
class BookingRequest:
    """A registration as it was asked for, normalised and with its ids already drawn.

    `key` is the hash of the idempotency key with its scope, `body` the keyed hash of what was sent.
    `unproven`: places are only held, until the address is proven by following the link in the mail.
    `registered_by`: who made it for others without being told what they choose (an employer).
    `right`: by which invitation; `by_staff`: the organizing team invites whom it registers.
    `follows`: the keyed hash of the address, if it is to be told of the next event of the series.
    """

    id: UUID
    people: tuple[PersonRequest, ...]
    fill: Fill = Fill.ALL_OR_NONE
    contact_id: UUID | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    locale: str = "de"
    organisation_id: UUID | None = None
    registered_by: UUID | None = None
    right: Right | None = None
    by_staff: bool = False
    code_lookup: bytes = b""
    key: bytes | None = None
    body: bytes | None = None
    faults: tuple[Fault, ...] = ()
    follows: bytes | None = None
    unproven: bool = False

    @property
    def contingent_id(self) -> UUID | None:
        """Whose places it takes, if not everybody's."""
        return self.right.contingent_id if self.right is not None else None

    def emails(self) -> set[str]:
        """Every address that may get mail because of this request."""
        return {e for e in (self.contact_email, *(p.email for p in self.people)) if e}
