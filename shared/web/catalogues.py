"""Collect the texts of all templates and Python files, merge them into the catalogues.

`python -m shared.web.catalogues update` after any change of texts merges them into English and easy
language; with `--all-languages` into the languages of participants as well, which hold no texts of
staff. Translate what is empty then.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from shared.web.audience import is_for_staff
from shared.web.languages import DOMAIN, FOLDER, LOCALES, STAFF_LOCALES, Locale

ROOT = Path(__file__).resolve().parents[2]
SCANNED = ("shared", "services")
LINE_WIDTH = 100
ALL_LANGUAGES = "--all-languages"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
    "translate": (2,),
}
JINJA_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}
# Tests and demonstrations of the look speak German only.
LEFT_OUT = frozenset({"shared/web/templates/style.html"})


def extract() -> Catalog:
    """All texts found, with the files they stand in."""
    catalog = Catalog(project="Auftakt", charset="utf-8", fuzzy=False)
    for path in source_files():
        location = (path.relative_to(ROOT).as_posix(), 0)
        for message in _in_python(path) if path.suffix == ".py" else _in_template(path):
            catalog.add(message, locations=[location])
    return catalog


def _in_template(path: Path) -> Iterator[str | tuple[str, ...]]:
    method = "jinja2.ext:babel_extract"
    for _, message, _, _ in extract_from_file(method, path, KEYWORDS, options=JINJA_OPTIONS):
        if message:
            yield message


def _in_python(path: Path) -> Iterator[str | tuple[str, ...]]:
    """Only literal arguments: Babel would also take the key of `gettext(TEXTS["key"])`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (name := _called(node.func)) in KEYWORDS:
            positions = KEYWORDS[name] or (1,)
            texts = [node.args[place - 1] for place in positions if len(node.args) >= place]
            values = tuple(
                text.value
                for text in texts
                if isinstance(text, ast.Constant) and isinstance(text.value, str)
            )
            if len(values) == len(positions):
                yield values[0] if len(values) == 1 else values


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def source_files() -> Iterator[Path]:
    """Templates and Python files whose texts people see."""
    for folder in SCANNED:
        for path in sorted((ROOT / folder).rglob("*")):
            relative = path.relative_to(ROOT).as_posix()
            template = "templates" in path.parts and path.suffix in {".html", ".txt"}
            if (template or path.suffix == ".py") and relative not in LEFT_OUT:
                yield path


def path_of(locale: Locale) -> Path:
    """The file of a language's catalogue."""
    return FOLDER / (locale.catalogue or "") / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(locale: Locale) -> Catalog:
    """A catalogue as it is; empty if there is no file yet."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale.babel, project="Auftakt", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale.babel, domain=DOMAIN)


def wanted(found: Catalog, locale: Locale) -> Catalog:
    """The texts that a language needs: all, or only those that participants read."""
    if locale in STAFF_LOCALES:
        return found
    shown = Catalog(project="Auftakt", charset="utf-8", fuzzy=False)
    for message in found:
        if message.id and not is_for_staff(message):
            shown.add(message.id, locations=message.locations)
    return shown


def update(locales: Iterable[Locale]) -> dict[str, int]:
    """Merge new texts into each catalogue, drop those gone; gives how many are untranslated."""
    found = extract()
    missing = {}
    for locale in locales:
        if locale.catalogue is None:
            continue
        catalog = read(locale)
        catalog.update(wanted(found, locale), no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path = path_of(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file,
                catalog,
                width=LINE_WIDTH,
                include_lineno=False,
                ignore_obsolete=True,
                sort_output=True,
                omit_header=False,
            )
        missing[locale.code] = sum(
            1 for entry in catalog if entry.id and not is_translated(entry.string)
        )
    return missing


def is_translated(string: str | list[str] | tuple[str, ...] | None) -> bool:
    """Whether every form of a message has a text."""
    return bool(string) if isinstance(string, str) else all(string or [""])


if __name__ == "__main__":
    command, *options = [*sys.argv[1:], ""]
    if command != "update" or set(options) - {"", ALL_LANGUAGES}:
        sys.exit(f"usage: python -m shared.web.catalogues update [{ALL_LANGUAGES}]")
    for code, count in update(LOCALES if ALL_LANGUAGES in options else STAFF_LOCALES).items():
        print(f"{code}: {count} without translation")
