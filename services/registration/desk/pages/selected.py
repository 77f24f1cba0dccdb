"""What is done to many: those ticked or all that match. First it says for whom, then it acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect

from services.registration.bookings.pages.form import ids_in
from services.registration.bookings.pages.shown import names_of_sessions
from services.registration.desk.asked import filter_asked, query_of
from services.registration.desk.domain import SUBJECT_MAX_CHARACTERS, TEXT_MAX_CHARACTERS
from services.registration.desk.errors import SelectionChanged, TooManyChosen
from services.registration.desk.pages.listing import OF_EVENT, list_page
from services.registration.desk.pages.refused import REFUSED_TEXTS
from services.registration.desk.selection import (
    Move,
    Selection,
    Target,
    leaving,
    moving,
    recipients,
    without_address,
)
from services.registration.desk.use_cases import Desk, Seen
from services.registration.desk.use_cases.acting import Done, check_move
from services.registration.desk.words import NOT_MOVED, NOT_MOVED_WORDS
from services.registration.events.policy import PLANS
from shared.errors import FieldError, InvalidFields, NotParsable
from shared.ids import new_id
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.paging import cursor, read_cursor
from shared.web.principal import signed_in

AnyRequest = Request[Any, Any, Any]
DEEDS = frozenset({"message", "move", "cancel"})
SHOWN_MAX = 20
"""Names on the page that asks; of the others it says how many they are."""


@post(f"{OF_EVENT}/selected", include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def selected(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Show what would happen, or (`sure`) let it happen."""
    desk: Desk = state.desk
    seen = await desk.see(await signed_in(request), event_id, PLANS)
    form = await read_form(request)
    if form.get("do") not in DEEDS:
        raise NotParsable("The form can't be read.")
    selection = _selection(request, form)
    if selection.wanted is None and not selection.people:
        text = gettext(mark("Bitte wählen Sie zuerst Personen aus der Liste aus."))
        return await list_page(request, state, seen, wrong=text, status=422)
    asks = _Asks(request, desk, seen, selection, form)
    try:
        if not form.get("sure"):
            return await asks.page()
        return await _act(asks)
    except InvalidFields as error:
        return await asks.page(errors=error.errors, status=422)
    except TooManyChosen as error:
        text = gettext(REFUSED_TEXTS[TooManyChosen])
        return await list_page(request, state, seen, wrong=text, status=error.status)
    except tuple(REFUSED_TEXTS) as error:
        text = gettext(REFUSED_TEXTS[type(error)])
        if isinstance(error, SelectionChanged):
            asks.selection = Selection(wanted=selection.wanted)
        return await asks.page(wrong=text, status=error.status)


def _selection(request: AnyRequest, form: Form) -> Selection:
    """Whoever was ticked, or all that the address of the list finds.

    Raises InvalidFields: an address that can't be read never means everybody.
    """
    if form.get("scope") != "all":
        ticked = tuple(dict.fromkeys(ids_in(form.all("person"))))
        return Selection(people=ticked, seen_with=filter_asked(request.query_params.get))
    expected = form.get("expected")
    number = int(expected) if expected.isascii() and expected.isdecimal() else -1
    wanted = filter_asked(request.query_params.get)
    return Selection(wanted=wanted, expected=number if form.get("sure") else None)


async def _act(asks: _Asks) -> Response[str] | Redirect:
    desk, seen, form = asks.desk, asks.seen, asks.form
    if form.get("do") == "message":
        found = await desk.acting.targets(seen, asks.selection)
        message_id = next(iter(ids_in([form.get("message_id")])), None)
        subject, text = form.get("subject"), form.get("text")
        sent = await desk.messages.send(seen.note, found, subject, text, message_id=message_id)
        return asks.back(count=str(sent))
    if form.get("do") == "cancel":
        done = await desk.acting.cancel(seen, asks.selection)
    else:
        after = read_cursor(form.get("after") or None)
        done = await desk.acting.move(seen, asks.selection, asks.move, after)
    if done.left or done.outcome.refused:
        return await asks.outcome(done)
    return asks.back(count=str(done.outcome.changed))


class _Asks:
    """One request of somebody at the desk, and the pages it is answered with."""

    def __init__(
        self, request: AnyRequest, desk: Desk, seen: Seen, selection: Selection, form: Form
    ) -> None:
        self.request = request
        self.desk = desk
        self.seen = seen
        self.selection = selection
        self.form = form
        self.deed = form.get("do")
        self.move = Move(_one(form, "leave"), _one(form, "join"))
        self.here = f"/organizer/events/{seen.event.id}/registrations"
        self.query = query_of(selection.wanted) if selection.wanted else ""

    def back(self, *, count: str) -> Redirect:
        """To the list as it was looked at, with what has been done."""
        wanted = filter_asked(self.request.query_params.get)
        return redirect(
            self.request, f"{self.here}?{query_of(wanted, done=self.deed, count=count)}"
        )

    async def page(
        self,
        *,
        errors: list[FieldError] | tuple[FieldError, ...] = (),
        wrong: str | None = None,
        status: int = 200,
    ) -> Response[str]:
        """For whom it is, who will be told, and the form to go on."""
        found = await self.desk.acting.targets(self.seen, self.selection)
        chosen = self.deed == "move" and bool(self.form.get("chosen")) and not errors
        if chosen:
            try:
                check_move(self.seen, self.move)
            except InvalidFields as error:
                return await self.page(errors=error.errors, status=422)
        meant = self._meant(found, chosen=chosen)
        names = names_of_sessions(self.seen.event)
        return render(
            self.request,
            "desk/selected.html",
            status=status,
            **self._common(len(found)),
            chosen=chosen,
            names=[t.name for t in meant[:SHOWN_MAX]] if self.seen.with_names else [],
            people=len(meant),
            mails=len(recipients(meant, company=self.deed == "message")),
            unreachable=without_address(meant, company=self.deed == "message"),
            spared=len(found) - len(meant),
            gone=len(meant) - len(leaving(meant)),
            subject=self.form.get("subject"),
            text=self.form.get("text"),
            message_id=self.form.get("message_id") or str(new_id()),
            subject_max=SUBJECT_MAX_CHARACTERS,
            text_max=TEXT_MAX_CHARACTERS,
            to_join=[(str(s.id), names[s.id]) for s in self.seen.event.bookable_sessions],
            to_leave=[
                (str(s.id), names[s.id]) for s in self.seen.event.sessions if not s.confidential
            ],
            errors=list(errors),
            errors_by_field={e.field: e for e in errors},
            wrong=wrong,
        )

    async def outcome(self, done: Done) -> Response[str]:
        """What was done, what couldn't be done, and how many are left."""
        left = Selection(self.selection.people, self.selection.wanted)
        found = await self.desk.acting.targets(self.seen, left)
        refused = [
            (gettext(NOT_MOVED_WORDS.get(reason, NOT_MOVED)), people)
            for reason, people in (done.outcome.refused or {}).items()
        ]
        return render(
            self.request,
            "desk/outcome.html",
            **self._common(len(found)),
            changed=done.outcome.changed,
            refused=refused,
            left=done.left,
            after=cursor(*done.after) if done.after and self.deed == "move" else "",
        )

    def _meant(self, found: list[Target], *, chosen: bool) -> list[Target]:
        if self.deed == "message":
            return found
        return moving(found, self.move) if chosen else leaving(found)

    def _common(self, expected: int) -> dict[str, Any]:
        wanted = self.selection.wanted
        leave = self.move.leave or (wanted.session_id if wanted else None)
        titles = names_of_sessions(self.seen.event)
        return {
            "event": self.seen.event,
            "here": self.here,
            "deed": self.deed,
            "scope": "all" if wanted is not None else "ticked",
            "query": self.query or query_of(filter_asked(self.request.query_params.get)),
            "expected": expected,
            "ids": self.selection.people,
            "leave": str(leave or ""),
            "join": str(self.move.join or ""),
            "leave_title": titles.get(self.move.leave) if self.move.leave else None,
            "join_title": titles.get(self.move.join) if self.move.join else None,
        }


def _one(form: Form, name: str) -> UUID | None:
    """What a list to choose from says; raises InvalidFields when it is no id."""
    text = form.get(name)
    found = next(iter(ids_in([text])), None)
    if text and found is None:
        raise InvalidFields.one(name, "is no id", "choice")
    return found


routes: list[Any] = [selected]
