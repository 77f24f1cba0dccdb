"""The audit log as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State

from services.registration.access import words
from services.registration.access.trail.domain import WHAT_MAX_CHARACTERS, Entry
from services.registration.access.trail.use_cases import Wanted, read_log
from shared.web.formats import short_day
from shared.web.languages import gettext
from shared.web.pages import render
from shared.web.paging import cursor, read_cursor
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
ENTRIES_PER_PAGE = 50


@get("/organizer/audit", opt={"access": "auditing"}, include_in_schema=False)
async def audit_page(request: AnyRequest, state: State) -> Response[Any]:
    """Who changed what, latest first; limited to one thing or kind of thing on request."""
    principal = await signed_in(request)
    query = request.query_params
    what, about = query.get("what", "")[:WHAT_MAX_CHARACTERS], _id(query.get("about", ""))
    found = await read_log(
        state.pool,
        principal,
        state.clock(),
        Wanted(what=what or None, about=about),
        after=read_cursor(query.get("cursor")),
        limit=ENTRIES_PER_PAGE + 1,
    )
    last = found[ENTRIES_PER_PAGE - 1][0] if len(found) > ENTRIES_PER_PAGE else None
    return render(
        request,
        "access/audit.html",
        entries=found[:ENTRIES_PER_PAGE],
        next_cursor=cursor(last.at, last.id) if last else None,
        deed_label=words.deed_label,
        said=_said,
        what=what,
        about=str(about or ""),
        things=[(name, gettext(word)) for name, word in words.THINGS.items()],
    )


def _said(entry: Entry) -> list[str]:
    """What changed, where a person can read it; ids are for programs."""
    said = []
    for name, value in entry.changed.items():
        if name.endswith("_id") or isinstance(value, dict) or value is None:
            continue
        if name in {"role", "role_before"}:
            said.append(words.role_label(str(value)))
        elif name == "scopes":
            said += [words.scope_label(scope) for scope in value]
        elif name == "expires_at":
            said.append(gettext("bis %(day)s", day=short_day(datetime.fromisoformat(value))))
        elif name == "fields" and (fields := words.fields_said(entry.changed)):
            said.append(fields)
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            said.append(f"{name}: {shown}")
    return said


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


routes: list[Any] = [audit_page]
