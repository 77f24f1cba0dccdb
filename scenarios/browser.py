"""A real browser, and what a person does with it more than once."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from scenarios.client import UnexpectedAnswerError
from scenarios.mailbox import mails_to
from scenarios.ready import Ready

Mail = Any
"""An `email.message.EmailMessage`."""

CHROMIUM = os.environ.get("AUFTAKT_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ONE_TIME_CODE = re.compile(r"\b\d{3} \d{3}\b")
"""In the mails of a sign-in; invitations have a link to the sign-in, too, but no code."""
MAIL_SECONDS = 20.0
LOOK_SECONDS = 0.1


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser of this machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def mail_to(
    ready: Ready, address: str, word: str | re.Pattern[str], *, after: int = 0
) -> Mail:
    """The newest mail to `address` that has `word` in its text; waits for it.

    The first `after` mails to the address are not looked at: they were there before.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + MAIL_SECONDS
    while loop.time() < end:
        for mail in reversed(mails_to(ready.mail_dir, address)[after:]):
            if re.search(word if isinstance(word, re.Pattern) else re.escape(word), text_of(mail)):
                return mail
        await asyncio.sleep(LOOK_SECONDS)
    raise UnexpectedAnswerError(f"no mail with {word!r} to {address} within {MAIL_SECONDS:g} s")


def text_of(mail: Mail) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def link_in(mail: Mail, path: str) -> str:
    """The first link in a mail whose path begins so."""
    found = re.search(rf"https?://[^/\s]+{re.escape(path)}[^\s>]*", text_of(mail))
    if not found:
        raise UnexpectedAnswerError(f"no link to {path} in the mail {mail['Subject']!r}")
    return found.group()


async def ask_to_sign_in(page: Page, ready: Ready, address: str) -> Mail:
    """Ask for a link as staff do; returns the mail, and not an invitation on its way."""
    before = len(mails_to(ready.mail_dir, address))
    await page.goto(f"{ready.url}/sign-in")
    await page.fill("input[name=email]", address)
    await page.click("main form button[type=submit]")
    return await mail_to(ready, address, ONE_TIME_CODE, after=before)


async def sign_in(page: Page, ready: Ready, address: str) -> None:
    """Sign in by the link in the mail."""
    mail = await ask_to_sign_in(page, ready, address)
    await page.goto(link_in(mail, "/sign-in/"))
    await page.click("main form button[type=submit]")
    await page.wait_for_url("**/organizer*")


async def press(page: Page, name: str) -> None:
    """Press the first button with these words on it."""
    await page.get_by_role("button", name=name).first.click()
    await page.wait_for_load_state()


async def follow(page: Page, name: str) -> None:
    """Follow the first link with these words on it."""
    await page.get_by_role("link", name=name).first.click()
    await page.wait_for_load_state()


async def type_in(page: Page, **typed: str) -> None:
    """Fill in fields by their names; `__` stands for a dot."""
    for name, text in typed.items():
        await page.fill(f'[name="{name.replace("__", ".")}"]', text)
