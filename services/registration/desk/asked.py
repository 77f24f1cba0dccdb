"""What a request limits the list to: the same words in addresses of pages and of the API."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from services.registration.desk.domain import SEARCH_MAX_CHARACTERS, STATUSES, Filter
from shared.errors import InvalidFields
from shared.web.text import clean_line

ORDERS = ("arrival", "latest")


def filter_asked(get: Callable[[str], str | None]) -> Filter:
    """From `search`, `status`, `session_id`, `organisation_id` and `order`; empty is not limited.

    Raises InvalidFields.
    """
    search = clean_line(get("search") or "", SEARCH_MAX_CHARACTERS, "search")
    return Filter(
        search=search,
        status=_one_of(get("status"), "status", STATUSES),
        session_id=_id(get("session_id"), "session_id"),
        organisation_id=_id(get("organisation_id"), "organisation_id"),
        latest_first=_one_of(get("order"), "order", ORDERS) == "latest",
    )


def query_of(wanted: Filter, **more: str) -> str:
    """The part of an address after `?` that asks for the same again."""
    values = {
        "search": wanted.search,
        "status": wanted.status,
        "session_id": wanted.session_id,
        "organisation_id": wanted.organisation_id,
        "order": "latest" if wanted.latest_first else None,
        **more,
    }
    return urlencode([(name, str(value)) for name, value in values.items() if value])


def _one_of(text: str | None, field: str, known: tuple[str, ...]) -> str | None:
    if not text:
        return None
    if text not in known:
        raise InvalidFields.one(field, f"must be one of {', '.join(known)}", "choice")
    return text


def _id(text: str | None, field: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidFields.one(field, "is no id", "choice") from None
