"""Bodies of the JSON routes, and how contingents and invitations are shown in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.invitations.domain import (
    ADDRESS_MAX_CHARACTERS,
    CONTINGENT_PLACES_MAX,
    LIST_MAX,
    NAME_MAX_CHARACTERS,
    Channel,
    Invitation,
    Standing,
    State,
)
from services.registration.invitations.intake import Guest
from services.registration.invitations.links import CONTINGENT, InvitationKeys, shown_code
from services.registration.invitations.use_cases.guests import Opened
from services.registration.invitations.use_cases.seeing import Seen
from shared.web.fields import Body, Email, Instant, LocaleCode

Places = Annotated[int, Meta(ge=1, le=CONTINGENT_PLACES_MAX)]
Name = Annotated[str, Meta(max_length=2 * NAME_MAX_CHARACTERS)]
PostalLines = Annotated[str, Meta(max_length=2 * ADDRESS_MAX_CHARACTERS)]


class ContingentBody(Body, frozen=True, kw_only=True):
    """Places to keep for an organisation. `release_at`: since when unused ones are everybody's."""

    organisation_id: UUID
    places: Places
    release_at: Instant | None = None


class ContingentPatch(Body, frozen=True, kw_only=True):
    """Fields left out stay; `release_at` null: never."""

    places: Places | UnsetType = UNSET
    release_at: Instant | UnsetType | None = UNSET


class GuestBody(Body, frozen=True, kw_only=True):
    """One person to be invited: by mail where there is an address, else by letter.

    `address`: the postal lines under the name, divided by line ends.
    """

    name: Name
    email: Email | None = None
    address: PostalLines | None = None
    locale: LocaleCode = "de"
    channel: Channel | None = None


class GuestsBody(Body, frozen=True, kw_only=True):
    """People to be invited, all or none; with a contingent their places count against it."""

    invitations: Annotated[list[GuestBody], Meta(min_length=1, max_length=LIST_MAX)]
    contingent_id: UUID | None = None

    def guests(self) -> list[Guest]:
        """As the intake takes them."""
        return [Guest(g.name, g.email, g.address, g.locale, g.channel) for g in self.invitations]


class LettersBody(Body, frozen=True, kw_only=True):
    """Which letters to print; none named: those by letter that were never printed.

    `news`: instead of these, letters that say what is new (or that the event is called off), to
    those whom only a letter reached and who have not answered.
    """

    ids: Annotated[list[UUID], Meta(max_length=LIST_MAX)] = msgspec.field(default_factory=list)
    news: bool = False


class CountsView(msgspec.Struct, frozen=True, kw_only=True):
    """Invitations by what became of them."""

    open: int
    used: int
    declined: int
    revoked: int


class ContingentView(msgspec.Struct, frozen=True, kw_only=True):
    """A contingent and how it stands. `url` and `code` are handed on to the organisation.

    `held`: people with a place. `unused`: places kept and not taken, none after the release.
    """

    id: UUID
    event_id: UUID
    organisation_id: UUID
    organisation: str
    places: int
    held: int
    waiting: int
    unused: int
    release_at: datetime | None
    released_at: datetime | None
    invitations: CountsView
    url: str
    code: str


class ContingentPage(msgspec.Struct, frozen=True, kw_only=True):
    """All contingents of an event. `most_places`: how many another one may have."""

    items: list[ContingentView]
    most_places: int
    next: str | None = None


class InvitationView(msgspec.Struct, frozen=True, kw_only=True):
    """A personal invitation for the organizing team; without names once it was erased.

    `registration_id`: what it was used for.
    """

    id: UUID
    event_id: UUID
    contingent_id: UUID | None
    state: State
    channel: Channel
    name: str | None
    email: str | None
    address: str | None
    locale: str
    sent_at: datetime | None
    created_at: datetime
    registration_id: UUID | None


class InvitationPage(msgspec.Struct, frozen=True, kw_only=True):
    """Invitations of an event in the order they were made, and counts over all of them."""

    items: list[InvitationView]
    counts: CountsView
    next: str | None = None


class OpenedView(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation for who holds its link: register with it as `invitation` of a registration."""

    event_id: UUID
    state: State
    name: str | None
    email: str | None
    organisation: str | None
    for_one_person: bool


def contingent_view(standing: Standing, keys: InvitationKeys, base_url: str) -> ContingentView:
    """For the organizing team."""
    contingent = standing.contingent
    token = keys.contingent.token(contingent.id, contingent.generation)
    return ContingentView(
        id=contingent.id,
        event_id=contingent.event_id,
        organisation_id=contingent.organisation_id,
        organisation=standing.organisation,
        places=contingent.places,
        held=standing.held,
        waiting=standing.waiting,
        unused=standing.unused,
        release_at=contingent.release_at,
        released_at=contingent.released_at,
        invitations=counts_view(standing.invitations),
        url=f"{base_url}/invited/{token}",
        code=shown_code(keys.code_of(CONTINGENT, contingent.id, contingent.generation)),
    )


def contingent_page(seen: Seen, keys: InvitationKeys, base_url: str) -> ContingentPage:
    """All of an event."""
    views = [contingent_view(standing, keys, base_url) for standing in seen.standings]
    return ContingentPage(items=views, most_places=seen.most)


def invitation_view(invitation: Invitation, seen: Seen) -> InvitationView:
    """For the organizing team."""
    booking_id = seen.usage.bookings.get(invitation.id)
    return InvitationView(
        id=invitation.id,
        event_id=invitation.event_id,
        contingent_id=invitation.contingent_id,
        state=invitation.state(used=booking_id is not None),
        channel=invitation.channel,
        name=invitation.name,
        email=invitation.email,
        address=invitation.address,
        locale=invitation.locale,
        sent_at=invitation.sent_at,
        created_at=invitation.created_at,
        registration_id=booking_id,
    )


def counts_view(counts: Mapping[State, int]) -> CountsView:
    """By state."""
    return CountsView(**{state.value: counts[state] for state in State})


def opened_view(opened: Opened) -> OpenedView:
    """For whoever holds the link."""
    invitation = opened.invitation
    return OpenedView(
        event_id=opened.event.id,
        state=opened.state,
        name=opened.name,
        email=invitation.email if invitation else None,
        organisation=opened.organisation,
        for_one_person=invitation is not None,
    )
