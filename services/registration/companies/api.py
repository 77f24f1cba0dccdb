"""JSON routes of company contacts (their own token) and of the colleagues they registered."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, patch, post, put
from litestar.datastructures import State
from litestar.params import FromPath, HeaderParameter, JSONBody

from services.registration.access.client import address_of
from services.registration.bookings.domain.booking import Status
from services.registration.companies.bodies import (
    ChoiceBody,
    CompanyBody,
    CompanyView,
    EmployeeBody,
    ListBody,
    MoreBody,
    PlaceView,
    PreviewView,
    RegistrantView,
    TakenOverView,
    company_view,
    place_view,
    preview_view,
    registrant_view,
)
from services.registration.companies.lists import read_list
from services.registration.companies.use_cases import Companies
from services.registration.companies.use_cases.lists import Kept
from shared.errors import InvalidFields, NotFound, NotSignedIn
from shared.tokens import ParsedToken, parse_token
from shared.web.principal import bearer_token
from shared.web.uploads import read_upload

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/api/v1/events/{event_id:uuid}/company-registrations"
ONE = "/api/v1/company-registrations/{company_id:uuid}"
PERSON = f"{ONE}/people/{{person_id:uuid}}"
MINE = "/api/v1/company-place"
ERASED = "/api/v1/company-place/data"
HANDED_ON = "/api/v1/company-place/offer"


@post(OF_EVENT, status_code=201, opt={"access": "public"})
async def register_company(
    request: AnyRequest,
    state: State,
    event_id: FromPath[UUID],
    data: JSONBody[CompanyBody],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> CompanyView:
    """Register a company's list, in the order given."""
    companies = _companies(state)
    kept = await companies.lists.register(
        event_id, data.wish(idempotency_key), network=address_of(request)
    )
    return company_view(kept, companies.keys)


@post(f"{OF_EVENT}/preview", status_code=200, opt={"access": "public"})
async def preview_list(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[ListBody]
) -> PreviewView:
    """What a pasted list would register, with every bad line named. Keeps nothing."""
    return await _preview(request, state, event_id, data.list.encode())


@post(f"{OF_EVENT}/preview-file", status_code=200, opt={"access": "public"})
async def preview_file(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> PreviewView:
    """The same for a CSV or XLSX file: `multipart/form-data` with a field `file`."""
    upload = await read_upload(request, "file")
    if upload is None:
        raise InvalidFields.one("file", "is missing", "missing")
    return await _preview(request, state, event_id, upload.content)


@get(ONE, opt={"access": "manage-token"})
async def read_company(
    request: AnyRequest, state: State, company_id: FromPath[UUID]
) -> CompanyView:
    """The list as its contact may see it: registered, waiting or not, nothing more."""
    return company_view(await _own(request, company_id), _companies(state).keys)


@post(f"{ONE}/people", status_code=201, opt={"access": "manage-token"})
async def add_people(
    request: AnyRequest, state: State, company_id: FromPath[UUID], data: JSONBody[MoreBody]
) -> CompanyView:
    """Register more people of the company."""
    await _own(request, company_id)
    companies = _companies(state)
    people = [person.wish() for person in data.people]
    return company_view(
        await companies.lists.add(company_id, people, data.fill, network=address_of(request)),
        companies.keys,
    )


@put(PERSON, opt={"access": "manage-token"})
async def replace_person(
    request: AnyRequest,
    state: State,
    company_id: FromPath[UUID],
    person_id: FromPath[UUID],
    data: JSONBody[EmployeeBody],
) -> CompanyView:
    """Let somebody else have the place. The old person is forgotten, with ticket and links."""
    await _own(request, company_id)
    companies = _companies(state)
    kept = await companies.managing.replace(company_id, person_id, data.wish())
    return company_view(kept, companies.keys)


@delete(PERSON, status_code=204, opt={"access": "manage-token"})
async def take_out(
    request: AnyRequest, state: State, company_id: FromPath[UUID], person_id: FromPath[UUID]
) -> None:
    """Give up somebody's place."""
    await _own(request, company_id)
    await _companies(state).managing.take_out(company_id, person_id)


@post(f"{ONE}/renew-link", status_code=200, opt={"access": "manage-token"})
async def renew_link(request: AnyRequest, state: State, company_id: FromPath[UUID]) -> CompanyView:
    """A new token for the contact; the one used here is dead from now on."""
    await _own(request, company_id)
    companies = _companies(state)
    return company_view(await companies.lists.renew_link(company_id), companies.keys)


@delete(ONE, status_code=204, opt={"access": "manage-token"})
async def forget_contact(request: AnyRequest, state: State, company_id: FromPath[UUID]) -> None:
    """Forget who the contact is. The people keep their places; nobody manages the list any more."""
    await _own(request, company_id)
    await _companies(state).lists.forget(company_id)


@get(HANDED_ON, opt={"access": "manage-token"})
async def read_offer(request: AnyRequest, state: State) -> RegistrantView:
    """Who has registered the holder of a link that was handed on; changes nothing."""
    return registrant_view((await _companies(state).places.offered(_token(request))).company)


@post(f"{HANDED_ON}/take-over", status_code=200, opt={"access": "manage-token"})
async def take_over(request: AnyRequest, state: State) -> TakenOverView:
    """Make the place one's own: only the token returned opens it then."""
    companies = _companies(state)
    person = await companies.places.take_over(_token(request))
    token = companies.keys.own.token(person.id, person.generation)
    return TakenOverView(id=person.id, person_token=token)


@post(f"{HANDED_ON}/decline", status_code=204, opt={"access": "manage-token"})
async def decline_offer(request: AnyRequest, state: State) -> None:
    """Not come, without taking the place over first."""
    await _companies(state).places.decline(_token(request), handed_on=True)


@get(MINE, opt={"access": "manage-token"})
async def read_place(request: AnyRequest, state: State) -> PlaceView:
    """A colleague's own place with ticket and sessions."""
    return await _place(request, state)


@patch(MINE, opt={"access": "manage-token"})
async def choose_sessions(
    request: AnyRequest, state: State, data: JSONBody[ChoiceBody]
) -> PlaceView:
    """Choose sessions; nobody at the company is told."""
    places = _companies(state).places
    await places.choose(_token(request), data.sessions, data.given(), data.needs())
    return await _place(request, state)


@delete(MINE, status_code=204, opt={"access": "manage-token"})
async def decline_place(request: AnyRequest, state: State) -> None:
    """Not come; the place goes to who waits."""
    await _companies(state).places.decline(_token(request))


@delete(ERASED, status_code=204, opt={"access": "manage-token"})
async def erase_place(request: AnyRequest, state: State) -> None:
    """Forget the colleague: name, address, answers, ticket and links."""
    await _companies(state).places.erase(_token(request))


async def _preview(
    request: AnyRequest, state: State, event_id: UUID, content: bytes
) -> PreviewView:
    event = await state.bookings.reading.event(event_id)
    if not event.is_public:
        raise NotFound
    state.bookings.reading.check_network(address_of(request))
    return preview_view(
        await asyncio.to_thread(read_list, state.bookings.intake, event_id, content)
    )


async def _own(request: AnyRequest, company_id: UUID) -> Kept:
    """Raises NotSignedIn without the contact's token, NotFound with that of another."""
    kept = await _companies(request.app.state).lists.for_token(_token(request))
    if kept.company.id != company_id:
        raise NotFound
    return kept


async def _place(request: AnyRequest, state: State) -> PlaceView:
    place = await _companies(state).places.place(_token(request))
    person, ticket = place.person, None
    if person.status is Status.CONFIRMED:
        ticket = state.bookings.keys.ticket.token(person.id, person.generation)
    return place_view(person, place.company, ticket)


def _token(request: AnyRequest) -> ParsedToken:
    token = parse_token(bearer_token(request) or "")
    if token is None:
        raise NotSignedIn
    return token


def _companies(state: State) -> Companies:
    companies: Companies = state.companies
    return companies


routes = [
    register_company,
    preview_list,
    preview_file,
    read_company,
    add_people,
    replace_person,
    take_out,
    renew_link,
    forget_contact,
    read_offer,
    take_over,
    decline_offer,
    read_place,
    choose_sessions,
    decline_place,
    erase_place,
]
