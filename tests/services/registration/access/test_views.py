"""What staff of one organisation see of another's."""

from __future__ import annotations

from tests.services.registration.house import House


async def test_a_partner_sees_the_public_view_of_an_event(house: House) -> None:
    """Protects the team's plan: partners read what everybody reads, and change nothing."""
    own = await house.organisation("Netzwerk")
    insurer = await house.organisation("Kasse", "insurer")
    event = await house.event(
        own["id"], partner_ids=[insurer["id"]], join_url="https://m.example/x"
    )
    draft = await house.event(own["id"], partner_ids=[insurer["id"]], publish=False)
    async with house.client(await house.token("organizer", insurer["id"])) as client:
        seen = (await client.get(f"/api/v1/events/{event['id']}")).json()
        assert "join_url" not in seen
        assert (await client.get(f"/api/v1/events/{draft['id']}")).status_code == 404
        listed = (await client.get("/api/v1/events")).json()["items"]
        assert listed == [seen]
        assert (await client.post(f"/api/v1/events/{event['id']}/close")).status_code == 403
