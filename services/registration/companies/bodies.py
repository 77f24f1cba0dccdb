"""Bodies of the JSON routes. A contact's view has no field for sessions, tickets or visits."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.registration.bookings.bodies import (
    AnswerText,
    Email,
    InvitationToken,
    Name,
    Question,
    Sessions,
    SupportNeedsBody,
)
from services.registration.bookings.domain.booking import Person
from services.registration.bookings.intake import PersonWish
from services.registration.companies.domain import EMPLOYEES_MAX, Company, Standing
from services.registration.companies.links import LinkKeys
from services.registration.companies.lists import LIST_MAX_BYTES, Read
from services.registration.companies.use_cases.lists import Kept
from services.registration.companies.use_cases.wishes import COMPANY_NAME_MAX, CompanyWish
from services.registration.questions.domain import Answer
from services.registration.questions.domain.support import SupportWish
from shared.errors import FieldError

FillName = Literal["all_or_none", "as_many_as_fit"]


class EmployeeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One colleague. Sessions are not the contact's to choose."""

    name: Name
    email: Email | None = None

    def wish(self) -> PersonWish:
        """As the intake takes it."""
        return PersonWish(name=self.name, email=self.email)


Employees = Annotated[list[EmployeeBody], msgspec.Meta(min_length=1, max_length=EMPLOYEES_MAX)]


class ContactBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who registers the others; colleagues are told the name."""

    name: Name
    email: Email
    locale: str = "de"
    organisation_id: UUID | None = None


class CompanyBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A company's list. `invitation`: the secret of a contingent's link, whose places they take."""

    company: Annotated[str, msgspec.Meta(min_length=1, max_length=2 * COMPANY_NAME_MAX)]
    contact: ContactBody
    people: Employees
    fill: FillName = "as_many_as_fit"
    invitation: InvitationToken | None = None

    def wish(self, key: str | None) -> CompanyWish:
        """As the use case takes it."""
        return CompanyWish(
            company=self.company,
            contact_name=self.contact.name,
            contact_email=self.contact.email,
            people=[person.wish() for person in self.people],
            fill=self.fill,
            locale=self.contact.locale,
            organisation_id=self.contact.organisation_id,
            key=key,
            invitation=self.invitation,
        )


class ListBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list as pasted: one person in each line, `Name; E-Mail`."""

    list: Annotated[str, msgspec.Meta(max_length=LIST_MAX_BYTES)]


class MoreBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """More people of the same company."""

    people: Employees
    fill: FillName = "as_many_as_fit"


class ChoiceBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sessions a colleague wants, what they answer and what support they need; without
    `answers` and `support_needs` as they were."""

    sessions: Sessions
    answers: dict[Question, AnswerText | int | float | bool | list[AnswerText] | None] | None = None
    support_needs: SupportNeedsBody | None = None

    def needs(self) -> SupportWish | None:
        """As the use case takes them."""
        return None if self.support_needs is None else self.support_needs.wish()

    def given(self) -> dict[str, Answer] | None:
        """As the use case takes them."""
        return None if self.answers is None else dict(self.answers)


class PreviewView(msgspec.Struct, frozen=True, kw_only=True):
    """What a list would register; with faults nobody is."""

    people: list[EmployeeBody]
    errors: list[FieldError]


class EmployeeView(msgspec.Struct, frozen=True, kw_only=True):
    """What a contact knows of a colleague. `claim_token` is to be handed on, until it is used."""

    id: UUID
    name: str | None
    standing: str
    email: str | None = None
    claim_token: str | None = None


class CompanyView(msgspec.Struct, frozen=True, kw_only=True):
    """A list for its contact."""

    id: UUID
    event_id: UUID
    company: str
    registered: int
    waiting: int
    people: list[EmployeeView]
    manage_token: str


class RegistrantView(msgspec.Struct, frozen=True, kw_only=True):
    """Who has registered a colleague."""

    company: str
    contact_name: str | None


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague's own place."""

    id: UUID
    event_id: UUID
    status: str
    sessions: tuple[UUID, ...]
    ticket: str | None
    registered_by: RegistrantView
    position: int | None = None


class TakenOverView(msgspec.Struct, frozen=True, kw_only=True):
    """From now on this opens the place, and the link that was handed on doesn't."""

    id: UUID
    person_token: str


def preview_view(read: Read) -> PreviewView:
    """The list as understood, and every fault."""
    people = [EmployeeBody(name=p.name or "", email=p.email) for p in read.people]
    return PreviewView(people=people, errors=read.faults)


def company_view(kept: Kept, keys: LinkKeys) -> CompanyView:
    """With the contact's token; links to hand on only of those that nobody has used."""
    company = kept.company
    return CompanyView(
        id=company.id,
        event_id=company.event_id,
        company=company.company,
        registered=kept.count(Standing.REGISTERED),
        waiting=kept.count(Standing.WAITING),
        people=[
            EmployeeView(
                id=e.id,
                name=e.name,
                standing=e.standing.value,
                email=e.email,
                claim_token=keys.handed_on.token(e.id, e.generation) if kept.handed_on(e) else None,
            )
            for e in kept.employees
        ],
        manage_token=keys.company.token(company.id, company.generation),
    )


def registrant_view(company: Company) -> RegistrantView:
    """Who it was."""
    return RegistrantView(company=company.company, contact_name=company.contact_name)


def place_view(person: Person, company: Company, ticket: str | None) -> PlaceView:
    """For the colleague alone."""
    return PlaceView(
        id=person.id,
        event_id=company.event_id,
        status=person.status.value,
        sessions=person.sessions,
        ticket=ticket,
        position=person.position,
        registered_by=registrant_view(company),
    )
