"""All topics, in one tuple."""

from __future__ import annotations

from shared.contracts.access import ACCESS
from shared.contracts.attendance import ATTENDANCE
from shared.contracts.bookings import BOOKINGS
from shared.contracts.contacts import CONTACTS
from shared.contracts.dead_letters import DEAD_LETTERS
from shared.contracts.deliveries import DELIVERIES
from shared.contracts.documents import DOCUMENTS
from shared.contracts.editions import EDITIONS
from shared.contracts.events import EVENTS
from shared.contracts.mail_requests import MAIL_REQUESTS
from shared.contracts.organisations import ORGANISATIONS
from shared.contracts.topic import Topic

TOPICS: tuple[Topic, ...] = (
    ORGANISATIONS,
    EVENTS,
    BOOKINGS,
    ATTENDANCE,
    CONTACTS,
    MAIL_REQUESTS,
    ACCESS,
    EDITIONS,
    DOCUMENTS,
    DELIVERIES,
    *DEAD_LETTERS.values(),
)


def topic_named(name: str) -> Topic:
    """The topic of that name; KeyError if there is none."""
    return {topic.name: topic for topic in TOPICS}[name]
