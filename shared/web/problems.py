"""The one place where a refusal or a fault becomes an answer.

Programs get RFC 9457 problem details, people a page. What a fault was stays in the log, without
values that might be personal; the answer names no details.
"""

from __future__ import annotations

import traceback
from typing import Any
from urllib.parse import quote

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from shared.database.pool import AWAY
from shared.errors import (
    FieldError,
    InvalidFields,
    NotFound,
    NotParsable,
    NotSignedIn,
    Refused,
    TooManyRequests,
    Unavailable,
)
from shared.web.languages import gettext, mark
from shared.web.pages import Web, render

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:auftakt:problem:"
DATABASE_RETRY_AFTER_SECONDS = 2


class MethodNotAllowed(Refused):
    """The address exists, but not for this method (405)."""

    problem_type = "method-not-allowed"
    status = 405
    title = "This address doesn't take this method."


class BodyTooLarge(Refused):
    """The body has more bytes than we read (413)."""

    problem_type = "body-too-large"
    status = 413
    title = "The body is too large."


class UnexpectedFault(Refused):
    """Something of ours is broken (500)."""

    problem_type = "unexpected-fault"
    status = 500
    title = "Something went wrong on our side."


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457. `type` is `urn:auftakt:problem:<name>`; the names are listed in the docs."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: tuple[FieldProblem, ...] | None = None


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One field and what is wrong with it; `field` is a path like `people[0].email`."""

    field: str
    reason: str


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The answer to anything a handler raised."""
    refusal = refusal_for(error)
    if refusal.status >= 500 and not isinstance(error, Refused):
        _report(request, error, refusal)
    headers = headers_for(refusal, error)
    if request.app.state.web.is_api(request.scope["path"]):
        return problem_response(refusal, headers)
    return _page(request, refusal, headers)


def refusal_for(error: Exception) -> Refused:
    """What an exception means to whoever asked."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, (*AWAY, asyncpg.InternalClientError)):
        return Unavailable(retry_after_seconds=DATABASE_RETRY_AFTER_SECONDS)
    if isinstance(
        error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError
    ):
        return InvalidFields.one("body", "has a character that can't be used", "character")
    if isinstance(error, HTTPException):
        return _from_litestar(error)
    return UnexpectedFault()


def problem_response(refusal: Refused, headers: dict[str, str]) -> Response[bytes]:
    """`application/problem+json`."""
    return Response(
        encode(refusal), status_code=refusal.status, media_type=MEDIA_TYPE, headers=headers
    )


def encode(refusal: Refused) -> bytes:
    """The body of a problem."""
    errors = None
    if isinstance(refusal, InvalidFields):
        errors = tuple(FieldProblem(field=e.field, reason=e.reason) for e in refusal.errors)
    problem = Problem(
        type=TYPE_PREFIX + refusal.problem_type,
        title=refusal.title,
        status=refusal.status,
        detail=refusal.detail or None,
        errors=errors,
    )
    return msgspec.json.encode(problem)


def headers_for(refusal: Refused, error: Exception) -> dict[str, str]:
    """Headers that belong to a status."""
    headers: dict[str, str] = {"cache-control": "no-store"}
    if isinstance(refusal, NotSignedIn):
        headers["www-authenticate"] = "Bearer"
    if refusal.retry_after_seconds is not None or isinstance(
        refusal, TooManyRequests | Unavailable
    ):
        seconds = refusal.retry_after_seconds
        headers["retry-after"] = str(DATABASE_RETRY_AFTER_SECONDS if seconds is None else seconds)
    if isinstance(error, MethodNotAllowedException) and error.headers:
        headers.update({name.lower(): value for name, value in error.headers.items()})
    return headers


def _from_litestar(error: HTTPException) -> Refused:
    if isinstance(error, ValidationException):
        return _from_validation(error)
    if isinstance(error, RequestEntityTooLarge):
        return BodyTooLarge()
    if isinstance(error, NotFoundException):
        return NotFound()
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed()
    if error.status_code == 401:
        return NotSignedIn()
    return NotParsable() if error.status_code < 500 else UnexpectedFault()


def _from_validation(error: ValidationException) -> Refused:
    """Query, path or header values that don't fit; a body that isn't there at all."""
    found = error.extra if isinstance(error.extra, list) else []
    errors = [
        FieldError(
            str(item.get("key", "request")),
            str(item.get("message", "is not valid")).replace("`", ""),
        )
        for item in found
        if isinstance(item, dict)
    ]
    if any(item.field == "data" for item in errors):
        return NotParsable("The body is empty.")
    return InvalidFields(errors or [FieldError("request", "is not valid")])


PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "not-found": (
        mark("Diese Seite gibt es nicht."),
        mark("Vielleicht ist die Adresse falsch geschrieben, oder die Veranstaltung ist vorbei."),
    ),
    "not-signed-in": (
        mark("Bitte melden Sie sich an."),
        mark("Diese Seite ist nur für angemeldete Mitarbeitende."),
    ),
    "wrong-role": (
        mark("Das dürfen Sie nicht."),
        mark(
            "Ihre Rolle erlaubt diesen Schritt nicht. "
            "Fragen Sie die Person, die Ihren Zugang eingerichtet hat."
        ),
    ),
    "erased": (
        mark("Diese Anmeldung ist gelöscht."),
        mark("Wir haben die Angaben dazu entfernt. Der Link und das Ticket gelten nicht mehr."),
    ),
    "foreign-form": (
        mark("Das Formular ist nicht mehr gültig."),
        mark("Bitte laden Sie die Seite neu und senden Sie das Formular noch einmal ab."),
    ),
    "too-many-requests": (
        mark("Zu viele Anfragen."),
        mark("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."),
    ),
    "unavailable": (
        mark("Gerade nicht erreichbar."),
        mark(
            "Bitte versuchen Sie es in ein paar Sekunden noch einmal. "
            "Es ist nichts verloren gegangen."
        ),
    ),
    "body-too-large": (
        mark("Das ist zu groß."),
        mark("Bitte senden Sie weniger Text oder eine kleinere Datei."),
    ),
    "unexpected-fault": (
        mark("Da ist etwas schiefgegangen."),
        mark(
            "Der Fehler liegt bei uns und ist notiert. Bitte versuchen Sie es später noch einmal."
        ),
    ),
}
OTHER_PAGE_TEXT = (
    mark("Das geht so nicht."),
    mark("Bitte gehen Sie einen Schritt zurück und prüfen Sie Ihre Angaben."),
)


def _page(
    request: Request[Any, Any, Any], refusal: Refused, headers: dict[str, str]
) -> Response[Any]:
    heading, text = PAGE_TEXTS.get(refusal.problem_type, OTHER_PAGE_TEXT)
    return render(
        request,
        "error.html",
        status=refusal.status,
        headers=headers,
        heading=gettext(heading),
        text=gettext(text),
        error_status=refusal.status,
        sign_in=isinstance(refusal, NotSignedIn),
        again=_again(request, refusal),
    )


def _again(request: Request[Any, Any, Any], refusal: Refused) -> str | None:
    """The address to ask for once more when that may help; a form is not sent by a link."""
    if request.method != "GET" or not isinstance(refusal, TooManyRequests | Unavailable):
        return None
    web: Web = request.app.state.web
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{web.settings.base_url}{quote(request.scope['path'])}{query}"


def _report(request: Request[Any, Any, Any], error: Exception, refusal: Refused) -> None:
    """Log where it happened and what kind it was; messages of exceptions may hold values."""
    web: Web = request.app.state.web
    log.error(
        "request failed" if refusal.status == 500 else "dependency away",
        route=request.scope.get("path_template", ""),
        prefix=web.api_prefix,
        error=type(error).__name__,
        sqlstate=getattr(error, "sqlstate", None),
        frames=[line.strip().split("\n")[0] for line in traceback.format_tb(error.__traceback__)][
            -8:
        ],
    )
