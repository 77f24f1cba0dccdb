"""Bodies of the desk's JSON routes."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from services.registration.desk.domain import (
    SELECTED_MAX,
    SUBJECT_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
)


class MessageBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to the contacts of these people of the event."""

    person_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=SELECTED_MAX)]
    subject: Annotated[str, msgspec.Meta(min_length=3, max_length=SUBJECT_MAX_CHARACTERS)]
    text: Annotated[str, msgspec.Meta(min_length=3, max_length=TEXT_MAX_CHARACTERS)]


class MessageSent(msgspec.Struct, frozen=True, kw_only=True):
    """To how many addresses the message goes."""

    recipients: int
