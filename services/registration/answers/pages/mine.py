"""One's own answers and consents: read, answered anew, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from services.registration.answers.bodies import cleaned
from services.registration.answers.export import words_of
from services.registration.answers.use_cases import Answers, KeptAnswer, Own
from services.registration.bookings.domain.booking import Booking, Person, Status
from services.registration.bookings.errors import RegistrationClosed
from services.registration.bookings.pages.form import ACTION, Trouble, troubles
from services.registration.bookings.pages.reaching import MY_REGISTRATION, my_booking
from services.registration.bookings.pages.refused import REFUSED_TEXTS
from services.registration.bookings.pages.shown import title_of
from services.registration.events.domain import Event, Identity
from services.registration.events.domain import Status as EventStatus
from services.registration.questions.domain import Answer, Kind, Questions
from services.registration.questions.domain.support import SupportWish
from services.registration.questions.shown import (
    Shown,
    answers_in,
    needs_to_choose,
    shown,
    support_in,
)
from shared.errors import FieldError, InvalidFields, NotParsable
from shared.web.languages import gettext
from shared.web.localized import said
from shared.web.pages import Form, read_form, redirect, render

AnyRequest = Request[Any, Any, Any]
MINE = f"{MY_REGISTRATION}/answers"


@get(MINE, include_in_schema=False, opt={"access": "manage-token"})
async def my_answers(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """What one answered, each with its period; as long as the event lasts, to be changed."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    return await _page(request, state, booking)


@post(MINE, include_in_schema=False, status_code=200, opt={"access": "manage-token"})
async def change_my_answers(request: AnyRequest, state: State) -> Response[str] | Redirect:
    """Answer anew, or take one back."""
    booking = await my_booking(request, state)
    if booking is None:
        return redirect(request, "/my")
    form = await read_form(request)
    answers: Answers = state.answers
    own = await answers.own(booking)
    action, _, about = form.get(ACTION).partition(":")
    try:
        if action == "withdraw":
            await answers.change(booking.id, _withdrawn(about))
        elif action == "withdraw-support":
            person_id = _id(about)
            await answers.change(booking.id, {person_id: {}}, {person_id: None})
        elif action == "save":
            await answers.change(booking.id, _typed(own, form), _typed_support(own, form))
        else:
            raise NotParsable("The form can't be read.")
    except InvalidFields as error:
        found = troubles(error, await state.bookings.reading.event(booking.event_id))
        return await _page(request, state, booking, form=form, found=found, status=422)
    except RegistrationClosed as error:
        found = [Trouble("form", gettext(REFUSED_TEXTS[RegistrationClosed]))]
        return await _page(request, state, booking, found=found, status=error.status)
    return redirect(request, f"{MINE}?done={action}")


def _withdrawn(about: str) -> dict[UUID, dict[str, Answer]]:
    person, _, question = about.partition(":")
    return {_id(person): {str(_id(question)): None}}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotParsable("The form can't be read.") from None


def _typed_support(own: Own, form: Form) -> dict[UUID, SupportWish | None] | None:
    """What the form says about support; a consent that was ticked and is no more takes it back."""
    if own.questions.support is None:
        return None
    found: dict[UUID, SupportWish | None] = {}
    for index, person in enumerate(_active(own)):
        wish = support_in(f"people[{index}].support_needs", form.get, form.all)
        taken_back = not wish.consent and person.id in own.needs
        found[person.id] = None if taken_back else wish
    return found


def _typed(own: Own, form: Form) -> dict[UUID, dict[str, Answer]]:
    """All that the form shows: what is left empty is taken back. Raises InvalidFields."""
    faults: list[FieldError] = []
    sent: dict[UUID, dict[str, Answer]] = {}
    for index, person in enumerate(_active(own)):
        field = f"people[{index}].answers"
        typed = answers_in(own.questions, field, form.get, form.all)
        sent[person.id] = {
            question.key: cleaned(typed.get(question.key), f"{field}.{question.key}", faults)
            for question in own.questions.items
            if question.session_id is None or question.session_id in person.sessions
        }
    if faults:
        raise InvalidFields(faults)
    return sent


def _active(own: Own) -> list[Person]:
    return [person for person, _ in own.people if person.status is not Status.CANCELLED]


async def _page(
    request: AnyRequest,
    state: State,
    booking: Booking,
    *,
    form: Form | None = None,
    found: Sequence[Trouble] = (),
    status: int = 200,
) -> Response[str]:
    answers: Answers = state.answers
    own = await answers.own(booking)
    event: Event = await state.bookings.reading.event(booking.event_id)
    asked = shown(own.questions, event)
    changeable = event.status is EventStatus.PUBLISHED and state.clock() < event.ends_at
    active = _active(own)
    fields = []
    for index, person in enumerate(active if changeable else []):
        prefix = f"people[{index}].answers"
        values = (
            answers_in(own.questions, prefix, form.get, form.all)
            if form
            else _values(own.questions, next(k for p, k in own.people if p.id == person.id))
        )
        need = own.needs.get(person.id)
        wish = (
            support_in(f"people[{index}].support_needs", form.get, form.all)
            if form
            else need and SupportWish(True, need.needed.needs, need.needed.note)
        )
        name = _name(person, event)
        fields.append((f"people[{index}]", name, _asked_of(person, asked), values, wish))
    return render(
        request,
        "answers/mine.html",
        status=status,
        event=event,
        title=title_of(event),
        people=[
            (
                person,
                _name(person, event),
                [_given(kept, own.questions) for kept in given],
                own.needs.get(person.id),
            )
            for person, given in own.people
            if given or person.id in own.needs
        ],
        fields=[each for each in fields if each[2] or own.questions.support],
        need_words=dict(needs_to_choose()),
        support_names=await state.supporting.names(own.questions.support),
        support_choices=needs_to_choose(),
        troubles=list(found),
        errors_by_field={t.field: t.text for t in reversed(found)},
        done=request.query_params.get("done", ""),
        several=len(own.people) > 1,
    )


def _values(questions: Questions, kept: Sequence[KeptAnswer]) -> dict[str, Answer]:
    ids = {question.id: question.key for question in questions.items}
    return {ids[k.question.id]: k.value for k in kept if k.question.id in ids}


def _asked_of(person: Person, asked: Sequence[Shown]) -> list[Shown]:
    chosen = {str(id_) for id_ in person.sessions}
    return [each for each in asked if each.session_id is None or each.session_id in chosen]


def _given(kept: KeptAnswer, questions: Questions) -> dict[str, Any]:
    question = kept.question
    now = questions.named(str(question.id))
    needed = now is not None and now.required and now.kind is not Kind.CONSENT
    return {
        "id": question.id,
        "label": said(question.texts, "label") or question.key,
        "consent": question.kind is Kind.CONSENT,
        "words": words_of(question, kept.value),
        "removable": not needed,
        "given_at": kept.given_at,
        "erase_at": kept.erase_at,
    }


def _name(person: Person, event: Event) -> str:
    known = person.name if event.identity is Identity.NAMED else None
    return known or gettext("Person %(n)s", n=person.number)


routes: list[Any] = [my_answers, change_my_answers]
