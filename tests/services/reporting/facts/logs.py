"""Random logs of one small event, full of what goes wrong at a door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from services.reporting.facts.domain import Scan
from shared.contracts.attendance import ScanRecorded
from shared.contracts.bookings import BookedPerson, BookingChanged
from shared.contracts.events import EventChanged, SessionState

OPEN = datetime(2027, 5, 12, 7, 0, tzinfo=UTC)
CLOSE = OPEN + timedelta(hours=6)
EVENT = UUID(int=1 << 100 | 1)
ORGANISER = UUID(int=1 << 100 | 2)
STATION, WORKSHOP, SLOT_ONE, SLOT_TWO, UNKNOWN = (UUID(int=2 << 100 | n) for n in range(5))
BOOKED = [UUID(int=3 << 100 | n) for n in range(4)]
CARDS = [UUID(int=4 << 100 | n) for n in range(3)]
BOOKINGS = [UUID(int=5 << 100 | n) for n in range(3)]
SCANS = [UUID(int=6 << 100 | n) for n in range(40)]
PROGRAMME: dict[UUID, UUID | None] = {
    STATION: None,
    WORKSHOP: None,
    SLOT_ONE: WORKSHOP,
    SLOT_TWO: WORKSHOP,
}

_attendees = st.one_of(
    st.sampled_from(BOOKED).map(lambda id_: (id_, "booked")),
    st.sampled_from(CARDS).map(lambda id_: (id_, "card")),
    st.just((None, "none")),
)
_sessions = st.sampled_from([None, STATION, SLOT_ONE, SLOT_TWO, UNKNOWN])
_instants = st.integers(0, 24).map(lambda quarters: OPEN + timedelta(minutes=7.5) * quarters)


@st.composite
def scan(draw: st.DrawFn, scan_id: UUID) -> Scan:
    """A scan; a void takes back some other one, perhaps unknown, perhaps itself a void."""
    kind = draw(st.sampled_from(["in", "in", "out", "station", "void"]))
    at = draw(_instants)
    if kind == "void":
        return Scan(scan_id, kind, None, "none", None, draw(st.sampled_from(SCANS)), at)
    attendee_id, attendee_kind = draw(_attendees)
    session_id = draw(_sessions)
    return Scan(scan_id, kind, attendee_id, attendee_kind, session_id, None, at)


@st.composite
def logs(draw: st.DrawFn) -> list[Scan]:
    """A log: up to 25 scans, each id once."""
    ids = draw(st.lists(st.sampled_from(SCANS), unique=True, max_size=25))
    return [draw(scan(id_)) for id_ in ids]


@st.composite
def disorder(draw: st.DrawFn, of: list[Scan]) -> list[Scan]:
    """The log as a topic may bring it: some twice, in any order."""
    again = draw(st.lists(st.sampled_from(of), max_size=10)) if of else []
    return list(draw(st.permutations([*of, *again])))


@st.composite
def booking_histories(draw: st.DrawFn) -> list[BookingChanged]:
    """Versions of bookings, in which people come, change and disappear."""
    history = []
    for n, id_ in enumerate(BOOKINGS):
        own = BOOKED[n : n + 1] if n else [BOOKED[0], BOOKED[3]]
        for version in range(1, draw(st.integers(1, 4))):
            people = tuple(draw(person(who)) for who in own if draw(st.integers(0, 5)))
            history.append(booking(id_, version, people))
    return list(draw(st.permutations(history)))


@st.composite
def person(draw: st.DrawFn, id_: UUID) -> BookedPerson:
    """An attendee in some state with some sessions."""
    return BookedPerson(
        id=id_,
        status=draw(st.sampled_from(["confirmed", "confirmed", "waitlisted", "cancelled"])),
        session_ids=tuple(
            draw(st.lists(st.sampled_from([STATION, SLOT_ONE, SLOT_TWO]), unique=True))
        ),
    )


def booking(
    id_: UUID, version: int, people: tuple[BookedPerson, ...], event_id: UUID = EVENT
) -> BookingChanged:
    """A booking's state."""
    return BookingChanged(
        id=id_,
        version=version,
        event_id=event_id,
        status="confirmed",
        reason="changed",
        created_at=OPEN,
        changed_at=OPEN,
        people=people,
    )


def recorded(scan: Scan, event_id: UUID = EVENT) -> ScanRecorded:
    """The message of a scan."""
    return ScanRecorded(
        scan_id=scan.scan_id,
        event_id=event_id,
        kind=scan.kind,
        attendee_id=scan.attendee_id,
        attendee_kind=scan.attendee_kind,
        session_id=scan.session_id,
        voids=scan.voids,
        scanned_at=scan.scanned_at,
        received_at=scan.scanned_at,
        device="door-1",
    )


def event(
    *,
    id_: UUID = EVENT,
    version: int = 1,
    status: str = "published",
    in_house: str = "counted",
    stay_minutes: int | None = None,
    sessions: tuple[SessionState, ...] | None = None,
    **changes: object,
) -> EventChanged:
    """The small event: a station, a workshop with two time slots."""
    fields: dict[str, object] = {
        "id": id_,
        "version": version,
        "status": status,
        "title": "Gesundheitstag Musterstadt",
        "kind": "health_day",
        "organiser_id": ORGANISER,
        "starts_at": OPEN,
        "ends_at": CLOSE,
        "time_zone": "Europe/Berlin",
        "in_house": in_house,
        "stay_minutes": stay_minutes,
        "sessions": sessions
        if sessions is not None
        else (
            session(STATION, "Rücken-Check", "station", drop_in=True),
            session(WORKSHOP, "Gesund kochen", "workshop"),
            session(SLOT_ONE, "Gesund kochen, 9 Uhr", "workshop", slot_of=WORKSHOP),
            session(SLOT_TWO, "Gesund kochen, 10 Uhr", "workshop", slot_of=WORKSHOP),
        ),
        **changes,
    }
    return EventChanged(**fields)  # type: ignore[arg-type] # assembled from keywords


def session(
    id_: UUID,
    title: str,
    kind: str,
    *,
    slot_of: UUID | None = None,
    drop_in: bool = False,
    confidential: bool = False,
    capacity: int | None = None,
) -> SessionState:
    """A session that lasts as long as the event."""
    return SessionState(
        id=id_,
        title=title,
        kind=kind,
        starts_at=OPEN,
        ends_at=CLOSE,
        slot_of=slot_of,
        drop_in=drop_in,
        confidential=confidential,
        capacity=capacity,
    )
