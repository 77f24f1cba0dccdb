"""What can be refused about bookings, and the problem type it becomes."""

from __future__ import annotations

from services.registration.bookings.domain.refusal import Refusal, Why
from services.registration.invitations.errors import (
    InvitationInvalid,
    InvitationNeeded,
    InvitationUsed,
)
from shared.errors import FieldError, InvalidFields, NotFound, Refused, TooManyRequests


class NotOpenYet(Refused):
    """Registration starts later."""

    problem_type = "registration-not-open"
    title = "Registration hasn't opened yet."


class RegistrationClosed(Refused):
    """Registration, or the whole event, is over or cancelled."""

    problem_type = "registration-closed"
    title = "Registration is closed."


class ChangesOver(Refused):
    """People don't change or cancel by themselves any more; the team still does."""

    problem_type = "changes-over"
    title = "The time for changes of one's own is over: please ask the organizers."


class Full(Refused):
    """No place is free and there is no waitlist; or the sessions changed to are full."""

    problem_type = "full"
    title = "There is no place left."


class AlreadyRegistered(Refused):
    """The same address and name are registered for this event."""

    problem_type = "already-registered"
    title = "This person is already registered."


class NobodyMovesUp(Refused):
    """The team gives each place by hand, so nobody is the next."""

    problem_type = "nobody-moves-up"
    title = "At this event places are given by hand."


class IdempotencyKeyReused(Refused):
    """The key came before with another body."""

    problem_type = "idempotency-key-reused"
    status = 422
    title = "This idempotency key was used for another request."


class Erased(Refused):
    """The booking of this idempotency key or manage token has been erased since."""

    problem_type = "erased"
    status = 410
    title = "This booking has been erased."


class AddressNeeded(TooManyRequests):
    """More than usual comes from this network: only who can be written to gets a place now. The
    detail says whom to call."""

    problem_type = "address-needed"
    title = "Too many registrations from this network to take one without an e-mail address."


class NotProven(Refused):
    """The place is held for whoever follows the link in the mail, not for who registered."""

    problem_type = "address-not-proven"
    title = "Please follow the link in the mail first."


class NotConfirmed(Refused):
    """Only who has a place gets a calendar entry and the link to an online meeting."""

    problem_type = "not-confirmed"
    title = "Nobody of this registration has a place (yet)."


class NoOffer(Refused):
    """Nothing is on offer to this booking now."""

    problem_type = "no-offer"
    title = "There is no open offer."


_REFUSALS: dict[Why, type[Refused]] = {
    Why.UNKNOWN_EVENT: NotFound,
    Why.NOT_OPEN: NotOpenYet,
    Why.CLOSED: RegistrationClosed,
    Why.CHANGES_OVER: ChangesOver,
    Why.FULL: Full,
    Why.ALREADY_REGISTERED: AlreadyRegistered,
    Why.KEY_REUSED: IdempotencyKeyReused,
    Why.ERASED: Erased,
    Why.INVITATION_NEEDED: InvitationNeeded,
    Why.INVITATION_INVALID: InvitationInvalid,
    Why.INVITATION_USED: InvitationUsed,
}


def refused(refusal: Refusal) -> Refused:
    """The exception for a decision of the domain."""
    if refusal.why is Why.INVALID:
        return InvalidFields([FieldError(f.field, f.reason, f.code) for f in refusal.faults])
    return _REFUSALS[refusal.why](refusal.detail)
