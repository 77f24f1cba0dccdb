"""The first minutes of a newcomer."""

from __future__ import annotations

from scenarios.client import Client
from scenarios.demo import prepare
from tests.stack import Stack


async def test_a_new_home_has_occasions_to_try(stack: Stack, client: Client) -> None:
    """A running health day and a workshop ahead, both public, and people who can sign in."""
    said: list[str] = []
    await prepare(stack.ready, said.append)
    addresses = [line.split()[-1] for line in said if "/e/" in line]
    assert len(addresses) == 2
    for address in addresses:
        page = await client.http.get(address)
        assert page.status_code == 200
        assert "/register" in page.text
    assert any("/sign-in" in line for line in said)
