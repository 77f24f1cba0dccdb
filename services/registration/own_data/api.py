"""The data kept about the people of a registration, by the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.bookings.use_cases import Bookings
from services.registration.companies.use_cases import Companies
from services.registration.own_data.shown import as_json
from services.registration.own_data.use_cases import OwnData
from shared.errors import NotFound, NotSignedIn
from shared.tokens import parse_token
from shared.web.principal import bearer_token

AnyRequest = Request[Any, Any, Any]


class EventOfData(msgspec.Struct, frozen=True, kw_only=True):
    """The event that the data belong to."""

    id: UUID
    title: str
    starts_at: datetime


class KindOfData(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of data: what for, who reads it, until when, and all that is kept.

    `kind`: registration, contact, people, answers, support, invitation,
    following, company, visits, calls, deeds, technical; more
    may come. Which fields an entry has depends on the kind.
    """

    kind: str
    title: str
    purpose: str
    recipients: list[str]
    kept_until: datetime
    entries: list[dict[str, Any]]


class DataView(msgspec.Struct, frozen=True, kw_only=True):
    """All that registration knows about the people of one registration (GDPR Art. 15)."""

    registration_id: UUID
    event: EventOfData
    controller: str
    as_of: datetime
    kept_until: datetime
    kinds: list[KindOfData]


@get("/api/v1/registrations/{registration_id:uuid}/data", opt={"access": "manage-token"})
async def read_data(request: AnyRequest, state: State, registration_id: FromPath[UUID]) -> DataView:
    """Everything kept about the people of this registration; with its manage token only."""
    bookings: Bookings = state.bookings
    token = parse_token(bearer_token(request) or "")
    booking = await bookings.reading.for_token(token) if token else None
    if booking is None:
        raise NotSignedIn
    if booking.id != registration_id:
        raise NotFound
    own_data: OwnData = state.own_data
    return msgspec.convert(as_json(await own_data.account(booking)), DataView)


@get("/api/v1/company-place/data", opt={"access": "manage-token"})
async def read_place_data(request: AnyRequest, state: State) -> DataView:
    """Everything kept about a colleague whom a company registered; by their own token only.

    Nothing of the others on the list is told.
    """
    companies: Companies = state.companies
    token = parse_token(bearer_token(request) or "")
    if token is None:
        raise NotSignedIn
    place = await companies.places.place(token)
    own_data: OwnData = state.own_data
    return msgspec.convert(as_json(await own_data.account(place.own)), DataView)


routes: list[Any] = [read_data, read_place_data]
