"""What access can refuse, and why."""

from __future__ import annotations

from shared.errors import Refused, TooManyRequests


class LinkNotValid(Refused):
    """The sign-in link is used, too old, or was never ours."""

    problem_type = "link-not-valid"
    status = 410
    title = "This link can't be used any more."


class OtherBrowser(Refused):
    """The link was asked for in another browser; there, or by its code, it works."""

    problem_type = "other-browser"
    status = 409
    title = "This link was asked for in another browser."


class WrongCode(Refused):
    """The six digits aren't the ones from the mail, or too many were tried."""

    problem_type = "wrong-code"
    status = 422
    title = "This code is not valid."


class TooManySignIns(TooManyRequests):
    """More links were asked for than an address or a network needs."""


class TooManyRoles(Refused):
    """A person or an organisation has as many roles as it can have."""

    problem_type = "too-many-roles"
    status = 409
    title = "There are too many roles already."


class TooManyTokens(Refused):
    """A person has as many API tokens as they can have; some must be revoked first."""

    problem_type = "too-many-tokens"
    status = 409
    title = "There are too many tokens already."


class LastAdministrator(Refused):
    """The installation would be left without an administrator."""

    problem_type = "last-administrator"
    status = 409
    title = "Somebody has to administer the installation."


class RoleTwice(Refused):
    """The person has this role already."""

    problem_type = "role-twice"
    status = 409
    title = "This person has that role already."


class ProviderFailed(Refused):
    """The sign-in at the identity provider didn't work, or was for somebody we don't know."""

    problem_type = "provider-failed"
    status = 403
    title = "Signing in at your organisation didn't work."


class ProviderAway(Refused):
    """The identity provider doesn't answer."""

    problem_type = "unavailable"
    status = 503
    title = "The sign-in of your organisation can't be reached."
