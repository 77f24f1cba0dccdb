"""Answers for the organizing team: counted for each question, and to take away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.answers.domain import TEXTS_SHOWN_MAX, Tally
from services.registration.answers.errors import AnswersWithheld
from services.registration.answers.export import download
from services.registration.answers.use_cases import Answers
from services.registration.events.policy import PLANS, WATCHES
from services.registration.questions.domain import Kind
from services.registration.questions.pages.organizer_form import kind_words
from services.registration.questions.shown import needs_to_choose
from shared.web.localized import said
from shared.web.pages import render
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
ANSWERS = "/organizer/events/{event_id:uuid}/answers"
NEEDS = "/organizer/events/{event_id:uuid}/support-needs"


@get(ANSWERS, include_in_schema=False, opt={"access": "watching"})
async def answers_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str]:
    """How each question was answered."""
    answers: Answers = state.answers
    seen = await answers.see(await signed_in(request), event_id, WATCHES)
    try:
        people, found = await answers.counted(seen)
    except AnswersWithheld:
        people, found = None, []
    counted = await answers.needs_counted(seen)
    support = seen.questions.support
    return render(
        request,
        "answers/organizer.html",
        event=seen.event,
        withheld=people is None,
        people=people or 0,
        tallies=[_shown(each) for each in found],
        kinds=kind_words(),
        needs=counted and [(t, counted[n]) for n, t in needs_to_choose() if n in counted],
        asks_support=support is not None,
        sees_support=support is not None and seen.note.principal.staff_id in support.seen_by,
        may_plan=seen.may(PLANS),
        may_take_away=seen.may(PLANS),
        texts_most=TEXTS_SHOWN_MAX,
    )


@get(f"{ANSWERS}/export.csv", include_in_schema=False, opt={"access": "organizer"})
async def export_csv(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """Answers of each person, as CSV."""
    return await download(state.answers, await signed_in(request), event_id, "csv")


@get(f"{ANSWERS}/export.xlsx", include_in_schema=False, opt={"access": "organizer"})
async def export_xlsx(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[bytes]:
    """Answers of each person, as XLSX."""
    return await download(state.answers, await signed_in(request), event_id, "xlsx")


@get(NEEDS, include_in_schema=False, opt={"access": "named"})
async def needs_page(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """Who needs what support, for the two people whom the event names."""
    answers: Answers = state.answers
    event, found = await answers.needs(await signed_in(request), event_id)
    return render(
        request,
        "answers/organizer_needs.html",
        headers={"cache-control": "no-store"},
        event=event,
        found=found,
        need_words=dict(needs_to_choose()),
    )


def _shown(tally: Tally) -> dict[str, Any]:
    question = tally.question
    names = [(o.key, o.texts.get("de", o.key)) for o in question.options]
    known = {key for key, _ in names}
    names += [(key, key) for key in tally.counts if key not in known]
    return {
        "key": question.key,
        "kind": question.kind.value,
        "label": said(question.texts, "label") or question.key,
        "health": question.health,
        "keep_days": question.keep_days,
        "answered": tally.answered,
        "counts": []
        if question.kind is Kind.CONSENT
        else [(t, tally.counts.get(k, 0)) for k, t in names],
        "agreed": tally.counts.get("yes", 0),
        "total": tally.total,
        "texts": tally.texts[:TEXTS_SHOWN_MAX],
        "more": max(0, len(tally.texts) - TEXTS_SHOWN_MAX),
    }


routes: list[Any] = [answers_page, needs_page, export_csv, export_xlsx]
