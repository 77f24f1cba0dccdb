"""What is derived for a sign-in: links, codes, how addresses and browsers are compared."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.access.domain import SignIn, code_from_digest
from shared.ids import compact, from_compact, new_id
from shared.tokens import Keyring

MARK_MAC_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class SignInKeys:
    """`sign_in` writes links and codes, `lookup` hashes addresses for limits."""

    sign_in: Keyring
    lookup: Keyring

    def code(self, sign_in: SignIn) -> str:
        """The six digits that stand in the mail beside the link."""
        return code_from_digest(self.sign_in.digest(f"{sign_in.id}|{sign_in.generation}"))

    def address_hash(self, address: str) -> bytes:
        """How a (normalised) address is counted."""
        return self.lookup.digest(f"sign-in|{address}")

    def browser_mark(self, address_hash: bytes) -> str:
        """What a browser keeps after a sign-in with that address, to be known there later."""
        id_ = new_id()
        return f"{compact(id_)}.{self._marks(id_, address_hash)[0]}"

    def known_browser(self, mark: str | None, address_hash: bytes) -> bytes | None:
        """The hash of a browser that signed in with that address before, or None."""
        id_text, _, mac = (mark or "").partition(".")
        id_ = from_compact(id_text)
        if id_ is None or not mac.isascii():
            return None
        known = [hmac.compare_digest(each, mac) for each in self._marks(id_, address_hash)]
        return hashlib.sha256(id_.bytes).digest() if any(known) else None

    def _marks(self, id_: UUID, address_hash: bytes) -> list[str]:
        message = b"known-browser|" + id_.bytes + address_hash
        return [digest.hex()[:MARK_MAC_CHARACTERS] for digest in self.lookup.digests(message)]


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody signs in.

    `secret` binds links and codes to the browser, `mark` (if any) shows that it signed in before,
    `network` is counted for limits, `device` says in words what it is.
    """

    secret: str | None = None
    mark: str | None = None
    network: str | None = None
    device: str = ""

    @property
    def hash(self) -> bytes | None:
        """How the secret is kept."""
        return hashlib.sha256(self.secret.encode()).digest() if self.secret else None


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in has worked: where to go now, and the mark the browser may keep."""

    staff_id: UUID
    return_to: str | None
    mark: str
    at: datetime
