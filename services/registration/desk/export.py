"""The list as a table for spreadsheets: one line for each person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from litestar import Response

from services.registration.bookings.domain.booking import Booking
from services.registration.desk.domain import Filter, entries
from services.registration.desk.words import STATUS_WORDS
from services.registration.events.domain import Event
from shared.spreadsheets import CSV_MEDIA_TYPE, XLSX_MEDIA_TYPE, Table, csv_of, xlsx_of
from shared.web import formats
from shared.web.languages import gettext, mark

HEADERS = (mark("Name"), mark("E-Mail"))
ALWAYS = (mark("Stand"), mark("Angebote"), mark("Organisation"), mark("Angemeldet am"))
WIDTHS = {True: (28, 30, 14, 40, 28, 18), False: (14, 40, 28, 18)}


def table_of(
    event: Event,
    found: list[Booking],
    wanted: Filter,
    organisations: Iterable[tuple[UUID, str]],
    *,
    with_names: bool,
    now: datetime,
) -> Table:
    """What the list shows; names and addresses only where the list has them, too."""
    titles = {session.id: session.title for session in event.sessions}
    names = dict(organisations)
    headers = (*HEADERS, *ALWAYS) if with_names else ALWAYS
    rows = []
    for entry in entries(found, wanted):
        booking = entry.booking
        for person in entry.people:
            cells = [
                gettext(STATUS_WORDS[person.status.value]),
                ", ".join(titles.get(id_, "") for id_ in person.sessions),
                names.get(booking.organisation_id, "") if booking.organisation_id else "",
                formats.local(booking.created_at, event.time_zone).strftime("%Y-%m-%d %H:%M"),
            ]
            if with_names:
                cells = [person.name or "", person.email or booking.contact_email or "", *cells]
            rows.append(cells)
    return Table(
        title=event.title,
        sheet=gettext(mark("Anmeldungen")),
        headers=[gettext(header) for header in headers],
        rows=rows,
        widths=WIDTHS[with_names],
        created_at=now,
    )


def file_of(table: Table, format_: str) -> Response[bytes]:
    """The table as a download that nobody on the way keeps."""
    content = csv_of(table) if format_ == "csv" else xlsx_of(table)
    return Response(
        content,
        media_type=CSV_MEDIA_TYPE if format_ == "csv" else XLSX_MEDIA_TYPE,
        headers={
            "content-disposition": f'attachment; filename="anmeldungen.{format_}"',
            "cache-control": "no-store",
        },
    )
