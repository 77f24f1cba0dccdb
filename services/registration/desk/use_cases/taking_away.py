"""The list as a file, with what people answered where the team may read it."""

from __future__ import annotations

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.use_cases import Bookings
from services.registration.desk import store
from services.registration.desk.domain import TAKEN_AWAY_MAX, Filter, entries
from services.registration.desk.errors import TooManyToTakeAway
from services.registration.desk.export import Answers, answers_of
from services.registration.desk.use_cases.seeing import Seen
from services.registration.events.policy import PLANS
from services.registration.questions.use_cases import Asking
from shared.database.pool import Pool, connection, transaction

READ_AT_ONCE = 1_000
"""Registrations."""


class TakingAway:
    """Reads the whole list in pages; it is noted who took it away."""

    def __init__(self, pool: Pool, bookings: Bookings, asking: Asking) -> None:
        self._pool = pool
        self._bookings = bookings
        self._asking = asking

    async def everything(
        self, seen: Seen, wanted: Filter, format_: str
    ) -> tuple[list[Booking], Answers]:
        """All that was asked for, and the answers. Raises TooManyToTakeAway."""
        codes = self._bookings.intake.code_lookups(wanted.search)
        answers = await self._answers(seen)
        found: list[Booking] = []
        after: store.Place = None
        people = 0
        while True:
            async with connection(self._pool) as lent:
                page = await store.list_found(
                    lent,
                    seen.event.id,
                    wanted,
                    codes,
                    by_name=seen.with_names,
                    after=after,
                    limit=READ_AT_ONCE,
                )
            ids = [p.id for entry in entries(page, wanted) for p in entry.people]
            people += len(ids)
            if people > TAKEN_AWAY_MAX:
                raise TooManyToTakeAway
            if answers.questions.items:
                answers.add(await self._asking.answers_of(ids))
            found += page
            if len(page) < READ_AT_ONCE:
                break
            after = (page[-1].created_at, page[-1].id)
        async with transaction(self._pool) as lent:
            await seen.note.write(
                lent, "bookings.exported", seen.event.id, count=people, format=format_
            )
        return found, answers

    async def _answers(self, seen: Seen) -> Answers:
        """Only those who plan the event read answers, and only where they know who gave them."""
        if not seen.may(PLANS) or not seen.with_names:
            return Answers()
        return answers_of(await self._asking.of_event(seen.event.id))
