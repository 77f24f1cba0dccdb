"""A list as it was sent, cleaned and checked before anybody is registered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.registration.bookings.intake import BookingWish, PersonWish
from services.registration.companies.domain import Company, Employee, Standing
from services.registration.companies.errors import NamesNotKept
from services.registration.events.domain import Event, Identity
from shared.errors import FieldError, InvalidFields, NotFound
from shared.ids import new_id
from shared.web.text import clean_line

COMPANY_NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class CompanyWish:
    """A list as sent. `key`: an idempotency key; `invitation`: the token of a contingent's link."""

    company: str
    contact_name: str | None
    contact_email: str | None
    people: list[PersonWish]
    fill: str = "as_many_as_fit"
    locale: str = "de"
    organisation_id: UUID | None = None
    key: str | None = None
    invitation: str | None = None

    def booking(self) -> BookingWish:
        """The booking that holds the places."""
        return BookingWish(
            people=self.people,
            contact_name=self.contact_name,
            contact_email=self.contact_email,
            locale=self.locale,
            organisation_id=self.organisation_id,
            fill=self.fill,
            invitation=self.invitation,
        )


def company_of(event_id: UUID, wish: CompanyWish, now: datetime) -> Company:
    """The contact of a new list; raises InvalidFields for what is missing or named twice."""
    faults = missing(wish) + list_faults(wish.people)
    if faults:
        raise InvalidFields(faults)
    return Company(
        id=new_id(),
        event_id=event_id,
        company=clean_line(wish.company, COMPANY_NAME_MAX, "company"),
        contact_name=wish.contact_name,
        contact_email=wish.contact_email,
        locale=wish.locale,
        organisation_id=wish.organisation_id,
        generation=1,
        created_at=now,
    )


def with_contact(company: Company, name: str | None, email: str | None) -> Company:
    """With name and address as the intake has cleaned them."""
    return replace(company, contact_name=name, contact_email=email)


def missing(wish: CompanyWish) -> list[FieldError]:
    """What must be said of the company and wasn't."""
    said = (
        ("company", wish.company),
        ("contact.name", wish.contact_name),
        ("contact.email", wish.contact_email),
    )
    return [FieldError(field, "is missing", "missing") for field, text in said if not _key(text)]


def list_faults(
    people: Sequence[PersonWish], registered: Iterable[Employee] = ()
) -> list[FieldError]:
    """Who has no name, or the same name and address as another of the list or of `registered`."""
    faults = []
    seen = {
        (_key(e.name), _key(e.email))
        for e in registered
        if e.standing is not Standing.NOT_REGISTERED
    }
    for index, person in enumerate(people):
        who = (_key(person.name), _key(person.email))
        field = f"people[{index}].name"
        if not who[0]:
            faults.append(FieldError(field, "is missing", "required"))
        elif who in seen:
            faults.append(FieldError(field, "is named twice in this list", "repeated"))
        seen.add(who)
    return faults


def check_named(event: Event) -> None:
    """Raises NotFound for what isn't public, NamesNotKept where nobody could keep a list."""
    if not event.is_public:
        raise NotFound
    if event.identity is not Identity.NAMED:
        raise NamesNotKept


def _key(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()
