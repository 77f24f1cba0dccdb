"""registration.contacts.v1: the ONLY topic with personal data."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic

HEARTBEAT_KEY = "heartbeat"
"""Reserved key: tombstones under it roll the active segment, so that compaction can erase."""


class Contact(Message, frozen=True, kw_only=True):
    """How to write to a person; a record without value under the same key erases it.

    `kind`: participant or staff. `name` and `email` are normalised at intake (no control
    characters, no line ends). `company`: for whom a company contact registers others; the link to
    its list is derived from `person_id` and `generation`. Of a participant, `generation` is the
    version of the booking in which the coordinates were last said anew (1 from the beginning).
    """

    person_id: UUID
    kind: str
    name: str | None = None
    email: str | None = None
    locale: str = "de"
    company: str | None = None
    generation: int = 1


CONTACTS = Topic(
    name="registration.contacts.v1",
    key="person id",
    description="Name, e-mail and language of participants and staff; a tombstone erases.",
    producer="registration",
    consumers=("notifications",),
    cleanup=Cleanup.COMPACT,
    messages={"auftakt.registration.contact.v1": Contact},
    max_compaction_lag=timedelta(hours=6),
    personal_data=True,
)
