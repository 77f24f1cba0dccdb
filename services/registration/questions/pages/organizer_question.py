"""One question: added, or worded anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.errors import ChangedMeanwhile
from services.registration.events.pages.organizer.asking import AnyRequest, Asked
from services.registration.events.pages.organizer.editing import steps
from services.registration.events.pages.organizer.sections import QUESTIONS
from services.registration.events.pages.organizer.typed import in_order
from services.registration.questions.domain import Kind, Question, Questions
from services.registration.questions.domain.question import KEEP_DAYS_MAX, OPTIONS_MAX
from services.registration.questions.pages import organizer_form as forms
from services.registration.questions.pages.organizer_plan import NO_CLASHES, PLAN, planning
from services.registration.questions.use_cases import Asking
from shared.errors import FieldError, InvalidFields, NotFound
from shared.web.languages import LOCALES
from shared.web.localized import said
from shared.web.pages import Form, read_form, redirect, render

ONE = f"{PLAN}/{{key:str}}"
NEW = "new-"
"""`new-text` and so on; no key of a question has a hyphen."""


@get(ONE, opt={"access": "organizer"}, include_in_schema=False)
async def question_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID], key: FromPath[str]
) -> Response[Any]:
    """One question, or a new one of a kind."""
    who = await planning(request, state, event_id)
    questions: Questions = await state.asking.of_event(event_id)
    found, kind = _known(questions, key)
    form = forms.shown(found) if found else forms.empty(kind)
    return await _page(request, state, who, questions, key, form)


@post(ONE, opt={"access": "organizer"}, include_in_schema=False)
async def save_question(
    request: AnyRequest, state: State, event_id: FromPath[UUID], key: FromPath[str]
) -> Response[Any]:
    """Save it; what can't be saved is shown again with all that was typed."""
    typed = await read_form(request)
    who = await planning(request, state, event_id)
    asking: Asking = state.asking
    questions = await asking.of_event(event_id)
    found, kind = _known(questions, key)
    if found is None:
        typed = Form([("kind", kind.value), *((n, v) for n in typed.names() for v in typed.all(n))])
    if found is not None and typed.get("opened") != _digest(found):
        return await _page(request, state, who, questions, key, typed, changed=True)
    question, errors = forms.read(typed, found, questions)
    others = False
    if not errors and question is not None:
        items = [question if each.key == question.key else each for each in questions.items]
        if found is None:
            items.append(question)
        try:
            await asking.define(
                who.principal, event_id, items, None, expected_version=questions.version
            )
        except InvalidFields as error:
            errors, others = forms.at_fields(error.errors, items.index(question))
        except ChangedMeanwhile:
            return await _page(request, state, who, questions, key, typed, changed=True)
        else:
            path = f"/organizer/events/{event_id}/plan/questions?done=saved#question-{question.key}"
            return redirect(request, path)
    return await _page(request, state, who, questions, key, typed, errors, others=others)


def _known(questions: Questions, key: str) -> tuple[Question | None, Kind]:
    if key.startswith(NEW) and key.removeprefix(NEW) in set(Kind):
        return None, Kind(key.removeprefix(NEW))
    found = next((each for each in questions.items if each.key == key), None)
    if found is None:
        raise NotFound
    return found, found.kind


async def _page(  # noqa: PLR0917 - what was asked, and what came of it
    request: AnyRequest,
    state: State,
    who: Asked,
    questions: Questions,
    key: str,
    form: Form,
    errors: Sequence[FieldError] = (),
    *,
    others: bool = False,
    changed: bool = False,
) -> Response[Any]:
    event = who.event
    found, kind = _known(questions, key)
    place = questions.items.index(found) if found else len(questions.items)
    asking: Asking = state.asking
    wordings = await asking.wordings_of(found.id) if found else []
    labels = forms.labels_of(kind)
    return render(
        request,
        "questions/organizer_question.html",
        status=409 if changed else 422 if errors or others else 200,
        event=event,
        question=found,
        key=key,
        kind=kind.value,
        kind_word=forms.kind_words()[kind.value],
        with_options=kind in forms.WITH_OPTIONS,
        form=form,
        opened=_digest(found) if found else "",
        errors=in_order(errors, labels),
        error_at={error.field: error for error in errors},
        labels=labels,
        others=others,
        changed=changed,
        conditions=forms.conditions(questions.items[:place], found),
        sessions=forms.sessions_of(event),
        wordings=[(w.version, said(w.texts, "label"), at, n) for w, at, n in wordings],
        meanwhile=NO_CLASHES,
        languages=LOCALES,
        keep_days_max=KEEP_DAYS_MAX,
        options_max=OPTIONS_MAX,
        **steps(event, QUESTIONS),
    )


def _digest(question: Question) -> str:
    return hashlib.sha256(msgspec.json.encode(question)).hexdigest()[:16]


routes: list[Any] = [question_page, save_question]
