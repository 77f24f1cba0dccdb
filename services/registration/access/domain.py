"""Staff, grants, sign-in and sessions: values and decisions, without I/O."""

from __future__ import annotations

import hmac
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

SIGN_IN_VALID = timedelta(minutes=15)
INVITATION_VALID = timedelta(days=7)
CODE_ATTEMPTS_MAX = 5
CODE_ATTEMPTS_PER_DAY_MAX = 20
"""Wrong codes for one address; after that its links alone sign in, for a day."""
CODE_ATTEMPTS_WINDOW = timedelta(days=1)
CODE_DIGITS = 6
SESSION_IDLE = timedelta(hours=12)
"""A session ends when nobody used it for this long …"""
SESSION_MAX = timedelta(days=7)
"""… and in any case this long after the sign-in."""
SESSION_EXTEND_AFTER = timedelta(minutes=30)
"""An extension is written (and replicated) at most this often."""
TOKEN_VALID = timedelta(days=365)
LIMIT_WINDOW = timedelta(minutes=15)
REQUESTS_PER_ADDRESS_MAX = 5
"""Links for one address asked for from one network, or in one browser that is known there …"""
REQUESTS_BY_STRANGERS_MAX = 20
"""… and from all networks together in browsers that aren't: a mailbox isn't flooded."""
REQUESTS_PER_NETWORK_MAX = 30
PROVIDER_REQUESTS_PER_NETWORK_MAX = 300
"""A provider is asked by whole offices behind one address; it keeps limits of its own."""
BROWSER_SIGN_INS_MAX = 5
"""So many of the latest links of a browser take codes."""
KNOWN_BROWSER_VALID = timedelta(days=365)
LAST_SEEN_EVERY = timedelta(minutes=10)
"""When a session or token was last used is written at most this often."""
LABEL_MAX_CHARACTERS = 80
TOKENS_MAX = 50
"""API tokens of one staff member at a time."""
SESSIONS_MAX = 100
GRANTS_MAX = 200
"""Roles of one staff member."""
ROLES_PER_ORGANISATION_MAX = 1_000
STEWARD_AFTER_EVENT = timedelta(days=3)
"""A role for one event ends this long after it, unless another end is given."""
EMAIL_MAX_CHARACTERS = 254
DEFAULT_RETURN = "/organizer"

_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[\w.-]{1,189}\.[\w-]{2,63}"
)
_RETURN = re.compile(r"/(?:organizer|account|reporting/events|checkin|door)(?:/[A-Za-z0-9/_-]*)?")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at an organisation (None: the whole installation), perhaps for one event, until."""

    role: str
    organisation_id: UUID | None = None
    event_id: UUID | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A grant as a row: who holds it, since when, and whether the person has ever signed in.

    `member`: listed as a member of the organisation, so that its reports and invitations go there.
    """

    id: UUID
    staff_id: UUID
    name: str
    email: str
    grant: Grant
    member: bool
    granted_at: datetime | None
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who plans, watches, helps at the door or receives reports."""

    id: UUID
    version: int
    email: str
    name: str
    locale: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """A request for a link. `staff_id` None: nobody has that address, and nobody is told."""

    id: UUID
    kind: str
    staff_id: UUID | None
    generation: int
    browser_hash: bytes | None
    code_attempts: int
    return_to: str | None
    expires_at: datetime
    used_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Neither used nor expired."""
        return self.used_at is None and now < self.expires_at

    def is_of_browser(self, browser_hash: bytes) -> bool:
        """Whether it was asked for in this browser; constant time."""
        return self.browser_hash is not None and hmac.compare_digest(
            self.browser_hash, browser_hash
        )

    def takes_codes(self, now: datetime) -> bool:
        """Whether another six-digit code may be tried."""
        return self.is_open(now) and self.code_attempts < CODE_ATTEMPTS_MAX


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A browser session or an API token. `ends_at` is the end that no use can move.

    `scopes` limit a token (None: not at all), `device` says in words where a session was opened,
    `last_seen_at` lags by up to LAST_SEEN_EVERY. `id` names it in addresses (None: not kept yet).
    """

    token_hash: str
    staff_id: UUID
    kind: str
    created_at: datetime
    expires_at: datetime
    ends_at: datetime
    label: str = ""
    scopes: tuple[str, ...] | None = None
    device: str = ""
    last_seen_at: datetime | None = None
    id: UUID | None = None


def code_from_digest(digest: bytes) -> str:
    """The six digits for a sign-in, from the keyed digest of `<sign-in id>|<generation>`."""
    number: int = int.from_bytes(digest[:8], "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def same_code(expected: str, given: str) -> bool:
    """Compare in constant time; blanks that people put into codes don't count."""
    digits = "".join(given.split()).replace("-", "")
    return hmac.compare_digest(expected.encode(), digits.encode())


def extended_expiry(session: StaffSession, now: datetime) -> datetime | None:
    """The later expiry a use at `now` earns, or None if it isn't worth writing."""
    if session.kind != "session":
        return None
    later = min(now + SESSION_IDLE, session.ends_at)
    return later if later - session.expires_at >= SESSION_EXTEND_AFTER else None


def worth_noting(session: StaffSession, now: datetime) -> bool:
    """Whether a use at `now` is written down: at most once in LAST_SEEN_EVERY."""
    return session.last_seen_at is None or now - session.last_seen_at >= LAST_SEEN_EVERY


def normalised_email(text: str) -> str | None:
    """The address as it is kept and compared, or None if it can't be one."""
    email = text.strip().lower()
    if len(email) > EMAIL_MAX_CHARACTERS or not email.isprintable():
        return None
    return email if _EMAIL.fullmatch(email) and ".." not in email else None


def safe_return(path: str | None) -> str | None:
    """A page of ours to go to after the sign-in, or None: never an address elsewhere."""
    return path if path and _RETURN.fullmatch(path) else None


def network_of(address: str | None) -> str | None:
    """The network an address belongs to, for limits: /24 of IPv4, /56 of IPv6."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    bits = 24 if ip.version == 4 else 56
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False))
