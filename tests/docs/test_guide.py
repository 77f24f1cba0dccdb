"""The user guide speaks of what is on the pages, in both languages, and shows it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
ENGLISH = ROOT / "shared" / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
NAMES = sorted(path.name for path in (GUIDE / "de").glob("*.md"))
PAGES = sorted(GUIDE.rglob("*.md"))
LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^]]*)\]\((?P<path>[^):#]+)\)")
BOLD = re.compile(r"\*\*(?P<words>[^*]+)\*\*")
HEADING = re.compile(r"^(?P<level>#+) ", re.MULTILINE)
PLACE = re.compile(r"%\\\(\w+\\\)[sd]")
IMAGE_BYTES_MAX = 150_000
WORDS_OF_A_PICTURE_MIN = 3


Labels = tuple[re.Pattern[str], ...]


@pytest.fixture(scope="module")
def pages() -> list[tuple[Labels, Labels]]:
    """All texts of all pages: in German, and how they read in English."""
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file)
    return [(labels(each.id), labels(each.string)) for each in catalogue if each.id]


def quoted(page: Path) -> list[str]:
    """What the page says stands on a button, at a field or above a page."""
    text = page.read_text(encoding="utf-8")
    return [" ".join(match["words"].split()) for match in BOLD.finditer(text)]


def labels(words: Any) -> Labels:
    """A text, or its singular and plural, with any figure or name in its places."""
    forms = (words,) if isinstance(words, str) else words
    return tuple(
        re.compile(PLACE.sub("[^ ]+", re.escape(each)).replace("%%", "%")) for each in forms if each
    )


def says(page: Labels, words: str) -> bool:
    """Whether a page says so."""
    return any(label.fullmatch(words) for label in page)


def test_links_and_pictures_of_the_guide_exist() -> None:
    """Protects readers; pictures have words for those who don't see them, and stay small."""
    shown = set()
    for page in PAGES:
        for link in LINK.finditer(page.read_text(encoding="utf-8")):
            target = (page.parent / link["path"]).resolve()
            assert target.exists(), f"{page.name}: {link['path']}"
            if link["picture"]:
                shown.add(target)
                assert len(link["words"].split()) >= WORDS_OF_A_PICTURE_MIN, link["path"]
                assert target.stat().st_size < IMAGE_BYTES_MAX, link["path"]
    assert set((GUIDE / "images").iterdir()) <= shown, "pictures that nobody sees"


def test_the_guide_is_linked_from_the_first_page() -> None:
    """Protects newcomers: a guide that isn't found helps nobody."""
    assert "(docs/guide/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    listed = (GUIDE / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"(de/{name})" in listed, name
        assert f"(en/{name})" in listed, name


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_the_guide_has_a_twin_of_the_same_shape(name: str) -> None:
    """Protects readers of English: same headings, same pictures in the same order."""
    german, english = (
        (GUIDE / language / name).read_text(encoding="utf-8") for language in ("de", "en")
    )
    assert HEADING.findall(german) == HEADING.findall(english)
    pictures = [
        [link["path"] for link in LINK.finditer(text) if link["picture"]]
        for text in (german, english)
    ]
    assert pictures[0] == pictures[1]


def test_no_page_of_the_guide_is_in_one_language_only() -> None:
    """Protects readers of English."""
    assert NAMES
    assert sorted(path.name for path in (GUIDE / "en").glob("*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_the_guide_quotes_stands_on_the_pages(
    name: str, pages: list[tuple[Labels, Labels]]
) -> None:
    """Protects against a guide that rots: bold words are those of the pages, in both languages."""
    left = Counter(quoted(GUIDE / "en" / name))
    missing = []
    for words in quoted(GUIDE / "de" / name):
        english = [there for here, there in pages if says(here, words)]
        assert english, f"de/{name}: no page says “{words}”"
        found = next((each for each in left if any(says(page, each) for page in english)), None)
        if found is None:
            missing.append(f"{words}: {[label.pattern for page in english for label in page]}")
        else:
            left[found] -= 1
            left += Counter()
    assert not missing, f"en/{name} does not quote: {missing}"
    assert not left, f"en/{name} quotes what de/{name} does not: {list(left)}"
