"""What a colleague whom a company registered takes away by their own link: data, card, certificate.

Of the others on the list nothing is in it.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State

from services.registration.companies.pages.reaching import MY_PLACE, my_place
from services.registration.companies.use_cases import Companies
from services.registration.own_data.answered import data_file, data_page
from services.registration.prints.answers import pdf
from services.registration.prints.errors import NotAttended
from services.registration.prints.use_cases import Prints
from shared.errors import NotFound
from shared.web.languages import current_locale
from shared.web.pages import render

AnyRequest = Request[Any, Any, Any]


@get(f"{MY_PLACE}/data", include_in_schema=False, opt={"access": "manage-token"})
async def place_data(request: AnyRequest, state: State) -> Response[str]:
    """All that is known about this colleague."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    return await data_page(request, state, found[1].own, MY_PLACE, colleague=True)


@get(f"{MY_PLACE}/data.json", include_in_schema=False, opt={"access": "manage-token"})
async def place_data_file(request: AnyRequest, state: State) -> Response[bytes]:
    """The same as a file that programs can read."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        raise NotFound
    return await data_file(state, found[1].own)


@get(f"{MY_PLACE}/card.pdf", include_in_schema=False, opt={"access": "manage-token"})
async def place_card(request: AnyRequest, state: State) -> Response[str] | Response[bytes]:
    """The ticket in the size of a bank card."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    prints: Prints = state.prints
    base_url = request.app.state.web.settings.base_url
    return pdf(await prints.wallet(found[1].own, base_url, current_locale.get()), "ticket")


@get(f"{MY_PLACE}/certificate", include_in_schema=False, opt={"access": "manage-token"})
async def place_certificate(request: AnyRequest, state: State) -> Response[str] | Response[bytes]:
    """The certificate of attendance, or that there is none yet."""
    companies: Companies = state.companies
    found = await my_place(request, companies.places.place)
    if isinstance(found, Response):
        return found
    prints: Prints = state.prints
    try:
        content = await prints.certificate(found[1].own, current_locale.get())
    except NotAttended as refusal:
        return render(
            request,
            "prints/no_certificate.html",
            status=refusal.status,
            not_yet=True,
            place=MY_PLACE,
        )
    return pdf(content, "teilnahmebescheinigung")


routes: list[Any] = [place_data, place_data_file, place_card, place_certificate]
