"""Secrets that mail or paper must carry: derived, never stored or transported.

A token is `<kid>.<id>.<mac>` with `mac = HMAC-SHA256(key of this purpose, purpose|id|generation)`
cut to 128 bits. Whoever holds the key of a purpose can write the same token again; raising the
generation of a thing revokes all tokens written for it before.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from uuid import UUID

from shared.ids import compact, from_compact

MAC_BYTES = 16
KEY_MIN_BYTES = 32
TOKEN_MAX_CHARACTERS = 128


@dataclass(frozen=True, slots=True)
class ParsedToken:
    """A token taken apart, not yet checked."""

    kid: str
    id: UUID
    mac: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one purpose: the first writes, all verify (rotation by `kid`)."""

    purpose: str
    keys: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, purpose: str, text: str) -> Keyring:
        """Read `kid:base64[,kid:base64]`; raises ValueError naming what is wrong."""
        keys = []
        for part in text.split(","):
            kid, separator, encoded = part.strip().partition(":")
            if not separator or not kid.isalnum():
                raise ValueError("expected kid:base64[,kid:base64]")
            key = base64.b64decode(encoded, validate=True)
            if len(key) < KEY_MIN_BYTES:
                raise ValueError(f"key {kid} is shorter than {KEY_MIN_BYTES} bytes")
            keys.append((kid, key))
        return cls(purpose, tuple(keys))

    def token(self, id_: UUID, generation: int) -> str:
        """The token of this purpose for a thing and its present generation."""
        kid, key = self.keys[0]
        return f"{kid}.{compact(id_)}.{_encode(self._mac(key, id_, generation))}"

    def matches(self, parsed: ParsedToken, generation: int) -> bool:
        """Whether the token was written for this generation; constant time."""
        expected = self._mac(dict(self.keys).get(parsed.kid, b"\0"), parsed.id, generation)
        known = any(kid == parsed.kid for kid, _ in self.keys)
        return hmac.compare_digest(expected, parsed.mac) and known

    def digest(self, message: str | bytes) -> bytes:
        """A keyed hash (32 bytes) of `message` with the writing key, for look-ups."""
        return self._hash(self.keys[0][1], message)

    def digests(self, message: str | bytes) -> list[bytes]:
        """The keyed hashes with every key, newest first: look-ups survive a rotation."""
        return [self._hash(key, message) for _, key in self.keys]

    def _hash(self, key: bytes, message: str | bytes) -> bytes:
        raw = message.encode() if isinstance(message, str) else message
        return hmac.digest(key, self.purpose.encode() + b"|digest|" + raw, "sha256")

    def _mac(self, key: bytes, id_: UUID, generation: int) -> bytes:
        message = f"{self.purpose}|{id_}|{generation}".encode()
        return hmac.digest(key, message, "sha256")[:MAC_BYTES]


def parse_token(text: str) -> ParsedToken | None:
    """Take a token apart; None if it isn't shaped like one. Proves nothing yet."""
    if len(text) > TOKEN_MAX_CHARACTERS:
        return None
    kid, _, rest = text.partition(".")
    id_text, _, mac_text = rest.partition(".")
    id_ = from_compact(id_text)
    if id_ is None or not kid.isascii() or not kid.isalnum():
        return None
    try:
        mac = base64.b64decode(mac_text + "==", altchars=b"-_", validate=True)
    except ValueError:
        return None
    return ParsedToken(kid, id_, mac) if _encode(mac) == mac_text else None


def _encode(mac: bytes) -> str:
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
