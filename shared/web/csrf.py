"""Forms act only when they come from our own pages.

A browser gets a random secret in an HttpOnly cookie; each form carries `<nonce>.<HMAC>` made with
it over the nonce and the hash of the session cookie. A planted cookie doesn't help, because the
session is part of the signature. Fetch metadata, where the browser sends it, is checked as well.
The check sits in a guard of the whole app: a page can't forget it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler

from shared.errors import NotParsable, Refused

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_MEDIA_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
FIELDS_MAX = 5_000
SECRET_BYTES = 32
NONCE_BYTES = 12


class ForeignForm(Refused):
    """A form without a valid token: sent from elsewhere, or the page is too old (403)."""

    problem_type = "foreign-form"
    status = 403
    title = "The form was not sent from this site, or is too old."


def new_secret() -> str:
    """The value of a browser's cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def make_token(secret: str, session_secret: str) -> str:
    """A fresh token for one form."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return f"{nonce}.{_signature(secret, session_secret, nonce)}"


def is_valid(token: str, secret: str, session_secret: str) -> bool:
    """Whether the token was made with this cookie, for this session; constant time."""
    nonce, _, signature = token.partition(".")
    expected = _signature(secret, session_secret, nonce)
    return bool(nonce) and hmac.compare_digest(expected.encode(), signature.encode())


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse unsafe requests to pages without a valid token; the JSON API takes no cookies."""
    web = connection.app.state.web
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    if web.is_api(connection.scope["path"]):
        return
    if connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignForm
    await _refuse_too_many_fields(connection)
    secret = connection.cookies.get(web.settings.csrf_cookie, "")
    session_secret = connection.cookies.get(web.settings.session_cookie, "")
    if not secret or not is_valid(await _sent_token(connection), secret, session_secret):
        raise ForeignForm


async def _refuse_too_many_fields(request: Request[Any, Any, Any]) -> None:
    """Before a form is taken apart: that would hold up everybody for half a second.

    Parts of multipart forms are bounded by Litestar.
    """
    if not request.headers.get("content-type", "").startswith(FORM_MEDIA_TYPES[0]):
        return
    if (await request.body()).count(b"&") >= FIELDS_MAX:
        raise NotParsable("The form has too many fields.")


async def _sent_token(request: Request[Any, Any, Any]) -> str:
    if token := request.headers.get(HEADER):
        return token
    if not request.headers.get("content-type", "").startswith(FORM_MEDIA_TYPES):
        return ""
    token = (await request.form()).get(FIELD, "")
    return token if isinstance(token, str) else ""


def _signature(secret: str, session_secret: str, nonce: str) -> str:
    session_hash = hashlib.sha256(session_secret.encode()).hexdigest()
    message = f"csrf|{nonce}|{session_hash}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
