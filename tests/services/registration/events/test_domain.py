"""Decisions of planning, without any I/O."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from services.registration.access.domain import network_of, normalised_email, safe_return
from services.registration.events.domain import (
    Availability,
    availability,
    availability_of_slots,
    size_class,
    slot_times,
)

AT_NINE = datetime(2027, 5, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headcount", "expected"),
    [
        (0, "<10"),
        (9, "<10"),
        (10, "10-49"),
        (49, "10-49"),
        (50, "50-99"),
        (100, "100-249"),
        (250, "250-499"),
        (499, "250-499"),
        (500, "500-1499"),
        (1499, "500-1499"),
        (1500, ">=1500"),
    ],
)
def test_size_classes_meet_at_their_bounds(headcount: int, expected: str) -> None:
    """Protects the figures by size class: every headcount is in exactly one."""
    assert size_class(headcount) == expected


@pytest.mark.parametrize(
    ("capacity", "taken", "expected"),
    [
        (None, 10_000, Availability.FREE),
        (20, 0, Availability.FREE),
        (20, 16, Availability.FREE),
        (20, 17, Availability.FEW),
        (20, 20, Availability.FULL),
        (20, 21, Availability.FULL),
        (2, 1, Availability.FEW),
        (1, 0, Availability.FEW),
    ],
)
def test_the_public_learns_free_few_or_full(
    capacity: int | None, taken: int, expected: Availability
) -> None:
    """Protects disclosure: three words, whatever the figures are."""
    assert availability(capacity, taken) is expected


def test_a_session_in_slots_is_as_free_as_slots_are_left() -> None:
    """Protects from "few places" all day long, where each slot is for one person."""
    few, full = Availability.FEW, Availability.FULL
    assert availability_of_slots([few] * 24) is Availability.FREE
    assert availability_of_slots([full] * 20 + [few] * 4) is few
    assert availability_of_slots([full] * 24) is full
    assert availability_of_slots([Availability.FREE]) is Availability.FREE


def test_slots_are_whole_and_touch() -> None:
    """Protects counters at a station: no slot overlaps, the remainder is left out."""
    times = slot_times(AT_NINE, AT_NINE + timedelta(minutes=100), timedelta(minutes=30))
    assert len(times) == 3
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(times))
    assert times[-1][1] == AT_NINE + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Olga@Example.ORG ", "olga@example.org"),
        ("o@xn--mller-kva.de", "o@xn--mller-kva.de"),
        ("o@localhost", None),
        ("o..a@example.org", None),
        ("o a@example.org", None),
        ("o@example.org\r\nBcc: x@y.de", None),
        ("x" * 65 + "@example.org", None),
        ("", None),
    ],
)
def test_addresses_are_compared_in_one_form(text: str, expected: str | None) -> None:
    """Protects from two staff members behind one mailbox, and mail headers from line ends."""
    assert normalised_email(text) == expected


def test_networks_are_counted_not_single_addresses() -> None:
    """Protects limits from whoever owns a whole IPv6 prefix."""
    assert network_of("203.0.113.9") == network_of("203.0.113.200") == "203.0.113.0/24"
    assert network_of("::ffff:203.0.113.9") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:3::1")
    assert network_of("unknown") is network_of(None) is None


def test_only_pages_of_ours_are_returned_to() -> None:
    """Protects from open redirects after the sign-in."""
    assert safe_return("/reporting/events/4f/live") == "/reporting/events/4f/live"
    for path in (
        "//evil.example",
        "https://evil.example",
        "/organizer/../x",
        "/",
        "/organizer?x",
        None,
    ):
        assert safe_return(path) is None
