"""Contingents and invitations of an event at a glance, and what is done with one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.policy import PLANS
from services.registration.invitations.domain import Channel, told_by_letter
from services.registration.invitations.domain import State as InvitationState
from services.registration.invitations.links import CONTINGENT, shown_code
from services.registration.invitations.pages.organizer_words import (
    REFUSED_TEXTS,
    channel_words,
    refusal_text,
    state_words,
)
from services.registration.invitations.use_cases import Invitations
from services.registration.invitations.use_cases.seeing import Seen
from shared.errors import InvalidFields, NotFound, NotParsable
from shared.web.languages import gettext
from shared.web.pages import read_form, redirect, render
from shared.web.principal import Principal, signed_in

AnyRequest = Request[Any, Any, Any]
OF_EVENT = "/organizer/events/{event_id:uuid}/invitations"
ON_A_PAGE = 50
ASKED_FIRST = frozenset({"release", "renew", "revoke", "erase"})
"""What can't be undone is asked about first."""
DEEDS = ASKED_FIRST | {"letters", "news", "send", "resend"}


@get(OF_EVENT, include_in_schema=False, opt={"access": "organizer"})
async def overview(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """All of an event; `?state=` and `?contingent=` limit the list."""
    return await _page(request, state, await signed_in(request), event_id)


@post(OF_EVENT, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def act(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """Do one thing, ask back first, or say why it can't be done."""
    principal = await signed_in(request)
    seen = await state.invitations.seeing.of_event(principal, event_id, PLANS)
    form = await read_form(request)
    deed, _, about = form.get("do").partition(":")
    if deed not in DEEDS:
        raise NotParsable("The form can't be read.")
    if deed in ASKED_FIRST and not form.get("sure"):
        return await _page(request, state, principal, event_id, ask=(deed, _known(seen, about)))
    try:
        if deed == "letters":
            return await _letters(request, state, principal, seen, about)
        if deed == "news":
            return await _letters(request, state, principal, seen, "", news=True)
        done = await _act(state.invitations, principal, seen, deed, about)
    except tuple(REFUSED_TEXTS) as error:
        wrong = refusal_text(error)
        return await _page(request, state, principal, event_id, wrong=wrong, status=error.status)
    except InvalidFields:
        wrong = gettext("Für diese Person gibt es keine E-Mail-Adresse.")
        return await _page(request, state, principal, event_id, wrong=wrong, status=422)
    return redirect(request, f"/organizer/events/{event_id}/invitations?done={done}")


async def _act(
    invitations: Invitations, principal: Principal, seen: Seen, deed: str, about: str
) -> str:
    if deed == "send":
        return f"sent&n={await invitations.inviting.send_unsent(principal, seen.event.id)}"
    id_ = _known(seen, about)
    if deed == "release":
        await invitations.contingents.release(principal, id_)
    elif deed == "renew":
        await invitations.contingents.renew_link(principal, id_)
    elif deed == "resend":
        await invitations.inviting.resend(principal, id_)
    elif deed == "revoke":
        await invitations.inviting.revoke(principal, id_)
    else:
        await invitations.inviting.erase(principal, id_)
    return deed


async def _letters(
    request: AnyRequest,
    state: State,
    principal: Principal,
    seen: Seen,
    about: str,
    *,
    news: bool = False,
) -> Response[bytes]:
    ids = [_known(seen, about)] if about else []
    base_url = request.app.state.web.settings.base_url
    content = await state.invitations.inviting.letters(
        principal, seen.event.id, ids, base_url, news=news
    )
    headers = {
        "content-disposition": 'attachment; filename="einladungen.pdf"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/pdf", headers=headers)


async def _page(
    request: AnyRequest,
    state: State,
    principal: Principal,
    event_id: UUID,
    *,
    ask: tuple[str, UUID] | None = None,
    wrong: str | None = None,
    status: int = 200,
) -> Response[str]:
    invitations: Invitations = state.invitations
    seen = await invitations.seeing.of_event(principal, event_id, PLANS)
    wanted, contingent = _wanted(request, seen)
    found = [
        (invitation, its)
        for invitation, its in seen.invitations
        if (wanted is None or its is wanted)
        and (contingent is None or invitation.contingent_id == contingent)
    ]
    first = _first(request, len(found))
    query = {"state": wanted.value if wanted else "", "contingent": contingent or ""}
    unsent = seen.unsent()
    return render(
        request,
        "invitations/organizer.html",
        status=status,
        event=seen.event,
        here=f"/organizer/events/{event_id}/invitations",
        standings=seen.standings,
        links={s.contingent.id: _link(request, invitations, s.contingent) for s in seen.standings},
        names={s.contingent.id: s.organisation for s in seen.standings},
        most=seen.most,
        counts={its.value: n for its, n in seen.counts().items()},
        entries=found[first : first + ON_A_PAGE],
        bookings=seen.usage.bookings,
        wanted=wanted.value if wanted else None,
        contingent=contingent,
        previous_query=_query(query, first - ON_A_PAGE) if first else None,
        next_query=_query(query, first + ON_A_PAGE) if len(found) > first + ON_A_PAGE else None,
        unsent_mails=sum(1 for i in unsent if i.channel is Channel.MAIL),
        unsent_letters=sum(1 for i in unsent if i.channel is Channel.LETTER),
        by_letter=len(
            told_by_letter(i for i, its in seen.invitations if its is InvitationState.OPEN)
        ),
        states=state_words(),
        channels=channel_words(),
        ask=ask,
        asked=_asked(seen, ask),
        wrong=wrong,
        done=request.query_params.get("done"),
        done_count=_number(request.query_params.get("n", "")),
    )


def _asked(seen: Seen, ask: tuple[str, UUID] | None) -> str:
    """Whom or what the question is about."""
    if ask is None:
        return ""
    names = {s.contingent.id: s.organisation for s in seen.standings}
    names |= {i.id: i.name or "" for i, _ in seen.invitations}
    return names.get(ask[1], "")


def _link(request: AnyRequest, invitations: Invitations, contingent: Any) -> tuple[str, str]:
    base_url = request.app.state.web.settings.base_url
    token = invitations.keys.contingent.token(contingent.id, contingent.generation)
    code = invitations.keys.code_of(CONTINGENT, contingent.id, contingent.generation)
    return f"{base_url}/invited/{token}", shown_code(code)


def _known(seen: Seen, text: str) -> UUID:
    """An id of this event; raises NotFound."""
    known = [i.id for i, _ in seen.invitations] + [s.contingent.id for s in seen.standings]
    found = next((id_ for id_ in known if str(id_) == text), None)
    if found is None:
        raise NotFound
    return found


def _wanted(request: AnyRequest, seen: Seen) -> tuple[InvitationState | None, UUID | None]:
    state, contingent = (request.query_params.get(name) for name in ("state", "contingent"))
    return (
        next((s for s in InvitationState if s.value == state), None),
        next((s.contingent.id for s in seen.standings if str(s.contingent.id) == contingent), None),
    )


def _first(request: AnyRequest, count: int) -> int:
    return min(_number(request.query_params.get("from", "")), max(0, count - 1))


def _query(query: dict[str, Any], first: int) -> str:
    wanted = {**query, "from": max(0, first)}
    return urlencode([(name, str(value)) for name, value in wanted.items() if value])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


routes: list[Any] = [overview, act]
