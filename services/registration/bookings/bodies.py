"""Bodies of the JSON routes, and how bookings are shown in them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.domain.changes import Wish
from services.registration.bookings.domain.correcting import Correction
from services.registration.bookings.intake import (
    ALTERNATIVES_MAX,
    ANSWER_MAX,
    EMAIL_MAX,
    NAME_MAX,
    PARTY_MAX,
    PHONE_MAX,
    QUESTION_MAX,
    SESSIONS_MAX,
    BookingWish,
    Intake,
    PersonWish,
    options_of,
    shown_code,
)
from services.registration.questions.domain.support import (
    NOTE_MAX_CHARACTERS,
    Need,
    SupportWish,
)
from shared.errors import FieldError, InvalidFields
from shared.tokens import TOKEN_MAX_CHARACTERS

TYPED_NAME_MAX = 2 * NAME_MAX
Name = Annotated[str, msgspec.Meta(max_length=TYPED_NAME_MAX)]
Email = Annotated[str, msgspec.Meta(max_length=EMAIL_MAX)]
Phone = Annotated[str, msgspec.Meta(max_length=PHONE_MAX)]
Sessions = Annotated[list[UUID], msgspec.Meta(max_length=SESSIONS_MAX)]
Alternatives = Annotated[list[Sessions], msgspec.Meta(max_length=ALTERNATIVES_MAX)]
InvitationToken = Annotated[str, msgspec.Meta(max_length=TOKEN_MAX_CHARACTERS)]
Question = Annotated[str, msgspec.Meta(max_length=QUESTION_MAX)]
AnswerText = Annotated[str, msgspec.Meta(max_length=ANSWER_MAX)]


class ContactBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom we write to; without an address the booking code is the way back, and `phone` the way
    to tell them that they have moved up."""

    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    locale: str = "de"
    organisation_id: UUID | None = None


class SupportNeedsBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What support somebody needs, at events that ask for it. Without `consent` nothing is kept;
    two named members of the team see it, and it is deleted seven days after the event."""

    consent: bool = False
    needs: Annotated[list[Need], msgspec.Meta(max_length=len(Need))] = []
    note: Annotated[str, msgspec.Meta(max_length=NOTE_MAX_CHARACTERS)] | None = None

    def wish(self) -> SupportWish:
        """As the intake takes it."""
        return SupportWish(self.consent, tuple(dict.fromkeys(self.needs)), self.note)


class PersonBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One attendee with the sessions they want.

    `sessions_any`: lists in order of preference; the first whose sessions are all free is booked,
    together with `sessions`. Who finds none of them free waits for the first that becomes free.
    `answers`: by the id of the question. An event that asks nothing keeps them as notes for its
    team; they are told with the own data, and go with the person, at the latest when the event
    forgets its people.
    """

    name: Name | None = None
    email: Email | None = None
    sessions: Sessions = []
    sessions_any: Alternatives = []
    answers: dict[Question, AnswerText | int | float | bool | list[AnswerText] | None] = {}
    support_needs: SupportNeedsBody | None = None


class RegistrationBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A registration. `fill` says whether several people come together or each alone.

    `invitation`: the token of an invitation's or a contingent's link (the part after `/invited/`),
    needed where `admission` is `invitation`. One's own invitation is for one person.
    `follow_series`: ask the contact by mail whether to be told of the next event of the series.
    """

    people: Annotated[list[PersonBody], msgspec.Meta(min_length=1, max_length=PARTY_MAX)]
    contact: ContactBody = ContactBody()
    fill: Literal["all_or_none", "as_many_as_fit"] | None = None
    invitation: InvitationToken | None = None
    follow_series: bool = False

    def wish(self) -> BookingWish:
        """As the intake takes it."""
        contact = self.contact
        return BookingWish(
            people=[
                PersonWish(
                    p.name,
                    p.email,
                    p.sessions,
                    dict(p.answers),
                    p.sessions_any,
                    p.support_needs.wish() if p.support_needs else None,
                )
                for p in self.people
            ],
            contact_name=contact.name,
            contact_email=contact.email,
            contact_phone=contact.phone,
            follow_series=self.follow_series,
            locale=contact.locale,
            organisation_id=contact.organisation_id,
            fill=self.fill or "all_or_none",
            invitation=self.invitation,
        )


class ContactChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was mistyped about the contact: null or left out stays as it is."""

    name: Name | None = None
    email: Email | None = None


class PersonChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other sessions for one person, or `cancelled: true` to take them out.

    With `sessions_any` the first of these lists that is free, together with `sessions`.
    `name`, `email`: what was mistyped, in a request of its own.
    """

    id: UUID
    name: Name | None = None
    email: Email | None = None
    sessions: Sessions | None = None
    sessions_any: Alternatives = []
    cancelled: bool = False

    def wish(self, path: str, faults: list[FieldError]) -> Wish:
        """As the use case takes it; what is wrong goes to `faults`."""
        if self.cancelled or (self.sessions is None and not self.sessions_any):
            return Wish(self.id, None, self.cancelled)
        return wish_for(self.id, self.sessions or [], self.sessions_any, path, faults)


def wish_for(
    person_id: UUID,
    sessions: list[UUID],
    alternatives: list[list[UUID]],
    path: str,
    faults: list[FieldError],
) -> Wish:
    """That a person wants these sessions, and of the alternatives the first that is free."""
    options = options_of(sessions, alternatives, f"{path}.sessions_any", faults)
    return Wish(person_id, options[0], options=options if len(options) > 1 else ())


class RegistrationPatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of a registration: all of them or none.

    Either sessions of people, or what was mistyped: names and addresses. With another address of
    the contact the answer has a new manage token and booking code; the ones before are dead.
    """

    people: Annotated[list[PersonChange], msgspec.Meta(max_length=PARTY_MAX)] = []
    contact: ContactChange | None = None

    def corrections(self) -> list[Correction]:
        """What was mistyped, as the use case takes it; raises InvalidFields."""
        given = [
            Correction(f"people[{index}]", p.id, p.name, p.email)
            for index, p in enumerate(self.people)
            if p.name is not None or p.email is not None
        ]
        contact = self.contact
        if contact is not None and (contact.name is not None or contact.email is not None):
            given.append(Correction("contact", None, contact.name, contact.email))
        if given and any(
            p.cancelled or p.sessions is not None or p.sessions_any for p in self.people
        ):
            reason = "names and addresses are corrected in a request of their own"
            raise InvalidFields.one("people", reason, "one-thing")
        if not given and not self.people:
            raise InvalidFields.one("people", "nothing to change", "required")
        return given

    def wishes(self) -> list[Wish]:
        """As the use case takes them; raises InvalidFields."""
        faults: list[FieldError] = []
        made = [p.wish(f"people[{index}]", faults) for index, p in enumerate(self.people)]
        if faults:
            raise InvalidFields(faults)
        return made


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """One attendee. `position` on the waitlist: 1 is next. `sessions_any`: who waits for the first
    of several lists; `sessions` is the best of them."""

    id: UUID
    status: str
    sessions: tuple[UUID, ...]
    sessions_any: tuple[tuple[UUID, ...], ...] = ()
    ticket: str | None = None
    position: int | None = None
    name: str | None = None
    offer_expires_at: datetime | None = None


class RegistrationView(msgspec.Struct, frozen=True, kw_only=True):
    """A registration for whoever made it.

    `unproven`: its places are `offered` until somebody follows the link in the mail.
    """

    id: UUID
    event_id: UUID
    status: str
    people: list[PersonView]
    manage_token: str
    manage_url: str
    booking_code: str
    unproven: bool | UnsetType = UNSET


class StaffRegistrationView(msgspec.Struct, frozen=True, kw_only=True):
    """A registration for the organizing team: no token, no code, names only where allowed.

    `repeats`: an active one of the same address was there before. `unproven`: see RegistrationView.
    """

    id: UUID
    event_id: UUID
    status: str
    people: list[PersonView]
    created_at: datetime
    changed_at: datetime
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    organisation_id: UUID | None = None
    repeats: UUID | None = None
    unproven: bool = False


class RegistrationPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of an event's registrations in order of arrival."""

    items: list[StaffRegistrationView]
    next: str | None = None


def own_view(booking: Booking, intake: Intake, base_url: str) -> RegistrationView:
    """With the secrets derived anew: the same for the same booking, every time.

    Who was erased is not among the people any more.
    """
    keys = intake.keys
    token = keys.manage.token(booking.id, booking.generation)
    return RegistrationView(
        id=booking.id,
        event_id=booking.event_id,
        status=booking.status.value,
        people=[
            PersonView(
                id=p.id,
                status=p.status.value,
                sessions=p.sessions,
                sessions_any=p.options,
                ticket=keys.ticket.token(p.id, p.generation),
                position=p.position,
                offer_expires_at=p.offer_expires_at,
            )
            for p in booking.people
            if p.erased_at is None
        ],
        manage_token=token,
        manage_url=f"{base_url}/m/{token}",
        booking_code=shown_code(intake.code(booking.id, booking.generation)),
        unproven=booking.unproven or UNSET,
    )


def staff_view(booking: Booking, *, with_names: bool) -> StaffRegistrationView:
    """For the organizing team."""
    return StaffRegistrationView(
        id=booking.id,
        event_id=booking.event_id,
        status=booking.status.value,
        people=[
            PersonView(
                id=p.id,
                status=p.status.value,
                sessions=p.sessions,
                sessions_any=p.options,
                position=p.position,
                name=p.name if with_names else None,
                offer_expires_at=p.offer_expires_at,
            )
            for p in booking.people
        ],
        created_at=booking.created_at,
        changed_at=booking.changed_at,
        contact_name=booking.contact_name if with_names else None,
        contact_email=booking.contact_email if with_names else None,
        contact_phone=booking.contact_phone if with_names else None,
        organisation_id=booking.organisation_id,
        repeats=booking.repeats,
        unproven=booking.unproven,
    )
