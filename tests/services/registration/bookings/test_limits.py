"""The brake on the public endpoint: generous for an office, firm for one address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.registration.bookings.intake import CROCKFORD, Intake, shown_code
from services.registration.bookings.limits import ADDRESS_BURST, LISTED_BURST, NETWORK_BURST, Limits
from shared import buckets
from shared.errors import TooManyRequests
from shared.ids import new_id
from tests.services.registration.bookings.conftest import keys

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


def test_a_whole_office_registers_from_one_network_and_then_waits_a_moment() -> None:
    """The budget of a network refills; IPv6 counts by /64; others are not touched."""
    found = Limits()
    for n in range(NETWORK_BURST):
        found.check(f"2001:db8::{n:x}", [f"p{n}@example.org"], NOW)
    with pytest.raises(TooManyRequests) as refusal:
        found.check("2001:db8::1", [], NOW)
    assert refusal.value.retry_after_seconds == 1
    found.check("2001:db8:0:1::1", [], NOW)
    found.check("2001:db8::1", [], NOW + timedelta(seconds=1))


def test_one_address_is_not_written_to_without_end() -> None:
    """Per address mailed, in whatever spelling and from wherever."""
    found = Limits()
    for n in range(ADDRESS_BURST):
        found.check(f"192.0.2.{n}", ["Mia@example.org"], NOW)
    with pytest.raises(TooManyRequests):
        found.check("198.51.100.1", ["mia@EXAMPLE.org"], NOW)
    Limits(enabled=False).check(None, ["mia@example.org"], NOW)


def test_the_buckets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory doesn't grow with made-up addresses."""
    monkeypatch.setattr(buckets, "BUCKETS_MAX", 10)
    found = Limits()
    for n in range(50):
        found.check(None, [f"p{n}@example.org"], NOW)
    assert len(found._addresses._buckets) == 10


def test_a_booking_code_is_eleven_readable_characters_of_its_own() -> None:
    """55 bits, no I, L, O, U, and another generation has another code."""

    intake = Intake(keys())
    id_ = new_id()
    code = intake.code(id_, 1)
    digest = int.from_bytes(keys().code.digest(f"{id_}|1")[:8], "big")
    assert code == "".join(CROCKFORD[(digest >> (59 - 5 * i)) & 31] for i in range(11))
    assert shown_code(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert intake.code(id_, 2) != code


def test_a_budget_counts_people_and_a_party_is_never_cut_in_two() -> None:
    """Twelve parties of fifty are a whole office; what is too much is paid back later."""
    found = Limits()
    for _ in range(NETWORK_BURST // 50):
        assert found.seconds_above("192.0.2.1", NOW, 50) == 0
    assert found.seconds_above("192.0.2.1", NOW, 50) > 0
    second = NOW + timedelta(seconds=1)
    assert found.seconds_above("192.0.2.1", second, 50) == 0
    assert found.seconds_above("192.0.2.1", second + timedelta(seconds=20), 50) > 0


def test_lists_of_companies_have_a_budget_of_their_own() -> None:
    """Lists use up nothing that colleagues need who register themselves, nor the other way."""
    found = Limits()
    for _ in range(LISTED_BURST // 100):
        found.check_list("192.0.2.1", [], NOW, 100)
    with pytest.raises(TooManyRequests):
        found.check_list("192.0.2.1", [], NOW, 1)
    for _ in range(NETWORK_BURST):
        assert found.seconds_above("192.0.2.1", NOW) == 0
    found.check_list("192.0.2.2", [], NOW, 1)
