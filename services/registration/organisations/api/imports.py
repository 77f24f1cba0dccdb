"""JSON routes of lists of members: upload, look, confirm. The upload is the file itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.organisations import use_cases
from services.registration.organisations.bodies import ImportView, import_view
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
IMPORTS = "/api/v1/organisations/{organisation_id:uuid}/imports"


@post(IMPORTS, opt={"access": "organizer"}, status_code=201)
async def upload_list(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> ImportView:
    """Send a CSV or XLSX file of members as the body; nothing is imported before you confirm.

    The first line that has a column "Name" is the heading. Every bad cell is named in `faults`.
    """
    principal = await bearer(request)
    preview = await use_cases.upload_list(
        state.pool, principal, state.clock(), organisation_id, content=await request.body()
    )
    return import_view(preview.import_, preview.known)


@get(f"{IMPORTS}/{{import_id:uuid}}", opt={"access": "organizer"})
async def find_import(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], import_id: FromPath[UUID]
) -> ImportView:
    """A list as it would be imported now; kept for a day."""
    principal = await bearer(request)
    preview = await use_cases.find_import(
        state.pool, principal, state.clock(), organisation_id, import_id
    )
    return import_view(preview.import_, preview.known)


@post(f"{IMPORTS}/{{import_id:uuid}}/confirm", opt={"access": "organizer"}, status_code=200)
async def confirm_import(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], import_id: FromPath[UUID]
) -> ImportView:
    """Make members of all rows at once, but of those whose name is there; idempotent."""
    principal = await bearer(request)
    done = await use_cases.confirm_import(
        state.pool, principal, state.clock(), organisation_id, import_id
    )
    return import_view(done, frozenset())


routes: list[Any] = [upload_list, find_import, confirm_import]
