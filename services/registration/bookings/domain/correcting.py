"""Setting right what somebody mistyped: names and e-mail addresses (GDPR Art. 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.domain.erasing import is_contact
from services.registration.bookings.domain.event import Event, Identity
from services.registration.bookings.domain.refusal import Fault, Refusal, Why


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person of a booking (or, without `person_id`, its contact) is really called, and where
    mails really go. None: as it was. `path`: where it was said, for faults."""

    path: str
    person_id: UUID | None = None
    name: str | None = None
    email: str | None = None


@dataclass(slots=True)
class Corrected:
    """What became of a booking.

    `people`: those with another name or address. `former`: addresses that nothing goes to any more.
    `paths`: for each of `people`, which field to blame if somebody else is registered so.
    """

    people: list[Person] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    paths: dict[UUID, str] = field(default_factory=dict)
    contact: bool = False

    @property
    def anything(self) -> bool:
        """Whether something is different at all."""
        return self.contact or bool(self.people)


def correct(
    event: Event, booking: Booking, corrections: Sequence[Correction], new_contact_id: UUID
) -> Corrected | Refusal:
    """Correct a booking, all or nothing; changes `booking`.

    Who made the booking and is one of its people stays so: both are corrected together. With
    another address of the contact the manage link, the booking code and the link that proves the
    address are dead, for they stood in a mail to somebody else; tickets stay as they are. A
    colleague with a link of their own gets another, with another ticket.
    """
    faults = [fault for each in corrections for fault in _faults(event, booking, each)]
    if faults:
        return Refusal(Why.INVALID, faults=tuple(faults))
    before = _addresses(booking)
    was = {p.id: (p.name, p.email) for p in booking.people}
    contact_was = (booking.contact_name, booking.contact_email)
    paths: dict[UUID, str] = {}
    for each in corrections:
        person = booking.person(each.person_id) if each.person_id else _contact_of(booking)
        _apply(booking, person, each)
        if person is not None:
            paths[person.id] = _path(each)
    readdressed = {p.id for p in booking.people if p.email != was[p.id][1]}
    moved = booking.contact_email != contact_was[1]
    if moved:
        if booking.contact_id is None:
            booking.contact_id = new_contact_id
        readdressed.add(booking.contact_id)
        booking.generation += contact_was[1] is not None
    for person in booking.people:
        if booking.registered_by is not None and person.id in readdressed:
            person.generation += 1
    booking.readdressed = frozenset(readdressed)
    contact_path = next((_path(c) for c in corrections if c.email), "contact.email")
    changed = [
        p
        for p in booking.people
        if (p.name, p.email) != was[p.id] or (moved and p.email is None and p.erased_at is None)
    ]
    after = _addresses(booking)
    return Corrected(
        people=changed,
        former=[] if booking.unproven else [a for key, a in before.items() if key not in after],
        paths={p.id: paths.get(p.id, contact_path) for p in changed},
        contact=(booking.contact_name, booking.contact_email) != contact_was,
    )


def _faults(event: Event, booking: Booking, each: Correction) -> list[Fault]:
    found = []
    person = booking.person(each.person_id) if each.person_id else None
    if each.person_id and (person is None or person.erased_at is not None):
        found.append(Fault(f"{each.path}.id", "nobody of this booking", "unknown-person"))
    if each.person_id is None and booking.registered_by is not None:
        found.append(Fault(each.path, "was registered by somebody else", "made-for-others"))
    if each.name and event.identity != Identity.NAMED:
        found.append(Fault(f"{each.path}.name", "this event knows no names", "no-names"))
    if booking.erased_at is not None:
        found.append(Fault(each.path, "has been erased", "unknown-person"))
    return found


def _apply(booking: Booking, person: Person | None, each: Correction) -> None:
    is_one = person is not None and booking.registered_by is None and is_contact(booking, person)
    about_contact = each.person_id is None or is_one or _alone(booking)
    if each.name:
        if person is not None:
            person.name = each.name
        if about_contact and (booking.contact_name or each.person_id is None):
            booking.contact_name = each.name
    if each.email:
        _readdress(booking, person, each, about_contact=about_contact)


def _readdress(
    booking: Booking, person: Person | None, each: Correction, *, about_contact: bool
) -> None:
    """Of a contact among the people, an address of their own beside that of the contact stays."""
    own = person.email if person is not None else None
    apart = own is not None and own.casefold() != (booking.contact_email or "").casefold()
    of_contact = about_contact and (not apart or each.person_id is None or _alone(booking))
    if person is not None and (own or not of_contact) and (each.person_id or not apart):
        person.email = each.email
    if of_contact:
        booking.contact_email = each.email


def _contact_of(booking: Booking) -> Person | None:
    """The one of the people who made the booking."""
    people = [p for p in booking.people if p.erased_at is None]
    if _alone(booking):
        return people[0] if people else None
    return next((p for p in people if is_contact(booking, p)), None)


def _alone(booking: Booking) -> bool:
    return len(booking.people) == 1 and booking.registered_by is None


def _addresses(booking: Booking) -> dict[str, str]:
    """Where mails about it go, each once."""
    found = [booking.contact_email, *(p.email for p in booking.people if p.erased_at is None)]
    return {address.casefold(): address for address in found if address}


def _path(each: Correction) -> str:
    return f"{each.path}.{'email' if each.email else 'name'}"


def counts_as_registered(person: Person) -> bool:
    """Whether nobody else may be registered under the same name and address."""
    return person.status is not Status.CANCELLED and person.erased_at is None
