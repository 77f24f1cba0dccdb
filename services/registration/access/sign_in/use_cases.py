"""What can happen when somebody signs in by a mail."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from services.registration.access import announce, audit
from services.registration.access import store as staff_store
from services.registration.access.domain import (
    BROWSER_SIGN_INS_MAX,
    CODE_ATTEMPTS_PER_DAY_MAX,
    CODE_ATTEMPTS_WINDOW,
    INVITATION_VALID,
    LIMIT_WINDOW,
    REQUESTS_BY_STRANGERS_MAX,
    REQUESTS_PER_ADDRESS_MAX,
    REQUESTS_PER_NETWORK_MAX,
    SESSION_IDLE,
    SESSION_MAX,
    SIGN_IN_VALID,
    SignIn,
    Staff,
    StaffSession,
    normalised_email,
    same_code,
)
from services.registration.access.errors import (
    LinkNotValid,
    OtherBrowser,
    TooManySignIns,
    WrongCode,
)
from services.registration.access.sign_in import store
from services.registration.access.sign_in.keys import Browser, Opened, SignInKeys
from shared.database.pool import Connection, Pool, transaction
from shared.errors import InvalidFields
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage, put
from shared.tokens import parse_token
from shared.web.principal import Principal, hash_of


async def request_sign_in(
    pool: Pool,
    keys: SignInKeys,
    now: datetime,
    *,
    email: str,
    browser: Browser,
    return_to: str | None,
    limits: bool,
) -> None:
    """Send a link to `email` if it is a staff member's; nothing tells whether it is.

    Raises InvalidFields for what can't be an address, TooManySignIns.
    """
    address = normalised_email(email)
    if address is None:
        raise InvalidFields.one("email", "is not an e-mail address", "email")
    address_hash = keys.address_hash(address)
    known = keys.known_browser(browser.mark, address_hash)
    async with transaction(pool) as tx:
        if limits:
            await _keep_limits(tx, address_hash, browser.network, known, now)
        staff_id = await staff_store.staff_by_email(tx, address)
        sign_in = new_sign_in("sign_in", staff_id, now, browser, return_to)
        await store.insert_sign_in(
            tx,
            sign_in,
            now,
            address_hash=address_hash,
            network=browser.network,
            known_browser=known,
        )
        if staff_id is not None:
            await put(tx, [_link(sign_in, staff_id)], now=now)


async def request_sign_in_by_invitation(
    pool: Pool, keys: SignInKeys, now: datetime, *, token: str, browser: Browser
) -> None:
    """The button behind an invitation: send a link that is bound to this browser.

    An invitation alone opens nothing, it may have been forwarded; it works once. Raises
    LinkNotValid.
    """
    async with transaction(pool) as tx:
        invitation = await sign_in_of_token(tx, keys, token)
        staff_id = invitation.staff_id
        if invitation.kind != "invitation" or staff_id is None or not invitation.is_open(now):
            raise LinkNotValid
        await store.use_sign_in(tx, invitation.id, now)
        sign_in = new_sign_in("sign_in", staff_id, now, browser, None)
        await store.insert_sign_in(tx, sign_in, now)
        await put(tx, [_link(sign_in, staff_id)], now=now)


async def kind_of_link(
    pool: Pool, keys: SignInKeys, now: datetime, *, token: str, browser: Browser
) -> str:
    """What a link opened by GET would do: `sign_in`, `other_browser`, `invitation` or `over`."""
    async with transaction(pool) as tx:
        try:
            sign_in = await sign_in_of_token(tx, keys, token)
        except LinkNotValid:
            return "over"
    if not sign_in.is_open(now) or sign_in.kind not in {"sign_in", "invitation"}:
        return "over"
    if sign_in.kind == "invitation":
        return "invitation"
    mine = browser.hash is not None and sign_in.is_of_browser(browser.hash)
    return "sign_in" if mine else "other_browser"


async def sign_in_by_link(
    pool: Pool,
    keys: SignInKeys,
    now: datetime,
    *,
    token: str,
    browser: Browser,
    session_secret: str,
) -> Opened:
    """Open a session by the link; raises LinkNotValid, OtherBrowser."""
    async with transaction(pool) as tx:
        sign_in = await sign_in_of_token(tx, keys, token)
        if sign_in.kind != "sign_in" or not sign_in.is_open(now):
            raise LinkNotValid
        if browser.hash is None or not sign_in.is_of_browser(browser.hash):
            raise OtherBrowser
        return await open_session(
            tx, keys, sign_in, browser, now, session_secret=session_secret, by="link"
        )


async def sign_in_by_code(
    pool: Pool,
    keys: SignInKeys,
    now: datetime,
    *,
    code: str,
    browser: Browser,
    session_secret: str,
) -> Opened:
    """Open a session by six digits, in the browser that asked; raises WrongCode.

    Who asked twice may type in either code. Every try is counted for each code it could have
    been, and the count is kept although the request is refused.
    """
    if browser.hash is None:
        raise WrongCode
    async with transaction(pool) as tx:
        asked = await store.lock_sign_ins_of_browser(tx, browser.hash, now, BROWSER_SIGN_INS_MAX)
        open_ = [sign_in for sign_in in asked if sign_in.takes_codes(now)]
        allowed = [sign_in for sign_in in open_ if await _has_tries_left(tx, sign_in, now)]
        await store.count_code_attempt(tx, [sign_in.id for sign_in in allowed])
        for sign_in in allowed:
            if sign_in.staff_id is not None and same_code(keys.code(sign_in), code):
                return await open_session(
                    tx, keys, sign_in, browser, now, session_secret=session_secret, by="code"
                )
    raise WrongCode


async def invite(
    tx: Connection, staff: Staff, now: datetime, *, organisation_id: UUID | None, role: str
) -> None:
    """Write to somebody that they have a role now, and how to sign in."""
    invitation = dataclasses.replace(
        new_sign_in("invitation", staff.id, now, Browser(), None),
        expires_at=now + INVITATION_VALID,
    )
    await store.insert_sign_in(tx, invitation, now)
    message = announce.mail_requested(
        "staff_invitation",
        staff.id,
        invitation.id,
        invitation.generation,
        invitation.expires_at,
        organisation_id=organisation_id,
        role=role,
    )
    await put(tx, [message], now=now)


async def open_session(
    tx: Connection,
    keys: SignInKeys,
    sign_in: SignIn,
    browser: Browser,
    now: datetime,
    *,
    session_secret: str,
    by: str,
) -> Opened:
    """A new session for the staff member of a sign-in that has just been proved.

    `by`: link, code or provider. Raises LinkNotValid when the person has left meanwhile.
    """
    staff_id = sign_in.staff_id
    assert staff_id is not None  # noqa: S101 - callers checked; nobody signs in as nobody
    await staff_store.lock_staff(tx, staff_id)
    staff = await staff_store.read_staff(tx, staff_id)
    if staff is None:
        raise LinkNotValid
    await store.use_sign_in(tx, sign_in.id, now)
    await staff_store.note_first_sign_in(tx, staff_id, now)
    session = StaffSession(
        token_hash=hash_of(session_secret),
        staff_id=staff_id,
        kind="session",
        created_at=now,
        expires_at=now + SESSION_IDLE,
        ends_at=now + SESSION_MAX,
        device=browser.device,
        last_seen_at=now,
    )
    session_id = await staff_store.insert_session(tx, session)
    await put(tx, [announce.session_opened(session)], now=now)
    who = Principal(staff_id, (), "session")
    await audit.note(tx, who, "sign-ins.opened", now=now, about=session_id, changed={"by": by})
    address_hash = keys.address_hash(staff.email)
    kept = browser.mark if keys.known_browser(browser.mark, address_hash) else None
    return Opened(staff_id, sign_in.return_to, kept or keys.browser_mark(address_hash), now)


def new_sign_in(
    kind: str, staff_id: UUID | None, now: datetime, browser: Browser, return_to: str | None
) -> SignIn:
    """A fresh request, good for SIGN_IN_VALID."""
    return SignIn(
        id=new_id(),
        kind=kind,
        staff_id=staff_id,
        generation=1,
        browser_hash=browser.hash,
        code_attempts=0,
        return_to=return_to,
        expires_at=now + SIGN_IN_VALID,
        used_at=None,
    )


async def sign_in_of_token(tx: Connection, keys: SignInKeys, token: str) -> SignIn:
    """The request behind a link, locked; raises LinkNotValid."""
    parsed = parse_token(token)
    sign_in = await store.lock_sign_in(tx, parsed.id) if parsed else None
    if parsed is None or sign_in is None or not keys.sign_in.matches(parsed, sign_in.generation):
        raise LinkNotValid
    return sign_in


async def _keep_limits(
    tx: Connection,
    address_hash: bytes,
    network: str | None,
    known_browser: bytes | None,
    now: datetime,
) -> None:
    """A browser known at the address counts for itself: strangers can't use up its tries."""
    asked = await store.count_sign_ins(tx, address_hash, network, known_browser, now - LIMIT_WINDOW)
    if known_browser is not None:
        reached = asked.of_browser >= REQUESTS_PER_ADDRESS_MAX
    else:
        reached = (
            asked.of_address >= REQUESTS_PER_ADDRESS_MAX
            or asked.by_strangers >= REQUESTS_BY_STRANGERS_MAX
            or asked.of_network >= REQUESTS_PER_NETWORK_MAX
        )
    if reached:
        raise TooManySignIns(retry_after_seconds=int(LIMIT_WINDOW.total_seconds()))


async def _has_tries_left(tx: Connection, sign_in: SignIn, now: datetime) -> bool:
    wrong = await store.count_wrong_codes(tx, sign_in.id, now - CODE_ATTEMPTS_WINDOW)
    return wrong < CODE_ATTEMPTS_PER_DAY_MAX


def _link(sign_in: SignIn, staff_id: UUID) -> OutgoingMessage:
    return announce.mail_requested(
        "sign_in", staff_id, sign_in.id, sign_in.generation, sign_in.expires_at
    )
