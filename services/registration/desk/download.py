"""The desk's list as a file, for pages and for the API."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from litestar import Response

from services.registration.desk.asked import filter_asked
from services.registration.desk.export import table_of
from services.registration.desk.use_cases import Desk
from services.registration.events.policy import PRINTS
from shared.web.download import table_file
from shared.web.principal import Principal


async def download(
    desk: Desk,
    principal: Principal,
    event_id: UUID,
    asked: Callable[[str], str | None],
    format_: str,
) -> Response[bytes]:
    """What the list shows for `asked` (its query), as csv or xlsx. Raises NotFound, WrongRole."""
    seen = await desk.see(principal, event_id, PRINTS)
    wanted = filter_asked(asked)
    found, answers = await desk.taking_away.everything(seen, wanted, format_)
    table = table_of(
        seen.event,
        found,
        wanted,
        await desk.organisations(seen),
        answers,
        with_names=seen.with_names,
        now=seen.note.now,
    )
    return table_file(table, "anmeldungen", format_)
