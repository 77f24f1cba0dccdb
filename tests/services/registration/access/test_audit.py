"""The audit log: written with the change, read by auditors and administrators."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.registration.access import audit
from shared.database.pool import transaction
from shared.web.principal import Principal
from tests.services.registration.house import House

WHO = Principal(staff_id=uuid4(), grants=(), kind="session")


async def entries(house: House) -> list[dict[str, Any]]:
    """All rows, oldest first."""
    rows = await house.pool.fetch("SELECT * FROM audit_log ORDER BY at, id")
    return [dict(row) for row in rows]


async def test_an_entry_is_kept_with_the_change_or_not_at_all(house: House) -> None:
    """Protects the log's truth: what is rolled back was not done."""
    about = uuid4()
    async with transaction(house.pool) as tx:
        await audit.note(
            tx, WHO, "events.published", now=house.now, about=about, changed={"status": "published"}
        )

    async def fails() -> None:
        async with transaction(house.pool) as tx:
            await audit.note(tx, WHO, "events.closed", now=house.now, about=about)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    (entry,) = await entries(house)
    assert entry["what"] == "events.published"
    assert (entry["staff_id"], entry["via"]) == (WHO.staff_id, "session")
    assert entry["changed"] == '{"status": "published"}'


async def test_nothing_personal_gets_into_the_log(house: House) -> None:
    """Protects participants: a name or address in the log would outlive their erasure."""
    for changed in ({"email": "x@example.org"}, {"before": {"name": "Olga"}}):
        with pytest.raises(ValueError, match="takes no"):
            async with transaction(house.pool) as tx:
                await audit.note(tx, WHO, "bookings.moved", now=house.now, changed=changed)
    with pytest.raises(ValueError, match="deed"):
        async with transaction(house.pool) as tx:
            await audit.note(tx, WHO, "Olga changed this", now=house.now)
    assert await entries(house) == []


async def test_a_large_change_is_kept_as_the_names_of_its_fields(house: House) -> None:
    """Protects the table from growing with what was pasted."""
    async with transaction(house.pool) as tx:
        changed = {f"field_{n}": "x" * 200 for n in range(100)}
        await audit.note(tx, None, "events.changed", now=house.now, changed=changed)
    (entry,) = await entries(house)
    assert entry["via"] == "system"
    assert len(entry["changed"]) < 2_000
    assert "field_0" in entry["changed"]
