"""What is done to people ticked in the list: first it says who will be told, then it acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.domain.booking import Status
from services.registration.bookings.pages.form import ids_in
from services.registration.bookings.pages.refused import REFUSED_TEXTS as BOOKING_TEXTS
from services.registration.desk.domain import (
    SELECTED_MAX,
    SUBJECT_MAX_CHARACTERS,
    TEXT_MAX_CHARACTERS,
)
from services.registration.desk.messages import recipients
from services.registration.desk.pages.listing import OF_EVENT, list_page
from services.registration.desk.use_cases import Desk, Seen
from services.registration.desk.words import REFUSED_TEXTS as DESK_TEXTS
from services.registration.events.policy import PLANS
from shared.errors import FieldError, InvalidFields, NotParsable
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
REFUSED_TEXTS = {**BOOKING_TEXTS, **DESK_TEXTS}
DEEDS = frozenset({"message", "cancel"})


@post(f"{OF_EVENT}/selected", include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def selected(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Show what would happen to those who were ticked, or (`sure`) let it happen."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    form = await read_form(request)
    deed, ids = form.get("do"), ids_in(form.all("person")[:SELECTED_MAX])
    if deed not in DEEDS:
        raise NotParsable("The form can't be read.")
    if not ids:
        text = gettext(mark("Bitte wählen Sie zuerst Personen aus der Liste aus."))
        return await list_page(request, state, seen, wrong=text, status=422)
    if not form.get("sure"):
        return await _ask(request, state, seen, deed, ids, form)
    try:
        count = await _act(desk, seen, deed, ids, form)
    except InvalidFields as error:
        return await _ask(request, state, seen, deed, ids, form, errors=error.errors, status=422)
    except tuple(REFUSED_TEXTS) as error:
        text = gettext(REFUSED_TEXTS[type(error)])
        return await _ask(request, state, seen, deed, ids, form, wrong=text, status=error.status)
    return redirect(
        request, f"/organizer/events/{event_id}/registrations?done={deed}&count={count}"
    )


async def _act(desk: Desk, seen: Seen, deed: str, ids: list[UUID], form: Form) -> int:
    if deed == "cancel":
        return await desk.cancel_people(seen, ids)
    chosen = await desk.chosen(seen, ids)
    return await desk.messages.send(seen.note, chosen, form.get("subject"), form.get("text"))


async def _ask(  # noqa: PLR0917 - what the page is asked about
    request: AnyRequest,
    state: State,
    seen: Seen,
    deed: str,
    ids: list[UUID],
    form: Form,
    *,
    errors: list[FieldError] | tuple[FieldError, ...] = (),
    wrong: str | None = None,
    status: int = 200,
) -> Response[str]:
    desk: Desk = state.desk
    chosen = await desk.chosen(seen, ids)
    meant = [(b, p) for b in chosen for p in b.people if p.id in set(ids)]
    if deed == "cancel":
        meant = [(b, p) for b, p in meant if p.status is not Status.CANCELLED]
    with_mail = recipients([b for b, _ in meant])
    return render(
        request,
        "desk/selected.html",
        status=status,
        event=seen.event,
        here=f"/organizer/events/{seen.event.id}/registrations",
        deed=deed,
        people=[p for _, p in meant],
        with_names=seen.with_names,
        mails=len(with_mail),
        unreachable=len({b.id for b, _ in meant if b.contact_email is None}),
        subject=form.get("subject"),
        text=form.get("text"),
        subject_max=SUBJECT_MAX_CHARACTERS,
        text_max=TEXT_MAX_CHARACTERS,
        errors=list(errors),
        errors_by_field={e.field: e for e in errors},
        wrong=wrong,
    )


routes: list[Any] = [selected]
