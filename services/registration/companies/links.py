"""The links of a company contact and of the colleagues it registered.

Tokens of purposes of their own, derived from the keys of manage tokens: a booking's manage token
would show tickets and sessions of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.tokens import Keyring


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """What the tokens are derived with.

    `company`: the contact's own link. A colleague may get two: `handed_on`, which the contact sees
    and passes on, and `mailed`, which only the colleague's mail holds. Whichever is used first
    makes the other dead, so that the contact can't look into a choice. `own` is what a link that
    was handed on is exchanged for.
    """

    company: Keyring
    handed_on: Keyring
    mailed: Keyring
    own: Keyring

    @classmethod
    def of(cls, manage: Keyring) -> LinkKeys:
        """All of them, from the keys of manage tokens."""
        return cls(
            company=Keyring("manage-company", manage.keys),
            handed_on=Keyring("claim-person", manage.keys),
            mailed=Keyring("mailed-person", manage.keys),
            own=Keyring("manage-person", manage.keys),
        )
