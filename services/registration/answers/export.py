"""Answers as a table for spreadsheets: one line for each person, one column for each question."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from litestar import Response

from services.registration.answers.domain import Respondent
from services.registration.answers.use_cases import Answers, Seen
from services.registration.events.policy import PLANS
from services.registration.questions.domain import Answer, Kind, Question
from shared.spreadsheets import Cell, Table
from shared.web.download import table_file
from shared.web.languages import gettext, mark
from shared.web.localized import said
from shared.web.principal import Principal
from shared.web.words import state_label

SHEET = mark("Antworten")
WIDTH, NAME_WIDTH, STATUS_WIDTH = 30, 28, 14


def table_of(seen: Seen, people: Sequence[Respondent]) -> Table:
    """Names only where the team may read them."""
    named = [gettext("Name")] if seen.with_names else []
    items = seen.questions.items
    rows = []
    for person in people:
        cells: list[Cell] = [person.name or ""] if seen.with_names else []
        cells.append(state_label(person.status))
        cells += [_cell(q, person.answers.get(str(q.id))) for q in items]
        rows.append(cells)
    return Table(
        title=seen.event.title,
        sheet=gettext(SHEET),
        headers=[*named, gettext("Stand"), *(said(q.texts, "label") or q.key for q in items)],
        rows=rows,
        widths=[*([NAME_WIDTH] if seen.with_names else []), STATUS_WIDTH, *(WIDTH for _ in items)],
        created_at=seen.note.now,
    )


async def download(
    answers: Answers, principal: Principal, event_id: UUID, format_: str
) -> Response[bytes]:
    """The table as csv or xlsx, for those who plan. Raises NotFound, WrongRole, AnswersWithheld."""
    seen = await answers.see(principal, event_id, PLANS)
    table = table_of(seen, await answers.taken_away(seen, format_))
    return table_file(table, "antworten", format_)


def words_of(question: Question, value: Answer) -> str:
    """An answer as people read it; a choice that isn't offered any more stays its key."""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    names = {option.key: option.texts.get("de", option.key) for option in question.options}
    if isinstance(value, list):
        return ", ".join(names.get(each, each) for each in value)
    return "" if value is None else names.get(str(value), str(value))


def _cell(question: Question, value: Answer) -> Cell:
    if question.kind is Kind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        return value
    return words_of(question, value)
