"""What one event does with the data of its guests: what for, who sees it, when it is deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.bookings.pages.shown import title_of
from services.registration.bookings.use_cases import Bookings
from services.registration.erasure.use_cases import Erasures
from services.registration.events.domain import Identity
from services.registration.events.policy import ORGANIZING_TEAM, may
from services.registration.followers.domain import KEPT_FOR
from services.registration.questions.domain.support import KEEP_DAYS
from services.registration.questions.shown import notice_of, shown
from shared.errors import NotFound
from shared.web.pages import render
from shared.web.principal import session

AnyRequest = Request[Any, Any, Any]
PRIVACY = "/e/{event_id:uuid}/privacy"


@get(PRIVACY, include_in_schema=False, opt={"access": "public"})
async def privacy_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """The notice of data protection of one event, with the periods that hold for it.

    Of a draft its team sees it, as the preview leads there.
    """
    bookings: Bookings = state.bookings
    erasures: Erasures = state.erasures
    event = await bookings.reading.event(event_id)
    if not event.is_public and not may(
        await session(request), event, ORGANIZING_TEAM, state.clock()
    ):
        raise NotFound
    questions = await state.asking.of_event(event.id)
    retention = await erasures.retention(event)
    asked = [
        (each, event.ends_at + timedelta(days=each.keep_days)) for each in shown(questions, event)
    ]
    return render(
        request,
        "erasure/privacy.html",
        event=event,
        title=title_of(event),
        named=event.identity is Identity.NAMED,
        unknown=await bookings.reading.visitors_stay_unknown(event),
        data_notice=notice_of(questions),
        erased_from=retention.erased_from,
        asked=asked,
        support_names=await state.supporting.names(questions.support),
        support_until=event.ends_at + timedelta(days=KEEP_DAYS),
        follow_years=KEPT_FOR.days // 365,
    )


routes = [privacy_page]
