"""JSON routes of support needs: whether they are asked for, and who sees them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, put
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.questions.domain.support import Support
from services.registration.questions.support.use_cases import TEAM_SHOWN_MAX, Supporting
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
SUPPORT = "/api/v1/events/{event_id:uuid}/support"


class SupportBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`seen_by`: ids of two members of the organizing team; null: needs aren't asked for."""

    seen_by: Annotated[list[UUID], msgspec.Meta(max_length=TEAM_SHOWN_MAX)] | None


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the organizing team who may be named."""

    id: UUID
    name: str


class SupportView(msgspec.Struct, frozen=True, kw_only=True):
    """Who sees the needs (null: they aren't asked for), and who could be named."""

    seen_by: list[UUID] | None
    team: list[MemberView]


@get(SUPPORT, opt={"access": "watching"})
async def read_support(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> SupportView:
    """Whether the form asks what support people need."""
    supporting: Supporting = state.supporting
    return _view(*await supporting.settings(await bearer(request), event_id))


@put(SUPPORT, opt={"access": "organizer"})
async def choose_support(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[SupportBody]
) -> SupportView:
    """Ask for support needs, or stop asking; two people of the team are named, and only they
    see what people need."""
    supporting: Supporting = state.supporting
    principal = await bearer(request)
    await supporting.choose(principal, event_id, data.seen_by)
    return _view(*await supporting.settings(principal, event_id))


def _view(support: Support | None, team: list[tuple[UUID, str]]) -> SupportView:
    return SupportView(
        seen_by=list(support.seen_by) if support else None,
        team=[MemberView(id=id_, name=name) for id_, name in team],
    )


routes: list[Any] = [read_support, choose_support]
