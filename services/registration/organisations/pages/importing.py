"""Pages on which a list of members is uploaded, looked at and confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.organisations import use_cases
from services.registration.organisations.domain import IMPORT_ROWS_MAX
from services.registration.organisations.errors import ImportFaulty
from services.registration.organisations.importing import HEADINGS
from services.registration.organisations.pages.showing import HOME, WORDS
from services.registration.organisations.pages.wording import (
    column_text,
    fault_text,
    file_text,
)
from services.registration.organisations.policy import PLANS
from shared.errors import FieldError, InvalidFields
from shared.spreadsheets import CSV_MEDIA_TYPE, Table, csv_of
from shared.web.pages import redirect, render
from shared.web.principal import signed_in
from shared.web.uploads import read_upload

AnyRequest = Request[Any, Any, Any]
ONE = f"{HOME}/{{organisation_id:uuid}}"
FAULTS_SHOWN_MAX = 200
ROWS_SHOWN_MAX = 100
KNOWN_SHOWN_MAX = 20
EXAMPLE_COLUMNS = (
    "name",
    "kind",
    "branch",
    "headcount",
    "joined_on",
    "street",
    "postcode",
    "city",
    "contact_name",
    "contact_email",
)


@get(f"{ONE}/import", opt={"access": "organizer"}, include_in_schema=False)
async def import_page(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Where a list is uploaded."""
    return await _upload(request, state, organisation_id)


@post(f"{ONE}/import", opt={"access": "organizer"}, include_in_schema=False)
async def upload(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[Any]:
    """Read the list, then show what would come of it."""
    principal = await signed_in(request)
    file = await read_upload(request, "file")
    if file is None:
        missing = FieldError("file", "is missing", "missing")
        return await _upload(request, state, organisation_id, missing)
    try:
        preview = await use_cases.upload_list(
            state.pool,
            principal,
            state.clock(),
            organisation_id,
            content=file.content,
            file_name=file.name,
        )
    except InvalidFields as invalid:
        return await _upload(request, state, organisation_id, invalid.errors[0])
    return redirect(request, f"{HOME}/{organisation_id}/imports/{preview.import_.id}")


@get(f"{ONE}/import/example.csv", opt={"access": "organizer"}, include_in_schema=False)
async def example_list(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID]
) -> Response[bytes]:
    """An empty list with all headings, to be filled in."""
    principal = await signed_in(request)
    await use_cases.find_whole(state.pool, principal, state.clock(), organisation_id, PLANS)
    headers = [HEADINGS_SHOWN[column] for column in EXAMPLE_COLUMNS]
    content = csv_of(Table(title="", headers=headers, rows=[]))
    disposition = {"content-disposition": 'attachment; filename="mitglieder.csv"'}
    return Response(content, media_type=CSV_MEDIA_TYPE, headers=disposition)


@get(f"{ONE}/imports/{{import_id:uuid}}", opt={"access": "organizer"}, include_in_schema=False)
async def preview_page(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], import_id: FromPath[UUID]
) -> Response[Any]:
    """What would come of a list, or what has come of it."""
    return await _preview(request, state, organisation_id, import_id)


@post(f"{ONE}/imports/{{import_id:uuid}}", opt={"access": "organizer"}, include_in_schema=False)
async def confirm(
    request: AnyRequest, state: State, organisation_id: FromPath[UUID], import_id: FromPath[UUID]
) -> Response[Any]:
    """Make members of the rows."""
    principal = await signed_in(request)
    try:
        await use_cases.confirm_import(
            state.pool, principal, state.clock(), organisation_id, import_id
        )
    except (ImportFaulty, InvalidFields) as refusal:
        return await _preview(request, state, organisation_id, import_id, refusal)
    return redirect(request, f"{HOME}/{organisation_id}/imports/{import_id}")


async def _upload(
    request: AnyRequest, state: State, organisation_id: UUID, error: FieldError | None = None
) -> Response[Any]:
    principal = await signed_in(request)
    whole = await use_cases.find_whole(state.pool, principal, state.clock(), organisation_id, PLANS)
    return render(
        request,
        "organisations/import.html",
        status=422 if error else 200,
        organisation=whole.organisation,
        error=file_text(error) if error else None,
        columns=[HEADINGS_SHOWN[column] for column in EXAMPLE_COLUMNS],
        rows_max=IMPORT_ROWS_MAX,
    )


async def _preview(
    request: AnyRequest,
    state: State,
    organisation_id: UUID,
    import_id: UUID,
    refusal: ImportFaulty | InvalidFields | None = None,
) -> Response[Any]:
    principal = await signed_in(request)
    preview = await use_cases.find_import(
        state.pool, principal, state.clock(), organisation_id, import_id
    )
    import_ = preview.import_
    new = preview.new_rows
    return render(
        request,
        "organisations/preview.html",
        status=refusal.status if refusal else 200,
        organisation=preview.organisation,
        upload=import_,
        new=new[:ROWS_SHOWN_MAX],
        new_count=len(new),
        known=preview.known_rows[:KNOWN_SHOWN_MAX],
        known_count=len(preview.known_rows),
        faults=import_.faults[:FAULTS_SHOWN_MAX],
        faulty_lines=len({fault.line for fault in import_.faults}),
        refused=refusal is not None,
        column_text=column_text,
        fault_text=fault_text,
        ignored=", ".join(import_.ignored),
        **WORDS,
    )


HEADINGS_SHOWN = {column.value: words[0] for column, words in HEADINGS.items()}
"""German, whatever the page speaks: the list goes to companies."""

routes: list[Any] = [import_page, upload, example_list, preview_page, confirm]
