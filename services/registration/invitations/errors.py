"""What can be refused about contingents and invitations."""

from __future__ import annotations

from shared.errors import Refused


class InvitationNeeded(Refused):
    """The event is for those who are invited, and no invitation was shown."""

    problem_type = "invitation-needed"
    status = 403
    title = "This event is by invitation only."


class InvitationInvalid(Refused):
    """The invitation is unknown, revoked, replaced by a newer one, or for another event."""

    problem_type = "invitation-invalid"
    status = 403
    title = "This invitation is not valid (any more)."


class InvitationUsed(Refused):
    """Somebody is registered by this invitation already."""

    problem_type = "invitation-used"
    title = "This invitation has been used."


class InvitationRevoked(Refused):
    """A revoked invitation is not sent, printed or declined."""

    problem_type = "invitation-revoked"
    title = "This invitation has been revoked."


class ResentOften(Refused):
    """Nobody's mailbox is filled: an invitation is sent again a few times a day at most."""

    problem_type = "resent-often"
    title = "This invitation was sent again three times within a day; try tomorrow."


class ContingentExists(Refused):
    """The organisation has a contingent at this event."""

    problem_type = "contingent-exists"
    title = "This organisation has a contingent at this event."


class ContingentReleased(Refused):
    """The unused places went to everybody else."""

    problem_type = "contingent-released"
    title = "This contingent has been released."


class TooManyContingents(Refused):
    """An event has as many contingents as it can have."""

    problem_type = "too-many-contingents"
    title = "This event has as many contingents as it can have."


class TooManyInvitations(Refused):
    """An event has as many invitations as it can have."""

    problem_type = "too-many-invitations"
    title = "This event has as many invitations as it can have."


class NobodyInvitedByName(Refused):
    """Personal invitations to an open day, or where nobody is known by name."""

    problem_type = "nobody-invited-by-name"
    title = "This event knows nobody by name."


class NobodyToInvite(Refused):
    """No open invitation is left to be sent or printed."""

    problem_type = "nobody-to-invite"
    title = "There is no open invitation to send or print."
