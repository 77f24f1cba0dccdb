"""Pages that show organisations: where one plans, and one with its members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.organisations import use_cases
from services.registration.organisations.pages.wording import carrier_text, kind_text, size_text
from services.registration.organisations.policy import PLANS
from services.registration.organisations.use_cases import SEARCH_MAX_CHARACTERS
from shared.web.pages import render
from shared.web.principal import is_administrator, signed_in

AnyRequest = Request[Any, Any, Any]
PAGE_NUMBER_MAX = 10_000
HOME = "/organizer/organisations"
WORDS: Mapping[str, Any] = {
    "kind_text": kind_text,
    "size_text": size_text,
    "carrier_text": carrier_text,
}


@get(HOME, opt={"access": "organizer"}, include_in_schema=False)
async def organisations_page(request: AnyRequest, state: State) -> Response[Any]:
    """The organisations where one plans."""
    principal = await signed_in(request)
    now = state.clock()
    search, number = _asked(request)
    page = await use_cases.search_organisations(
        state.pool, principal, now, search=search, number=number
    )
    return render(
        request,
        "organisations/list.html",
        page=page,
        is_administrator=is_administrator(principal, now=now),
        **WORDS,
    )


@get(f"{HOME}/{{organisation_id:uuid}}", opt={"access": "organizer"}, include_in_schema=False)
async def organisation_page(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """One organisation with those below it."""
    principal = await signed_in(request)
    now = state.clock()
    search, number = _asked(request)
    whole = await use_cases.find_whole(state.pool, principal, now, organisation_id, PLANS)
    page = await use_cases.members_of(
        state.pool, principal, now, organisation_id, search=search, number=number
    )
    return render(request, "organisations/one.html", whole=whole, page=page, **WORDS)


def _asked(request: AnyRequest) -> tuple[str, int]:
    """What is searched for, and which page; nonsense is the first page."""
    search = request.query_params.get("search", "").strip()[:SEARCH_MAX_CHARACTERS]
    number = request.query_params.get("page", "1")
    is_number = number.isascii() and number.isdigit() and len(number) <= 5
    return search, min(max(int(number), 1), PAGE_NUMBER_MAX) if is_number else 1


routes: list[Any] = [organisations_page, organisation_page]
