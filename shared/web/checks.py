"""What must hold for templates, translations and static files: `python -m shared.web.checks`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from jinja2 import TemplateSyntaxError

from shared.web.assets import STATIC
from shared.web.catalogues import ROOT, SCANNED, extract, is_translated, read
from shared.web.languages import EASY, ENGLISH
from shared.web.pages import make_environment

# Pages of staff speak German and English; everything else speaks easy language as well.
STAFF_WORDS = frozenset(
    {"organizer", "reporting", "attendance", "access", "checkin", "staff", "steward"}
)
_FORBIDDEN = (
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "inline style"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "inline event handler"),
    (re.compile(r"<[^>]*\shx-on", re.IGNORECASE), "hx-on is blocked by the CSP"),
    (re.compile(r"<style[\s>]", re.IGNORECASE), "inline style sheet"),
    (re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE), "inline script"),
    (re.compile(r"javascript:", re.IGNORECASE), "javascript: address"),
    (re.compile(r"hx-vals=[\"']js:", re.IGNORECASE), "hx-vals with script"),
)
_ASSET = re.compile(r"asset\(\s*['\"]([^'\"~]+)['\"]\s*\)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def problems() -> list[str]:
    """Everything that is wrong, one line each."""
    return [*catalogue_problems(), *template_problems()]


def catalogue_problems() -> Iterator[str]:
    """Texts without translation, entries nobody uses, placeholders that differ."""
    found = extract()
    wanted = {_key(message): message for message in found if message.id}
    for locale in (ENGLISH, EASY):
        entries = {_key(message): message for message in read(locale) if message.id}
        for key, message in wanted.items():
            entry = entries.get(key)
            if entry is None or not is_translated(entry.string):
                if locale is ENGLISH or not is_for_staff(message):
                    yield f"{locale.code}: not translated: {key!r} ({_where(message)})"
            else:
                yield from _entry_problems(locale.code, entry)
        for key in entries.keys() - wanted.keys():
            yield f"{locale.code}: not used any more: {key!r}"


def is_for_staff(message: Message) -> bool:
    """Whether a text stands in files for staff only."""
    return all(STAFF_WORDS & set(re.findall("[a-z]+", file)) for file, _ in message.locations)


def template_problems() -> Iterator[str]:
    """Templates that don't compile, break the content security policy, or name lost files."""
    for path in _templates():
        name = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        try:
            make_environment().parse(source)
        except TemplateSyntaxError as error:
            yield f"{name}:{error.lineno}: {error.message}"
        if "mails" not in path.parts:
            yield from (f"{name}: {reason}" for rule, reason in _FORBIDDEN if rule.search(source))
        for file in _ASSET.findall(source):
            if not any((folder / file).is_file() for folder in _static_folders()):
                yield f"{name}: there is no static file {file}"


def _entry_problems(code: str, entry: Message) -> Iterator[str]:
    if entry.fuzzy:
        yield f"{code}: fuzzy: {_key(entry)!r}"
    sources = (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)
    strings = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    allowed = {name for source in sources for name in _PLACEHOLDER.findall(str(source))}
    for string in strings:
        if not set(_PLACEHOLDER.findall(str(string))) <= allowed:
            yield f"{code}: unknown placeholder: {_key(entry)!r}"


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _where(message: Message) -> str:
    return ", ".join(sorted({file for file, _ in message.locations}))


def _templates() -> Iterator[Path]:
    for folder in SCANNED:
        for path in sorted((ROOT / folder).rglob("*.html")):
            if "templates" in path.parts:
                yield path


def _static_folders() -> list[Path]:
    others = [path for path in (ROOT / "services").rglob("static") if path.is_dir()]
    return [STATIC, *others]


if __name__ == "__main__":
    found_problems = problems()
    for line in found_problems:
        print(line)
    sys.exit(1 if found_problems else 0)
