"""A phone in the room: a random number, signed, in a cookie or as a bearer token. No person.

What is stored of it is a keyed hash together with the event, so that nobody can tell whether two
events were visited with the same phone.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from shared.ids import COMPACT_LENGTH, compact, from_compact, new_id
from shared.tokens import Keyring

MAC_CHARACTERS = 32
DEVICE_MAX_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Device:
    """One phone: `secret` is what it keeps, `hash_at` what we keep."""

    id: UUID
    secret: str


class Devices:
    """Makes and knows the phones' numbers."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    def new(self) -> Device:
        """A phone not seen before."""
        id_ = new_id()
        return Device(id_, f"{compact(id_)}.{self._macs(id_)[0]}")

    def read(self, secret: str) -> Device | None:
        """The phone that keeps this, or None if we never gave it out."""
        text, _, mac = secret.partition(".")
        if len(secret) > DEVICE_MAX_CHARACTERS or len(text) != COMPACT_LENGTH:
            return None
        id_ = from_compact(text)
        if id_ is None:
            return None
        known = [hmac.compare_digest(each.encode(), mac.encode()) for each in self._macs(id_)]
        return Device(id_, secret) if any(known) else None

    def hash_at(self, device: Device, event_id: UUID) -> bytes:
        """What is stored of the phone at an event (32 bytes)."""
        return self._keys.digest(f"room-at|{event_id}|{device.id}")

    def submission(self, event_id: UUID, key: str) -> bytes:
        """What is stored of an idempotency key."""
        return self._keys.digest(f"room-idea|{event_id}|{key}")

    def sent(self, mark: bytes, category_id: UUID, text: str) -> bytes:
        """What is stored of an idea as it was sent, and by whom: the same again is harmless."""
        return self._keys.digest(b"room-sent|" + mark + f"|{category_id}|{text}".encode())

    def _macs(self, id_: UUID) -> list[str]:
        return [digest.hex()[:MAC_CHARACTERS] for digest in self._keys.digests(f"room|{id_}")]
