"""What can happen to staff, sign-ins and sessions."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access import announce, store
from services.registration.access.domain import (
    CODE_ATTEMPTS_PER_DAY_MAX,
    CODE_ATTEMPTS_WINDOW,
    INVITATION_VALID,
    LIMIT_WINDOW,
    REQUESTS_PER_ADDRESS_MAX,
    REQUESTS_PER_NETWORK_MAX,
    SESSION_IDLE,
    SESSION_MAX,
    SIGN_IN_VALID,
    Grant,
    SignIn,
    Staff,
    StaffSession,
    code_from_digest,
    extended_expiry,
    normalised_email,
    same_code,
)
from services.registration.access.errors import (
    LinkNotValid,
    OtherBrowser,
    TooManySignIns,
    WrongCode,
)
from shared.contracts.access import Grant as GrantMessage
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import InvalidFields
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage, put
from shared.tokens import Keyring, parse_token
from shared.web.principal import Principal, hash_of

DELETE_BATCH = 500


@dataclass(frozen=True, slots=True)
class SignInKeys:
    """`sign_in` writes links and codes, `lookup` hashes addresses for limits."""

    sign_in: Keyring
    lookup: Keyring

    def code(self, sign_in: SignIn) -> str:
        """The six digits that stand in the mail beside the link."""
        return code_from_digest(self.sign_in.digest(f"{sign_in.id}|{sign_in.generation}"))


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in has worked: where to go now. The secret is the caller's."""

    staff_id: UUID
    return_to: str | None


async def request_sign_in(
    pool: Pool,
    keys: SignInKeys,
    now: datetime,
    *,
    email: str,
    browser_secret: str,
    network: str | None,
    return_to: str | None,
    limits: bool,
) -> None:
    """Send a link to `email` if it is a staff member's; nothing tells whether it is.

    Raises InvalidFields for what can't be an address, TooManySignIns.
    """
    address = normalised_email(email)
    if address is None:
        raise InvalidFields.one("email", "is not an e-mail address", "email")
    address_hash = keys.lookup.digest(f"sign-in|{address}")
    async with transaction(pool) as tx:
        if limits:
            await _keep_limits(tx, address_hash, network, now)
        staff_id = await store.staff_by_email(tx, address)
        sign_in = _sign_in("sign_in", staff_id, now, browser_secret, return_to)
        await store.insert_sign_in(tx, sign_in, now, address_hash=address_hash, network=network)
        if staff_id is not None:
            await put(tx, [_link(sign_in, staff_id)], now=now)


async def request_sign_in_by_invitation(
    pool: Pool, keys: SignInKeys, now: datetime, *, token: str, browser_secret: str
) -> None:
    """The button behind an invitation: send a link that is bound to this browser.

    An invitation alone opens nothing, it may have been forwarded. Raises LinkNotValid.
    """
    async with transaction(pool) as tx:
        invitation = await _by_token(tx, keys, token)
        staff_id = invitation.staff_id
        if invitation.kind != "invitation" or staff_id is None or not invitation.is_open(now):
            raise LinkNotValid
        await store.use_sign_in(tx, invitation.id, now)
        sign_in = _sign_in("sign_in", staff_id, now, browser_secret, None)
        await store.insert_sign_in(tx, sign_in, now, address_hash=None, network=None)
        await put(tx, [_link(sign_in, staff_id)], now=now)


async def kind_of_link(
    pool: Pool, keys: SignInKeys, now: datetime, *, token: str, browser_secret: str | None
) -> str:
    """What a link opened by GET would do: `sign_in`, `other_browser`, `invitation` or `over`."""
    async with transaction(pool) as tx:
        try:
            sign_in = await _by_token(tx, keys, token)
        except LinkNotValid:
            return "over"
    if not sign_in.is_open(now):
        return "over"
    if sign_in.kind == "invitation":
        return "invitation"
    mine = browser_secret is not None and sign_in.is_of_browser(browser_hash(browser_secret))
    return "sign_in" if mine else "other_browser"


async def sign_in_by_link(
    pool: Pool,
    keys: SignInKeys,
    now: datetime,
    *,
    token: str,
    browser_secret: str | None,
    session_secret: str,
) -> Opened:
    """Open a session by the link; raises LinkNotValid, OtherBrowser."""
    async with transaction(pool) as tx:
        sign_in = await _by_token(tx, keys, token)
        if sign_in.kind != "sign_in" or not sign_in.is_open(now):
            raise LinkNotValid
        if browser_secret is None or not sign_in.is_of_browser(browser_hash(browser_secret)):
            raise OtherBrowser
        return await _open(tx, sign_in, session_secret, now)


async def sign_in_by_code(
    pool: Pool,
    keys: SignInKeys,
    now: datetime,
    *,
    code: str,
    browser_secret: str | None,
    session_secret: str,
) -> Opened:
    """Open a session by the six digits, in the browser that asked; raises WrongCode.

    Every try is counted, and the count is kept although the request is refused.
    """
    if browser_secret is None:
        raise WrongCode
    async with transaction(pool) as tx:
        sign_in = await store.lock_sign_in_of_browser(tx, browser_hash(browser_secret))
        if sign_in is not None and sign_in.takes_codes(now):
            wrong = await store.count_wrong_codes(tx, sign_in.id, now - CODE_ATTEMPTS_WINDOW)
            if wrong >= CODE_ATTEMPTS_PER_DAY_MAX:
                raise WrongCode
            await store.count_code_attempt(tx, sign_in.id)
            if sign_in.staff_id is not None and same_code(keys.code(sign_in), code):
                return await _open(tx, sign_in, session_secret, now)
    raise WrongCode


async def sign_out(pool: Pool, now: datetime, *, session_secret: str) -> None:
    """End a session here and wherever it is replicated; doing it twice changes nothing."""
    token_hash = hash_of(session_secret)
    async with transaction(pool) as tx:
        if await store.delete_session(tx, token_hash):
            await put(tx, [announce.session_ended(token_hash)], now=now)


async def find_principal(pool: Pool, token_hash: str, now: datetime) -> Principal | None:
    """Who holds the secret of that hash; a use keeps a browser session alive."""
    async with connection(pool) as reading:
        found = await store.read_principal(reading, token_hash, now)
    if found is None:
        return None
    session, held = found
    if later := extended_expiry(session, now):
        await _extend(pool, session, later, now)
    grants = tuple(_as_message(grant) for grant in held)
    return Principal(staff_id=session.staff_id, grants=grants, kind=session.kind)


async def open_token(
    tx: Connection,
    staff_id: UUID,
    now: datetime,
    *,
    secret: str,
    label: str,
    expires_at: datetime,
) -> None:
    """An API token; earlier ones of the same label end."""
    replaced = await store.delete_labelled_tokens(tx, staff_id, label) if label else []
    token = StaffSession(hash_of(secret), staff_id, "token", now, expires_at, expires_at, label)
    await store.insert_session(tx, token)
    messages = [announce.session_ended(token_hash) for token_hash in replaced]
    await put(tx, [*messages, announce.session_opened(token)], now=now)


async def ensure_staff(
    tx: Connection, now: datetime, *, email: str, name: str, locale: str
) -> tuple[Staff, bool]:
    """The staff member with this address, locked, made if need be; True if made now.

    Who exists keeps name and language: another organisation's organizer must not change them.
    Says nothing to the outbox: `grant` does, once the grants are there.
    """
    made = Staff(id=new_id(), version=1, email=email, name=name, locale=locale)
    if await store.insert_staff(tx, made, now):
        return made, True
    staff_id = await store.staff_by_email(tx, email)
    assert staff_id is not None  # noqa: S101 - the address was taken a statement ago, staff stay
    await store.lock_staff(tx, staff_id)
    found = await store.read_staff(tx, staff_id)
    assert found is not None  # noqa: S101 - as above
    return found, False


async def grant(
    tx: Connection,
    staff: Staff,
    wanted: Grant,
    now: datetime,
    *,
    is_new: bool,
    member: bool,
) -> bool:
    """Give a role to a staff member who is locked or new; False if they had it."""
    changed = await store.insert_grant(tx, staff.id, wanted, member=member)
    if not changed and not is_new:
        return False
    if not is_new:
        await store.raise_staff_version(tx, staff.id)
    current = await store.read_staff(tx, staff.id)
    assert current is not None  # noqa: S101 - locked by this transaction
    messages = [announce.staff_contact(current)] if is_new else []
    await put(tx, [*messages, announce.staff_changed(current)], now=now)
    return changed


async def invite(
    tx: Connection, staff: Staff, now: datetime, *, organisation_id: UUID | None, role: str
) -> None:
    """Write to somebody that they have a role now, and how to sign in."""
    invitation = dataclasses.replace(
        _sign_in("invitation", staff.id, now, None, None), expires_at=now + INVITATION_VALID
    )
    await store.insert_sign_in(tx, invitation, now, address_hash=None, network=None)
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


async def forget_what_is_over(pool: Pool, now: datetime) -> int:
    """Delete expired sessions (also where they are replicated) and old requests for links."""
    async with transaction(pool) as tx:
        hashes = await store.delete_expired_sessions(tx, now, DELETE_BATCH)
        await put(tx, [announce.session_ended(token_hash) for token_hash in hashes], now=now)
        old = await store.delete_old_sign_ins(tx, now - INVITATION_VALID, DELETE_BATCH)
    return len(hashes) + old


def browser_hash(secret: str) -> bytes:
    """How a browser's secret is kept."""
    return hashlib.sha256(secret.encode()).digest()


async def _keep_limits(
    tx: Connection, address_hash: bytes, network: str | None, now: datetime
) -> None:
    of_address, of_network = await store.count_sign_ins(
        tx, address_hash, network, now - LIMIT_WINDOW
    )
    if of_address >= REQUESTS_PER_ADDRESS_MAX or of_network >= REQUESTS_PER_NETWORK_MAX:
        raise TooManySignIns(retry_after_seconds=int(LIMIT_WINDOW.total_seconds()))


def _sign_in(
    kind: str,
    staff_id: UUID | None,
    now: datetime,
    browser_secret: str | None,
    return_to: str | None,
) -> SignIn:
    return SignIn(
        id=new_id(),
        kind=kind,
        staff_id=staff_id,
        generation=1,
        browser_hash=browser_hash(browser_secret) if browser_secret else None,
        code_attempts=0,
        return_to=return_to,
        expires_at=now + SIGN_IN_VALID,
        used_at=None,
    )


def _link(sign_in: SignIn, staff_id: UUID) -> OutgoingMessage:
    return announce.mail_requested(
        "sign_in", staff_id, sign_in.id, sign_in.generation, sign_in.expires_at
    )


async def _by_token(tx: Connection, keys: SignInKeys, token: str) -> SignIn:
    parsed = parse_token(token)
    sign_in = await store.lock_sign_in(tx, parsed.id) if parsed else None
    if parsed is None or sign_in is None or not keys.sign_in.matches(parsed, sign_in.generation):
        raise LinkNotValid
    return sign_in


async def _open(tx: Connection, sign_in: SignIn, session_secret: str, now: datetime) -> Opened:
    assert sign_in.staff_id is not None  # noqa: S101 - callers checked; nobody signs in as nobody
    await store.use_sign_in(tx, sign_in.id, now)
    session = StaffSession(
        token_hash=hash_of(session_secret),
        staff_id=sign_in.staff_id,
        kind="session",
        created_at=now,
        expires_at=now + SESSION_IDLE,
        ends_at=now + SESSION_MAX,
    )
    await store.insert_session(tx, session)
    await put(tx, [announce.session_opened(session)], now=now)
    return Opened(sign_in.staff_id, sign_in.return_to)


async def _extend(pool: Pool, session: StaffSession, expires_at: datetime, now: datetime) -> None:
    extended = dataclasses.replace(session, expires_at=expires_at)
    async with transaction(pool) as tx:
        if await store.extend_session(tx, session.token_hash, expires_at, now):
            await put(tx, [announce.session_opened(extended)], now=now)


def _as_message(held: Grant) -> GrantMessage:
    return GrantMessage(
        role=held.role,
        organisation_id=held.organisation_id,
        event_id=held.event_id,
        expires_at=held.expires_at,
    )
