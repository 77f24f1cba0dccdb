"""Links and codes of invitations: derived, never kept.

Each link is a token of a purpose of its own, made of the keys of manage tokens; raising the
generation makes it dead. The code on paper is derived from the key of booking codes, and found
again by a keyed hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.tokens import Keyring

CONTINGENT, INVITATION = "contingent", "invitation"
CODE_CHARACTERS = 11
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS = 5


@dataclass(frozen=True, slots=True)
class InvitationKeys:
    """What links and codes are derived with."""

    contingent: Keyring
    invitation: Keyring
    code: Keyring
    lookup: Keyring

    @classmethod
    def of(cls, manage: Keyring, code: Keyring, lookup: Keyring) -> InvitationKeys:
        """From the keys that registration has."""
        return cls(Keyring(CONTINGENT, manage.keys), Keyring(INVITATION, manage.keys), code, lookup)

    def code_of(self, purpose: str, id_: UUID, generation: int) -> str:
        """The code of a contingent or an invitation: 55 bits, readable aloud."""
        digest = self.code.digest(f"{purpose}|{id_}|{generation}")
        number = int.from_bytes(digest[:8], "big")
        shifts = range(64 - _BITS, 64 - _BITS * (CODE_CHARACTERS + 1), -_BITS)
        return "".join(CROCKFORD[(number >> shift) & 31] for shift in shifts)

    def code_lookup(self, code: str) -> bytes:
        """The keyed hash under which a code is found again."""
        return self.lookup.digest(f"invitation-code|{code}")

    def code_lookups(self, typed: str) -> list[bytes]:
        """Hashes (one for each key in use) of a code as somebody typed it; [] if it isn't one."""
        code = "".join(c for c in typed.upper() if c.isalnum()).translate(_MISREAD)
        if len(code) != CODE_CHARACTERS or any(c not in CROCKFORD for c in code):
            return []
        return self.lookup.digests(f"invitation-code|{code}")

    def same_as(self, event_id: UUID, name: str | None, email: str | None) -> bytes | None:
        """What tells that a person was invited before; None where nothing tells people apart."""
        if not name and not email:
            return None
        text = f"invited|{event_id}|{(email or '').casefold()}|{(name or '').casefold()}"
        return self.lookup.digest(text)


def shown_code(code: str) -> str:
    """In groups that can be read aloud: ABCD-EFGH-JKM."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
