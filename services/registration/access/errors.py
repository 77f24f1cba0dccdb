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
