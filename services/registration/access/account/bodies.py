"""What clients send and get for their own access."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.registration.access.account.use_cases import Account
from services.registration.access.domain import LABEL_MAX_CHARACTERS, StaffSession
from shared.web.fields import Body, Instant
from shared.web.scopes import SCOPES

Label = Annotated[str, Meta(min_length=1, max_length=LABEL_MAX_CHARACTERS)]
Scopes = Annotated[list[str], Meta(max_length=len(SCOPES))]


class TokenBody(Body, frozen=True, kw_only=True):
    """A new API token. `scopes` null: all that your roles allow; `expires_at` null: in 90 days."""

    label: Label
    scopes: Scopes | None = None
    expires_at: Instant | None = None


class TokenView(msgspec.Struct, frozen=True, kw_only=True):
    """An API token. `last_used_at` lags by up to ten minutes and knows only this service."""

    id: UUID | None
    label: str
    scopes: list[str] | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class NewTokenView(TokenView, frozen=True, kw_only=True):
    """The same, once, with its secret: it is kept nowhere."""

    token: str


class TokenPage(msgspec.Struct, frozen=True, kw_only=True):
    """All of one's tokens: there are at most 50."""

    items: list[TokenView]
    next: str | None = None


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that is signed in. `last_seen_at` lags by up to ten minutes."""

    id: UUID | None
    device: str
    started_at: datetime
    last_seen_at: datetime | None
    expires_at: datetime


class SessionPage(msgspec.Struct, frozen=True, kw_only=True):
    """One's latest sessions, at most 100."""

    items: list[SessionView]
    next: str | None = None


class OwnRoleView(msgspec.Struct, frozen=True, kw_only=True):
    """A role one has."""

    role: str
    organisation_id: UUID | None
    event_id: UUID | None
    expires_at: datetime | None


class AccountView(msgspec.Struct, frozen=True, kw_only=True):
    """Who one is. `scopes` of the token that asks; null: no limit."""

    staff_id: UUID
    name: str
    email: str
    locale: str
    roles: list[OwnRoleView]
    scopes: list[str] | None


def session_view(session: StaffSession) -> SessionView:
    """For the person who is signed in there."""
    return SessionView(
        id=session.id,
        device=session.device,
        started_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
    )


def token_view(token: StaffSession) -> TokenView:
    """For the person whose token it is."""
    return TokenView(
        id=token.id,
        label=token.label,
        scopes=None if token.scopes is None else list(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_seen_at,
    )


def new_token_view(token: StaffSession, secret: str) -> NewTokenView:
    """The only time that the secret is seen."""
    return NewTokenView(**msgspec.structs.asdict(token_view(token)), token=secret)


def account_view(account: Account, scopes: frozenset[str] | None) -> AccountView:
    """For oneself."""
    staff = account.staff
    return AccountView(
        staff_id=staff.id,
        name=staff.name,
        email=staff.email,
        locale=staff.locale,
        roles=[
            OwnRoleView(
                role=grant.role,
                organisation_id=grant.organisation_id,
                event_id=grant.event_id,
                expires_at=grant.expires_at,
            )
            for grant in staff.grants
        ],
        scopes=None if scopes is None else sorted(scopes),
    )
