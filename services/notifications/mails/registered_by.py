"""What a colleague is told about who registered them."""

from __future__ import annotations

from services.notifications.contacts.domain import Contact
from services.notifications.mails.wording import Wording


def registered_by(registrant: Contact | None, words: Wording) -> str:
    """Who has registered a colleague, as far as it is still known."""
    if registrant is None or not registrant.company:
        return words.word("registered_by_employer")
    if not registrant.name:
        return words.word("registered_by_company", company=registrant.company)
    return words.word("registered_by", name=registrant.name, company=registrant.company)
