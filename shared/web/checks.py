"""What must hold for templates, translations and static files: `python -m shared.web.checks`.

English and easy language must be complete. What the languages of participants lack is named as a
warning; with `--all-languages` it fails.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from jinja2 import TemplateSyntaxError

from shared.web.assets import STATIC
from shared.web.audience import is_for_staff
from shared.web.catalogues import (
    ALL_LANGUAGES,
    ROOT,
    SCANNED,
    extract,
    is_translated,
    read,
    wanted,
)
from shared.web.information import PATHS
from shared.web.languages import EASY, ENGLISH, LOCALES, STAFF_LOCALES, Locale
from shared.web.pages import TEMPLATES, make_environment
from shared.web.wordings import wording_gaps

PARTICIPANT_LOCALES = tuple(locale for locale in LOCALES if locale not in STAFF_LOCALES)
_FORBIDDEN = (
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "inline style"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "inline event handler"),
    (re.compile(r"<[^>]*\shx-on", re.IGNORECASE), "hx-on is blocked by the CSP"),
    (re.compile(r"<style[\s>]", re.IGNORECASE), "inline style sheet"),
    (
        re.compile(r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)", re.IGNORECASE),
        "inline script",  # JSON-LD is data: no policy forbids it, nothing runs it
    ),
    (re.compile(r"javascript:", re.IGNORECASE), "javascript: address"),
    (re.compile(r"hx-vals=[\"']js:", re.IGNORECASE), "hx-vals with script"),
)
_ASSET = re.compile(r"asset\(\s*['\"]([^'\"~]+)['\"]\s*\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"[-a-z]+\s*:\s*[^;{}]+(?=[;}])")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def problems() -> list[str]:
    """Everything that is wrong, one line each."""
    return [
        *catalogue_problems(),
        *template_problems(),
        *style_problems(),
        *(f for locale in PARTICIPANT_LOCALES for f in faults_of(locale)),
    ]


def gaps() -> list[str]:
    """What participants would read in German although they asked for their language."""
    found = extract()
    return [
        *(gap for locale in PARTICIPANT_LOCALES for gap in catalogue_gaps(found, locale)),
        *information_gaps(),
        *wording_gaps(ROOT),
    ]


def catalogue_gaps(found: Catalog, locale: Locale) -> Iterator[str]:
    """Texts of participants without a translation."""
    entries = {_key(message): message for message in read(locale) if message.id}
    for message in wanted(found, locale):
        entry = entries.get(_key(message)) if message.id else None
        if message.id and (entry is None or not is_translated(entry.string)):
            yield f"{locale.code}: not translated: {_key(message)!r} ({_where(message)})"


def faults_of(locale: Locale) -> Iterator[str]:
    """Entries that are there but wrong."""
    for message in read(locale):
        if message.id and is_translated(message.string):
            yield from entry_faults(locale.code, message)


def information_gaps() -> Iterator[str]:
    """Legal notice, privacy notice and accessibility statement are whole pages per language."""
    for name in PATHS:
        for locale in LOCALES:
            if not (TEMPLATES / "information" / f"{name}.{locale.code}.html").is_file():
                yield f"{locale.code}: there is no page information/{name}"


def style_problems() -> Iterator[str]:
    """Directions in a style sheet that would be wrong from right to left."""
    for folder in _static_folders():
        for path in sorted(folder.rglob("*.css")):
            if "vendor" in path.parts:
                continue
            name = path.relative_to(ROOT).as_posix()
            source = _COMMENT.sub("", path.read_text(encoding="utf-8"))
            for declaration in _DECLARATION.findall(source):
                if is_physical(declaration):
                    yield f"{name}: left or right: {declaration.strip()}"


def is_physical(declaration: str) -> bool:
    """Whether a declaration names a side, or gives two sides of a box different sizes."""
    name, _, value = declaration.strip().partition(":")
    if name.startswith("--") or "url(" in value:
        return False
    parts = re.sub(r"\([^()]*\)", "()", value).split()
    unequal = name in {"margin", "padding", "inset", "border-width"} and len(parts) == 4
    named = re.search(r"\b(left|right)\b", f"{name}:{value}") is not None
    return named or (unequal and parts[1] != parts[3])


def catalogue_problems() -> Iterator[str]:
    """Texts without translation, entries nobody uses, placeholders that differ."""
    found = extract()
    needed = {_key(message): message for message in found if message.id}
    for locale in (ENGLISH, EASY):
        entries = {_key(message): message for message in read(locale) if message.id}
        for key, message in needed.items():
            entry = entries.get(key)
            if entry is None or not is_translated(entry.string):
                if locale is ENGLISH or not is_for_staff(message):
                    yield f"{locale.code}: not translated: {key!r} ({_where(message)})"
            else:
                yield from entry_faults(locale.code, entry)
        for key in entries.keys() - needed.keys():
            yield f"{locale.code}: not used any more: {key!r}"


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


def entry_faults(code: str, entry: Message) -> Iterator[str]:
    """Guessed entries, and values in a text that are not those of its source."""
    if entry.fuzzy:
        yield f"{code}: fuzzy: {_key(entry)!r}"
    sources = (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)
    strings = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    allowed = {name for source in sources for name in _PLACEHOLDER.findall(str(source))}
    for string in strings:
        found = set(_PLACEHOLDER.findall(str(string)))
        if not found <= allowed:
            yield f"{code}: unknown placeholder: {_key(entry)!r}"
        elif isinstance(entry.id, str) and string and found != allowed:
            yield f"{code}: a value is left out: {_key(entry)!r}"


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
    wrong, missing = problems(), gaps()
    must_be_complete = ALL_LANGUAGES in sys.argv[1:]
    for line in wrong:
        print(line)
    for line in missing:
        print(line if must_be_complete else f"warning: {line}")
    sys.exit(1 if wrong or (must_be_complete and missing) else 0)
