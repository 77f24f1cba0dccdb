"""The step of the plan where an organizer sees all that is asked, in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.domain import Event
from services.registration.events.errors import ChangedMeanwhile, EventOver
from services.registration.events.pages.organizer.asking import (
    CHANGEABLE,
    EVENT,
    AnyRequest,
    Asked,
    asked,
    version_in,
)
from services.registration.events.pages.organizer.editing import steps
from services.registration.events.pages.organizer.sections import QUESTIONS
from services.registration.questions.bodies import QuestionsBody
from services.registration.questions.domain import Question, Questions
from services.registration.questions.domain.question import QUESTIONS_MAX
from services.registration.questions.domain.support import KEEP_DAYS
from services.registration.questions.domain.wording import sounds_like_health
from services.registration.questions.pages.organizer_form import kind_words
from services.registration.questions.shown import notice_of, shown
from services.registration.questions.use_cases import Asking, read_questions
from shared.database.pool import Connection
from shared.errors import FieldError, InvalidFields, NotFound, NotParsable
from shared.web.languages import (
    GERMAN,
    LOCALES,
    current_locale,
    gettext,
    locale_named,
    mark,
    ngettext,
)
from shared.web.pages import Form, add_error_texts, read_form, redirect, render

PLAN = f"{EVENT}/plan/questions"
NO_CLASHES: dict[str, Any] = {"theirs": [], "contested": {}}
"""For form parts that show what others saved meanwhile: here that is told on top of the page."""

add_error_texts(
    {
        "health-needs-consent": mark(
            "Über die Gesundheit dürfen Sie nur fragen, wer vorher ausdrücklich eingewilligt hat. "
            "Stellen Sie eine Einwilligung davor und wählen Sie sie als Bedingung."
        ),
        "consent-not-free": mark(
            "Die Einwilligung davor ist Pflicht. Eine Einwilligung zur Gesundheit muss freiwillig "
            "sein."
        ),
        "keep-days": mark("Bitte schreiben Sie eine Zahl von 0 bis 730."),
        "lines-differ": mark("Bitte schreiben Sie genauso viele Zeilen wie auf Deutsch."),
        "repeated-options": mark("Jede Antwort darf nur einmal vorkommen."),
        "too-many-options": mark("Das sind zu viele Antworten zur Auswahl."),
        "two-people": mark("Bitte wählen Sie genau zwei Personen."),
        "not-in-team": mark("Diese Person gehört nicht mehr zum Team."),
        "unknown-question": mark("Die Frage, von der das abhängt, muss vor dieser stehen."),
        "unknown-session": mark("Diesen Programmpunkt gibt es nicht mehr."),
        "answer-choice": mark("Diese Antwort gibt es bei der Frage davor nicht (mehr)."),
    }
)


async def plan_lines(connection: Connection, event: Event) -> Mapping[str, Sequence[str]]:
    """Planning's hook: what the plan says of this step."""
    questions = await read_questions(connection, event.id)
    count = len(questions.items)
    asks = ngettext("%(num)s Frage", "%(num)s Fragen", count) if count else gettext("keine Fragen")
    notice = gettext("mit eigenem Hinweis zum Datenschutz") if questions.notice else ""
    support = gettext("Unterstützung wird abgefragt") if questions.support else ""
    return {QUESTIONS: [asks, notice, support]}


@get(PLAN, opt={"access": "organizer"}, include_in_schema=False)
async def questions_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """All questions in their order, and the notice of data protection."""
    who = await planning(request, state, event_id)
    return await _page(request, state, who)


@post(PLAN, opt={"access": "organizer"}, include_in_schema=False)
async def change_questions(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """Move a question, take it away, or write the notice."""
    form = await read_form(request)
    who = await planning(request, state, event_id)
    asking: Asking = state.asking
    questions = await asking.of_event(event_id)
    action, _, key = form.get("do").partition(":")
    notice: dict[str, str] | None = None
    try:
        items = list(questions.items)
        if action == "notice":
            notice = {each.code: form.get(f"texts.{each.code}.notice") for each in LOCALES}
            notice = QuestionsBody(questions=[], notice=notice).cleaned_notice()
        elif action == "support":
            ids = [id_ for each in form.all("seen_by") if (id_ := _id(each))]
            seen_by = ids if form.get("asks") else None
            await state.supporting.choose(who.principal, event_id, seen_by)
            return redirect(request, f"/organizer/events/{event_id}/plan/questions?done=saved")
        else:
            items = _moved(items, action, key)
        version = version_in(form.get("version"))
        await asking.define(who.principal, event_id, items, notice, expected_version=version)
    except InvalidFields as error:
        if action == "support":
            return await _page(request, state, who, form=form, support_errors=error.errors)
        if action == "notice":
            return await _page(request, state, who, form=form, errors=_at_notice(error))
        return await _page(request, state, who, refused="depends")
    except ChangedMeanwhile as refusal:
        return await _page(request, state, who, form=form, refused=refusal.problem_type)
    at = f"#question-{key}" if action in {"up", "down"} else ""
    return redirect(request, f"/organizer/events/{event_id}/plan/questions?done={action}{at}")


@get(f"{PLAN}/preview", opt={"access": "organizer"}, include_in_schema=False)
async def preview_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """What is asked as guests will see it; nothing can be sent."""
    who = await planning(request, state, event_id)
    if language := request.query_params.get("as"):
        current_locale.set(locale_named(language))
    questions = await state.asking.of_event(event_id)
    return render(
        request,
        "questions/organizer_preview.html",
        headers={"x-robots-tag": "noindex"},
        event=who.event,
        own_languages=LOCALES,
        questions=shown(questions, who.event),
        data_notice=notice_of(questions),
        **steps(who.event, QUESTIONS),
    )


async def planning(request: AnyRequest, state: State, event_id: UUID) -> Asked:
    """Who plans the event; raises NotSignedIn, NotFound, WrongRole, EventOver."""
    who = await asked(request, state, event_id)
    if who.event.status not in CHANGEABLE:
        raise EventOver
    return who


def _moved(items: list[Question], action: str, key: str) -> list[Question]:
    if action not in {"up", "down", "remove"}:
        raise NotParsable("The form can't be read.")
    place = next((n for n, each in enumerate(items) if each.key == key), None)
    if place is None:
        raise NotFound
    found = items.pop(place)
    if action != "remove":
        items.insert(max(0, place + (1 if action == "down" else -1)), found)
    return items


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _at_notice(error: InvalidFields) -> list[FieldError]:
    """The API says `notice.de`, the form `texts.de.notice`."""
    return [
        dataclasses.replace(each, field=f"texts.{each.field.removeprefix('notice.')}.notice")
        for each in error.errors
    ]


async def _page(
    request: AnyRequest,
    state: State,
    who: Asked,
    *,
    form: Form | None = None,
    errors: Sequence[FieldError] = (),
    support_errors: Sequence[FieldError] = (),
    refused: str | None = None,
) -> Response[Any]:
    event = who.event
    questions: Questions = await state.asking.of_event(event.id)
    support, team = await state.supporting.settings(who.principal, event.id)
    sees = {str(id_) for id_ in support.seen_by} if support else set()
    if form and support_errors:
        sees = set(form.all("seen_by"))
    sessions = {str(s.id): s.title for s in event.sessions}
    saved = Form([(f"texts.{code}.notice", text) for code, text in questions.notice.items()])
    return render(
        request,
        "questions/organizer_plan.html",
        status=409 if refused else 422 if errors or support_errors else 200,
        event=event,
        questions=list(zip(questions.items, shown(questions, event), strict=True)),
        version=questions.version,
        warned={q.key for q in questions.items if sounds_like_health(q)},
        kinds=kind_words(),
        sessions=sessions,
        asks_support=support is not None or bool(support_errors),
        team=team,
        sees=sees,
        support_errors=support_errors,
        keep_support_days=KEEP_DAYS,
        most=QUESTIONS_MAX,
        form=form if form and errors else saved,
        errors=errors,
        error_at={error.field: error for error in errors},
        labels={f"texts.{each.code}.notice": each.label for each in LOCALES},
        meanwhile=NO_CLASHES,
        languages=LOCALES,
        german=GERMAN,
        refused=refused,
        done=request.query_params.get("done"),
        **steps(event, QUESTIONS),
    )


routes: list[Any] = [questions_page, change_questions, preview_page]
