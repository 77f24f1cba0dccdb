"""JSON routes of contingents and invitations, for organizers and for the invited."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import UNSET

from services.registration.events.policy import PLANS, WATCHES
from services.registration.invitations.bodies import (
    ContingentBody,
    ContingentPage,
    ContingentPatch,
    ContingentView,
    GuestsBody,
    InvitationPage,
    InvitationView,
    LettersBody,
    OpenedView,
    contingent_page,
    contingent_view,
    counts_view,
    invitation_view,
    opened_view,
)
from services.registration.invitations.domain import Invitation
from services.registration.invitations.domain import State as InvitationState
from services.registration.invitations.errors import InvitationInvalid
from services.registration.invitations.intake import cleaned
from services.registration.invitations.use_cases import Invitations
from shared.errors import InvalidFields, NotFound, NotSignedIn
from shared.web.faults import Faults
from shared.web.paging import cursor, read_cursor
from shared.web.principal import Principal, bearer, bearer_token

AnyRequest = Request[Any, Any, Any]
CONTINGENTS = "/api/v1/events/{event_id:uuid}/contingents"
CONTINGENT = "/api/v1/contingents/{contingent_id:uuid}"
INVITATIONS = "/api/v1/events/{event_id:uuid}/invitations"
INVITATION = "/api/v1/invitations/{invitation_id:uuid}"
MINE = "/api/v1/invitation"
PAGE_MAX = 200
PDF = "application/pdf"


def _invitations(state: State) -> Invitations:
    invitations: Invitations = state.invitations
    return invitations


@get(CONTINGENTS, opt={"access": "watching"})
async def list_contingents(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> ContingentPage:
    """Places that are kept for organisations, and how many are used."""
    invitations = _invitations(state)
    seen = await invitations.seeing.of_event(await bearer(request), event_id, WATCHES)
    return contingent_page(seen, invitations.keys, _base_url(request))


@post(CONTINGENTS, status_code=201, opt={"access": "organizer"})
async def add_contingent(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[ContingentBody]
) -> ContingentView:
    """Keep places for an organisation; all contingents together fit into the event."""
    principal = await bearer(request)
    made = await _invitations(state).contingents.add(
        principal, event_id, data.organisation_id, data.places, _instant(data.release_at)
    )
    return await _contingent(request, state, principal, event_id, made.id)


@patch(CONTINGENT, opt={"access": "organizer"})
async def change_contingent(
    request: AnyRequest,
    state: State,
    contingent_id: FromPath[UUID],
    data: JSONBody[ContingentPatch],
) -> ContingentView:
    """More or fewer places, never fewer than are taken; another time of release."""
    principal = await bearer(request)
    changed = await _invitations(state).contingents.change(
        principal,
        contingent_id,
        places=None if data.places is UNSET else data.places,
        release_at=None if data.release_at is UNSET else _instant(data.release_at),
        keep_release=data.release_at is UNSET,
    )
    return await _contingent(request, state, principal, changed.event_id, changed.id)


@post(f"{CONTINGENT}/release", status_code=200, opt={"access": "organizer"})
async def release_contingent(
    request: AnyRequest, state: State, contingent_id: FromPath[UUID]
) -> ContingentView:
    """Give the unused places to everybody else now. Idempotent."""
    principal = await bearer(request)
    released = await _invitations(state).contingents.release(principal, contingent_id)
    return await _contingent(request, state, principal, released.event_id, released.id)


@post(f"{CONTINGENT}/renew-link", status_code=200, opt={"access": "organizer"})
async def renew_contingent_link(
    request: AnyRequest, state: State, contingent_id: FromPath[UUID]
) -> ContingentView:
    """A new link and code; the old ones are dead, registrations stay."""
    principal = await bearer(request)
    renewed = await _invitations(state).contingents.renew_link(principal, contingent_id)
    return await _contingent(request, state, principal, renewed.event_id, renewed.id)


@get(INVITATIONS, opt={"access": "organizer"})
async def list_invitations(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> InvitationPage:
    """Personal invitations; `?state=` and `?contingent_id=` limit the list, `?cursor=` goes on."""
    seen = await _invitations(state).seeing.of_event(await bearer(request), event_id, PLANS)
    wanted = _state_asked(request)
    contingent_id = request.query_params.get("contingent_id")
    after = read_cursor(request.query_params.get("cursor"))
    found = [
        invitation
        for invitation, its in seen.invitations
        if (wanted is None or its is wanted)
        and (not contingent_id or str(invitation.contingent_id) == contingent_id)
        and (after is None or (invitation.created_at, invitation.id) > after)
    ]
    shown = found[:PAGE_MAX]
    return InvitationPage(
        items=[invitation_view(each, seen) for each in shown],
        counts=counts_view(seen.counts()),
        next=cursor(shown[-1].created_at, shown[-1].id) if len(found) > PAGE_MAX else None,
    )


@post(INVITATIONS, status_code=201, opt={"access": "organizer"})
async def invite(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[GuestsBody]
) -> InvitationPage:
    """Invite people, all or none. Mails go out at once if the event is published."""
    invitations = _invitations(state)
    principal = await bearer(request)
    await invitations.seeing.check(principal, event_id, PLANS)
    made = await invitations.inviting.invite(
        principal, event_id, cleaned(data.guests()), contingent_id=data.contingent_id
    )
    seen = await invitations.seeing.of_event(principal, event_id, PLANS)
    return InvitationPage(
        items=[invitation_view(each, seen) for each in made], counts=counts_view(seen.counts())
    )


@post(f"{INVITATIONS}/send", status_code=200, opt={"access": "organizer"})
async def send_unsent(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> dict[str, int]:
    """Mail the open invitations that nobody has got yet."""
    sent = await _invitations(state).inviting.send_unsent(await bearer(request), event_id)
    return {"sent": sent}


@post(f"{INVITATIONS}/letters", status_code=200, opt={"access": "organizer"})
async def print_letters(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[LettersBody]
) -> Response[bytes]:
    """Letters as a PDF, one page each; they count as sent from then on."""
    content = await _invitations(state).inviting.letters(
        await bearer(request), event_id, data.ids, _base_url(request), news=data.news
    )
    headers = {
        "content-disposition": 'attachment; filename="einladungen.pdf"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=PDF, headers=headers)


@post(f"{INVITATION}/resend", status_code=200, opt={"access": "organizer"})
async def resend(
    request: AnyRequest, state: State, invitation_id: FromPath[UUID]
) -> InvitationView:
    """Mail the link once more; it stays the same."""
    principal = await bearer(request)
    return await _view(
        state, principal, await _invitations(state).inviting.resend(principal, invitation_id)
    )


@post(f"{INVITATION}/revoke", status_code=200, opt={"access": "organizer"})
async def revoke(
    request: AnyRequest, state: State, invitation_id: FromPath[UUID]
) -> InvitationView:
    """Take an unused invitation back. Idempotent."""
    principal = await bearer(request)
    return await _view(
        state, principal, await _invitations(state).inviting.revoke(principal, invitation_id)
    )


@delete(INVITATION, status_code=204, opt={"access": "organizer"})
async def erase(request: AnyRequest, state: State, invitation_id: FromPath[UUID]) -> None:
    """Forget who was invited, for good; an unused invitation is revoked. Idempotent."""
    await _invitations(state).inviting.erase(await bearer(request), invitation_id)


@get(MINE, opt={"access": "manage-token"})
async def read_mine(request: AnyRequest, state: State) -> OpenedView:
    """What an invitation's or a contingent's token (as Bearer) opens."""
    return opened_view(await _opened(request, state))


@post(f"{MINE}/decline", status_code=200, opt={"access": "manage-token"})
async def decline_mine(request: AnyRequest, state: State) -> OpenedView:
    """The invited can't come. Idempotent; they may register later all the same."""
    opened = await _opened(request, state)
    return opened_view(await _invitations(state).guests.decline(opened.token))


async def _opened(request: AnyRequest, state: State) -> Any:
    secret = bearer_token(request)
    if secret is None:
        raise NotSignedIn
    try:
        return await _invitations(state).guests.opened(secret)
    except InvitationInvalid:
        raise NotSignedIn from None


async def _contingent(
    request: AnyRequest, state: State, principal: Principal, event_id: UUID, contingent_id: UUID
) -> ContingentView:
    invitations = _invitations(state)
    seen = await invitations.seeing.of_event(principal, event_id, PLANS)
    standing = seen.standing(contingent_id)
    if standing is None:
        raise NotFound
    return contingent_view(standing, invitations.keys, _base_url(request))


async def _view(state: State, principal: Principal, invitation: Invitation) -> InvitationView:
    seen = await _invitations(state).seeing.of_event(principal, invitation.event_id, PLANS)
    return invitation_view(invitation, seen)


def _state_asked(request: AnyRequest) -> InvitationState | None:
    text = request.query_params.get("state")
    if not text:
        return None
    try:
        return InvitationState(text)
    except ValueError:
        known = ", ".join(InvitationState)
        raise InvalidFields.one("state", f"must be one of {known}", "choice") from None


def _instant(sent: datetime | None) -> datetime | None:
    """In UTC; raises InvalidFields out of any sane range."""
    faults = Faults()
    found = None if sent is None else faults.instant(sent, "release_at")
    faults.raise_any()
    return found


def _base_url(request: AnyRequest) -> str:
    url: str = request.app.state.web.settings.base_url
    return url


routes: list[Any] = [
    list_contingents,
    add_contingent,
    change_contingent,
    release_contingent,
    renew_contingent_link,
    list_invitations,
    invite,
    send_unsent,
    print_letters,
    resend,
    revoke,
    erase,
    read_mine,
    decline_mine,
]
