"""Signing in by an OpenID provider. Who isn't staff already doesn't become it."""

from __future__ import annotations

import base64
import dataclasses
from datetime import datetime

from services.registration.access import store as staff_store
from services.registration.access.domain import (
    LIMIT_WINDOW,
    PROVIDER_REQUESTS_PER_NETWORK_MAX,
    SignIn,
)
from services.registration.access.errors import LinkNotValid, ProviderFailed, TooManySignIns
from services.registration.access.sign_in import store
from services.registration.access.sign_in.keys import Browser, Opened, SignInKeys
from services.registration.access.sign_in.provider import Provider, Secrets
from services.registration.access.sign_in.use_cases import (
    new_sign_in,
    open_session,
    sign_in_of_token,
)
from shared.database.pool import Pool, transaction

KIND = "provider"


async def begin(
    pool: Pool,
    keys: SignInKeys,
    provider: Provider,
    now: datetime,
    *,
    browser: Browser,
    return_to: str | None,
    redirect_uri: str,
    limits: bool,
) -> str:
    """Where the browser goes; raises ProviderAway, TooManySignIns."""
    sign_in = new_sign_in(KIND, None, now, browser, return_to)
    async with transaction(pool) as tx:
        if limits:
            asked = await store.count_sign_ins(tx, b"", browser.network, None, now - LIMIT_WINDOW)
            if asked.of_network >= PROVIDER_REQUESTS_PER_NETWORK_MAX:
                seconds = int(LIMIT_WINDOW.total_seconds())
                raise TooManySignIns(retry_after_seconds=seconds)
        await store.insert_sign_in(tx, sign_in, now, network=browser.network)
    state = keys.sign_in.token(sign_in.id, sign_in.generation)
    return await provider.authorization_url(redirect_uri, state, _secrets(keys, sign_in), now)


async def finish(
    pool: Pool,
    keys: SignInKeys,
    provider: Provider,
    now: datetime,
    *,
    browser: Browser,
    state: str,
    code: str,
    issuer: str | None,
    redirect_uri: str,
    session_secret: str,
) -> Opened:
    """Open a session for the staff member whose address the provider vouches for.

    `state` works once, and in the browser that began. Raises ProviderFailed, ProviderAway.
    """
    async with transaction(pool) as tx:
        try:
            sign_in = await sign_in_of_token(tx, keys, state)
        except LinkNotValid:
            raise ProviderFailed from None
        mine = browser.hash is not None and sign_in.is_of_browser(browser.hash)
        if sign_in.kind != KIND or not sign_in.is_open(now) or not mine:
            raise ProviderFailed
        if issuer is not None and issuer != provider.issuer:
            raise ProviderFailed
        await store.use_sign_in(tx, sign_in.id, now)
    if not code:
        raise ProviderFailed
    email = await provider.verified_email(code, redirect_uri, _secrets(keys, sign_in), now)
    async with transaction(pool) as tx:
        staff_id = await staff_store.staff_by_email(tx, email)
        if staff_id is None:
            raise ProviderFailed
        proved = dataclasses.replace(sign_in, staff_id=staff_id)
        try:
            return await open_session(
                tx, keys, proved, browser, now, session_secret=session_secret, by=KIND
            )
        except LinkNotValid:
            raise ProviderFailed from None


def _secrets(keys: SignInKeys, sign_in: SignIn) -> Secrets:
    def derived(what: str) -> str:
        digest = keys.sign_in.digest(f"provider|{what}|{sign_in.id}")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    return Secrets(nonce=derived("nonce"), verifier=derived("verifier"))
