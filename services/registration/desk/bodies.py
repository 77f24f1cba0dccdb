"""Bodies of the desk's JSON routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.registration.bookings.intake import PHONE_MAX
from services.registration.desk.asked import filter_asked
from services.registration.desk.domain import (
    SEARCH_MAX_CHARACTERS,
    SUBJECT_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
)
from services.registration.desk.selection import SELECTED_MAX, Move, Selection
from shared.errors import InvalidFields
from shared.web.paging import CURSOR_MAX_CHARACTERS

CODE_MAX_CHARACTERS = 40
People = Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=SELECTED_MAX)]


class MatchingBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All people that the list shows with these limits; `{}` is everybody."""

    search: Annotated[str, msgspec.Meta(max_length=SEARCH_MAX_CHARACTERS)] | None = None
    status: str | None = None
    session_id: str | None = None
    organisation_id: str | None = None


class SelectionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either people by id, or all that match; then `expected` says how many were seen."""

    person_ids: People | None = None
    matching: MatchingBody | None = None
    expected: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def selection(self) -> Selection:
        """As the use cases take it; raises InvalidFields."""
        if (self.person_ids is None) == (self.matching is None):
            raise InvalidFields.one("person_ids", "either these or `matching`", "choice")
        if self.matching is None:
            return Selection(people=tuple(dict.fromkeys(self.person_ids or ())))
        if self.expected is None:
            raise InvalidFields.one("expected", "how many are meant? Ask …/count", "missing")
        asked = msgspec.structs.asdict(self.matching)
        return Selection(wanted=filter_asked(asked.get), expected=self.expected)


class MessageBody(SelectionBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to the contacts of these people. The same `id` again writes nobody twice."""

    subject: Annotated[str, msgspec.Meta(min_length=3, max_length=SUBJECT_MAX_CHARACTERS)]
    text: Annotated[str, msgspec.Meta(min_length=3, max_length=TEXT_MAX_CHARACTERS)]
    id: UUID | None = None


class MessageSent(msgspec.Struct, frozen=True, kw_only=True):
    """To how many addresses the message goes."""

    recipients: int


class ChangesBody(SelectionBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cancel or move these people. `leave` and `join` are sessions; `after`: `next` of the answer
    before, when some were left."""

    do: Literal["cancel", "move"]
    leave: UUID | None = None
    join: UUID | None = None
    after: Annotated[str, msgspec.Meta(max_length=CURSOR_MAX_CHARACTERS)] | None = None

    def move(self) -> Move:
        """Where they go."""
        return Move(self.leave, self.join)


class ChangesView(msgspec.Struct, frozen=True, kw_only=True):
    """How many people were changed; how many were not, by reason; how many are left for another
    request with `after` = `next`."""

    changed: int
    refused: dict[str, int]
    left: int
    next: str | None = None


class CountView(msgspec.Struct, frozen=True, kw_only=True):
    """How many are meant: `addresses` get a mail, `without_address` registrations get none."""

    people: int
    registrations: int
    addresses: int
    without_address: int


class OfferBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The booking code as somebody reads it aloud."""

    booking_code: Annotated[str, msgspec.Meta(min_length=1, max_length=CODE_MAX_CHARACTERS)]


class CallBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody was called (or not, after all) about what is owed `since` then."""

    registration_id: UUID
    since: datetime
    called: bool = True


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody without an address who has to be told. `why`: `promoted`, `session_moved`,
    `session_cancelled`, `event_moved` or `event_cancelled`."""

    registration_id: UUID
    people: list[str | None]
    phone: Annotated[str, msgspec.Meta(max_length=PHONE_MAX)] | None
    why: str
    since: datetime
    called_at: datetime | None


class CallsView(msgspec.Struct, frozen=True, kw_only=True):
    """The call list, those not called yet first; `next` is always null: it is one page long."""

    items: list[CallView]
    next: str | None = None
