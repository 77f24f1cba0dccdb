"""Doing something for many people at once: those ticked, or all that match the filter."""

from __future__ import annotations

from asyncio import get_running_loop
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.together import CHANGED_TOGETHER_MAX, Outcome
from services.registration.desk import store
from services.registration.desk.errors import SelectionChanged, TooManyChosen
from services.registration.desk.selection import (
    MATCHING_MAX,
    SELECTED_MAX,
    Move,
    Selection,
    Target,
    batches,
    leaving,
    moving,
)
from services.registration.desk.use_cases.seeing import Seen
from shared.database.pool import Pool, connection
from shared.errors import InvalidFields

BATCHES_A_REQUEST = 10
"""What one request does at most: 1,000 registrations. It says how many are left."""
BEGUN_WITHIN_SECONDS = 1.5
"""No further batch is begun after that, well before a request is given up (5 s)."""

Place = tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: how many are left for another request, and behind which place they are."""

    outcome: Outcome
    left: int = 0
    after: Place = None


class Acting:
    """Moves and cancellations by staff, in bounded transactions."""

    def __init__(self, pool: Pool, bookings: Bookings) -> None:
        self._pool = pool
        self._bookings = bookings

    async def targets(self, seen: Seen, selection: Selection) -> list[Target]:
        """Whom the selection is meant for, in order of arrival.

        Raises TooManyChosen, and SelectionChanged when others match than were seen.
        """
        most = SELECTED_MAX if selection.wanted is None else MATCHING_MAX
        if len(selection.people) > SELECTED_MAX:
            raise TooManyChosen
        search = selection.wanted.search if selection.wanted else ""
        codes = self._bookings.intake.code_lookups(search)
        async with connection(self._pool) as lent:
            found = await store.select_people(
                lent, seen.event.id, selection, codes, by_name=seen.with_names, limit=most + 1
            )
        if len(found) > most:
            raise TooManyChosen
        if selection.wanted and selection.expected not in {None, len(found)}:
            raise SelectionChanged(len(found))
        return found

    async def cancel(self, seen: Seen, selection: Selection) -> Done:
        """Cancel them. Raises SelectionChanged, TooManyChosen, RegistrationClosed."""
        return await self._change(seen, leaving(await self.targets(seen, selection)), None)

    async def move(self, seen: Seen, selection: Selection, move: Move, after: Place = None) -> Done:
        """Give them other sessions; who finds no place there keeps what they have.

        `after`: where the request before ended. Raises InvalidFields, SelectionChanged,
        TooManyChosen, RegistrationClosed.
        """
        check_move(seen, move)
        found = await self.targets(seen, selection)
        meant = [
            t for t in moving(found, move) if after is None or (t.created_at, t.booking_id) > after
        ]
        return await self._change(seen, meant, move)

    async def _change(self, seen: Seen, meant: list[Target], move: Move | None) -> Done:
        outcome, done = Outcome(), 0
        last: Place = None
        until = get_running_loop().time() + BEGUN_WITHIN_SECONDS
        for batch in batches(meant, move, CHANGED_TOGETHER_MAX)[:BATCHES_A_REQUEST]:
            if done and get_running_loop().time() > until:
                break
            outcome.add(
                await self._bookings.together.change(seen.event.id, batch.wishes, by=seen.note)
            )
            done, last = done + sum(map(len, batch.wishes.values())), batch.last
        left = len(meant) - done
        return Done(outcome, left, last if left else None)


def check_move(seen: Seen, move: Move) -> None:
    """Raises InvalidFields unless it leads out of or into a session that can be booked here."""
    bookable = {session.id: session for session in seen.event.bookable_sessions}
    if move.leave is None and move.join is None:
        raise InvalidFields.one("join", "say where they go, or what they leave", "choice")
    if move.leave == move.join:
        raise InvalidFields.one("join", "is the session they leave", "choice")
    if move.leave is not None and seen.event.session(move.leave) is None:
        raise InvalidFields.one("leave", "is no session of this event", "choice")
    if move.join is not None:
        session = bookable.get(move.join)
        if session is None:
            raise InvalidFields.one("join", "is no session that can be booked", "choice")
        if session.ends_at <= seen.note.now:
            raise InvalidFields.one("join", "is over", "session-over")
