"""What can be refused, as problem details (RFC 9457) know it.

Every slice lists its refusals in its own `errors.py` as subclasses of `Refused`;
`shared.web.problems` turns them into answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a malfunction
    """A request that is understood and not done.

    `problem_type` is the last segment of the problem's type URI, `status` the HTTP status,
    `title` the same short English sentence for each occurrence of the type; `detail` says
    what was wrong this time and never repeats personal data.
    """

    problem_type: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The request can't be done."

    def __init__(self, detail: str = "", *, retry_after_seconds: int | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of the request and what is wrong with it.

    `field` is a path as a client writes it: `people[0].email`. `reason` is an English
    sentence; `code` names the reason for translation catalogues.
    """

    field: str
    reason: str
    code: str = "invalid"


class InvalidFields(Refused):
    """The body was parsed, but fields of it can't be accepted (422)."""

    problem_type = "invalid-fields"
    status = 422
    title = "Some fields are not valid."

    def __init__(self, errors: list[FieldError], detail: str = "") -> None:
        super().__init__(detail or "; ".join(f"{e.field}: {e.reason}" for e in errors))
        self.errors = errors

    @classmethod
    def one(cls, field: str, reason: str, code: str = "invalid") -> InvalidFields:
        """The common case: a single field."""
        return cls([FieldError(field, reason, code)])


class NotParsable(Refused):
    """The body is not JSON, not UTF-8, or not the right media type (400)."""

    problem_type = "not-parsable"
    status = 400
    title = "The body can't be read."


class NotSignedIn(Refused):
    """No, an unknown, an expired or a revoked credential (401)."""

    problem_type = "not-signed-in"
    status = 401
    title = "Please sign in."


class WrongRole(Refused):
    """The person may see the thing, but not do this with it (403)."""

    problem_type = "wrong-role"
    status = 403
    title = "Your role doesn't allow this."


class WrongScope(Refused):
    """The role would do, but the API token was made for something else (403)."""

    problem_type = "wrong-scope"
    status = 403
    title = "This token is not for this."


class NotFound(Refused):
    """Unknown, or of an organisation the person has nothing to do with (404)."""

    problem_type = "not-found"
    status = 404
    title = "There is no such thing here."


class TooManyRequests(Refused):
    """A public limit is reached; always with `retry_after_seconds` (429)."""

    problem_type = "too-many-requests"
    status = 429
    title = "Too many requests; please try again later."


class Unavailable(Refused):
    """A part we need is away or full; always with `retry_after_seconds` (503)."""

    problem_type = "unavailable"
    status = 503
    title = "Not available at the moment; please try again."
