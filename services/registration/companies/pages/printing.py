"""The links of a list on paper, one card for each colleague."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State

from services.registration.companies.pages.reaching import MY_COMPANY, my_list, no_list
from services.registration.companies.sheet import Card, render_sheet
from services.registration.companies.use_cases import Companies
from shared.errors import NotFound
from shared.web.languages import current_locale

AnyRequest = Request[Any, Any, Any]


@get(f"{MY_COMPANY}/links.pdf", include_in_schema=False, opt={"access": "manage-token"})
async def links_sheet(request: AnyRequest, state: State) -> Response[Any]:
    """Cards to cut out and hand on: for those whose link nobody has used yet."""
    companies: Companies = state.companies
    kept = await my_list(request, state)
    if kept is None:
        return no_list(request)
    base_url = request.app.state.web.settings.base_url
    cards = [
        Card(e.name or "", f"{base_url}/p/{companies.keys.handed_on.token(e.id, e.generation)}")
        for e in kept.employees
        if kept.handed_on(e)
    ]
    if not cards:
        raise NotFound
    event = await state.bookings.reading.event(kept.company.event_id)
    pdf = await asyncio.to_thread(
        render_sheet, event, kept.company.company, cards, current_locale.get()
    )
    headers = {
        "content-disposition": 'inline; filename="links.pdf"',
        "cache-control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


routes: list[Any] = [links_sheet]
