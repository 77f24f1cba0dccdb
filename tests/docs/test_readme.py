"""What README and docs say is what the code does."""

from __future__ import annotations

import asyncio
import importlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from cli.__main__ import main
from services.notifications.settings import Settings as Notifications
from services.registration.settings import Settings as Registration
from services.reporting.settings import Settings as Reporting
from shared.errors import Refused
from tests.stack import Stack

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROBLEMS = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
SERVICES: dict[str, type[msgspec.Struct]] = {"R": Registration, "N": Notifications, "P": Reporting}
IMAGE = re.compile(r"!\[(?P<words>[^]]*)\]\((?P<path>[^)]+)\)")
LINK = re.compile(r"\]\((?P<path>[^):#]+)\)")
IMAGE_BYTES_MAX = 150_000
TOUR = re.compile(r"<!-- tour -->\n```sh\n(?P<lines>.*?)```", re.DOTALL)
TOUR_SECONDS = 60


def rows(text: str, heading: str) -> Iterator[list[str]]:
    """The cells of a table, without its two lines of heading."""
    table = text.split(f"{heading}\n", 1)[1].split("\n\n", 1)[0]
    for line in table.splitlines()[1:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def default_of(field: msgspec.structs.FieldInfo) -> str:
    """As the table writes it."""
    value = "" if field.required else field.default
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if text else ""


def test_the_table_of_settings_is_that_of_the_services() -> None:
    """Protects operators: no setting that isn't read, none forgotten, right defaults."""
    expected: dict[str, dict[str, str]] = {}
    for letter, settings in SERVICES.items():
        for field in msgspec.structs.fields(settings):
            name = f"`AUFTAKT_{field.encode_name.upper()}`"
            expected.setdefault(name, {})[letter] = default_of(field)
    listed = {}
    for name, *letters, default, meaning in rows(
        README, "| setting | R | N | P | default | meaning |"
    ):
        assert meaning, name
        used = [letter for letter in letters if letter]
        each = default.split(", ") if "," in default else [default] * len(used)
        listed[name] = dict(zip(used, each, strict=True))
    assert listed == expected


def test_the_table_of_commands_is_that_of_the_program() -> None:
    """Protects newcomers from commands that don't exist."""
    listed = [command.strip("`") for command, _ in rows(README, "| `auftakt …` | does |")]
    assert sorted(listed) == sorted(main.commands)


def test_every_problem_type_is_listed_with_its_status() -> None:
    """Protects people who write clients: each refusal can be looked up."""
    raised = {each.problem_type: str(each.status) for each in refusals()}
    listed = {
        name.strip("`"): status for name, status, _ in rows(PROBLEMS, "| name | status | when |")
    }
    assert listed == raised


def refusals() -> Iterator[type[Refused]]:
    """All refusals of the code, wherever they are defined."""
    for package in ("shared", "services"):
        for path in (ROOT / package).rglob("*.py"):
            if "problem_type" in path.read_text(encoding="utf-8"):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    pending: list[Any] = [Refused]
    while pending:
        found = pending.pop().__subclasses__()
        pending += found
        yield from (each for each in found if each.__module__.startswith(("shared", "services")))


def test_pictures_and_links_of_the_readme_exist() -> None:
    """Protects readers; pictures have words for those who don't see them, and stay small."""
    pictures = list(IMAGE.finditer(README))
    assert len(pictures) >= 10
    for picture in pictures:
        assert len(picture["words"]) > 10, picture["path"]
        assert (ROOT / picture["path"]).stat().st_size < IMAGE_BYTES_MAX, picture["path"]
    for link in LINK.finditer(README):
        assert (ROOT / link["path"]).exists(), link["path"]


async def test_the_tour_runs_as_it_is_written(stack: Stack, tmp_path: Path) -> None:
    """Protects the first five minutes: every line of the tour, as somebody pastes it."""
    tour = TOUR.search(README)
    assert tour
    bash, curl = shutil.which("bash"), shutil.which("curl")
    assert bash, "bash is needed"
    assert curl, "curl is needed"
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    ready = stack.ready
    process = await asyncio.create_subprocess_exec(
        *(bash, "-e", "-c", tour["lines"]),
        cwd=tmp_path,
        env={**os.environ, "AUFTAKT": ready.url, "AUFTAKT_HOME": str(Path(ready.mail_dir).parent)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), TOUR_SECONDS)
    text = output.decode()
    assert process.returncode == 0, text
    for words in ("Erika: confirmed", "Max: confirmed", "Kim: waitlisted", "7\n%PDF-1."):
        assert words in text, text
