"""Nobody uses up another person's way in."""

from __future__ import annotations

import httpx

from services.registration.access.domain import (
    CODE_ATTEMPTS_MAX,
    CODE_ATTEMPTS_PER_DAY_MAX,
    REQUESTS_BY_STRANGERS_MAX,
    REQUESTS_PER_ADDRESS_MAX,
    SIGN_IN_VALID,
)
from tests.services.registration.access.signing import (
    EMAIL,
    ask,
    link_and_code,
    post,
    sign_in,
    staff,
)
from tests.services.registration.house import House


def from_network(house: House, number: int) -> httpx.AsyncClient:
    """A browser in a network of its own, behind the proxy."""
    return house.client(None, **{"X-Forwarded-For": f"198.51.{number}.7"})


async def test_a_stranger_elsewhere_does_not_use_up_my_links(house: House) -> None:
    """Protects staff from being locked out by whoever knows their address."""
    await staff(house)
    async with from_network(house, 1) as stranger:
        for _ in range(REQUESTS_PER_ADDRESS_MAX):
            assert (await ask(stranger)).status_code == 303
        assert (await ask(stranger)).status_code == 429
    async with from_network(house, 2) as mine:
        assert (await ask(mine)).status_code == 303
        _, code = await link_and_code(house)
        done = await post(mine, "/sign-in/sent", "/sign-in/code", code=code)
        assert done.headers["location"].endswith("/organizer")


async def test_a_browser_that_was_here_gets_in_whatever_strangers_do(house: House) -> None:
    """Protects staff from a crowd, and from a neighbour in the same office; the code works, too."""
    await staff(house)
    async with from_network(house, 1) as mine:
        await sign_in(house, mine)
        mine.cookies.delete("auftakt_session")
        for number in range(1, 2 + REQUESTS_BY_STRANGERS_MAX // REQUESTS_PER_ADDRESS_MAX):
            async with from_network(house, number) as stranger:
                for _ in range(REQUESTS_PER_ADDRESS_MAX):
                    await ask(stranger)
                    _, code = await link_and_code(house)
                    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
                    await post(stranger, "/sign-in/sent", "/sign-in/code", code=wrong)
        async with from_network(house, 99) as stranger:
            assert (await ask(stranger)).status_code == 429, "a mailbox isn't flooded"
        assert (await ask(mine)).status_code == 303
        _, code = await link_and_code(house)
        done = await post(mine, "/sign-in/sent", "/sign-in/code", code=code)
        assert done.headers["location"].endswith("/organizer")


async def test_a_known_browser_has_limits_of_its_own(house: House) -> None:
    """Protects from a mark that somebody copied: it opens no unlimited way to guess."""
    await staff(house)
    async with from_network(house, 1) as mine:
        await sign_in(house, mine)
        mine.cookies.delete("auftakt_session")
        for _ in range(REQUESTS_PER_ADDRESS_MAX):
            assert (await ask(mine)).status_code == 303
        assert (await ask(mine)).status_code == 429
        for _ in range(CODE_ATTEMPTS_PER_DAY_MAX // CODE_ATTEMPTS_MAX):
            house.now += SIGN_IN_VALID
            mine.cookies.delete("auftakt_sign_in")
            assert (await ask(mine)).status_code == 303
            _, code = await link_and_code(house)
            wrong = f"{(int(code) + 1) % 1_000_000:06d}"
            for _ in range(CODE_ATTEMPTS_MAX):
                await post(mine, "/sign-in/sent", "/sign-in/code", code=wrong)
        house.now += SIGN_IN_VALID
        await ask(mine)
        _, code = await link_and_code(house)
        refused = await post(mine, "/sign-in/sent", "/sign-in/code", code=code)
        assert refused.status_code == 422


async def test_a_mark_counts_for_its_own_address_only(house: House) -> None:
    """Protects colleagues from each other: who signed in here is a stranger at your address."""
    network = await staff(house)
    await house.token("organizer", network, "kollege@example.org")
    async with from_network(house, 1) as colleague:
        await sign_in(house, colleague)
        colleague.cookies.delete("auftakt_session")
        for _ in range(REQUESTS_PER_ADDRESS_MAX):
            assert (await ask(colleague, "kollege@example.org")).status_code == 303
        assert (await ask(colleague, "kollege@example.org")).status_code == 429
        assert (await ask(colleague, EMAIL)).status_code == 303


async def test_who_asked_twice_may_use_either_mail(house: House) -> None:
    """Protects the impatient: the first mail arrives after the second was asked for."""
    await staff(house)
    for use_code in (True, False):
        async with house.client() as client:
            await ask(client)
            link, code = await link_and_code(house)
            await ask(client)
            if use_code:
                done = await post(client, "/sign-in/sent", "/sign-in/code", code=code)
            else:
                await client.get(link)
                done = await post(client, "/sign-in/confirm", "/sign-in/confirm")
            assert done.headers["location"].endswith("/organizer"), use_code
