"""The secrets that a mail must carry, derived from ids and the keys of their purposes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.tokens import Keyring

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BOOKING_CODE_CHARACTERS = 11
BOOKING_CODE_GROUPS = (4, 4, 3)
SIGN_IN_CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that mails point to; `base_url` is the one origin, from configuration."""

    base_url: str
    manage_keys: Keyring
    ticket_keys: Keyring
    sign_in_keys: Keyring
    code_keys: Keyring

    def manage(self, booking_id: UUID, generation: int) -> str:
        """The page of a booking."""
        return f"{self.base_url}/m/{self.manage_keys.token(booking_id, generation)}"

    def company(self, company_id: UUID, generation: int) -> str:
        """The list of a company contact."""
        keys = Keyring("manage-company", self.manage_keys.keys)
        return f"{self.base_url}/l/{keys.token(company_id, generation)}"

    def place(self, person_id: UUID, generation: int) -> str:
        """The own place of a colleague whom a company contact registered."""
        keys = Keyring("mailed-person", self.manage_keys.keys)
        return f"{self.base_url}/p/{keys.token(person_id, generation)}"

    def prove(self, booking_id: UUID, generation: int) -> str:
        """Where somebody keeps places that are only held: this secret stands in mails alone."""
        keys = Keyring("prove-booking", self.manage_keys.keys)
        return f"{self.base_url}/c/{keys.token(booking_id, generation)}"

    def invitation(self, invitation_id: UUID, generation: int) -> str:
        """One's own invitation to an event."""
        keys = Keyring("invitation", self.manage_keys.keys)
        return f"{self.base_url}/invited/{keys.token(invitation_id, generation)}"

    def following(self, follower_id: UUID, generation: int) -> str:
        """Where somebody confirms to follow a series, or stops it."""
        keys = Keyring("follow-series", self.manage_keys.keys)
        return f"{self.base_url}/f/{keys.token(follower_id, generation)}"

    def stop_following(self, follower_id: UUID, generation: int) -> str:
        """Where a mail program takes somebody off a series by itself (RFC 8058)."""
        keys = Keyring("follow-series", self.manage_keys.keys)
        return f"{self.base_url}/api/v1/unsubscribe/{keys.token(follower_id, generation)}"

    def ticket(self, attendee_id: UUID, generation: int) -> str:
        """The bare ticket, as the scanner also accepts it."""
        return self.ticket_keys.token(attendee_id, generation)

    def ticket_url(self, ticket: str) -> str:
        """What the QR code holds."""
        return f"{self.base_url}/t/{ticket}"

    def event(self, event_id: UUID) -> str:
        """The public page of an event."""
        return f"{self.base_url}/e/{event_id}"

    def organizer_event(self, event_id: UUID) -> str:
        """An event's page for its team."""
        return f"{self.base_url}/organizer/events/{event_id}"

    def call_off(self, event_id: UUID) -> str:
        """Where the team calls an event off; first it says what that means."""
        return f"{self.base_url}/organizer/events/{event_id}/cancel"

    def editions(self, event_id: UUID) -> str:
        """The reports of an event."""
        return f"{self.base_url}/reporting/events/{event_id}/editions"

    def sign_in(self, sign_in_id: UUID, generation: int) -> str:
        """The link that signs a staff member in."""
        return f"{self.base_url}/sign-in/{self.sign_in_keys.token(sign_in_id, generation)}"

    def sign_in_page(self) -> str:
        """Where a staff member asks for such a link."""
        return f"{self.base_url}/sign-in"

    def sign_in_code(self, sign_in_id: UUID, generation: int) -> str:
        """The six digits that do the same as the link."""
        digest = self.sign_in_keys.digest(f"{sign_in_id}|{generation}")
        number = int.from_bytes(digest[:8], "big") % 10**SIGN_IN_CODE_DIGITS
        return f"{number:0{SIGN_IN_CODE_DIGITS}d}"

    def booking_code(self, booking_id: UUID, generation: int) -> str:
        """A code of 55 bits, readable aloud: ABCD-EFGH-JKM."""
        digest = self.code_keys.digest(f"{booking_id}|{generation}")
        number = int.from_bytes(digest[:8], "big")
        characters = [
            CROCKFORD[(number >> (59 - 5 * place)) & 31] for place in range(BOOKING_CODE_CHARACTERS)
        ]
        text, groups = "".join(characters), []
        for size in BOOKING_CODE_GROUPS:
            groups.append(text[:size])
            text = text[size:]
        return "-".join(groups)
